"""Reads services, nodes, accounts and named data from outlines of ``kubectl describe``."""

from __future__ import annotations

from collections.abc import Iterator

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.describe_pods import read_annotations, read_conditions, read_labels
from faultmaven_core.processing.kubernetes.events import read_events
from faultmaven_core.processing.kubernetes.objects import (
    Endpoints,
    KeyedData,
    Node,
    Origin,
    OtherObject,
    Service,
    ServiceAccount,
    ServicePort,
    Taint,
)
from faultmaven_core.processing.kubernetes.outline import NOTHING, Entry
from faultmaven_core.processing.kubernetes.quantities import parse_count


def read_service(root: Entry, *, name: str, namespace: str, at: Cited[str]) -> Service:
    """A Service. One port is a ``Port`` line and those up to the next one."""
    selector = root.child("Selector")
    return Service(
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        annotations=read_annotations(root),
        events=read_events(root, kind="service", name=name, namespace=namespace),
        type=_text(root, "Type"),
        cluster_ip=_text(root, "IP"),
        external_name=_text(root, "External Name"),
        selector=read_labels(root, "Selector") if selector else None,
        selector_at=selector.cited(selector.value) if selector else None,
        ports=tuple(_service_ports(root)),
    )


def _service_ports(root: Entry) -> Iterator[ServicePort]:
    groups: list[dict[str, Entry]] = []
    for entry in root.children:
        if entry.key == "Port":
            groups.append({"Port": entry})
        elif groups and entry.key in {"TargetPort", "NodePort", "Endpoints"}:
            groups[-1][entry.key] = entry
    for group in groups:
        port = group["Port"]
        name, _, told = port.value.rpartition(" ")
        number, _, protocol = told.partition("/")
        target, endpoints, node_port = (group.get(key) for key in ("TargetPort", "Endpoints", "NodePort"))
        outside = node_port.value.rpartition(" ")[2].partition("/")[0] if node_port else ""
        yield ServicePort(
            name="" if name.strip() in NOTHING else name.strip(),
            port=parse_count(number),
            protocol=protocol or "TCP",
            target=target.cited(target.value.partition("/")[0]) if target else None,
            node_port=parse_count(outside),
            endpoints=_listing(endpoints),
            at=port.cited(port.value),
        )


def _listing(entry: Entry | None) -> Cited[str] | None:
    return None if entry is None else entry.cited("" if entry.value in NOTHING else entry.value)


def read_endpoints(root: Entry, *, name: str, namespace: str, at: Cited[str]) -> Endpoints:
    """Endpoints; without a subset there are no addresses."""
    subsets = root.child("Subsets")
    ready: list[str] = []
    waiting: list[str] = []
    ports: list[int] = []
    lines = {"Addresses": at.line, "NotReadyAddresses": at.line}
    for entry in subsets.children if subsets else []:
        lines[entry.key] = entry.line
        if entry.key == "Addresses":
            ready += _listed(entry)
        elif entry.key == "NotReadyAddresses":
            waiting += _listed(entry)
        elif entry.key == "Ports":
            cells = [row.text.split() for row in entry.children]
            ports += [number for row in cells if len(row) > 1 and (number := parse_count(row[1])) is not None]
    if subsets is not None and not subsets.children:
        lines = dict.fromkeys(lines, subsets.line)
    return Endpoints(
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        addresses=Cited(value=tuple(ready), document=root.document, line=lines["Addresses"]),
        not_ready=Cited(value=tuple(waiting), document=root.document, line=lines["NotReadyAddresses"]),
        ports=tuple(ports),
    )


def read_node(root: Entry, *, name: str, namespace: str, at: Cited[str]) -> Node:
    """A machine of the cluster."""
    unschedulable = root.cite("Unschedulable")
    allocated = root.child("Allocated resources")
    requested = {}
    for row in allocated.children if allocated else []:
        words = row.text.split()
        if len(words) > 1 and words[1][:1].isdecimal():
            requested[words[0]] = row.cited(words[1])
    return Node(
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        annotations=read_annotations(root),
        events=read_events(root, kind="node", name=name, namespace=""),
        unschedulable=None
        if unschedulable is None
        else Cited(
            value=unschedulable.value == "true", document=unschedulable.document, line=unschedulable.line
        ),
        taints=_taints(root.child("Taints")),
        conditions=read_conditions(root),
        allocatable=_pairs(root.child("Allocatable")),
        requested=requested,
        addresses={key: told.value for key, told in _pairs(root.child("Addresses")).items()},
    )


def _taints(entry: Entry | None) -> tuple[Taint, ...]:
    if entry is None:
        return ()
    lines = [(entry, entry.value), *((child, child.text) for child in entry.children)]
    return tuple(
        parse_taint(text, line.cited(text)) for line, text in lines if text not in NOTHING and " " not in text
    )


def parse_taint(text: str, at: Cited[str]) -> Taint:
    """``key=value:Effect`` or ``key:Effect``."""
    body, _, effect = text.rpartition(":")
    key, _, value = body.partition("=")
    return Taint(key=key, value=value, effect=effect, at=at)


def read_service_account(root: Entry, *, name: str, namespace: str, at: Cited[str]) -> ServiceAccount:
    """A ServiceAccount."""
    secrets = root.child("Image pull secrets")
    return ServiceAccount(
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        pull_secrets=tuple(text.partition(" ")[0] for text in secrets.texts()) if secrets else (),
    )


def read_keyed_data(root: Entry, *, kind: str, name: str, namespace: str, at: Cited[str]) -> KeyedData:
    """A Secret or a ConfigMap: the keys below ``Data``; ``describe`` prints a ConfigMap's under ``----``."""
    keys: dict[str, Cited[str]] = {}
    started = False
    for entry in root.children:
        if entry.text == "Data":
            started = True
        elif started and entry.text in {"BinaryData", "Events:"}:
            break
        elif started and entry.key and (entry.value.endswith("bytes") or not entry.value):
            keys[entry.key] = entry.cited("")
    return KeyedData(
        kind=kind,
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        type=_text(root, "Type"),
        keys=keys,
    )


def read_other(root: Entry, *, kind: str, name: str, namespace: str, at: Cited[str]) -> OtherObject:
    """An object of a kind that has no reader of its own."""
    return OtherObject(
        kind=kind,
        name=name,
        namespace="" if kind == "namespace" else namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        events=read_events(root, kind=kind, name=name, namespace=namespace),
        end_line=root.last_line,
    )


def _text(root: Entry, key: str) -> str:
    told = root.cite(key)
    return told.value if told else ""


def _pairs(entry: Entry | None) -> dict[str, Cited[str]]:
    children = entry.children if entry else []
    return {child.key: child.cited(child.value) for child in children if child.key and child.value}


def _listed(entry: Entry) -> list[str]:
    texts = ",".join(entry.texts())
    return [text.strip() for text in texts.split(",") if text.strip() and text.strip() not in NOTHING]
