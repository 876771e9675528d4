"""Nodes whose packets are lost or late, from retransmissions and from where the slow workloads run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.strain import Strain, build_strain
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from faultmaven_models.component import ComponentName
    from faultmaven_models.materials import Materials

DELAY = "kubernetes.node_network_delay"
LOSS = "kubernetes.node_network_packet_loss"
_LOSS_RATE = 3.0
"""Retransmitted segments a second that delay alone does not explain: a late answer costs one spurious
retransmission until the sender's timer has adapted (RFC 6298), loss costs one for each lost segment."""
_STANDS_OUT = 2.0
_FEWEST_TOGETHER = 3


def node_network_findings(
    materials: Materials, apps: Callable[[str], tuple[ComponentName, ...]]
) -> Iterator[Finding]:
    """The cause at the node that fits best; nothing when no node retransmits or nothing is slow."""
    strain = materials.view(build_strain)
    if not (strain.slow or strain.failing):
        return
    if not strain.retransmitting:
        node = _common_node(strain)
        if node:
            yield from _slow_on_node(strain, node, DELAY, {"node": node}, apps, together=True)
        return
    node = _likeliest(strain)
    rate = max((reading.current for reading in strain.retransmitting.get(node, ())), default=0.0)
    mode = LOSS if rate >= _LOSS_RATE else DELAY
    values = {"node": node}
    measured = node if node in strain.retransmitting else next(iter(strain.retransmitting))
    readings = strain.retransmitting[measured]
    alone = measured == node
    yield Finding(
        kind=FindingKind.CAUSE,
        component=f"node/{node}",
        failure_mode=mode,
        summary=(
            f"Node {measured} retransmits {readings[0].current:.2f} TCP segments a second, which it usually does not."
            if alone
            else f"Node {measured}, which talks to {node}, retransmits {readings[0].current:.2f} TCP segments a second."
        ),
        spans=tuple(dict.fromkeys(reading.span for reading in readings[:2])),
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=0.8 if mode == LOSS else 0.7 if alone else 0.5,
        independence_group="metric:retransmissions",
        values=values,
        affects=_affected(strain, node, apps),
    )
    yield from _slow_on_node(strain, node, mode, values, apps)


def _likeliest(strain: Strain) -> str:
    """The node with the most retransmissions and the most of the workloads where slowness begins."""
    begins = strain.deepest or tuple(strain.failing)
    places = [strain.nodes[name] for name in begins if name in strain.nodes]
    places += [
        strain.nodes[name] for name in strain.failing if name in strain.nodes and name not in strain.slow
    ]
    scores: dict[str, float] = {}
    for node, readings in strain.retransmitting.items():
        scores[node] = _STANDS_OUT * min(1.0, max(reading.current for reading in readings) / _LOSS_RATE)
    for node in places:
        scores[node] = scores.get(node, 0.0) + 1.0 / len(places)
    return max(scores, key=lambda node: scores[node])


def _common_node(strain: Strain) -> str:
    """The node on which all of several beginnings of slowness run, if workloads run on other nodes too."""
    begins = {*strain.deepest, *(name for name in strain.failing if name not in strain.slow)}
    places = {strain.nodes.get(name, "") for name in begins}
    several = len(begins) >= _FEWEST_TOGETHER and len(set(strain.nodes.values())) > 1
    return next(iter(places)) if several and len(places) == 1 else ""


def _slow_on_node(
    strain: Strain,
    node: str,
    mode: str,
    values: dict[str, str],
    apps: Callable[[str], tuple[ComponentName, ...]],
    *,
    together: bool = False,
) -> Iterator[Finding]:
    """Several workloads are slow at once, and slowness begins on this node or at calls to it."""
    slow = [name for name in strain.slow if strain.nodes.get(name) == node]
    chosen = slow or list(strain.slow)[:2]
    if not chosen:
        return
    where = "run on it" if slow else "call workloads on it"
    yield Finding(
        kind=FindingKind.CAUSE,
        component=f"node/{node}",
        failure_mode=mode,
        summary=f"{', '.join(chosen[:4])}, which {where}, became slow.",
        spans=tuple(dict.fromkeys(strain.slow[name][0].span for name in chosen[:3])),
        stance=Stance.STRONGLY_SUPPORTS if together else Stance.SUPPORTS,
        completeness=0.7 if together else 0.5 if len(strain.slow) > 1 else 0.3,
        independence_group="metric:latency",
        values=values,
        affects=_affected(strain, node, apps),
    )


def _affected(
    strain: Strain, node: str, apps: Callable[[str], tuple[ComponentName, ...]]
) -> tuple[ComponentName, ...]:
    return tuple(dict.fromkeys((*apps(node), *(f"app/{name}" for name in strain.slow))))
