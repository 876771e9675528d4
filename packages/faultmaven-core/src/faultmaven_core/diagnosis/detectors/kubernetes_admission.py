"""Pods and other objects that the API server refuses: quotas, missing service accounts, policies and webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.detector import ClusterDetector, counted
from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex, build_cluster_index
from faultmaven_core.diagnosis.kubernetes.quota_message import read_excesses
from faultmaven_core.diagnosis.kubernetes.quota_shortage import shortage_findings
from faultmaven_core.diagnosis.kubernetes.refusals import Refusal, refusals
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, ruled_out, spans, symptom
from faultmaven_models.component import component

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials

_PLAIN = {
    "quota_needs_resources": "quota_requires_resources",
    "pod_security": "pod_security_violation",
    "webhook_unreachable": "admission_webhook_unreachable",
    "webhook_denied": "admission_webhook_denied",
    "limit_range": "limit_range_violation",
}
_RULED_OUT_LIMIT = 2
_QUOTED = 240


class KubernetesAdmissionDetector(ClusterDetector):
    """Reads FailedCreate events and compares quotas with what is missing."""

    domain = "kubernetes_admission"

    def examined(self, materials: Materials) -> str:
        """How many controllers and quotas there are to judge."""
        snapshot = materials.view(build_cluster_index).snapshot
        return counted((len(snapshot.replica_sets), "ReplicaSet"), (len(snapshot.quotas), "quota"))

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings about refusals that still hold; those that a controller got over are ruled out."""
        index = materials.view(build_cluster_index)
        over: list[Refusal] = []
        for refusal in refusals(index):
            if refusal.over:
                over.append(refusal)
            else:
                yield from _standing(index, refusal)
        yield from _got_over(over)
        yield from shortage_findings(index)


def _standing(index: ClusterIndex, refusal: Refusal) -> Iterator[Finding]:
    yield symptom(
        component=refusal.component,
        summary=f"{refusal.component.partition('/')[2]} lacks pods: the API server refuses to create them.",
        at=spans(refusal.owner.desired if refusal.owner else None, refusal.event.at),
        group=Group.WORKLOAD_STATUS,
    )
    if refusal.kind == "quota":
        yield from _quota(index, refusal)
    elif refusal.kind == "service_account":
        yield from _service_account(index, refusal)
    else:
        yield _refused(
            index,
            refusal,
            mode=_PLAIN[refusal.kind],
            component=refusal.component,
            completeness=0.9,
            values={},
        )


def _refused(
    index: ClusterIndex,
    refusal: Refusal,
    *,
    mode: str,
    component: str,
    completeness: float,
    values: dict[str, str],
) -> Finding:
    name = refusal.component.partition("/")[2]
    return cause(
        mode=mode,
        component=component,
        summary=f"Pods of {name} are refused ({refusal.times} times): {_reason(refusal)}",
        at=spans(refusal.event.at),
        group=Group.EVENTS,
        completeness=completeness,
        strongly=True,
        values={"workload": name, "namespace": refusal.namespace, "message": _reason(refusal), **values},
        affects=(refusal.component, *index.callers(refusal.component)),
    )


def _reason(refusal: Refusal) -> str:
    """What follows ``is forbidden: ``, else the message."""
    message = refusal.event.message
    return (message.partition("is forbidden: ")[2] or message)[:_QUOTED]


def _shortfall(refusal: Refusal) -> tuple[Cited[object] | None, ...]:
    owner = refusal.owner
    if owner is None:
        return ()
    return owner.conditions.get("ReplicaFailure"), owner.current or owner.ready, owner.desired


def _quota(index: ClusterIndex, refusal: Refusal) -> Iterator[Finding]:
    namespace = component("namespace", refusal.namespace or "unknown")
    for excess in read_excesses(refusal.event.message):
        values = {
            "quota": excess.quota,
            "resource": excess.resource,
            "requested": excess.requested,
            "used": excess.used,
            "hard": excess.hard,
        }
        yield _refused(index, refusal, mode=excess.mode, component=namespace, completeness=0.9, values=values)
        places = [
            line.at
            for quota in index.snapshot.quotas
            if quota.name == excess.quota
            for line in quota.lines
            if line.resource == excess.resource
        ]
        if places:
            yield cause(
                mode=excess.mode,
                component=namespace,
                summary=f"Quota {excess.quota} allows {excess.hard} of {excess.resource}; {excess.used} are used.",
                at=spans(*places),
                group=Group.QUOTA,
                completeness=0.7,
                strongly=True,
                values={**values, "namespace": refusal.namespace},
            )
        if any(_shortfall(refusal)):
            yield cause(
                mode=excess.mode,
                component=namespace,
                summary=f"{refusal.component.partition('/')[2]} has fewer pods than it wants.",
                at=spans(*_shortfall(refusal)),
                group=Group.WORKLOAD_STATUS,
                completeness=0.4,
            )


def _service_account(index: ClusterIndex, refusal: Refusal) -> Iterator[Finding]:
    account = refusal.event.message.rpartition('serviceaccount "')[2].partition('"')[0]
    values = {"service_account": account}
    existing = any(one.name == account for one in index.snapshot.service_accounts)
    yield _refused(
        index,
        refusal,
        mode="missing_service_account",
        component=refusal.component,
        completeness=0.3 if existing else 0.9,
        values=values,
    )
    if any(_shortfall(refusal)) and not existing:
        yield cause(
            mode="missing_service_account",
            component=refusal.component,
            summary=f"{refusal.component.partition('/')[2]} has fewer pods than it wants.",
            at=spans(*_shortfall(refusal)),
            group=Group.WORKLOAD_STATUS,
            completeness=0.4,
        )
    asked = refusal.owner.template.service_account if refusal.owner else None
    if asked is not None and asked.value == account and not existing:
        listed = index.snapshot.service_accounts[:3] if index.snapshot.service_accounts else ()
        yield cause(
            mode="missing_service_account",
            component=refusal.component,
            summary=f"The pod template names the service account {account}, which is not among those that exist.",
            at=spans(asked, *(one.at for one in listed)),
            group=Group.SPEC,
            completeness=0.6 if listed else 0.3,
            strongly=True,
            values=values,
        )


def _got_over(over: list[Refusal]) -> Iterator[Finding]:
    """Refusals of the first moments after a rollout: the controller has its pods now."""
    for refusal in [one for one in over if one.kind == "service_account"][:_RULED_OUT_LIMIT]:
        yield ruled_out(
            mode="missing_service_account",
            component=refusal.component,
            summary=f"{refusal.component.partition('/')[2]} was refused at first, but has all its pods now.",
            at=spans(refusal.event.at, refusal.owner.desired if refusal.owner else None),
            group=Group.WORKLOAD_STATUS,
        )
