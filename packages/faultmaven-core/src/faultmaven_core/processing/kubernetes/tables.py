"""Reads the rows of ``kubectl get`` as objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.events import parse_age
from faultmaven_core.processing.kubernetes.kinds import singular
from faultmaven_core.processing.kubernetes.labels import is_object_name, parse_labels
from faultmaven_core.processing.kubernetes.objects import (
    Event,
    KubernetesObject,
    Origin,
    OtherObject,
    Pod,
    Workload,
)
from faultmaven_core.processing.kubernetes.outline import NOTHING
from faultmaven_core.processing.kubernetes.quantities import parse_count, parse_duration
from faultmaven_core.processing.kubernetes.sections import Section
from faultmaven_core.processing.kubernetes.table_rows import Row, table_rows
from faultmaven_core.processing.kubernetes.tables_cluster import CLUSTER_READERS

_SIGNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("event", frozenset({"REASON", "OBJECT", "MESSAGE"})),
    ("pod", frozenset({"READY", "STATUS", "RESTARTS"})),
    ("daemonset", frozenset({"DESIRED", "UP-TO-DATE", "NODE SELECTOR"})),
    ("deployment", frozenset({"READY", "UP-TO-DATE", "AVAILABLE"})),
    ("replicaset", frozenset({"DESIRED", "CURRENT", "READY"})),
    ("service", frozenset({"TYPE", "CLUSTER-IP"})),
    ("endpoints", frozenset({"ENDPOINTS"})),
    ("node", frozenset({"STATUS", "ROLES", "VERSION"})),
    ("persistentvolume", frozenset({"CAPACITY", "RECLAIM POLICY", "CLAIM"})),
    ("persistentvolumeclaim", frozenset({"STATUS", "VOLUME", "ACCESS MODES"})),
    ("storageclass", frozenset({"PROVISIONER", "RECLAIMPOLICY"})),
    ("serviceaccount", frozenset({"SECRETS", "AGE"})),
    ("resourcequota", frozenset({"REQUEST", "LIMIT"})),
    ("secret", frozenset({"TYPE", "DATA", "AGE"})),
    ("configmap", frozenset({"DATA", "AGE"})),
)
"""The first kind whose columns a table has is what it lists."""

_WORKLOADS = {
    "deployment": "Deployment",
    "statefulset": "StatefulSet",
    "daemonset": "DaemonSet",
    "replicaset": "ReplicaSet",
}


def read_tables(section: Section) -> Iterator[KubernetesObject | Event]:
    """The objects and events of every table in the section."""
    hint = ""
    if len(section.command) > 1 and section.command[0] == "get":
        words = [word for word in section.command[1:] if not word.startswith("-")]
        hint = singular(words[0].partition("/")[0]) if words else ""
    for row in table_rows(section):
        yield from _read(row, hint, section.namespace)


def _read(row: Row, hint: str, namespace: str) -> Iterator[KubernetesObject | Event]:
    prefix, slash, name = row.cells.get("NAME", "").rpartition("/")
    kind = _kind(row, singular(prefix) if slash else hint)
    within = row.cells.get("NAMESPACE", namespace)
    within = within if is_object_name(within) else ""
    if kind == "event":
        if is_object_name(row.cells["OBJECT"].partition("/")[2]):
            yield _event(row, within)
        return
    if not is_object_name(name.removesuffix(" (default)")):
        return
    base: dict[str, Any] = {
        "name": name,
        "namespace": within,
        "origin": Origin.TABLE,
        "at": row.named,
        "labels": parse_labels([row.cells.get("LABELS", "")]),
        "age_seconds": parse_duration(row.cells.get("AGE", "")),
    }
    if kind == "pod":
        yield _pod(row, base)
    elif kind in _WORKLOADS:
        yield _workload(row, _WORKLOADS[kind], base)
    elif kind in CLUSTER_READERS:
        yield CLUSTER_READERS[kind](row, base)
    elif kind:
        yield OtherObject(kind=kind, end_line=row.line, **base)


def _kind(row: Row, hint: str) -> str:
    found = next((kind for kind, columns in _SIGNS if row.columns >= columns), "")
    if found == "configmap" and hint in {"secret", "configmap"}:
        return hint
    return found or hint


def _event(row: Row, namespace: str) -> Event:
    kind, _, name = row.cells["OBJECT"].partition("/")
    times, last, first = parse_age(row.cells.get("LAST SEEN", ""))
    times = parse_count(row.cells.get("COUNT", "")) or times
    return Event(
        type=row.cells.get("TYPE", ""),
        reason=row.cells["REASON"],
        message=row.cells["MESSAGE"],
        source=row.cells.get("SOURCE", ""),
        count=times,
        last_seen_seconds=last,
        first_seen_seconds=parse_duration(row.cells.get("FIRST SEEN", "")) or first,
        kind=singular(kind),
        name=name,
        namespace=namespace,
        at=row.named,
    )


def _pod(row: Row, base: dict[str, Any]) -> Pod:
    node, address = row.cite("NODE"), row.cite("IP")
    return Pod(
        **base,
        phase=row.cite("STATUS"),
        status=row.cite("STATUS"),
        ready=row.cite("READY"),
        node=None if node is None or node.value in NOTHING else node,
        ip=None if address is None or address.value in NOTHING else address,
    )


def _workload(row: Row, kind: str, base: dict[str, Any]) -> Workload:
    ready, _, desired = row.cells.get("READY", "").partition("/")
    desired = desired or row.cells.get("DESIRED", "")
    return Workload(
        kind=kind,
        **base,
        desired=_count(row, desired),
        current=_count(row, row.cells.get("CURRENT", "")),
        updated=_count(row, row.cells.get("UP-TO-DATE", "")),
        ready=_count(row, ready),
        available=_count(row, row.cells.get("AVAILABLE", "")),
        selector=parse_labels([row.cells.get("SELECTOR", "")]),
    )


def _count(row: Row, text: str) -> Cited[int] | None:
    count = parse_count(text)
    return None if count is None else Cited(value=count, document=row.document, line=row.line)
