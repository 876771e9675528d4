"""Application containers that want a port which the mesh's sidecar in their pod already has.

Two containers of the application that want one port are found by `port_conflicts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.components import build_log_owners, namespace_of
from faultmaven_core.diagnosis.kubernetes.reachability import build_reachability
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_pod
from faultmaven_core.processing.log_search import search_document, search_logs
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.processing.kubernetes.objects import Pod
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials

MODE = "kubernetes.service_sidecar_port_conflict"
_PROXY = "istio-proxy"
_RESERVED = (15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090)
"""Ports of Istio's sidecar (its documentation, "Ports used by Istio")."""
_TAKEN = ("already in use", "EADDRINUSE", "Only one usage of each socket address")
_ANNOTATION_LINES = 60


def sidecar_findings(materials: Materials) -> Iterator[Finding]:
    """A cause for each pod whose application wants a port of the sidecar, with what the logs say."""
    snapshot = materials.view(build_cluster_snapshot)
    seen: set[str] = set()
    for pod in snapshot.pods:
        component = component_of_pod(snapshot, pod)
        if component in seen:
            continue
        conflict = _conflict(pod)
        if conflict is None:
            continue
        seen.add(component)
        port, other, spans = conflict
        name = component.partition("/")[2]
        values = {"port": str(port), "sidecar": other, **namespace_of(snapshot, component)}
        affects = materials.view(build_reachability).affected(name)
        yield Finding(
            kind=FindingKind.CAUSE,
            component=component,
            failure_mode=MODE,
            summary=f"In the pod of {name} port {port} is wanted by a container of the application and by {other}.",
            spans=spans,
            stance=Stance.STRONGLY_SUPPORTS,
            completeness=0.85,
            independence_group="spec",
            values=values,
            affects=affects,
        )
        yield from _log_findings(component, port, values, materials)


def _conflict(pod: Pod) -> tuple[int, str, tuple[SourceSpan, ...]] | None:
    """The port, who else wants it, and the lines of both."""
    if not any(container.name == _PROXY for container in (*pod.containers, *pod.spec.init_containers)):
        return None
    status = _status_port(pod)
    for container in pod.containers:
        for port in container.ports:
            if container.name != _PROXY and port.number == status:
                return port.number, f"{_PROXY} (status port)", (*_annotation(pod, status), port.at.span())
            if container.name != _PROXY and port.number in _RESERVED and port.protocol == "TCP":
                return port.number, f"{_PROXY} (reserved port)", (port.at.span(),)
    return None


def _status_port(pod: Pod) -> int | None:
    """The status port that annotations give the sidecar (``statusPort`` of ProxyConfig)."""
    direct = pod.annotations.get("status.sidecar.istio.io/port", "")
    config = pod.annotations.get("proxy.istio.io/config", "")
    text = config.split("statusPort", 1)[1].lstrip("\"': ") if "statusPort" in config else direct
    digits = text[
        : next((index for index, character in enumerate(text) if not character.isdecimal()), len(text))
    ]
    return int(digits) if 0 < len(digits) <= 5 else None  # noqa: PLR2004  16 bits


def _annotation(pod: Pod, port: int | None) -> tuple[SourceSpan, ...]:
    lines = pod.at.document.lines
    for number in range(pod.at.line, min(len(lines), pod.at.line + _ANNOTATION_LINES) + 1):
        line = lines[number - 1]
        if str(port) in line and ("statusPort" in line or "sidecar.istio.io/port" in line):
            return (pod.at.document.span(number),)
    return ()


def _log_findings(
    component: str, port: int, values: dict[str, str], materials: Materials
) -> Iterator[Finding]:
    name = component.partition("/")[2]
    owners = materials.view(build_log_owners)
    taken = [
        hit
        for hit in search_logs(materials, _TAKEN, per_document=20)
        if str(port) in hit.around(200, 120) and owners.owner(hit.document) == name
    ]
    if taken:
        yield _log(
            component,
            f"{name} writes that port {port} is already in use.",
            (taken[0].span(),),
            0.6,
            f"log:{taken[0].document.source}",
            values,
        )
    documents = [
        document
        for document in materials.documents
        if owners.owner(document) == name and _PROXY in document.source
    ]
    opened = [
        hit for document in documents for hit in search_document(document, (f"status port {port}",), limit=1)
    ]
    if opened:
        yield _log(
            component,
            f"Its sidecar opened port {port}.",
            (opened[0].span(),),
            0.4,
            f"log:{opened[0].document.source}",
            values,
        )


def _log(
    component: str,
    summary: str,
    spans: tuple[SourceSpan, ...],
    completeness: float,
    group: str,
    values: dict[str, str],
) -> Finding:
    return Finding(
        kind=FindingKind.CAUSE,
        component=component,
        failure_mode=MODE,
        summary=summary,
        spans=spans,
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=completeness,
        independence_group=group,
        values=values,
    )
