"""Reads Deployments, StatefulSets, DaemonSets, ReplicaSets and Jobs from outlines of ``kubectl describe``."""

from __future__ import annotations

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.describe_pods import (
    read_annotations,
    read_conditions,
    read_labels,
    read_pod_spec,
)
from faultmaven_core.processing.kubernetes.events import read_events
from faultmaven_core.processing.kubernetes.objects import Origin, Workload
from faultmaven_core.processing.kubernetes.outline import Entry
from faultmaven_core.processing.kubernetes.pod_spec import PodSpec
from faultmaven_core.processing.kubernetes.quantities import parse_count


def read_workload(root: Entry, *, kind: str, name: str, namespace: str, at: Cited[str]) -> Workload:
    """The workload of that kind that the outline describes."""
    template = root.child("Pod Template")
    counts = _counts(root.child("Replicas"))
    if kind == "DaemonSet":
        counts = _daemon_counts(root)
    elif "running" not in counts:
        counts.update(_counts(root.child("Pods Status")))
    return Workload(
        kind=kind,
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        annotations=read_annotations(root),
        owner=root.cite("Controlled By"),
        events=read_events(root, kind=kind.lower(), name=name, namespace=namespace),
        desired=counts.get("desired"),
        current=counts.get("total", counts.get("current")),
        updated=counts.get("updated"),
        available=counts.get("available"),
        ready=counts.get("ready"),
        selector=read_labels(root, "Selector"),
        template_labels=read_labels(template, "Labels") if template else {},
        template=read_pod_spec(template) if template else PodSpec(),
        conditions=read_conditions(root),
    )


def _counts(entry: Entry | None) -> dict[str, Cited[int]]:
    """``1 desired | 1 updated | 0 available`` and ``1 current / 1 desired``, by their words."""
    found: dict[str, Cited[int]] = {}
    if entry is None:
        return found
    for part in entry.value.replace("/", "|").split("|"):
        number, _, word = part.strip().partition(" ")
        count = parse_count(number)
        if count is not None and word:
            found[word.lower()] = Cited(value=count, document=entry.document, line=entry.line)
    return found


def _daemon_counts(root: Entry) -> dict[str, Cited[int]]:
    names = {
        "desired": "Desired Number of Nodes Scheduled",
        "current": "Current Number of Nodes Scheduled",
        "updated": "Number of Nodes Scheduled with Up-to-date Pods",
        "available": "Number of Nodes Scheduled with Available Pods",
    }
    found: dict[str, Cited[int]] = {}
    for word, key in names.items():
        told = root.cite(key)
        count = parse_count(told.value) if told else None
        if told is not None and count is not None:
            found[word] = Cited(value=count, document=told.document, line=told.line)
    return found
