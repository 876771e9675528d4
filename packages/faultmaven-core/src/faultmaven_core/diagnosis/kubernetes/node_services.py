"""What it means when a service of a Kubernetes machine does not run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from faultmaven_core.diagnosis.kubernetes.components import apps_on_node, troubled_apps
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_core.processing.service_status import JournalLine, ServiceStatus
    from faultmaven_models.component import ComponentName

_STOPPING = (
    "Stopping ",
    "Stopped ",
    "Started ",
    "Failed with result",
    "Main process exited",
    "Scheduled restart job",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeService:
    """A service that every (or every control-plane) machine needs."""

    failure_mode: str
    consequence: str
    """What stops when it stops."""
    whole_cluster: bool = False
    """Whether pods on other machines suffer too."""


NODE_SERVICES: Final = {
    "kubelet": NodeService(
        failure_mode="kubernetes.kubelet_unavailable",
        consequence="pods on the node are no longer started, probed or reported",
    ),
    "containerd": NodeService(
        failure_mode="kubernetes.containerd_unavailable",
        consequence="no container can be started or asked on the node",
    ),
    "docker": NodeService(
        failure_mode="kubernetes.docker_unavailable",
        consequence="no container can be started or asked on the node",
    ),
    "crio": NodeService(
        failure_mode="kubernetes.crio_unavailable",
        consequence="no container can be started or asked on the node",
    ),
    "kube-proxy": NodeService(
        failure_mode="kubernetes.kube_proxy_unavailable",
        consequence="Service addresses are no longer kept up to date on the node",
    ),
    "kube-scheduler": NodeService(
        failure_mode="kubernetes.kube_scheduler_unavailable",
        consequence="new pods get no node",
        whole_cluster=True,
    ),
    "kube-controller-manager": NodeService(
        failure_mode="kubernetes.kube_controller_manager_unavailable",
        consequence="replicas, endpoints and node states are no longer reconciled",
        whole_cluster=True,
    ),
    "kube-apiserver": NodeService(
        failure_mode="kubernetes.kube_apiserver_unavailable",
        consequence="nothing in the cluster can be read or changed",
        whole_cluster=True,
    ),
    "etcd": NodeService(
        failure_mode="kubernetes.etcd_unavailable",
        consequence="the API server cannot read or store objects",
        whole_cluster=True,
    ),
}


def service_findings(status: ServiceStatus, snapshot: ClusterSnapshot) -> Iterator[Finding]:
    """The cause, and the change that led to it where the journal shows one."""
    service = NODE_SERVICES[status.unit]
    node = status.host or "unknown"
    state = f"{status.active} ({status.detail})" if status.detail else status.active
    note = f", {status.exit_note}" if status.exit_note else ""
    yield Finding(
        kind=FindingKind.CAUSE,
        component=f"node/{node}",
        failure_mode=service.failure_mode,
        summary=f"{status.unit} on {node} is {state}{note}: {service.consequence}.",
        spans=(status.span(),),
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=0.9,
        independence_group="node-service",
        values={"node": node, "service": status.unit, "state": state},
        affects=affected(status, snapshot),
    )
    stops = [
        entry
        for entry in status.journal
        if entry.program == "systemd" and entry.message.startswith(_STOPPING)
    ]
    if stops:
        yield _change(status, node, stops[-3:])


def affected(status: ServiceStatus, snapshot: ClusterSnapshot) -> tuple[ComponentName, ...]:
    """The workloads that would suffer: those on the node, or for a control-plane service those in trouble."""
    if NODE_SERVICES[status.unit].whole_cluster:
        return troubled_apps(snapshot)
    return apps_on_node(snapshot, status.host)


def _change(status: ServiceStatus, node: str, stops: list[JournalLine]) -> Finding:
    words = stops[-1].message.split(".", 1)[0]
    return Finding(
        kind=FindingKind.CHANGE,
        component=f"node/{node}",
        summary=f"systemd on {node} recorded for {status.unit}: {words}.",
        spans=(status.document.span(stops[0].line, stops[-1].line),)
        if stops[-1].line - stops[0].line < len(stops)
        else tuple(status.document.span(entry.line) for entry in stops),
        independence_group="node-service",
    )
