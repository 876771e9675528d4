"""Pods that no machine can take: capacity, node selection, cordons, taints, and pods beside one another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.detector import ClusterDetector, counted
from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex, build_cluster_index, is_waiting_for_node
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, ruled_out, spans, symptom
from faultmaven_core.diagnosis.kubernetes.scheduling_message import SchedulingMessage, read_scheduling_message
from faultmaven_core.diagnosis.kubernetes.scheduling_proof import node_proof, spec_proof
from faultmaven_core.diagnosis.kubernetes.scheduling_verdict import Verdict, judge
from faultmaven_core.processing.kubernetes.merge import filled
from faultmaven_core.processing.kubernetes.pod_spec import PodSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_core.processing.kubernetes.objects import Event, Pod
    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials

_REASON = "FailedScheduling"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stuck:
    """A component with pods that are not placed, its last scheduling event and what that says."""

    component: str
    event: Event
    message: SchedulingMessage
    pod: Pod | None
    spec: PodSpec
    pods: int

    @property
    def values(self) -> dict[str, str]:
        """For the texts of the catalogue."""
        return {
            "pod": self.event.name,
            "namespace": self.event.namespace or (self.pod.namespace if self.pod else ""),
            "node_count": str(self.message.total_nodes),
            "message": self.event.message[:300],
        }


class KubernetesSchedulingDetector(ClusterDetector):
    """Reads the scheduler's FailedScheduling events and weighs them against the pods' wishes and the machines."""

    domain = "kubernetes_scheduling"

    def examined(self, materials: Materials) -> str:
        """How many pods and machines there are to judge."""
        snapshot = materials.view(build_cluster_index).snapshot
        return counted((len(snapshot.pods), "pod"), (len(snapshot.nodes), "node"))

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings about pods that still wait for a machine; pods that were placed since are not accused."""
        index = materials.view(build_cluster_index)
        for stuck in _stuck(index):
            yield from _findings(index, stuck)


def _stuck(index: ClusterIndex) -> Iterator[_Stuck]:
    latest: dict[str, _Stuck] = {}
    for event in index.snapshot.events:
        if event.reason != _REASON or event.kind not in {"pod", ""}:
            continue
        pod = index.pods.get(event.name)
        message = read_scheduling_message(event.message)
        if message is None or (pod is not None and not is_waiting_for_node(pod)):
            continue
        component = index.component("pod", event.name)
        known = latest.get(component)
        pods = 1 + (known.pods if known else 0)
        if known is not None and _age(known.event) <= _age(event):
            latest[component] = replace(known, pods=pods)
            continue
        latest[component] = _Stuck(
            component=component, event=event, message=message, pod=pod, spec=_spec(index, pod), pods=pods
        )
    return iter(latest.values())


def _age(event: Event) -> float:
    return event.last_seen_seconds if event.last_seen_seconds is not None else 0.0


def _spec(index: ClusterIndex, pod: Pod | None) -> PodSpec:
    """The pod's wishes; what ``describe`` leaves out (affinities) comes from the workload's manifest."""
    if pod is None:
        return PodSpec()
    spec = pod.spec
    for other in (index.template(pod), index.declared_spec(pod)):
        if other is not None:
            spec = filled(spec, other)
    return spec


def _findings(index: ClusterIndex, stuck: _Stuck) -> Iterator[Finding]:
    status = stuck.pod.phase if stuck.pod else None
    yield symptom(
        component=stuck.component,
        summary=f"{stuck.pods} pod(s) of {stuck.component} wait for a machine.",
        at=spans(status, stuck.event.at),
        group=Group.POD_STATUS,
    )
    verdicts = judge(stuck.message, stuck.spec, index.snapshot.nodes)
    for verdict in verdicts:
        yield from _accuse(index, stuck, verdict)
    if verdicts and not any(
        stuck.message.nodes(kind) for kind in ("insufficient_cpu", "insufficient_memory")
    ):
        for mode in ("cpu_capacity_mismatch", "memory_capacity_mismatch"):
            yield ruled_out(
                mode=mode,
                component=stuck.component,
                summary=f"The scheduler names no machine of {stuck.message.total_nodes} as short of it.",
                at=spans(stuck.event.at),
                group=Group.EVENTS,
            )


def _accuse(index: ClusterIndex, stuck: _Stuck, verdict: Verdict) -> Iterator[Finding]:
    obstacle = stuck.message.first(verdict.obstacle)
    reason = obstacle.text if obstacle else verdict.obstacle
    proof = spec_proof(verdict.mode, stuck.spec)
    machines = node_proof(verdict.mode, stuck.spec, stuck.message, index.snapshot.nodes)
    values = {**stuck.values, "reason": reason, **proof.values, **machines.values}
    weight = 1.0 if stuck.pod is not None else 0.6
    name = stuck.component.partition("/")[2]
    nodes, total = stuck.message.nodes(verdict.obstacle), stuck.message.total_nodes
    yield cause(
        mode=verdict.mode,
        component=stuck.component,
        summary=f"No machine of {total} takes the pod of {name}: {nodes} {reason}.",
        at=spans(stuck.event.at),
        group=Group.EVENTS,
        completeness=verdict.completeness * weight,
        strongly=True,
        values=values,
        affects=index.callers(stuck.component),
    )
    if stuck.pod is not None and stuck.pod.phase is not None:
        yield cause(
            mode=verdict.mode,
            component=stuck.component,
            summary=f"Pod {stuck.event.name} is {stuck.pod.phase.value} and has no machine.",
            at=spans(stuck.pod.phase, stuck.pod.conditions.get("PodScheduled")),
            group=Group.POD_STATUS,
            completeness=0.4 * verdict.completeness,
        )
    for part, group in ((proof, Group.SPEC), (machines, Group.NODES)):
        if part.spans:
            yield cause(
                mode=verdict.mode,
                component=stuck.component,
                summary=part.summary,
                at=part.spans,
                group=group,
                completeness=0.6 * verdict.completeness,
                strongly=True,
                values=values,
            )
