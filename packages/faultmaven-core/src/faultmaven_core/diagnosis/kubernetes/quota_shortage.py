"""Objects that a quota kept from being made without an event: they are declared or called, and missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.quota_message import mode_of, would_exceed
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, ruled_out, spans
from faultmaven_core.processing.kubernetes.quantities import parse_quantity
from faultmaven_core.processing.kubernetes.topology import (
    component_of_workload,
    same_namespace,
    service_addresses,
)
from faultmaven_models.component import component

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.objects import Quota, QuotaLine
    from faultmaven_models.finding import Finding

_MOST_MISSING = 3


def shortage_findings(index: ClusterIndex) -> Iterator[Finding]:
    """Services and claims that are missing where a quota leaves no room for them; quotas with room are ruled out."""
    for quota in index.snapshot.quotas:
        for line in quota.lines:
            mode = mode_of(line.resource)
            if mode == "namespace_service_quota_exceeded" and _is_used_up(line):
                yield from _missing(index, quota, line, mode, _missing_services(index, quota))
            elif mode == "namespace_storage_quota_exceeded":
                yield from _missing(index, quota, line, mode, _missing_claims(index, quota, line))
            if _has_room(line):
                yield ruled_out(
                    mode=mode,
                    component=component("namespace", quota.namespace or "unknown"),
                    summary=f"Quota {quota.name} has room for {line.resource}: {line.used} of {line.hard} used.",
                    at=spans(line.at),
                    group=Group.QUOTA,
                )


def _has_room(line: QuotaLine) -> bool:
    used, hard = parse_quantity(line.used), parse_quantity(line.hard)
    return used is not None and hard is not None and 0 < used < hard / 2


def _is_used_up(line: QuotaLine) -> bool:
    used, hard = parse_quantity(line.used), parse_quantity(line.hard)
    return used is not None and hard is not None and used >= hard


def _missing(
    index: ClusterIndex,
    quota: Quota,
    line: QuotaLine,
    mode: str,
    missing: list[tuple[str, str, Cited[str]]],
) -> Iterator[Finding]:
    """Findings about ``(name, component, where it is asked for)`` of objects that are not there."""
    if not missing:
        return
    names = ", ".join(name for name, _, _ in missing)
    who = tuple(dict.fromkeys(affected for _, affected, _ in missing))
    reach = (*who, *(caller for one in who for caller in index.callers(one)))
    values = {
        "quota": quota.name,
        "namespace": quota.namespace,
        "resource": line.resource,
        "used": line.used,
        "hard": line.hard,
        "missing": names,
    }
    namespace = component("namespace", quota.namespace or "unknown")
    yield cause(
        mode=mode,
        component=namespace,
        summary=f"Quota {quota.name} allows {line.hard} of {line.resource}, {line.used} are used: no room for {names}.",
        at=spans(line.at),
        group=Group.QUOTA,
        completeness=0.8,
        strongly=True,
        values=values,
        affects=tuple(dict.fromkeys(reach)),
    )
    yield cause(
        mode=mode,
        component=namespace,
        summary=f"Asked for, but not in the cluster: {names}.",
        at=spans(*(place for _, _, place in missing)),
        group=Group.MANIFEST,
        completeness=0.6,
        strongly=True,
        values=values,
    )


def _missing_services(index: ClusterIndex, quota: Quota) -> list[tuple[str, str, Cited[str]]]:
    """Services that manifests declare, or that programs are told to call, and that are not listed."""
    snapshot = index.snapshot
    if not snapshot.services:
        return []
    known = {service.name for service in snapshot.services}
    found = {
        service.name: (service.name, component("app", service.name), service.at)
        for service in snapshot.declared.services
        if service.name not in known and same_namespace(service, quota)
    }
    own = {component_of_workload(one).partition("/")[2] for one in snapshot.workloads}
    for workload in snapshot.workloads:
        for name, host, _ in service_addresses(workload):
            short = host.partition(".")[0]
            if short in own and short not in known and short not in found:
                variables = [one.environment.get(name) for one in workload.template.containers]
                place = next((one for one in variables if one is not None), None)
                if place is not None:
                    found[short] = (short, component("app", short), place)
    return list(found.values())[:_MOST_MISSING]


def _missing_claims(index: ClusterIndex, quota: Quota, line: QuotaLine) -> list[tuple[str, str, Cited[str]]]:
    """Claims that manifests declare, that are not listed, and for which the quota leaves no room."""
    snapshot = index.snapshot
    known = {claim.name for claim in snapshot.claims}
    found = []
    for claim in snapshot.declared.claims:
        if claim.name in known or not same_namespace(claim, quota):
            continue
        size = claim.wants_capacity
        more = size.value if size and "storage" in line.resource else "1"
        if would_exceed(line.used, line.hard, more):
            found.append((claim.name, _user(index, claim.name), size or claim.at))
    return found[:_MOST_MISSING]


def _user(index: ClusterIndex, claim: str) -> str:
    for workload in (*index.snapshot.workloads, *index.snapshot.declared.workloads):
        if any(volume.source == claim for volume in workload.template.volumes):
            return component_of_workload(workload)
    return component("app", claim)
