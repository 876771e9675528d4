"""Reads containers from the outline of a described pod or pod template."""

from __future__ import annotations

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.outline import NOTHING, Entry
from faultmaven_core.processing.kubernetes.pod_spec import (
    Container,
    ContainerPort,
    ContainerState,
    DataReference,
    Mount,
    Probe,
)
from faultmaven_core.processing.kubernetes.probes import parse_probe
from faultmaven_core.processing.kubernetes.quantities import parse_count

_REFERENCE = "<set to the key '"


def read_container(entry: Entry) -> Container:
    """The container whose name stands on that line."""
    references, environment = _environment(entry)
    restarts = entry.cite("Restart Count")
    count = parse_count(restarts.value) if restarts else None
    ready = entry.cite("Ready")
    return Container(
        name=entry.key,
        at=entry.cited(entry.key),
        image=entry.cite("Image"),
        ports=_ports(entry),
        command=_joined(entry.child("Command")),
        args=_joined(entry.child("Args")),
        limits=_amounts(entry.child("Limits")),
        requests=_amounts(entry.child("Requests")),
        environment=environment,
        references=references,
        mounts=_mounts(entry.child("Mounts")),
        liveness=_probe(entry.child("Liveness")),
        readiness=_probe(entry.child("Readiness")),
        startup=_probe(entry.child("Startup")),
        state=_state(entry.child("State")),
        last_state=_state(entry.child("Last State")),
        ready=None if ready is None else _truth(ready),
        restarts=None
        if restarts is None or count is None
        else Cited(value=count, document=restarts.document, line=restarts.line),
    )


def _truth(text: Cited[str]) -> Cited[bool]:
    return Cited(value=text.value.startswith("True"), document=text.document, line=text.line)


def _joined(entry: Entry | None) -> Cited[str] | None:
    if entry is None or not entry.texts():
        return None
    return Cited(
        value=" ".join(entry.texts()), document=entry.document, line=entry.line, end_line=entry.last_line
    )


def _amounts(entry: Entry | None) -> dict[str, Cited[str]]:
    children = entry.children if entry else []
    return {child.key: child.cited(child.value) for child in children if child.key and child.value}


def _probe(entry: Entry | None) -> Probe | None:
    return parse_probe(entry.value, entry.cited(entry.value)) if entry else None


def _ports(entry: Entry) -> tuple[ContainerPort, ...]:
    line = entry.child("Port") or entry.child("Ports")
    if line is None:
        return ()
    found = []
    for text in line.value.split(","):
        number, _, protocol = text.strip().partition("/")
        value = parse_count(number)
        if value is not None:
            found.append(ContainerPort(number=value, protocol=protocol or "TCP", at=line.cited(line.value)))
    return tuple(found)


def _mounts(entry: Entry | None) -> tuple[Mount, ...]:
    found = []
    for child in entry.children if entry else []:
        path, separator, rest = child.text.partition(" from ")
        if separator and rest:
            volume, _, flags = rest.partition(" (")
            read_only = "ro" in flags.rstrip(")").split(",")
            found.append(
                Mount(path=path, volume=volume, read_only=read_only, at=child.cited(child.text)),
            )
    return tuple(found)


def _state(entry: Entry | None) -> ContainerState | None:
    if entry is None or entry.value in NOTHING:
        return None
    told = {child.key: child.value for child in entry.children}
    return ContainerState(
        name=entry.value,
        reason=told.get("Reason", ""),
        message=told.get("Message", ""),
        exit_code=parse_count(told.get("Exit Code", "")),
        started=told.get("Started", ""),
        finished=told.get("Finished", ""),
        at=Cited(
            value=entry.value,
            document=entry.document,
            line=entry.line,
            end_line=min(entry.last_line, entry.line + 5),
        ),
    )


def _environment(entry: Entry) -> tuple[tuple[DataReference, ...], dict[str, Cited[str]]]:
    references: list[DataReference] = []
    whole = entry.child("Environment Variables from")
    for child in whole.children if whole else []:
        words = child.text.split()
        if len(words) > 1 and words[1] in {"Secret", "ConfigMap"}:
            optional = child.text.endswith("Optional: true")
            references.append(
                DataReference(
                    kind=words[1].lower(), name=words[0], optional=optional, at=child.cited(child.text)
                )
            )
    variables: dict[str, Cited[str]] = {}
    listed = entry.child("Environment")
    for child in listed.children if listed else []:
        if not child.key:
            continue
        variables[child.key] = child.cited(child.value)
        if child.value.startswith(_REFERENCE):
            reference = _one_key(child)
            if reference is not None:
                references.append(reference)
    return tuple(references), variables


def _one_key(entry: Entry) -> DataReference | None:
    """``<set to the key 'k' in secret 'name'>  Optional: false``, or ``… of config map 'name'>``."""
    parts = entry.value.split("'")
    wanted = 4
    if len(parts) < wanted:
        return None
    kind = "secret" if "secret" in parts[2] else "configmap"
    return DataReference(
        kind=kind,
        name=parts[3],
        key=parts[1],
        optional=entry.value.endswith("Optional: true"),
        at=entry.cited(entry.text),
    )
