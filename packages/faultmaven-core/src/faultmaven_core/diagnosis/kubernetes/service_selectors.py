"""Services whose selector matches no pod although the pods that they mean exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.reachability import affected_by, build_reachability
from faultmaven_core.processing.kubernetes.labels import selects
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import (
    component_of_pod,
    endpoints_of_service,
    pods_of_service,
    same_namespace,
)
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from faultmaven_core.processing.kubernetes.objects import Pod, Service
    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_models.component import ComponentName
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials

MODE = "kubernetes.service_selector_mismatch"
RULED_OUT_LIMIT = 3
"""Unreachable Services for which alternatives are ruled out: the first ones stand for the rest."""
_LABEL_LINES = 12


def selector_findings(materials: Materials) -> Iterator[Finding]:
    """A cause for each Service with a selector that misses its pods; an alternative ruled out for those that do not."""
    snapshot = materials.view(build_cluster_snapshot)
    unreached = set(list(materials.view(build_reachability).failed)[:RULED_OUT_LIMIT])
    for service in snapshot.services:
        if not service.selector or service.selector_at is None:
            continue
        selected = pods_of_service(snapshot, service)
        if selected:
            if service.name in unreached:
                yield _ruled_out(service, component_of_pod(snapshot, selected[0]), len(selected))
        elif not _belongs_to_workload(snapshot, service):
            meant = _meant(snapshot, service)
            if meant:
                yield from _mismatch(service, meant, materials)


def _belongs_to_workload(snapshot: ClusterSnapshot, service: Service) -> bool:
    """Whether a workload would make pods that the selector matches: then pods are missing, not labels."""
    return any(
        selects(service.selector, workload.template_labels) and same_namespace(workload, service)
        for workload in (*snapshot.workloads, *snapshot.replica_sets)
    )


def _meant(snapshot: ClusterSnapshot, service: Service) -> tuple[Pod, ...]:
    """The pods that the Service seems to be made for: their workload has its name or a value of its selector."""
    wanted = set((service.selector or {}).values()) | {service.name}
    return tuple(
        pod
        for pod in snapshot.pods
        if same_namespace(pod, service) and component_of_pod(snapshot, pod).partition("/")[2] in wanted
    )


def _mismatch(service: Service, meant: tuple[Pod, ...], materials: Materials) -> Iterator[Finding]:
    snapshot = materials.view(build_cluster_snapshot)
    component = component_of_pod(snapshot, meant[0])
    selector = service.selector or {}
    wrong = {key: value for key, value in selector.items() if meant[0].labels.get(key) != value}
    labels = _shown(meant[0].labels, selector)
    changing = len(wrong) < len(selector) and all(key not in meant[0].labels for key in wrong)
    values = {
        "service": service.name,
        "namespace": service.namespace or "default",
        "selector": _text(selector),
        "labels": labels,
    }
    affects = affected_by(service, materials)
    if service.selector_at is not None:
        yield Finding(
            kind=FindingKind.CAUSE,
            component=component,
            failure_mode=MODE,
            summary=(
                f"Service {service.name} selects {_text(selector)}, which no pod carries; "
                f"the pods of {component.partition('/')[2]} carry {labels}."
            ),
            spans=(service.selector_at.span(), _labels_line(meant[0], selector)),
            stance=Stance.SUPPORTS if changing else Stance.STRONGLY_SUPPORTS,
            completeness=0.4 if changing else 0.9,
            independence_group="service-spec",
            values=values,
            affects=affects,
        )
    yield from _consequences(service, component, values, affects, materials)


def _consequences(
    service: Service,
    component: ComponentName,
    values: Mapping[str, str],
    affects: tuple[ComponentName, ...],
    materials: Materials,
) -> Iterator[Finding]:
    endpoints = endpoints_of_service(materials.view(build_cluster_snapshot), service)
    if endpoints is not None and (endpoints.addresses is None or not endpoints.addresses.value):
        yield Finding(
            kind=FindingKind.CAUSE,
            component=component,
            failure_mode=MODE,
            summary=f"Service {service.name} has no endpoint.",
            spans=(endpoints.at.span(),),
            stance=Stance.SUPPORTS,
            completeness=0.5,
            independence_group="endpoints",
            values=dict(values),
            affects=affects,
        )
    spans = materials.view(build_reachability).failing_spans(service.name)
    if spans:
        yield Finding(
            kind=FindingKind.CAUSE,
            component=component,
            failure_mode=MODE,
            summary=f"Checks could not reach {service.name}.",
            spans=spans,
            stance=Stance.SUPPORTS,
            completeness=0.5,
            independence_group="connectivity",
            values=dict(values),
            affects=affects,
        )


def _ruled_out(service: Service, component: ComponentName, count: int) -> Finding:
    spans = (service.selector_at.span(),) if service.selector_at is not None else (service.at.span(),)
    return Finding(
        kind=FindingKind.RULED_OUT,
        component=component,
        failure_mode=MODE,
        summary=f"The selector of Service {service.name} matches {count} pods.",
        spans=spans,
        stance=Stance.CONTRADICTS,
        completeness=0.9,
        independence_group="service-spec",
        values={"service": service.name, "selector": _text(service.selector or {})},
    )


def _labels_line(pod: Pod, selector: Mapping[str, str]) -> SourceSpan:
    """The line with the label that the selector should have named, below the pod's name; else that of its name."""
    lines, start = pod.at.document.lines, pod.at.line
    texts = [
        f"{key}={value}" for key, value in pod.labels.items() if key in selector or value in selector.values()
    ]
    for number in range(start, min(len(lines), start + _LABEL_LINES) + 1):
        if any(text in lines[number - 1] for text in texts):
            return pod.at.document.span(number)
    return pod.at.span()


def _shown(labels: Mapping[str, str], selector: Mapping[str, str]) -> str:
    """The labels that bear on the selector: of its keys, or with its values."""
    chosen = {key: value for key, value in labels.items() if key in selector or value in selector.values()}
    return _text(chosen or dict(list(labels.items())[:3])) or "no labels"


def _text(pairs: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in pairs.items())
