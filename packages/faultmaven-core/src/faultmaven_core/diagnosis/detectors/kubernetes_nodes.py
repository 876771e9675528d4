"""Machines of a cluster whose own services are down, or that report that they cannot carry pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.components import apps_on_node, events_of, is_troubled
from faultmaven_core.diagnosis.kubernetes.node_conditions import condition_findings
from faultmaven_core.diagnosis.kubernetes.node_services import NODE_SERVICES, service_findings
from faultmaven_core.processing.connectivity import build_connectivity
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_pod
from faultmaven_core.processing.service_status import build_service_statuses
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from faultmaven_core.processing.connectivity import ConnectivityCheck
    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_core.processing.service_status import ServiceStatus
    from faultmaven_models.failure_mode import FailureMode
    from faultmaven_models.materials import Materials

_FEWEST_CHECKS = 3
"""Checks from one node that must all fail before the node's own networking is suspected."""
_RULED_OUT_LIMIT = 6


class KubernetesNodesDetector:
    """Node services (kubelet, runtime, proxy, control plane) that do not run, and node conditions."""

    @property
    def name(self) -> str:
        """The detector's stable name."""
        return "kubernetes_nodes"

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        """None of its own: it uses the built-in catalogue."""
        return ()

    def examined(self, materials: Materials) -> str:
        """How many node services and nodes there are to judge."""
        services = [
            status for status in materials.view(build_service_statuses) if status.unit in NODE_SERVICES
        ]
        nodes = materials.view(build_cluster_snapshot).nodes
        parts = [f"{len(services)} node services"] if services else []
        return ", ".join([*parts, f"{len(nodes)} nodes"] if nodes else parts)

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings about nodes, causes first."""
        snapshot = materials.view(build_cluster_snapshot)
        statuses = [
            status for status in materials.view(build_service_statuses) if status.unit in NODE_SERVICES
        ]
        checks = materials.view(build_connectivity)
        stopped = [status for status in statuses if not status.is_running and status.active]
        for status in stopped:
            yield from service_findings(status, snapshot)
        yield from condition_findings(snapshot, statuses)
        yield from _isolated_nodes(checks, snapshot)
        yield from _unscheduled(stopped, snapshot)
        if not stopped:
            yield from _running(statuses, snapshot)


def _isolated_nodes(checks: Sequence[ConnectivityCheck], snapshot: ClusterSnapshot) -> Iterator[Finding]:
    """A node from which every Service is out of reach while other nodes reach them: its service proxy is suspect."""
    origins: dict[str, list[ConnectivityCheck]] = {}
    for check in checks:
        if check.origin:
            origins.setdefault(check.origin, []).append(check)
    reached = {check.target for check in checks if check.origin and not check.failed}
    for origin, made in origins.items():
        failed = [check for check in made if check.failed and check.target in reached]
        if len(failed) < _FEWEST_CHECKS or any(not check.failed for check in made):
            continue
        yield Finding(
            kind=FindingKind.CAUSE,
            component=f"node/{origin}",
            failure_mode="kubernetes.kube_proxy_unavailable",
            summary=f"From node {origin} none of {len(failed)} Services can be reached; from others all can.",
            spans=tuple(span for check in failed[:3] for span in check.spans())[:5],
            stance=Stance.SUPPORTS,
            completeness=0.8,
            independence_group="connectivity",
            values={"node": origin, "service": "kube-proxy"},
            affects=apps_on_node(snapshot, origin),
        )


def _unscheduled(stopped: Sequence[ServiceStatus], snapshot: ClusterSnapshot) -> Iterator[Finding]:
    """Pods that no scheduler has looked at: Pending, without a node and without a scheduling event."""
    waiting = [
        pod
        for pod in snapshot.pods
        if pod.node is None
        and pod.phase is not None
        and pod.phase.value == "Pending"
        and not any(event.reason in ("FailedScheduling", "Scheduled") for event in events_of(snapshot, pod))
    ]
    if not waiting:
        return
    scheduler = next((status for status in stopped if status.unit == "kube-scheduler"), None)
    places = [pod.phase for pod in waiting if pod.phase is not None][:4]
    names = tuple(dict.fromkeys(component_of_pod(snapshot, pod) for pod in waiting))
    if scheduler is not None and scheduler.host:
        yield Finding(
            kind=FindingKind.CAUSE,
            component=f"node/{scheduler.host}",
            failure_mode="kubernetes.kube_scheduler_unavailable",
            summary=f"{len(waiting)} pods are Pending without a node, and no scheduler recorded an event about them.",
            spans=tuple(place.span() for place in places),
            stance=Stance.STRONGLY_SUPPORTS,
            completeness=0.6,
            independence_group="pod-status",
            values={"node": scheduler.host, "service": scheduler.unit},
            affects=names,
        )
    for component, place in zip(names, places, strict=False):
        yield Finding(
            kind=FindingKind.SYMPTOM,
            component=component,
            summary=f"A pod of {component.partition('/')[2]} is Pending and no scheduler has considered it.",
            spans=(place.span(),),
            independence_group="pod-status",
        )


def _running(statuses: Sequence[ServiceStatus], snapshot: ClusterSnapshot) -> Iterator[Finding]:
    """Node services that a reader would suspect when pods are in trouble, and that run."""
    suspects = {pod.node.value for pod in snapshot.pods if pod.node is not None and is_troubled(pod)}
    chosen = [
        status
        for status in statuses
        if (status.host in suspects and status.unit in ("kubelet", "containerd", "docker", "crio"))
        or (status.unit == "kube-scheduler" and any(pod.node is None for pod in snapshot.pods))
    ]
    for status in chosen[:_RULED_OUT_LIMIT]:
        yield Finding(
            kind=FindingKind.RULED_OUT,
            component=f"node/{status.host}",
            failure_mode=NODE_SERVICES[status.unit].failure_mode,
            summary=f"{status.unit} on {status.host} is {status.active} ({status.detail}).",
            spans=(status.span(),),
            stance=Stance.CONTRADICTS,
            completeness=0.8,
            independence_group="node-service",
            values={"node": status.host, "service": status.unit},
        )
