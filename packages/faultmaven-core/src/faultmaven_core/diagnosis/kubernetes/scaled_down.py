"""Workloads that run no pods because they were told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, change, spans, symptom
from faultmaven_core.processing.kubernetes.labels import selects
from faultmaven_core.processing.kubernetes.topology import (
    component_of_workload,
    endpoints_of_service,
    same_namespace,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.objects import Event, Service, Workload
    from faultmaven_models.finding import Finding

_MODE = "deployment_zero_replicas"
_KINDS = frozenset({"Deployment", "StatefulSet"})


def zero_replica_findings(index: ClusterIndex) -> Iterator[Finding]:
    """Workloads with no replicas wanted that something says should run: a manifest, a service, or a scale-down."""
    for workload in index.snapshot.workloads:
        if workload.kind in _KINDS and workload.desired is not None and not workload.desired.value:
            yield from _judge(index, workload)


def _judge(index: ClusterIndex, workload: Workload) -> Iterator[Finding]:
    component = component_of_workload(workload)
    declared = index.snapshot.declared_workload(workload)
    asked = declared.desired if declared else None
    wanted = declared is not None and (asked is None or asked.value > 0)
    scaled = next((event for event in workload.events if _is_scale_down(event)), None)
    services = [one for one in index.snapshot.services if _targets(one, workload)]
    if not wanted and not services:
        return
    values = {
        "workload": workload.name,
        "kind": workload.kind.lower(),
        "namespace": workload.namespace,
        "replicas": str(asked.value) if asked else "1",
    }
    callers = index.callers(component)
    yield symptom(
        component=component,
        summary=f"{workload.name} has no pods.",
        at=spans(workload.desired),
        group=Group.WORKLOAD_STATUS,
    )
    yield cause(
        mode=_MODE,
        component=component,
        summary=f"{workload.kind} {workload.name} is set to 0 replicas.",
        at=spans(workload.desired),
        group=Group.WORKLOAD_STATUS,
        completeness=0.9 if wanted or scaled else 0.6,
        strongly=True,
        values=values,
        affects=callers,
    )
    if wanted and declared is not None:
        yield cause(
            mode=_MODE,
            component=component,
            summary=f"Its manifest asks for {values['replicas']}.",
            at=spans(asked or declared.at),
            group=Group.MANIFEST,
            completeness=0.6,
            strongly=True,
            values=values,
        )
    if scaled is not None:
        yield from _scaled(scaled, workload.name, component)
    yield from _behind_services(index, services, component)


def _scaled(event: Event, name: str, component: str) -> Iterator[Finding]:
    yield change(component=component, summary=f"{name} was scaled down: {event.message}", at=spans(event.at))
    yield cause(
        mode=_MODE,
        component=component,
        summary=f"The controller scaled it down: {event.message}",
        at=spans(event.at),
        group=Group.EVENTS,
        completeness=0.5,
        strongly=True,
    )


def _is_scale_down(event: Event) -> bool:
    return event.reason == "ScalingReplicaSet" and "Scaled down" in event.message and " to 0" in event.message


def _targets(service: Service, workload: Workload) -> bool:
    return same_namespace(service, workload) and selects(
        service.selector, workload.template_labels or workload.selector
    )


def _behind_services(index: ClusterIndex, services: list[Service], component: str) -> Iterator[Finding]:
    for service in services:
        endpoints = endpoints_of_service(index.snapshot, service)
        if endpoints is not None and endpoints.addresses is not None and not endpoints.addresses.value:
            yield cause(
                mode=_MODE,
                component=component,
                summary=f"Service {service.name} has no endpoints.",
                at=spans(endpoints.addresses),
                group=Group.ENDPOINTS,
                completeness=0.4,
            )
            return
