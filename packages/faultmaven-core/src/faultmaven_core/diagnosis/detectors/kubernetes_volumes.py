"""Claims that no volume satisfies, and volumes whose files a container may not touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.claim_fit import Misfit, asked_for, misfits, volumes_of
from faultmaven_core.diagnosis.kubernetes.detector import ClusterDetector, counted
from faultmaven_core.diagnosis.kubernetes.file_access import file_access_findings
from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex, build_cluster_index, is_waiting_for_node
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, ruled_out, spans, symptom
from faultmaven_core.processing.kubernetes.topology import component_of_workload, same_namespace
from faultmaven_models.component import component

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_core.processing.kubernetes.objects import Claim, Event, Pod
    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials

_CLAIM_KIND = "persistentvolumeclaim"
_FAILED = frozenset({"FailedBinding", "ProvisioningFailed"})
_ALL_MODES = (
    "pv_binding_occupied",
    "pvc_access_mode_mismatch",
    "pvc_capacity_mismatch",
    "pvc_selector_mismatch",
    "pvc_storage_class_mismatch",
)


class KubernetesVolumesDetector(ClusterDetector):
    """Compares what pending claims ask for with the volumes there are, and reads complaints about file access."""

    domain = "kubernetes_volumes"

    def examined(self, materials: Materials) -> str:
        """How many claims and volumes there are to judge."""
        snapshot = materials.view(build_cluster_index).snapshot
        return counted((len(snapshot.claims), "claim"), (len(snapshot.volumes), "volume"))

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings about pending claims and about mounts that may not be used."""
        index = materials.view(build_cluster_index)
        for claim in index.snapshot.claims:
            if claim.status is not None and claim.status.value in {"Pending", "Lost"}:
                yield from _pending(index, claim)
        yield from _missing_claims(index)
        yield from file_access_findings(materials, index)


def _pending(index: ClusterIndex, claim: Claim) -> Iterator[Finding]:
    who, pods = _users(index, claim)
    events = [event for event in index.events.get((_CLAIM_KIND, claim.name), ()) if event.reason in _FAILED]
    if not pods and not events:
        return  # A claim that waits for its first consumer is as it should be.
    asked = asked_for(index.snapshot, claim)
    found = misfits(index.snapshot, asked)
    yield symptom(
        component=who,
        summary=f"Claim {claim.name} is Pending, so the pod that mounts it cannot be placed.",
        at=spans(claim.status, *(pod.phase for pod in pods)),
        group=Group.POD_STATUS,
    )
    for place, misfit in enumerate(found):
        yield from _accuse(
            index, claim, misfit, who=who, pods=pods, events=events, weight=0.9 if not place else 0.3
        )
    if len(found) == 1:
        accused = found[0].mode
        yield from (
            ruled_out(
                mode=mode,
                component=who,
                summary=f"In that respect volume {found[0].volume.name} meets the claim {claim.name}.",
                at=spans(found[0].volume.at, claim.at),
                group=Group.VOLUMES,
            )
            for mode in _ALL_MODES
            if found[0].volume is not None and mode != accused
        )
    if not found and events:
        yield _unexplained(claim, who, events, any(volumes_of(index.snapshot)))


def _accuse(
    index: ClusterIndex,
    claim: Claim,
    misfit: Misfit,
    *,
    who: str,
    pods: list[Pod],
    events: list[Event],
    weight: float,
) -> Iterator[Finding]:
    values = {"claim": claim.name, "namespace": claim.namespace, **misfit.values}
    yield cause(
        mode=misfit.mode,
        component=who,
        summary=f"Claim {claim.name} cannot be bound: {misfit.summary}.",
        at=misfit.spans or spans(claim.status),
        group=Group.VOLUMES,
        completeness=weight,
        strongly=True,
        values=values,
        affects=index.callers(who),
    )
    if events:
        yield cause(
            mode=misfit.mode,
            component=who,
            summary=f"The volume controller reports for claim {claim.name}: {events[0].message[:200]}",
            at=spans(*(event.at for event in events[:2])),
            group=Group.EVENTS,
            completeness=0.6 * weight,
            strongly=misfit.named_by(events),
            values=values,
        )
    blocked = [
        event for pod in pods for event in index.events_of(pod) if "PersistentVolumeClaim" in event.message
    ]
    if pods:
        yield cause(
            mode=misfit.mode,
            component=who,
            summary=f"Pod {pods[0].name} waits for the claim {claim.name}.",
            at=spans(pods[0].phase, *(event.at for event in blocked[:1])),
            group=Group.POD_STATUS,
            completeness=0.5 * weight,
            values=values,
        )


def _unexplained(claim: Claim, who: str, events: list[Event], has_volumes: bool) -> Finding:  # noqa: FBT001
    why = "no volume is known to fit it" if has_volumes else "there is no volume"
    return cause(
        mode="pvc_unbound",
        component=who,
        summary=f"Claim {claim.name} is Pending and {why}: {events[0].message[:200]}",
        at=spans(claim.status, events[0].at),
        group=Group.EVENTS,
        completeness=0.5,
        strongly=True,
        values={"claim": claim.name, "namespace": claim.namespace},
    )


def _users(index: ClusterIndex, claim: Claim) -> tuple[str, list[Pod]]:
    """Who mounts the claim: its component, and its pods that wait for a machine."""
    users = [
        pod
        for pod in index.snapshot.pods
        if same_namespace(pod, claim)
        and (pod.name in claim.used_by or any(volume.source == claim.name for volume in pod.spec.volumes))
    ]
    waiting = [pod for pod in users if is_waiting_for_node(pod)]
    if users:
        return index.component("pod", (waiting or users)[0].name), waiting
    for workload in (*index.snapshot.workloads, *index.snapshot.declared.workloads):
        if any(volume.source == claim.name for volume in workload.template.volumes):
            return component_of_workload(workload), []
    return component("app", claim.name), []


def _missing_claims(index: ClusterIndex) -> Iterator[Finding]:
    """Pods that mount a claim that does not exist."""
    for pod in index.snapshot.pods:
        if not is_waiting_for_node(pod):
            continue
        for event in index.events_of(pod):
            name = _missing_claim(event)
            if not name or any(claim.name == name for claim in index.snapshot.claims):
                continue
            yield cause(
                mode="pvc_missing",
                component=index.component("pod", pod.name),
                summary=f"Pod {pod.name} mounts the claim {name}, which does not exist.",
                at=spans(event.at, pod.phase),
                group=Group.EVENTS,
                completeness=0.6,
                values={"claim": name, "namespace": pod.namespace, "pod": pod.name},
            )


def _missing_claim(event: Event) -> str:
    start = event.message.find('persistentvolumeclaim "')
    if event.reason != "FailedScheduling" or start < 0:
        return ""
    name, quote, rest = event.message[start + len('persistentvolumeclaim "') :].partition('"')
    return name if quote and rest.startswith(" not found") else ""
