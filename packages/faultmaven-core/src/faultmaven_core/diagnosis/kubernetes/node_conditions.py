"""What the conditions of a cluster's machines, and the journals of their kubelets, say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from faultmaven_core.diagnosis.kubernetes.components import apps_on_node
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.objects import Node
    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_core.processing.service_status import JournalLine, ServiceStatus

_READY_REASONS: Final = (
    ("Kubelet stopped posting node status", "kubernetes.kubelet_unavailable", Stance.STRONGLY_SUPPORTS, 0.7),
    ("container runtime is down", "kubernetes.containerd_unavailable", Stance.STRONGLY_SUPPORTS, 0.7),
    (
        "container runtime status check may not have completed",
        "kubernetes.containerd_unavailable",
        Stance.SUPPORTS,
        0.4,
    ),
    ("PLEG is not healthy", "kubernetes.containerd_unavailable", Stance.SUPPORTS, 0.5),
    ("cni plugin not initialized", "kubernetes.network_plugin_not_ready", Stance.STRONGLY_SUPPORTS, 0.7),
    ("network plugin is not ready", "kubernetes.network_plugin_not_ready", Stance.STRONGLY_SUPPORTS, 0.7),
)
"""Messages of the Ready condition (pkg/kubelet/nodestatus and the node lifecycle controller)."""
_PRESSURES: Final = {
    "MemoryPressure": "kubernetes.node_memory_pressure",
    "DiskPressure": "kubernetes.node_disk_pressure",
    "PIDPressure": "kubernetes.node_pid_pressure",
    "NetworkUnavailable": "kubernetes.node_network_unavailable",
}
_RUNTIME_SOCKETS: Final = {
    "containerd.sock": "kubernetes.containerd_unavailable",
    "dockershim.sock": "kubernetes.docker_unavailable",
    "cri-dockerd.sock": "kubernetes.docker_unavailable",
    "docker.sock": "kubernetes.docker_unavailable",
    "crio.sock": "kubernetes.crio_unavailable",
}
_NO_ANSWER: Final = ("connection refused", "no such file or directory", "context deadline exceeded")


def condition_findings(snapshot: ClusterSnapshot, statuses: Sequence[ServiceStatus]) -> Iterator[Finding]:
    """What nodes report of themselves, and what kubelets write about their runtime."""
    for node in snapshot.nodes:
        yield from _ready(node, snapshot)
        for condition, mode in _PRESSURES.items():
            cited = node.conditions.get(condition)
            if cited is not None and cited.value == "True":
                yield _cause(
                    node.name,
                    mode,
                    f"Node {node.name} reports {condition}.",
                    cited,
                    Stance.STRONGLY_SUPPORTS,
                    0.7,
                    snapshot,
                )
    for status in statuses:
        if status.unit == "kubelet" and status.host:
            yield from _runtime_out_of_reach(status, snapshot)


def _ready(node: Node, snapshot: ClusterSnapshot) -> Iterator[Finding]:
    ready = node.conditions.get("Ready")
    if ready is not None and ready.value != "True":
        line = _text(ready)
        for words, mode, stance, completeness in _READY_REASONS:
            if words.lower() in line.lower():
                summary = f"Node {node.name} is not ready: {words}."
                yield _cause(node.name, mode, summary, ready, stance, completeness, snapshot)
                break
        else:
            yield _cause(
                node.name,
                "kubernetes.node_not_ready",
                f"Node {node.name} is not ready.",
                ready,
                Stance.SUPPORTS,
                0.6,
                snapshot,
            )
    elif ready is None and node.status is not None and "NotReady" in node.status.value.split(","):
        summary = f"Node {node.name} is listed as NotReady."
        yield _cause(
            node.name, "kubernetes.node_not_ready", summary, node.status, Stance.SUPPORTS, 0.6, snapshot
        )
    if node.status is not None and "NotReady" in node.status.value.split(","):
        yield Finding(
            kind=FindingKind.SYMPTOM,
            component=f"node/{node.name}",
            summary=f"Node {node.name} is {node.status.value}.",
            spans=(node.status.span(),),
            independence_group="node-list",
        )


def _text(cited: Cited[str]) -> str:
    return "\n".join(cited.document.lines[cited.line - 1 : cited.end_line or cited.line])


def _cause(
    node: str,
    mode: str,
    summary: str,
    cited: Cited[str],
    stance: Stance,
    completeness: float,
    snapshot: ClusterSnapshot,
) -> Finding:
    return Finding(
        kind=FindingKind.CAUSE,
        component=f"node/{node}",
        failure_mode=mode,
        summary=summary,
        spans=(cited.span(),),
        stance=stance,
        completeness=completeness,
        independence_group="node-condition",
        values={"node": node},
        affects=apps_on_node(snapshot, node),
    )


def _runtime_out_of_reach(status: ServiceStatus, snapshot: ClusterSnapshot) -> Iterator[Finding]:
    """The kubelet's own words that the runtime does not answer on its socket."""
    found: dict[str, list[JournalLine]] = {}
    for entry in status.journal:
        socket = next((name for name in _RUNTIME_SOCKETS if name in entry.message), None)
        if socket is not None and any(words in entry.message for words in _NO_ANSWER):
            found.setdefault(socket, []).append(entry)
    for socket, entries in found.items():
        yield Finding(
            kind=FindingKind.CAUSE,
            component=f"node/{status.host}",
            failure_mode=_RUNTIME_SOCKETS[socket],
            summary=f"The kubelet on {status.host} gets no answer from the container runtime at {socket}.",
            spans=tuple(status.document.span(entry.line) for entry in entries[:2]),
            stance=Stance.STRONGLY_SUPPORTS,
            completeness=0.6,
            independence_group="journal:kubelet",
            values={"node": status.host, "service": socket.removesuffix(".sock")},
            affects=apps_on_node(snapshot, status.host),
        )
