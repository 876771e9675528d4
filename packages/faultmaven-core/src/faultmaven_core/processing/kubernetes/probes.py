"""Reads a probe from the line that ``kubectl describe`` prints for it."""

from __future__ import annotations

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.pod_spec import Probe, ProbeKind
from faultmaven_core.processing.kubernetes.quantities import parse_duration

_DEFAULTS = {"delay": 0, "timeout": 1, "period": 10, "#success": 1, "#failure": 3}


def parse_probe(text: str, at: Cited[str]) -> Probe | None:
    """``http-get http://:8080/health delay=10s timeout=1s period=10s #success=1 #failure=3`` as a probe.

    None when the text names no known handler.
    """
    handler, _, rest = text.strip().partition(" ")
    if handler not in {kind.value for kind in ProbeKind}:
        return None
    target, numbers = _split_numbers(rest)
    scheme, port, path, command = "", "", "", ""
    kind = ProbeKind(handler)
    if kind is ProbeKind.EXEC:
        command = target
    elif kind is ProbeKind.HTTP:
        scheme, _, address = target.partition("://")
        host_port, slash, tail = address.partition("/")
        port, path = host_port.rpartition(":")[2], slash + tail
    else:
        port = target.split(" ")[0].rpartition(":")[2]
    return Probe(
        kind=kind,
        port=port,
        path=path,
        scheme=scheme.upper(),
        command=command,
        initial_delay=numbers["delay"],
        timeout=numbers["timeout"],
        period=numbers["period"],
        success=numbers["#success"],
        failure=numbers["#failure"],
        at=at,
    )


def _split_numbers(rest: str) -> tuple[str, dict[str, int]]:
    """The target before the numbers, and the numbers."""
    numbers = dict(_DEFAULTS)
    target = []
    for word in rest.split():
        name, equals, value = word.partition("=")
        if not equals or name not in numbers:
            target.append(word)
            continue
        seconds = parse_duration(value) if value.endswith("s") else None
        if seconds is not None:
            numbers[name] = int(seconds)
        elif value.isascii() and value.isdecimal():
            numbers[name] = int(value[:9])
    return " ".join(target), numbers
