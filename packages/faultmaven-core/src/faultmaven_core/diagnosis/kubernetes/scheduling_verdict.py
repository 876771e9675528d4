"""Decides which of a pod's wishes kept it from every machine.

A machine is named with the first filter that refuses it, in the scheduler's order: cordon, taints, node selection,
resources, pods beside it. So when a pod picks machines and one of those is cordoned or tainted, the other machines are
reported as "didn't match", which is as the pod wants it: the culprit is the cordon or the taint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.node_fit import (
    is_control_plane,
    is_cordoned,
    largest_allocatable,
    matches_affinity,
    matches_selector,
    requested,
)
from faultmaven_core.processing.kubernetes.quantities import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_core.diagnosis.kubernetes.scheduling_message import SchedulingMessage
    from faultmaven_core.processing.kubernetes.objects import Node
    from faultmaven_core.processing.kubernetes.pod_spec import PodSpec

_DIRECT = {
    "pod_anti_affinity": "pod_anti_affinity_conflict",
    "pod_affinity": "pod_affinity_mismatch",
    "topology_spread": "topology_spread_conflict",
    "host_port": "host_port_conflict",
    "volume_node_affinity": "volume_node_affinity_conflict",
    "too_many_pods": "node_pod_limit_reached",
}
_CAPACITY = {
    "insufficient_cpu": ("cpu_capacity_mismatch", "cpu"),
    "insufficient_memory": ("memory_capacity_mismatch", "memory"),
    "insufficient_other": ("resource_capacity_mismatch", ""),
}
_SURE, _LIKELY, _POSSIBLE = 0.9, 0.6, 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A failure mode, the obstacle that shows it, and how much of the matter it settles."""

    mode: str
    obstacle: str
    completeness: float


def judge(message: SchedulingMessage, spec: PodSpec, nodes: Sequence[Node]) -> tuple[Verdict, ...]:
    """The likeliest culprits, the first one first; none when only machines out of order stand in the way."""
    capacity = _capacity(message, spec, nodes)
    if capacity and capacity[0].completeness == _SURE:
        return capacity
    if message.nodes("node_selection"):
        return _with_selection(message, spec, nodes, capacity)
    direct = [
        Verdict(mode=mode, obstacle=kind, completeness=_SURE)
        for kind, mode in _DIRECT.items()
        if message.first(kind)
    ]
    if direct:
        return tuple(direct)
    found = []
    others = bool(capacity)
    if message.first("taint"):
        found.append(
            Verdict(
                mode="taint_toleration_mismatch", obstacle="taint", completeness=_LIKELY if others else _SURE
            )
        )
    if _extra_cordons(message, nodes) > 0:
        alone = not others and not found
        found.append(
            Verdict(mode="node_cordon_mismatch", obstacle="cordon", completeness=_SURE if alone else _LIKELY)
        )
    return tuple(sorted([*found, *capacity], key=lambda one: -one.completeness))


def _with_selection(
    message: SchedulingMessage, spec: PodSpec, nodes: Sequence[Node], capacity: tuple[Verdict, ...]
) -> tuple[Verdict, ...]:
    """The pod picks machines: a fault of those that it picks, else the picking itself."""
    labelled = [node for node in nodes if node.labels and not is_control_plane(node)]
    chosen = [
        node
        for node in labelled
        if matches_selector(spec.node_selector, node) and matches_affinity(spec.node_affinity, node)
    ]
    picks_none = bool(labelled) and not chosen and bool(spec.node_selector or spec.node_affinity)
    selection = _selection(spec, labelled, sure=True)
    if not picks_none:
        if message.first("taint"):
            return (Verdict(mode="taint_toleration_mismatch", obstacle="taint", completeness=_SURE),)
        if _extra_cordons(message, nodes) > 0 or (chosen and all(is_cordoned(node) for node in chosen)):
            return (Verdict(mode="node_cordon_mismatch", obstacle="cordon", completeness=_SURE),)
        for kind, mode in _DIRECT.items():
            if message.first(kind):
                return (Verdict(mode=mode, obstacle=kind, completeness=_SURE),)
        if capacity:
            return capacity
        if message.first("node_health_taint"):
            return ()
    return (selection,)


def _selection(spec: PodSpec, labelled: Sequence[Node], *, sure: bool) -> Verdict:
    """The selector or the affinity, whichever no machine meets; describe shows a selector, but no affinity."""
    affinity = bool(spec.node_affinity)
    if affinity and spec.node_selector:
        affinity = any(matches_selector(spec.node_selector, node) for node in labelled)
    elif not affinity:
        affinity = not spec.node_selector
    mode = "node_affinity_mismatch" if affinity else "node_selector_mismatch"
    return Verdict(mode=mode, obstacle="node_selection", completeness=_SURE if sure else _LIKELY)


def _extra_cordons(message: SchedulingMessage, nodes: Sequence[Node]) -> int:
    """Cordoned machines beyond those of the control plane, which are kept free on purpose."""
    cordoned = message.nodes("cordon")
    if cordoned and cordoned == message.total_nodes:
        return cordoned
    usual = sum(1 for node in nodes if is_control_plane(node) and is_cordoned(node))
    if not nodes and message.total_nodes > 1:
        usual = 1
    return cordoned - usual


def _capacity(message: SchedulingMessage, spec: PodSpec, nodes: Sequence[Node]) -> tuple[Verdict, ...]:
    """Resources that were short: for sure where the pod asks for more than any machine has."""
    found = []
    for kind, (mode, resource) in _CAPACITY.items():
        short = message.nodes(kind)
        if not short:
            continue
        wanted, _ = requested(spec, resource) if resource else (0.0, ())
        largest = largest_allocatable(nodes, resource) if resource else None
        offered = parse_quantity(largest.value) if largest else None
        never = offered is not None and wanted > offered
        rivals = (
            message.first("taint") or message.nodes("node_selection") or _extra_cordons(message, nodes) > 0
        )
        completeness = (
            _SURE if never or not rivals else _LIKELY if short * 2 > message.total_nodes else _POSSIBLE
        )
        found.append(Verdict(mode=mode, obstacle=kind, completeness=completeness))
    sure = [one for one in found if one.completeness == _SURE]
    most = sorted(found, key=lambda one: (-one.completeness, -message.nodes(one.obstacle)))
    if len(sure) > 1:
        return tuple(
            Verdict(mode=one.mode, obstacle=one.obstacle, completeness=_SURE if place == 0 else _LIKELY)
            for place, one in enumerate(most)
        )
    return tuple(most)
