"""What is wrong with a failing probe: its port, its protocol, its path or its timing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.kubernetes.pod_spec import ProbeKind
from faultmaven_core.processing.kubernetes.topology import services_of_pod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.diagnosis.kubernetes.probe_failures import ProbeFailure
    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.pod_spec import Container, Probe

_HTTP_NAMES = ("http", "web", "rest")
_GRACE_SECONDS = 10
"""A program that is killed after less than this was hardly given the time to start or to recover."""
_DEFAULT_FAILURES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeFault:
    """``port``, ``protocol``, ``path`` or ``timing``, why, and the line that the probe is at odds with."""

    kind: str
    reason: str
    completeness: float
    beside: Cited[object] | None = None


def judge_probe(index: ClusterIndex, failure: ProbeFailure) -> ProbeFault | None:
    """The likeliest fault; None when the probe looks right and the program does not answer it."""
    return (
        _wrong_port(index, failure)
        or _wrong_protocol(index, failure)
        or _wrong_path(failure)
        or _wrong_timing(failure)
    )


def _wrong_port(index: ClusterIndex, failure: ProbeFailure) -> ProbeFault | None:
    """The probe asks a port that nothing else speaks of: not the container, not its other probes, not a service."""
    probe, container = failure.probe, failure.container
    if not probe.port or failure.meaning in {"protocol", "http_status"}:
        return None
    known = dict(_known_ports(index, failure))
    if not known or probe.port in known:
        return None
    port, place = next(iter(known.items()))
    return ProbeFault(
        kind="port",
        reason=f"it asks port {probe.port}, but the container {container.name} serves {', '.join(list(known)[:3])}",
        completeness=0.9,
        beside=place if port else None,
    )


def _known_ports(index: ClusterIndex, failure: ProbeFailure) -> Iterator[tuple[str, Cited[object]]]:
    for port in failure.container.ports:
        yield str(port.number), port.at
        if port.name:
            yield port.name, port.at
    yield from _named_ports(index, failure)
    for kind, probe in failure.container.probes:
        if kind != failure.kind and probe.port:
            yield probe.port, probe.at
    for service in services_of_pod(index.snapshot, failure.pod):
        for service_port in service.ports:
            if service_port.target is not None:
                yield service_port.target.value, service_port.target


def _named_ports(index: ClusterIndex, failure: ProbeFailure) -> Iterator[tuple[str, Cited[object]]]:
    """Names of ports, which ``describe`` does not show, from the manifest."""
    declared = index.declared_spec(failure.pod)
    for container in declared.containers if declared else ():
        if container.name == failure.container.name:
            for port in container.ports:
                if port.name:
                    yield port.name, port.at


def _wrong_protocol(index: ClusterIndex, failure: ProbeFailure) -> ProbeFault | None:
    """The answer is of another protocol, or the other probe of the same port speaks another one."""
    asked = failure.probe.kind
    sibling = _sibling(failure.container, failure)
    if failure.meaning == "protocol":
        speaks = f"; its other probe asks by {sibling.kind.value}" if sibling else ""
        return ProbeFault(
            kind="protocol",
            reason=f"it asks by {asked.value} and the answer is of another protocol{speaks}",
            completeness=0.9,
            beside=sibling.at if sibling else None,
        )
    if failure.meaning in {"refused", "http_status"}:
        return None
    if sibling is not None and {asked, sibling.kind} == {ProbeKind.GRPC, ProbeKind.HTTP}:
        return ProbeFault(
            kind="protocol",
            reason=f"it asks by {asked.value}, while the other probe asks the same port by {sibling.kind.value}",
            completeness=0.8,
            beside=sibling.at,
        )
    if sibling is not None and _open_but_deaf(index, failure, sibling):
        return ProbeFault(
            kind="protocol",
            reason=f"it asks by {asked.value} and gets no answer, while the other probe of that port finds it open",
            completeness=0.7,
            beside=sibling.at,
        )
    if asked is ProbeKind.GRPC:
        for service in services_of_pod(index.snapshot, failure.pod):
            for port in service.ports:
                target = port.target.value if port.target else str(port.port)
                if target == failure.probe.port and port.name.lower().startswith(_HTTP_NAMES):
                    return ProbeFault(
                        kind="protocol",
                        reason=f"it asks by grpc, while service {service.name} calls the port {port.name}",
                        completeness=0.7,
                        beside=port.at,
                    )
    return None


def _open_but_deaf(index: ClusterIndex, failure: ProbeFailure, sibling: Probe) -> bool:
    """Whether connecting to the port works and talking does not: a program that speaks something else.

    A program that is merely slow lets an HTTP probe time out too; it does not hang up on it.
    """
    if sibling.kind is not ProbeKind.TCP or failure.probe.kind not in {ProbeKind.GRPC, ProbeKind.HTTP}:
        return False
    if failure.probe.kind is ProbeKind.HTTP and failure.meaning != "cut_off":
        return False
    other = "Readiness" if failure.kind == "liveness" else "Liveness"
    return not any(
        event.reason == "Unhealthy" and event.message.startswith(other) and event.count >= sibling.failure
        for event in index.events_of(failure.pod)
    )


def _sibling(container: Container, failure: ProbeFailure) -> Probe | None:
    """The container's other probe of the same port, of those that can tell a protocol."""
    for kind, probe in container.probes:
        if kind != failure.kind and probe.port == failure.probe.port and probe.kind is not ProbeKind.EXEC:
            return probe
    return None


def _wrong_path(failure: ProbeFailure) -> ProbeFault | None:
    if failure.meaning != "http_status":
        return None
    return ProbeFault(
        kind="path",
        reason=f"the program answers, but does not know the path {failure.probe.path or '/'}",
        completeness=0.85,
    )


def _wrong_timing(failure: ProbeFailure) -> ProbeFault | None:
    """The probe gives up sooner than a program needs to start or to catch its breath."""
    probe = failure.probe
    patience = probe.initial_delay + probe.period * (probe.failure - 1) + probe.timeout
    terms = (
        f"it gives up {patience} s after the start (delay {probe.initial_delay} s, period {probe.period} s, "
        f"timeout {probe.timeout} s, {probe.failure} failures)"
    )
    hasty = patience <= _GRACE_SECONDS and (
        probe.failure < _DEFAULT_FAILURES or probe.period < _DEFAULT_FAILURES
    )
    if hasty:
        return ProbeFault(
            kind="timing", reason=terms, completeness=0.85 if failure.kind == "liveness" else 0.5
        )
    readiness = failure.container.readiness
    if failure.kind == "liveness" and readiness is not None and readiness.initial_delay > patience:
        reason = f"{terms}, while its readiness probe waits {readiness.initial_delay} s before it asks at all"
        return ProbeFault(kind="timing", reason=reason, completeness=0.8, beside=readiness.at)
    if failure.kind == "liveness" and failure.killing is not None:
        return ProbeFault(kind="timing", reason=terms, completeness=0.35)
    return None
