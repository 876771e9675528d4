"""Slow or lossy networks of nodes and pods, and pods short of processor time, from alerts and metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.components import apps_on_node, namespace_of
from faultmaven_core.diagnosis.kubernetes.node_network import node_network_findings
from faultmaven_core.diagnosis.kubernetes.reachability import build_reachability
from faultmaven_core.diagnosis.kubernetes.strain import Reading, Strain, build_strain
from faultmaven_core.processing.alerts import build_alerts
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.series.reading import build_series
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from faultmaven_models.failure_mode import FailureMode
    from faultmaven_models.materials import Materials

CPU = "kubernetes.pod_cpu_overload"
DELAY = "kubernetes.pod_network_delay"
_SYMPTOM_LIMIT = 15
_SUSPECTS = 2


class KubernetesNetworkingDetector:
    """Follows slowness through the call graph to the workload or node where it begins."""

    @property
    def name(self) -> str:
        """The detector's stable name."""
        return "kubernetes_networking"

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        """None of its own: it uses the built-in catalogue."""
        return ()

    def examined(self, materials: Materials) -> str:
        """How many alerts and series there are."""
        alerts = materials.view(build_alerts)
        series = len(materials.view(build_series))
        counted = len(alerts.deviations) + len(alerts.failed_requests)
        parts = [f"{counted} alerts"] if counted else []
        return ", ".join([*parts, f"{series} metric series"] if series else parts)

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings about strained workloads and nodes, causes first."""
        strain = materials.view(build_strain)
        snapshot = materials.view(build_cluster_snapshot)
        busy = [name for name in strain.busy if name in strain.throttled or name in strain.slow]
        busy.sort(key=lambda name: (name not in strain.throttled, -strain.busy[name][0].ratio))
        for position, name in enumerate(busy):
            yield from _overloaded(name, strain, materials, sure=position == 0)
        yield from node_network_findings(materials, lambda node: apps_on_node(snapshot, node))
        if not busy:
            for position, name in enumerate(strain.deepest[:_SUSPECTS]):
                yield from _delayed(name, strain, materials, sure=position == 0)
        yield from _symptoms(strain, materials)


def _overloaded(name: str, strain: Strain, materials: Materials, *, sure: bool) -> Iterator[Finding]:
    """More processor time than usual, with throttling or slowness; the busiest workload is the surest."""
    reading = strain.busy[name][0]
    yield _finding(
        CPU,
        name,
        f"{name} uses {reading.current:.2f} cores, {_times(reading)}.",
        reading,
        0.7 if sure else 0.4,
        "metric:cpu",
        materials,
    )
    if name in strain.throttled:
        throttled = strain.throttled[name][0]
        yield _finding(
            CPU,
            name,
            f"The kernel holds {name} back {throttled.current:.2f} seconds a second at its CPU limit.",
            throttled,
            0.6,
            "metric:throttling",
            materials,
        )
    if name in strain.slow:
        slow = strain.slow[name][0]
        yield _finding(
            CPU,
            name,
            f"{name} answers in {slow.current:.0f} ms, {_times(slow)}.",
            slow,
            0.4,
            "metric:latency",
            materials,
            Stance.SUPPORTS,
        )


def _delayed(name: str, strain: Strain, materials: Materials, *, sure: bool) -> Iterator[Finding]:
    """Slowness that begins at this workload while its processor is idle: its network is the likeliest place."""
    slow = strain.slow[name][0]
    weight = 0.3 if strain.retransmitting else 0.65 if sure else 0.4
    text = f"{name} answers in {slow.current:.0f} ms, {_times(slow)}, and calls nothing else that is slow."
    yield _finding(DELAY, name, text, slow, weight, "metric:latency", materials)
    callers = [one for one in materials.view(build_reachability).callers.get(name, ()) if one in strain.slow]
    if callers:
        text = f"{', '.join(callers[:4])}, which call {name}, are slow too."
        reading = strain.slow[callers[0]][0]
        yield _finding(
            DELAY, name, text, reading, 0.4 if sure else 0.2, "metric:callers", materials, Stance.SUPPORTS
        )
    idle = strain.idle.get(name)
    if idle is not None:
        text = f"{name} uses {idle.current:.3f} cores, as usual: it waits rather than computes."
        yield _finding(
            DELAY, name, text, idle, 0.4 if sure else 0.2, "metric:cpu", materials, Stance.SUPPORTS
        )
        yield Finding(
            kind=FindingKind.RULED_OUT,
            component=f"app/{name}",
            failure_mode=CPU,
            summary=f"{name} uses {idle.current:.3f} cores, as usual.",
            spans=(idle.span,),
            stance=Stance.CONTRADICTS,
            completeness=0.8,
            independence_group="metric:cpu",
        )


def _times(reading: Reading) -> str:
    if reading.normal is None or reading.normal <= 0:
        return "usually none"
    return f"{reading.ratio:.0f} times as much as usual" if reading.ratio >= 2 else "as usual"  # noqa: PLR2004  a plural


def _finding(
    mode: str,
    name: str,
    summary: str,
    reading: Reading,
    completeness: float,
    group: str,
    materials: Materials,
    stance: Stance = Stance.STRONGLY_SUPPORTS,
) -> Finding:
    return Finding(
        kind=FindingKind.CAUSE,
        component=f"app/{name}",
        failure_mode=mode,
        summary=summary,
        spans=(reading.span,),
        stance=stance,
        completeness=completeness,
        independence_group=group,
        values=namespace_of(materials.view(build_cluster_snapshot), f"app/{name}"),
        affects=materials.view(build_reachability).affected(name),
    )


def _symptoms(strain: Strain, materials: Materials) -> Iterator[Finding]:
    """Slow workloads and failing requests, as far as monitoring reports them."""
    for name, readings in list(strain.slow.items())[:_SYMPTOM_LIMIT]:
        yield Finding(
            kind=FindingKind.SYMPTOM,
            component=f"app/{name}",
            summary=f"{name} answers in {readings[0].current:.0f} ms, {_times(readings[0])}.",
            spans=(readings[0].span,),
            independence_group="metric:latency",
        )
    for item in materials.view(build_alerts).failed_requests[:_SYMPTOM_LIMIT]:
        if item.service and " " not in item.service:
            yield Finding(
                kind=FindingKind.SYMPTOM,
                component=f"app/{item.service}",
                summary=f"{item.count} requests {item.method} {item.path} failed with {item.status or 'an error'}.",
                spans=(item.span(),),
                independence_group="alerts",
            )
