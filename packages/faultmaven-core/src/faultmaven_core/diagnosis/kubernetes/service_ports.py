"""Ports of Services against the ports of the containers behind them: target and protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.reachability import affected_by, build_reachability
from faultmaven_core.diagnosis.kubernetes.service_selectors import RULED_OUT_LIMIT
from faultmaven_core.processing.kubernetes.labels import selects
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import (
    component_of_pod,
    endpoints_of_service,
    is_ready,
    pods_of_service,
    same_namespace,
)
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.processing.kubernetes.objects import Pod, Service, ServicePort
    from faultmaven_core.processing.kubernetes.pod_spec import ContainerPort
    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_models.component import ComponentName
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials

MAPPING = "kubernetes.service_port_mapping_mismatch"
PROTOCOL = "kubernetes.service_protocol_mismatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mismatch:
    """A port of a Service that does not fit the containers behind it."""

    mode: str
    summary: str
    spans: tuple[SourceSpan, ...]
    stance: Stance
    completeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Behind:
    """What stands behind a Service."""

    ports: tuple[ContainerPort, ...]
    names_known: bool
    without_endpoint: bool
    """No endpoint although a pod is ready."""


def port_findings(materials: Materials) -> Iterator[Finding]:
    """A cause for each Service port that does not fit; the mapping ruled out for unreachable ones that do."""
    snapshot = materials.view(build_cluster_snapshot)
    unreached = set(list(materials.view(build_reachability).failed)[:RULED_OUT_LIMIT])
    for service in snapshot.services:
        pods = pods_of_service(snapshot, service)
        behind = _behind(snapshot, service, pods)
        if not behind.ports:
            continue
        component = component_of_pod(snapshot, pods[0])
        found = [
            mismatch for port in service.ports if (mismatch := _judge(service, port, behind)) is not None
        ]
        for mismatch in found:
            yield _cause(mismatch, component, service, materials)
        if found:
            yield from _consequences(found[0], component, service, pods, materials)
        elif service.name in unreached and service.ports:
            yield _ruled_out(service, component)


def _behind(snapshot: ClusterSnapshot, service: Service, pods: tuple[Pod, ...]) -> _Behind:
    """The ports of the containers; ``kubectl describe`` leaves out their names, which manifests have."""
    live = tuple(port for pod in pods for container in pod.containers for port in container.ports)
    asked = tuple(
        port
        for workload in snapshot.declared.workloads
        if selects(service.selector, workload.template_labels) and same_namespace(workload, service)
        for container in workload.template.containers
        for port in container.ports
    )
    endpoints = endpoints_of_service(snapshot, service)
    empty = endpoints is not None and (endpoints.addresses is None or not endpoints.addresses.value)
    return _Behind(
        ports=(*live, *asked) if live else (),
        names_known=bool(asked) or any(port.name for port in live),
        without_endpoint=empty and any(is_ready(pod) for pod in pods),
    )


def _judge(service: Service, port: ServicePort, behind: _Behind) -> _Mismatch | None:
    target = (port.target.value if port.target is not None else str(port.port or "")).partition("/")[0]
    if not target or (not target.isdecimal() and not behind.names_known and not behind.without_endpoint):
        return None
    same = [one for one in behind.ports if target in (one.name, str(one.number))]
    if not same:
        return _wrong_target(service, port, target, behind)
    if all(one.protocol != port.protocol for one in same):
        shown = _shown(behind.ports)
        return _Mismatch(
            mode=PROTOCOL,
            summary=(
                f"Service {service.name} forwards port {port.port} as {port.protocol}; its pods listen with {shown}."
            ),
            spans=(port.at.span(), same[0].at.span()),
            stance=Stance.STRONGLY_SUPPORTS,
            completeness=0.9,
        )
    return None


def _wrong_target(service: Service, port: ServicePort, target: str, behind: _Behind) -> _Mismatch:
    named = not target.isdecimal()
    where = f"the container port named {target}" if named else f"port {target}"
    shown = _shown(behind.ports)
    place = port.target or port.at
    return _Mismatch(
        mode=MAPPING,
        summary=(
            f"Service {service.name} sends port {port.port} to {where}, which its pods do not have: they have {shown}."
        ),
        spans=(place.span(), behind.ports[-1].at.span()),
        stance=Stance.STRONGLY_SUPPORTS if named else Stance.SUPPORTS,
        completeness=0.9 if named and behind.names_known else 0.8,
    )


def _shown(ports: tuple[ContainerPort, ...]) -> str:
    named = {(port.number, port.protocol): port.name for port in sorted(ports, key=lambda port: port.name)}
    return ", ".join(f"{name} {number}/{protocol}".lstrip() for (number, protocol), name in named.items())


def _cause(mismatch: _Mismatch, component: ComponentName, service: Service, materials: Materials) -> Finding:
    return Finding(
        kind=FindingKind.CAUSE,
        component=component,
        failure_mode=mismatch.mode,
        summary=mismatch.summary,
        spans=mismatch.spans,
        stance=mismatch.stance,
        completeness=mismatch.completeness,
        independence_group="service-spec",
        values={"service": service.name, "namespace": service.namespace or "default"},
        affects=affected_by(service, materials),
    )


def _consequences(
    mismatch: _Mismatch,
    component: ComponentName,
    service: Service,
    pods: tuple[Pod, ...],
    materials: Materials,
) -> Iterator[Finding]:
    """That the Service has no endpoint although pods are ready, and that checks could not reach it."""
    endpoints = endpoints_of_service(materials.view(build_cluster_snapshot), service)
    empty = endpoints is not None and (endpoints.addresses is None or not endpoints.addresses.value)
    signs: list[tuple[str, tuple[SourceSpan, ...], str, float]] = []
    if endpoints is not None and empty and any(is_ready(pod) for pod in pods):
        signs.append(
            (
                f"Service {service.name} has no endpoint although its pods are ready.",
                (endpoints.at.span(),),
                "endpoints",
                0.4,
            )
        )
    spans = materials.view(build_reachability).failing_spans(service.name)
    if spans and any(is_ready(pod) for pod in pods):
        signs.append(
            (
                f"Checks could not reach {service.name} although its pods are ready.",
                spans,
                "connectivity",
                0.5,
            )
        )
    for summary, places, group, completeness in signs:
        yield Finding(
            kind=FindingKind.CAUSE,
            component=component,
            failure_mode=mismatch.mode,
            summary=summary,
            spans=places,
            stance=Stance.STRONGLY_SUPPORTS,
            completeness=completeness,
            independence_group=group,
            values={"service": service.name, "namespace": service.namespace or "default"},
            affects=affected_by(service, materials),
        )


def _ruled_out(service: Service, component: ComponentName) -> Finding:
    port = service.ports[0]
    return Finding(
        kind=FindingKind.RULED_OUT,
        component=component,
        failure_mode=MAPPING,
        summary=f"The ports of Service {service.name} fit the ports of its pods.",
        spans=((port.target or port.at).span(),),
        stance=Stance.CONTRADICTS,
        completeness=0.8,
        independence_group="service-spec",
        values={"service": service.name, "namespace": service.namespace or "default"},
    )
