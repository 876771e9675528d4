"""Reads rows of services, nodes, volumes and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.labels import parse_labels
from faultmaven_core.processing.kubernetes.objects import (
    Claim,
    Endpoints,
    KeyedData,
    KubernetesObject,
    Node,
    Quota,
    QuotaLine,
    Service,
    ServiceAccount,
    ServicePort,
    StorageClass,
    Volume,
)
from faultmaven_core.processing.kubernetes.outline import NOTHING
from faultmaven_core.processing.kubernetes.quantities import parse_count
from faultmaven_core.processing.kubernetes.table_rows import Row

Base = dict[str, Any]


def _service(row: Row, base: Base) -> Service:
    ports = []
    for text in row.cells.get("PORT(S)", "").split(","):
        numbers, _, protocol = text.strip().partition("/")
        port, _, node_port = numbers.partition(":")
        if parse_count(port) is not None:
            ports.append(
                ServicePort(
                    port=parse_count(port),
                    node_port=parse_count(node_port),
                    protocol=protocol or "TCP",
                    at=row.named,
                )
            )
    selector = row.cite("SELECTOR")
    return Service(
        **base,
        type=row.cells.get("TYPE", ""),
        cluster_ip=row.cells.get("CLUSTER-IP", ""),
        selector=None if selector is None else parse_labels([selector.value]),
        selector_at=selector,
        ports=tuple(ports),
    )


def _endpoints(row: Row, base: Base) -> Endpoints:
    told = row.cells.get("ENDPOINTS", "")
    texts = [text.strip() for text in told.split(" + ")[0].split(",")]
    pairs = [text.rpartition(":") for text in texts if text and text not in NOTHING]
    return Endpoints(
        **base,
        addresses=Cited(
            value=tuple(dict.fromkeys(host for host, _, _ in pairs if host)),
            document=row.document,
            line=row.line,
        ),
        ports=tuple(dict.fromkeys(n for _, _, port in pairs if (n := parse_count(port)) is not None)),
    )


def _node(row: Row, base: Base) -> Node:
    status = row.cite("STATUS")
    words = status.value.split(",") if status else []
    return Node(
        **{**base, "namespace": ""},
        status=status,
        unschedulable=Cited(value="SchedulingDisabled" in words, document=row.document, line=row.line),
        conditions={"Ready": row.cited("True" if "Ready" in words else "Unknown")} if words else {},
        addresses={"InternalIP": row.cells["INTERNAL-IP"]} if row.cells.get("INTERNAL-IP") else {},
    )


def _claim(row: Row, base: Base) -> Claim:
    return Claim(
        **base,
        status=row.cite("STATUS"),
        volume=_filled(row, "VOLUME"),
        storage_class=row.cite("STORAGECLASS"),
        capacity=_filled(row, "CAPACITY"),
        access_modes=_modes(row),
    )


def _volume(row: Row, base: Base) -> Volume:
    return Volume(
        **{**base, "namespace": ""},
        status=row.cite("STATUS"),
        claim=row.cite("CLAIM"),
        storage_class=row.cite("STORAGECLASS"),
        capacity=_filled(row, "CAPACITY"),
        access_modes=_modes(row),
    )


def _storage_class(row: Row, base: Base) -> StorageClass:
    name = base["name"]
    return StorageClass(
        **{**base, "namespace": "", "name": name.removesuffix(" (default)")},
        provisioner=row.cite("PROVISIONER"),
        binding_mode=row.cite("VOLUMEBINDINGMODE"),
        is_default=name.endswith("(default)"),
    )


def _service_account(row: Row, base: Base) -> ServiceAccount:
    del row
    return ServiceAccount(**base)


def _quota(row: Row, base: Base) -> Quota:
    lines = []
    for column in ("REQUEST", "LIMIT"):
        for text in row.cells.get(column, "").split(","):
            resource, _, amounts = text.strip().partition(": ")
            used, slash, hard = amounts.partition("/")
            if slash:
                lines.append(QuotaLine(resource=resource, used=used, hard=hard, at=row.named))
    return Quota(**base, lines=tuple(lines))


def _secret(row: Row, base: Base) -> KeyedData:
    return KeyedData(kind="secret", type=row.cells.get("TYPE", ""), **base)


def _config_map(row: Row, base: Base) -> KeyedData:
    del row
    return KeyedData(kind="configmap", **base)


def _filled(row: Row, column: str) -> Cited[str] | None:
    told = row.cite(column)
    return None if told is None or told.value in NOTHING else told


def _modes(row: Row) -> Cited[tuple[str, ...]] | None:
    told = _filled(row, "ACCESS MODES")
    if told is None:
        return None
    return Cited(value=tuple(told.value.split(",")), document=told.document, line=told.line)


CLUSTER_READERS: Mapping[str, Callable[[Row, Base], KubernetesObject]] = {
    "service": _service,
    "endpoints": _endpoints,
    "node": _node,
    "persistentvolume": _volume,
    "persistentvolumeclaim": _claim,
    "storageclass": _storage_class,
    "serviceaccount": _service_account,
    "resourcequota": _quota,
    "secret": _secret,
    "configmap": _config_map,
}
