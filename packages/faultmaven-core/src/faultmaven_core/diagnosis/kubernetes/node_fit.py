"""Which machines a pod may run on, by its node selector, affinity, tolerations and requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.processing.kubernetes.quantities import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.objects import Node, Taint
    from faultmaven_core.processing.kubernetes.pod_spec import LabelRequirement, PodSpec, Toleration

_CONTROL_PLANE = (
    "node-role.kubernetes.io/control-plane",
    "node-role.kubernetes.io/master",
    "node-role.kubernetes.io/controlplane",
)


def is_control_plane(node: Node) -> bool:
    """Whether labels or taints mark the machine as one of the control plane."""
    if any(key in node.labels for key in _CONTROL_PLANE):
        return True
    if node.labels.get("kubernetes.io/role") in {"master", "control-plane"}:
        return True
    return any(taint.key in _CONTROL_PLANE for taint in node.taints)


def is_cordoned(node: Node) -> bool:
    """Whether the machine is marked unschedulable."""
    return node.unschedulable is not None and node.unschedulable.value


def meets(requirement: LabelRequirement, labels: Mapping[str, str]) -> bool:
    """Whether labels meet a requirement, by the rules of label selectors.

    ``metadata.name`` (of ``matchFields``) is compared as a label, which callers put in.
    """
    value = labels.get(requirement.key)
    operator, wanted = requirement.operator, requirement.values
    if operator == "In":
        return value in wanted
    if operator == "NotIn":
        return value not in wanted
    if operator == "Exists":
        return value is not None
    if operator == "DoesNotExist":
        return value is None
    if operator in {"Gt", "Lt"} and value is not None and wanted:
        mine, theirs = parse_quantity(value), parse_quantity(wanted[0])
        return (
            mine is not None and theirs is not None and (mine > theirs if operator == "Gt" else mine < theirs)
        )
    return False


def matches_selector(selector: Mapping[str, Cited[str]], node: Node) -> bool:
    """Whether the machine has every label of a node selector."""
    return all(node.labels.get(key) == cited.value for key, cited in selector.items())


def matches_affinity(terms: Sequence[Sequence[LabelRequirement]], node: Node) -> bool:
    """Whether the machine meets one term of a required node affinity; no terms are met by all."""
    labels = {**node.labels, "metadata.name": node.name}
    return not terms or any(term and all(meets(one, labels) for one in term) for term in terms)


def tolerates(tolerations: Sequence[Toleration], taint: Taint) -> bool:
    """Whether one of the tolerations covers the taint."""
    for one in tolerations:
        if one.effect not in {"", taint.effect}:
            continue
        if not one.key and one.operator == "Exists":
            return True
        if one.key == taint.key and (one.operator == "Exists" or one.value == taint.value):
            return True
    return False


def requested(spec: PodSpec, resource: str) -> tuple[float, tuple[Cited[str], ...]]:
    """How much of ``cpu`` or ``memory`` the pod asks for, and the lines that say so.

    A container that gives only a limit asks for its limit; init containers count by their largest.
    """
    total, places = 0.0, []
    for container in spec.containers:
        told = container.requests.get(resource) or container.limits.get(resource)
        amount = parse_quantity(told.value) if told else None
        if told is not None and amount is not None:
            total += amount
            places.append(told)
    for container in spec.init_containers:
        told = container.requests.get(resource) or container.limits.get(resource)
        total = max(total, (parse_quantity(told.value) if told else None) or 0.0)
    return total, tuple(places)


def largest_allocatable(nodes: Sequence[Node], resource: str) -> Cited[str] | None:
    """The greatest allocatable amount among machines that take pods."""
    offers = [
        (amount, node.allocatable[resource])
        for node in nodes
        if not is_cordoned(node)
        and resource in node.allocatable
        and (amount := parse_quantity(node.allocatable[resource].value)) is not None
    ]
    return max(offers, key=lambda offer: offer[0])[1] if offers else None
