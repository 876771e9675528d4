"""What monitoring says about services and nodes: slow, short of processor time, losing packets."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.processing.alerts import build_alerts
from faultmaven_core.processing.dependencies import build_dependencies
from faultmaven_core.processing.kubernetes.labels import without_hashes
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_pod
from faultmaven_core.processing.metric_kinds import MetricKind
from faultmaven_core.processing.metric_shifts import build_metric_shifts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials

_SLOWER = 2.0
"""Times the usual latency from which a service counts as slow."""
_SLOWER_BY_MS = 20.0
_MORE_CPU = 3.0
_LEAST_CPU = 0.05
"""Cores."""
_LEAST_THROTTLED = 0.1
"""Seconds a second."""
_LEAST_RETRANSMITTED = {"alerts": 0.5, "metrics": 2.0}
"""Segments a second; less is only telling where monitoring itself raised an alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A measured departure from the usual level, with the line that shows it."""

    normal: float | None
    current: float
    span: SourceSpan
    source: str
    """``alerts`` or ``metrics``."""

    @property
    def ratio(self) -> float:
        """Times the usual level; infinite when that was zero or is unknown."""
        return self.current / self.normal if self.normal else math.inf


Readings = dict[str, list[Reading]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strain:
    """Who is strained: workload (or node) name to readings, the strongest first."""

    slow: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    busy: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    throttled: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    failing: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    retransmitting: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    """By node."""
    idle: Mapping[str, Reading] = field(default_factory=dict)
    """Workloads whose processor time is measured and stayed usual."""
    deepest: tuple[str, ...] = ()
    """Slow workloads that call no other slow one, the slowest first."""
    nodes: Mapping[str, str] = field(default_factory=dict)
    """Workload to node, for those whose pods run on one node."""


def build_strain(materials: Materials) -> Strain:
    """Join alerts and metric tables, and find where in the call graph slowness begins."""
    found: dict[str, Readings] = {
        name: {} for name in ("slow", "busy", "throttled", "failing", "retransmitting")
    }
    idle: dict[str, Reading] = {}
    _from_alerts(materials, found)
    _from_metrics(materials, found, idle)
    ordered = {
        name: {
            entity: tuple(sorted(readings, key=lambda one: -one.ratio)) for entity, readings in group.items()
        }
        for name, group in found.items()
    }
    return Strain(
        **ordered,
        idle={name: reading for name, reading in idle.items() if name not in ordered["busy"]},
        deepest=_deepest(ordered["slow"], materials),
        nodes=_nodes(materials),
    )


def _from_alerts(materials: Materials, found: dict[str, Readings]) -> None:
    for item in materials.view(build_alerts).deviations:
        if item.current is None:
            continue
        reading = Reading(normal=item.normal, current=item.current, span=item.span(), source="alerts")
        group = _group(item.kind, reading, is_node=item.entity_kind == "node")
        if group == "slow" and "PEAK" in item.metric.upper():
            continue
        if group:
            name = item.entity if group == "retransmitting" else without_hashes(item.entity)
            found[group].setdefault(name, []).append(reading)


def _from_metrics(materials: Materials, found: dict[str, Readings], idle: dict[str, Reading]) -> None:
    nodes = {node.name for node in materials.view(build_cluster_snapshot).nodes}
    carrying = set(_nodes(materials).values())
    for shift in materials.view(build_metric_shifts):
        is_node = shift.entity in nodes
        if is_node and carrying and shift.entity not in carrying:
            continue
        reading = Reading(normal=shift.normal, current=shift.current, span=shift.span(), source="metrics")
        group = _group(shift.kind, reading, is_node=is_node)
        name = shift.entity if is_node else without_hashes(shift.entity)
        if group:
            found[group].setdefault(name, []).append(reading)
        elif shift.kind is MetricKind.CPU and not is_node:
            idle[name] = reading


def _group(kind: MetricKind, reading: Reading, *, is_node: bool) -> str:
    """Which kind of strain the reading shows; empty for none."""
    if is_node:
        much = kind is MetricKind.RETRANSMISSIONS and reading.current >= _LEAST_RETRANSMITTED[reading.source]
        return "retransmitting" if much and reading.ratio >= _MORE_CPU else ""
    rise = reading.current - (reading.normal or 0)
    if kind is MetricKind.LATENCY and reading.normal is not None:
        return "slow" if reading.ratio >= _SLOWER and rise >= _SLOWER_BY_MS else _slightly(reading)
    if kind is MetricKind.CPU_THROTTLING:
        return "throttled" if reading.current >= _LEAST_THROTTLED and reading.ratio >= _MORE_CPU else ""
    if kind is MetricKind.CPU:
        return "busy" if reading.current >= _LEAST_CPU and reading.ratio >= _MORE_CPU else ""
    if kind is MetricKind.SUCCESS_RATE and reading.normal:
        return "failing" if reading.current < 0.9 * reading.normal and reading.source == "alerts" else ""
    return ""


def _slightly(reading: Reading) -> str:
    """A rise of few milliseconds counts when an alert was raised for it."""
    return "slow" if reading.source == "alerts" and reading.ratio >= _SLOWER else ""


def _deepest(slow: Mapping[str, tuple[Reading, ...]], materials: Materials) -> tuple[str, ...]:
    dependencies = materials.view(build_dependencies)
    deep = [
        name
        for name in slow
        if not any(name in dependencies.all_callers_of(other) for other in slow if other != name)
    ]
    return tuple(sorted(deep, key=lambda name: -slow[name][0].ratio))


def _nodes(materials: Materials) -> dict[str, str]:
    snapshot = materials.view(build_cluster_snapshot)
    places: dict[str, set[str]] = {}
    for pod in snapshot.pods:
        if pod.node is not None:
            places.setdefault(component_of_pod(snapshot, pod).partition("/")[2], set()).add(pod.node.value)
    return {name: next(iter(nodes)) for name, nodes in places.items() if len(nodes) == 1}
