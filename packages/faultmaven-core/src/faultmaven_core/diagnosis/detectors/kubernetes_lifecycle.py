"""Pods that started and do not stay: killed for memory, restarted or kept unready by probes, scaled away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.detector import ClusterDetector, counted
from faultmaven_core.diagnosis.kubernetes.index import build_cluster_index
from faultmaven_core.diagnosis.kubernetes.memory_kills import memory_findings
from faultmaven_core.diagnosis.kubernetes.probe_failures import ProbeFailure, probe_failures
from faultmaven_core.diagnosis.kubernetes.probe_faults import judge_probe
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, spans, symptom
from faultmaven_core.diagnosis.kubernetes.scaled_down import zero_replica_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.diagnosis.kubernetes.probe_faults import ProbeFault
    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials

_QUOTED = 240


class KubernetesLifecycleDetector(ClusterDetector):
    """Judges terminated containers, failing probes and workloads without replicas."""

    domain = "kubernetes_lifecycle"

    def examined(self, materials: Materials) -> str:
        """How many pods and workloads there are to judge."""
        snapshot = materials.view(build_cluster_index).snapshot
        return counted((len(snapshot.pods), "pod"), (len(snapshot.workloads), "workload"))

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings about memory, probes and replicas."""
        index = materials.view(build_cluster_index)
        yield from memory_findings(index)
        yield from _probes(index)
        yield from zero_replica_findings(index)


def _probes(index: ClusterIndex) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for failure in probe_failures(index):
        component = index.component("pod", failure.pod.name)
        if (component, failure.kind) in seen:
            continue
        seen.add((component, failure.kind))
        yield symptom(
            component=component,
            summary=_effect(failure, component),
            at=spans(failure.event.at, failure.killing.at if failure.killing else None),
            group=Group.EVENTS,
        )
        fault = judge_probe(index, failure)
        if fault is not None:
            yield from _accuse(index, failure, fault, component)


def _effect(failure: ProbeFailure, component: str) -> str:
    name = component.partition("/")[2]
    if failure.kind == "readiness":
        return f"{name} is not ready: its readiness probe failed {failure.times} times."
    return f"{name} is restarted: its liveness probe failed {failure.times} times."


def _accuse(
    index: ClusterIndex, failure: ProbeFailure, fault: ProbeFault, component: str
) -> Iterator[Finding]:
    mode = f"{failure.kind}_probe_incorrect_{fault.kind}"
    pod, container, probe = failure.pod, failure.container, failure.probe
    values = {
        "pod": pod.name,
        "namespace": pod.namespace,
        "container": container.name,
        "probe": failure.kind,
        "probe_port": probe.port,
        "probe_kind": probe.kind.value,
        "probe_path": probe.path,
        "ports": ", ".join(str(port.number) for port in container.ports),
        "reason": fault.reason,
    }
    yield cause(
        mode=mode,
        component=component,
        summary=f"The {failure.kind} probe of {component.partition('/')[2]} cannot succeed: {fault.reason}.",
        at=spans(probe.at, fault.beside),
        group=Group.SPEC,
        completeness=fault.completeness,
        strongly=True,
        values=values,
        affects=index.callers(component),
    )
    yield cause(
        mode=mode,
        component=component,
        summary=f"The kubelet reports ({failure.times} times): {failure.event.message[:_QUOTED]}",
        at=spans(failure.event.at, failure.killing.at if failure.killing else None),
        group=Group.EVENTS,
        completeness=0.65 * fault.completeness,
        strongly=True,
        values=values,
    )
    status = (container.restarts,) if failure.kind == "liveness" else (pod.conditions.get("Ready"), pod.ready)
    if any(status):
        yield cause(
            mode=mode,
            component=component,
            summary=_effect(failure, component),
            at=spans(*status),
            group=Group.POD_STATUS,
            completeness=0.3 * fault.completeness,
        )
