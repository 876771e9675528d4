"""Probes that fail: what the kubelet met, and whether it still matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.phrases import meaning
from faultmaven_core.processing.kubernetes.topology import is_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.objects import Event, Pod
    from faultmaven_core.processing.kubernetes.pod_spec import Container, Probe

_KINDS = ("liveness", "readiness")
_REWRITTEN = "/app-health/"
"""Path prefix of probes that a service mesh's agent took over; the template holds the original."""
_SLACK_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeFailure:
    """A container's failing probe."""

    kind: str
    """``liveness`` or ``readiness``."""
    pod: Pod
    container: Container
    probe: Probe
    event: Event
    """The probe's failure with the most occurrences."""
    killing: Event | None
    """The kubelet's word that it restarts the container for it (liveness)."""
    meaning: str
    """As in the table of phrases; empty when the message is unknown."""
    times: int
    """Failures of that probe of that pod, all messages together."""


def probe_failures(index: ClusterIndex) -> Iterator[ProbeFailure]:
    """Failing probes that have a lasting effect; failures of the first moments are passed over."""
    for pod in index.snapshot.pods:
        events = index.events_of(pod)
        for kind in _KINDS:
            failed = [event for event in events if event.reason == "Unhealthy" and _is_of(event, kind)]
            if not failed:
                continue
            event = max(failed, key=lambda one: one.count)
            container = _container(pod, kind, event)
            probe = _probe(index, pod, container, kind) if container else None
            if container is None or probe is None:
                continue
            killing = next(
                (one for one in events if one.reason == "Killing" and "liveness probe" in one.message), None
            )
            failure = ProbeFailure(
                kind=kind,
                pod=pod,
                container=container,
                probe=probe,
                event=event,
                killing=killing if kind == "liveness" else None,
                meaning=meaning("probe", event.message),
                times=sum(one.count for one in failed),
            )
            if _matters(failure):
                yield failure


def _is_of(event: Event, kind: str) -> bool:
    return event.message.lower().startswith((f"{kind} probe failed", f"{kind} probe errored"))


def _matters(failure: ProbeFailure) -> bool:
    """Liveness: the container was restarted for it. Readiness: the pod is not ready, and has failed often enough."""
    if failure.kind == "liveness":
        restarts = failure.container.restarts
        restarted = restarts is not None and restarts.value > 0
        return failure.killing is not None or (restarted and failure.times >= failure.probe.failure)
    running = failure.container.state is None or failure.container.state.name == "Running"
    if is_ready(failure.pod) is not False or not running or failure.times < failure.probe.failure:
        return False
    age = failure.event.last_seen_seconds
    return age is None or age <= 3 * failure.probe.period + failure.probe.timeout + _SLACK_SECONDS


def _container(pod: Pod, kind: str, event: Event) -> Container | None:
    """The container whose probe it is: the only one that has such a probe, else that whose port is named."""
    having = [one for one in pod.spec.containers if getattr(one, kind) is not None]
    if len(having) < len(("one", "two")):
        return having[0] if having else None
    for container in having:
        probe: Probe = getattr(container, kind)
        if probe.port and f":{probe.port}" in event.message:
            return container
    return None


def _probe(index: ClusterIndex, pod: Pod, container: Container, kind: str) -> Probe | None:
    """The container's probe, from the template where a mesh rewrote it."""
    probe: Probe | None = getattr(container, kind)
    if probe is None or not probe.path.startswith(_REWRITTEN):
        return probe
    for spec in (index.template(pod), index.declared_spec(pod)):
        for other in spec.containers if spec else ():
            original: Probe | None = getattr(other, kind)
            if other.name == container.name and original is not None:
                return original
    return None
