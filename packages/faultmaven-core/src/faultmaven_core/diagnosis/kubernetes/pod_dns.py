"""Pods whose own name servers do not know the cluster's Services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.components import app, build_log_owners, namespace_of
from faultmaven_core.diagnosis.kubernetes.reachability import build_reachability, service_name
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_pod, component_of_workload
from faultmaven_core.processing.log_search import LogHit, search_logs
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_models.component import ComponentName
    from faultmaven_models.materials import Materials

MODE = "kubernetes.service_dns_resolution_failure"
_PHRASES = (
    "UnknownHostException",
    "lookup ",
    "Temporary failure in name resolution",
    "Could not resolve host",
    "could not translate host name",
    "getaddrinfo ENOTFOUND",
    "getaddrinfo EAI_AGAIN",
    "Name or service not known",
)
_FAILURES = ("i/o timeout", "no such host", "server misbehaving", "connection refused", "timed out")
_COMMON = 3
"""A name server that so many workloads name is taken for the cluster's own."""


def dns_findings(materials: Materials) -> Iterator[Finding]:
    """A cause for each workload with name servers of its own, and what its logs say about names."""
    snapshot = materials.view(build_cluster_snapshot)
    own = _own_name_servers(snapshot)
    failures = _failures(materials, snapshot)
    for component, servers in own.items():
        yield _specification(component, servers, materials)
    for name, hits in failures.items():
        component = app(name)
        told = [server.value for server in own.get(component, ())]
        yield _log(component, hits, told, materials)


def _own_name_servers(snapshot: ClusterSnapshot) -> dict[ComponentName, tuple[Cited[str], ...]]:
    """Workloads that replace the cluster's name servers (``dnsPolicy: None``) by ones that few others use."""
    specs = [(component_of_pod(snapshot, pod), pod.spec) for pod in snapshot.pods]
    specs += [
        (component_of_workload(item), item.template)
        for item in (*snapshot.workloads, *snapshot.declared.workloads)
    ]
    used: dict[str, set[str]] = {}
    for component, spec in specs:
        for server in spec.nameservers:
            used.setdefault(server.value, set()).add(component)
    return {
        component: spec.nameservers
        for component, spec in specs
        if spec.dns_policy is not None
        and spec.dns_policy.value == "None"
        and spec.nameservers
        and all(len(used[server.value]) < _COMMON for server in spec.nameservers)
    }


def _failures(materials: Materials, snapshot: ClusterSnapshot) -> dict[str, list[LogHit]]:
    """Lines about names that could not be resolved, by the workload that wrote them, Services' names first."""
    services = {service.name for service in snapshot.services}
    owners = materials.view(build_log_owners)
    found: dict[str, list[LogHit]] = {}
    for hit in search_logs(materials, _PHRASES, per_document=60):
        text = hit.around(0, 300)
        if hit.phrase == "lookup " and not any(word in text for word in _FAILURES):
            continue
        wanted = text[len(hit.phrase) :].lstrip(":, '\"").split(" ", 1)[0].strip("'\",:;)")
        known = service_name(wanted) in services
        if not known and hit.phrase in ("lookup ", "UnknownHostException") and "." not in wanted:
            continue
        owner = owners.owner(hit.document)
        if owner:
            found.setdefault(owner, []).insert(
                0 if known and hit.phrase != "lookup " else len(found[owner]), hit
            )
    return found


def _specification(
    component: ComponentName, servers: tuple[Cited[str], ...], materials: Materials
) -> Finding:
    name, shown = component.partition("/")[2], ", ".join(server.value for server in servers)
    return Finding(
        kind=FindingKind.CAUSE,
        component=component,
        failure_mode=MODE,
        summary=f"{name} does not use the cluster's name server: dnsPolicy None, name server {shown}.",
        spans=tuple(server.span() for server in servers[:3]),
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=0.6,
        independence_group="spec",
        values={"nameserver": shown, **namespace_of(materials.view(build_cluster_snapshot), component)},
        affects=materials.view(build_reachability).affected(name),
    )


def _log(component: ComponentName, hits: list[LogHit], servers: list[str], materials: Materials) -> Finding:
    name = component.partition("/")[2]
    confirmed = [hit for hit in hits if any(server in hit.around(0, 300) for server in servers)]
    chosen = dict.fromkeys((*hits[:1], *confirmed[:1], *hits[1:2]))
    return Finding(
        kind=FindingKind.CAUSE,
        component=component,
        failure_mode=MODE,
        summary=f"{name} cannot resolve names"
        + (
            f" through its name server {servers[0]}."
            if confirmed and servers
            else f": {len(hits)} lines say so."
        ),
        spans=tuple(dict.fromkeys(hit.span() for hit in chosen)),
        stance=Stance.STRONGLY_SUPPORTS if servers else Stance.SUPPORTS,
        completeness=0.8 if confirmed else 0.5,
        independence_group=f"log:{hits[0].document.source}",
        values={"nameserver": servers[0]} if servers else {},
        affects=materials.view(build_reachability).affected(name),
    )
