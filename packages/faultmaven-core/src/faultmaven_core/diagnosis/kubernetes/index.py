"""The cluster with what detectors ask for again and again: events of an object, pods in trouble, callers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.processing.dependencies import ServiceDependencies, build_dependencies
from faultmaven_core.processing.kubernetes.labels import without_hashes
from faultmaven_core.processing.kubernetes.objects import Pod, Workload
from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot, build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import (
    component_of_pod,
    component_of_workload,
    is_ready,
    workload_of_pod,
)
from faultmaven_models.component import component

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faultmaven_core.processing.kubernetes.objects import Event
    from faultmaven_core.processing.kubernetes.pod_spec import PodSpec
    from faultmaven_models.materials import Materials

_FINISHED = frozenset({"Succeeded", "Completed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterIndex:
    """A snapshot, by name."""

    snapshot: ClusterSnapshot
    pods: Mapping[str, Pod] = field(default_factory=dict)
    replica_sets: Mapping[str, Workload] = field(default_factory=dict)
    events: Mapping[tuple[str, str], tuple[Event, ...]] = field(default_factory=dict)
    """``(kind, name)`` to the events about it."""
    dependencies: ServiceDependencies = field(default_factory=ServiceDependencies)

    def events_of(self, pod: Pod) -> tuple[Event, ...]:
        """The events about a pod."""
        return self.events.get(("pod", pod.name), ())

    def component(self, kind: str, name: str) -> str:
        """``app/NAME`` of the pod or workload of that kind and name."""
        if kind == "pod":
            pod = self.pods.get(name)
            return component_of_pod(self.snapshot, pod) if pod else component("app", without_hashes(name))
        workload = self.replica_sets.get(name) if kind == "replicaset" else self.snapshot.workload(name)
        return component_of_workload(workload) if workload else component("app", without_hashes(name, kind))

    def declared_spec(self, pod: Pod) -> PodSpec | None:
        """What the manifest of the pod's workload asks for, where there is one."""
        workload = workload_of_pod(self.snapshot, pod)
        if workload is None:
            return None
        declared = self.snapshot.declared_workload(workload)
        return declared.template if declared else None

    def template(self, pod: Pod) -> PodSpec | None:
        """The template of the pod's workload, live."""
        workload = workload_of_pod(self.snapshot, pod)
        return workload.template if workload else None

    def callers(self, name: str) -> tuple[str, ...]:
        """The components that call this one, directly or through others."""
        found = self.dependencies.all_callers_of(name.partition("/")[2])
        return tuple(component("app", caller) for caller in found)


def build_cluster_index(materials: Materials) -> ClusterIndex:
    """Index the snapshot of the materials: use it as a view."""
    snapshot = materials.view(build_cluster_snapshot)
    events: dict[tuple[str, str], list[Event]] = {}
    for event in snapshot.events:
        events.setdefault((event.kind, event.name), []).append(event)
    return ClusterIndex(
        snapshot=snapshot,
        pods={pod.name: pod for pod in snapshot.pods},
        replica_sets={one.name: one for one in snapshot.replica_sets},
        events={key: tuple(found) for key, found in events.items()},
        dependencies=materials.view(build_dependencies),
    )


def is_waiting_for_node(pod: Pod) -> bool:
    """Whether the pod has not been placed on a machine yet."""
    placed = pod.conditions.get("PodScheduled")
    if placed is not None:
        return placed.value != "True"
    return pod.node is None and (pod.phase is None or pod.phase.value == "Pending")


def is_healthy(pod: Pod) -> bool:
    """Whether the pod is ready, or has done its work."""
    if pod.phase is not None and pod.phase.value in _FINISHED:
        return True
    if pod.status is not None and pod.status.value not in {"Running", *_FINISHED}:
        return False
    return is_ready(pod) is True


def lacks_pods(workload: Workload) -> bool:
    """Whether fewer pods exist than the workload wants; a workload without numbers may."""
    if workload.desired is None:
        return True
    count = workload.current if workload.current is not None else workload.ready
    return count is None or count.value < workload.desired.value


def is_available(workload: Workload) -> bool | None:
    """Whether as many pods are available as wanted; None when nothing tells."""
    if workload.desired is None:
        return None
    count = workload.available if workload.available is not None else workload.ready
    return None if count is None else count.value >= workload.desired.value
