"""Reads pods and pod templates from outlines of ``kubectl describe``."""

from __future__ import annotations

from collections.abc import Mapping

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.describe_containers import read_container
from faultmaven_core.processing.kubernetes.events import read_events
from faultmaven_core.processing.kubernetes.labels import parse_labels
from faultmaven_core.processing.kubernetes.objects import Origin, Pod
from faultmaven_core.processing.kubernetes.outline import NOTHING, Entry
from faultmaven_core.processing.kubernetes.pod_spec import Container, PodSpec, PodVolume, Toleration

_EFFECTS = frozenset({"NoSchedule", "PreferNoSchedule", "NoExecute"})
_VOLUME_SOURCES = ("ClaimName", "SecretName", "Name", "ConfigMapName", "Path", "Server")


def read_pod(root: Entry, *, name: str, namespace: str, at: Cited[str]) -> Pod:
    """The pod that the outline describes."""
    status = root.cite("Status")
    return Pod(
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        annotations=read_annotations(root),
        owner=root.cite("Controlled By"),
        events=read_events(root, kind="pod", name=name, namespace=namespace),
        phase=status,
        node=_node(root.cite("Node")),
        ip=root.cite("IP"),
        conditions=read_conditions(root),
        spec=read_pod_spec(root),
    )


def read_pod_spec(root: Entry) -> PodSpec:
    """What the pod asks for; ``root`` is the pod or the entry ``Pod Template``."""
    return PodSpec(
        containers=_containers(root.child("Containers")),
        init_containers=_containers(root.child("Init Containers")),
        volumes=_volumes(root.child("Volumes")),
        service_account=root.cite("Service Account"),
        node_selector=_selector(root.child("Node-Selectors")),
        tolerations=_tolerations(root.child("Tolerations")),
    )


def read_labels(root: Entry, key: str) -> dict[str, str]:
    """The pairs below ``Labels`` or on a ``Selector`` line."""
    entry = root.child(key)
    return parse_labels(entry.texts()) if entry else {}


def read_annotations(root: Entry) -> dict[str, str]:
    """Annotations with short values, which are all that anybody asks for."""
    entry = root.child("Annotations")
    found = {}
    for text in entry.texts() if entry else []:
        key, separator, value = text.partition(": ")
        if separator and " " not in key:
            found[key] = value.strip()[:500]
    return found


def read_conditions(root: Entry) -> dict[str, Cited[str]]:
    """Type to status of the table below ``Conditions``."""
    entry = root.child("Conditions")
    found = {}
    for row in entry.children if entry else []:
        words = row.text.split()
        if len(words) > 1 and words[0] not in {"Type", "----"}:
            found[words[0]] = row.cited(words[1])
    return found


def _node(told: Cited[str] | None) -> Cited[str] | None:
    """``worker/10.0.0.7`` as ``worker``."""
    if told is None:
        return None
    return Cited(value=told.value.split("/")[0], document=told.document, line=told.line)


def _containers(entry: Entry | None) -> tuple[Container, ...]:
    children = entry.children if entry else []
    return tuple(read_container(child) for child in children if child.key and not child.value)


def _volumes(entry: Entry | None) -> tuple[PodVolume, ...]:
    found = []
    for child in entry.children if entry else []:
        if not child.key or child.value:
            continue
        told = {line.key: line for line in child.children}
        kind = told["Type"].value.split(" ")[0].lower() if "Type" in told else ""
        source = next((told[key].value for key in _VOLUME_SOURCES if key in told), "")
        optional = told.get("Optional")
        at = Cited(value=child.key, document=child.document, line=child.line, end_line=child.last_line)
        found.append(
            PodVolume(
                name=child.key,
                kind=kind,
                source="" if source in NOTHING else source,
                optional=optional is not None and optional.value == "true",
                at=at,
            )
        )
    return tuple(found)


def _selector(entry: Entry | None) -> Mapping[str, Cited[str]]:
    found: dict[str, Cited[str]] = {}
    if entry is None:
        return found
    for line, text in ((entry, entry.value), *((child, child.text) for child in entry.children)):
        for key, value in parse_labels([text]).items():
            found[key] = line.cited(value)
    return found


def _tolerations(entry: Entry | None) -> tuple[Toleration, ...]:
    if entry is None:
        return ()
    lines = [(entry, entry.value), *((child, child.text) for child in entry.children)]
    return tuple(_toleration(text, line.cited(text)) for line, text in lines if text not in NOTHING)


def _toleration(text: str, at: Cited[str]) -> Toleration:
    """``key=value:Effect op=Exists for 300s``, each part optional."""
    words = text.split()
    operator = "Exists" if "op=Exists" in words else "Equal"
    head = "" if words[0].startswith("op=") else words[0]
    body, colon, effect = head.rpartition(":")
    if not colon or effect not in _EFFECTS:
        body, effect = head, ""
    key, equals, value = body.partition("=")
    if not equals and not value and "op=Equal" not in words and key:
        operator = "Exists"
    return Toleration(key=key, operator=operator, value=value, effect=effect, at=at)
