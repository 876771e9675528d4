"""The lines of the pod's specification and of the machines that bear a scheduling verdict out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.node_fit import (
    is_control_plane,
    is_cordoned,
    largest_allocatable,
    matches_affinity,
    matches_selector,
    requested,
    tolerates,
)
from faultmaven_core.diagnosis.kubernetes.reports import spans
from faultmaven_core.processing.kubernetes.quantities import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from faultmaven_core.diagnosis.kubernetes.scheduling_message import SchedulingMessage
    from faultmaven_core.processing.kubernetes.objects import Node
    from faultmaven_core.processing.kubernetes.pod_spec import PodSpec
    from faultmaven_models.evidence import SourceSpan

_RESOURCES = {"cpu_capacity_mismatch": "cpu", "memory_capacity_mismatch": "memory"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a second origin says, with its lines (none: it says nothing) and values for the catalogue's texts."""

    summary: str = ""
    spans: tuple[SourceSpan, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def spec_proof(mode: str, spec: PodSpec) -> Proof:
    """What the pod asks for that the verdict turns on."""
    if mode in _RESOURCES:
        resource = _RESOURCES[mode]
        _, places = requested(spec, resource)
        amounts = " + ".join(place.value for place in places)
        summary = f"The pod requests {amounts} of {resource}."
        return Proof(summary=summary, spans=spans(*places), values={"requested": amounts} if amounts else {})
    if mode == "node_selector_mismatch" and spec.node_selector:
        text = ", ".join(f"{key}={told.value}" for key, told in spec.node_selector.items())
        return Proof(
            summary=f"The pod asks for machines with {text}.",
            spans=spans(*spec.node_selector.values()),
            values={"selector": text},
        )
    if mode == "node_affinity_mismatch" and spec.node_affinity:
        rules = [one for term in spec.node_affinity for one in term]
        text = "; ".join(f"{one.key} {one.operator} {', '.join(one.values)}".strip() for one in rules)
        return Proof(
            summary=f"The pod requires machines by affinity: {text}.",
            spans=spans(*(one.at for one in rules)),
            values={"selector": text},
        )
    terms = {
        "pod_anti_affinity_conflict": spec.pod_anti_affinity,
        "pod_affinity_mismatch": spec.pod_affinity,
    }.get(mode)
    if terms:
        word = "refuses" if mode == "pod_anti_affinity_conflict" else "requires"
        key = terms[0].topology_key
        return Proof(
            summary=f"The pod {word} certain pods beside it per {key}.",
            spans=spans(*(term.at for term in terms)),
            values={"topology_key": key},
        )
    if mode in {"node_cordon_mismatch", "taint_toleration_mismatch"} and spec.node_selector:
        text = ", ".join(f"{key}={told.value}" for key, told in spec.node_selector.items())
        return Proof(
            summary=f"The pod may run on machines with {text} alone.",
            spans=spans(*spec.node_selector.values()),
            values={"selector": text},
        )
    return Proof()


def node_proof(mode: str, spec: PodSpec, message: SchedulingMessage, nodes: Sequence[Node]) -> Proof:
    """What the machines show that the verdict turns on."""
    if mode in _RESOURCES:
        return _capacity_proof(_RESOURCES[mode], spec, nodes)
    if mode == "node_cordon_mismatch":
        cordoned = [node for node in nodes if is_cordoned(node) and not is_control_plane(node)]
        names = ", ".join(node.name for node in cordoned)
        return Proof(
            summary=f"Cordoned: {names}.",
            spans=spans(*(node.unschedulable for node in cordoned)),
            values={"nodes": names} if names else {},
        )
    if mode == "taint_toleration_mismatch":
        return _taint_proof(spec, message, nodes)
    return _selection_proof(mode, spec, nodes)


def _selection_proof(mode: str, spec: PodSpec, nodes: Sequence[Node]) -> Proof:
    labelled = [node for node in nodes if node.labels and not is_control_plane(node)]
    if mode == "node_selector_mismatch" and spec.node_selector:
        fitting = [node for node in labelled if matches_selector(spec.node_selector, node)]
    elif mode == "node_affinity_mismatch" and spec.node_affinity:
        fitting = [node for node in labelled if matches_affinity(spec.node_affinity, node)]
    else:
        return Proof()
    if fitting or not labelled:
        return Proof()
    return Proof(
        summary=f"None of {len(labelled)} machines has the labels that the pod asks for.",
        spans=spans(*(node.at for node in labelled)),
    )


def _capacity_proof(resource: str, spec: PodSpec, nodes: Sequence[Node]) -> Proof:
    wanted, _ = requested(spec, resource)
    largest = largest_allocatable(nodes, resource)
    offered = parse_quantity(largest.value) if largest else None
    if largest is None or offered is None:
        return Proof()
    values = {"allocatable": largest.value}
    if wanted > offered:
        summary = f"The largest machine offers {largest.value} of {resource}, less than one pod requests."
        return Proof(summary=summary, spans=spans(largest), values=values)
    used = [
        node.requested[resource] for node in nodes if resource in node.requested and not is_cordoned(node)
    ]
    return Proof(
        summary=f"The machines' {resource} is requested by other pods already.",
        spans=spans(*used),
        values=values,
    )


def _taint_proof(spec: PodSpec, message: SchedulingMessage, nodes: Sequence[Node]) -> Proof:
    told = message.first("taint")
    values = {"taint": told.detail} if told and told.detail else {}
    taints = [
        taint
        for node in nodes
        if not is_control_plane(node)
        for taint in node.taints
        if taint.effect != "PreferNoSchedule"
        and not taint.key.startswith("node.kubernetes.io/")
        and not tolerates(spec.tolerations, taint)
    ]
    names = ", ".join(dict.fromkeys(f"{taint.key}={taint.value}:{taint.effect}" for taint in taints))
    return Proof(
        summary=f"Taints that the pod does not tolerate: {names}.",
        spans=spans(*(taint.at for taint in taints)),
        values=values,
    )
