"""Which workloads of a cluster are in trouble, where they run, and whose log a document is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.naming import document_name
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import (
    component_of_pod,
    component_of_workload,
    is_ready,
    pods_on_node,
)
from faultmaven_models.component import component

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faultmaven_core.processing.kubernetes.objects import Event, Pod
    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_models.component import ComponentName
    from faultmaven_models.materials import Document, Materials

_WELL = ("Running", "Succeeded", "Completed")
_DONE = frozenset({"Succeeded", "Completed"})
_LINES_TO_NAME = 60


def is_troubled(pod: Pod) -> bool:
    """Whether the pod is not running, or not all of its containers are ready."""
    words = [cited.value for cited in (pod.status, pod.phase) if cited is not None]
    if any(word not in _WELL for word in words):
        return True
    return is_ready(pod) is False and not _DONE & set(words)


def events_of(snapshot: ClusterSnapshot, pod: Pod) -> tuple[Event, ...]:
    """The events about a pod."""
    return tuple(event for event in snapshot.events if event.name == pod.name and event.kind in ("", "pod"))


def apps_on_node(snapshot: ClusterSnapshot, node: str) -> tuple[ComponentName, ...]:
    """The workloads with a pod on the node."""
    return tuple(dict.fromkeys(component_of_pod(snapshot, pod) for pod in pods_on_node(snapshot, node)))


def troubled_apps(snapshot: ClusterSnapshot) -> tuple[ComponentName, ...]:
    """The workloads with a pod in trouble."""
    return tuple(dict.fromkeys(component_of_pod(snapshot, pod) for pod in snapshot.pods if is_troubled(pod)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOwners:
    """Which workload wrote which document."""

    names: frozenset[str]
    """The workloads' names."""
    pods: Mapping[str, str]
    """Pod name to workload name."""

    def owner(self, document: Document) -> str:
        """The workload's name; empty when neither the document's name nor its first lines tell."""
        named = document_name(document) or ""
        if named in self.names:
            return named
        stem = document.source.rsplit("/", 1)[-1]
        longest = max((name for name in self.names if _begins(stem, name)), key=len, default="")
        if longest:
            return longest
        head = "\n".join(document.lines[:_LINES_TO_NAME])
        return next((name for pod, name in self.pods.items() if pod in head), "")


def _begins(stem: str, name: str) -> bool:
    return stem.startswith(name) and not stem[len(name) : len(name) + 1].isalnum()


def build_log_owners(materials: Materials) -> LogOwners:
    """The names that the cluster's objects give."""
    snapshot = materials.view(build_cluster_snapshot)
    pods = {pod.name: component_of_pod(snapshot, pod).partition("/")[2] for pod in snapshot.pods}
    workloads = (component_of_workload(item) for item in (*snapshot.workloads, *snapshot.declared.workloads))
    return LogOwners(
        names=frozenset([*pods.values(), *(name.partition("/")[2] for name in workloads)]), pods=pods
    )


def namespace_of(snapshot: ClusterSnapshot, app_name: ComponentName) -> dict[str, str]:
    """``{"namespace": …}`` of a workload for the catalogue's texts; empty when no pod of it is known."""
    for pod in snapshot.pods:
        if pod.namespace and component_of_pod(snapshot, pod) == app_name:
            return {"namespace": pod.namespace}
    return {}


def app(name: str) -> ComponentName:
    """``app/NAME``."""
    return component("app", name)
