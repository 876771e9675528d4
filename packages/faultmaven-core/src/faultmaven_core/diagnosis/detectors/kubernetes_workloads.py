"""Which workloads suffer, whatever the reason, and what was changed about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.detector import ClusterDetector, counted
from faultmaven_core.diagnosis.kubernetes.index import (
    ClusterIndex,
    build_cluster_index,
    is_available,
    is_healthy,
)
from faultmaven_core.diagnosis.kubernetes.reports import Group, change, spans, symptom
from faultmaven_core.processing.kubernetes.topology import component_of_workload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials

_LIMIT = 30
_REVISION = "deployment.kubernetes.io/revision"
_CHANGES = frozenset({"ScalingReplicaSet", "NodeNotSchedulable", "NodeSchedulable"})
_RECENT_SECONDS = 3600.0


class KubernetesWorkloadsDetector(ClusterDetector):
    """Reports workloads that are not available, pods that are not ready, and recent changes."""

    domain = "kubernetes_workloads"

    def examined(self, materials: Materials) -> str:
        """How many workloads and pods there are to judge."""
        snapshot = materials.view(build_cluster_index).snapshot
        return counted((len(snapshot.workloads), "workload"), (len(snapshot.pods), "pod"))

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Symptoms and changes; no causes."""
        index = materials.view(build_cluster_index)
        yield from _unavailable(index)
        yield from _changes(index)


def _unavailable(index: ClusterIndex) -> Iterator[Finding]:
    reported: set[str] = set()
    for workload in index.snapshot.workloads:
        component = component_of_workload(workload)
        if is_available(workload) is not False or component in reported or len(reported) >= _LIMIT:
            continue
        reported.add(component)
        told = workload.available or workload.ready
        wanted = workload.desired.value if workload.desired else 0
        yield symptom(
            component=component,
            summary=f"{workload.kind} {workload.name} has {told.value if told else 0} of {wanted} pods available.",
            at=spans(told, workload.conditions.get("Available")),
            group=Group.WORKLOAD_STATUS,
        )
    for pod in index.snapshot.pods:
        component = index.component("pod", pod.name)
        if is_healthy(pod) or component in reported or len(reported) >= _LIMIT:
            continue
        told_by = spans(pod.status or pod.phase, pod.conditions.get("Ready"))
        if told_by:
            reported.add(component)
            state = (pod.status or pod.phase or pod.at).value
            yield symptom(
                component=component,
                summary=f"Pod {pod.name} is not ready ({state}).",
                at=told_by,
                group=Group.POD_STATUS,
            )


def _changes(index: ClusterIndex) -> Iterator[Finding]:
    """Rollouts and scalings after the first one, and machines that were cordoned or opened again."""
    rolled = {one.name for one in index.snapshot.workloads if one.annotations.get(_REVISION, "1") != "1"}
    found = 0
    for event in index.snapshot.events:
        recent = event.last_seen_seconds is None or event.last_seen_seconds <= _RECENT_SECONDS
        if event.reason not in _CHANGES or not recent or found >= _LIMIT:
            continue
        if event.kind == "node":
            component = f"node/{event.name}"
        elif event.name in rolled or "Scaled down" in event.message:
            component = index.component(event.kind, event.name)
        else:
            continue
        found += 1
        yield change(component=component, summary=event.message[:200], at=spans(event.at))
