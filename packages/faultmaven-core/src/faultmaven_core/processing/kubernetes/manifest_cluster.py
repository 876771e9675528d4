"""Reads services, volumes, nodes and the like from manifests and exported objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.manifest_containers import scalars
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
    Taint,
    Volume,
)
from faultmaven_core.processing.kubernetes.quantities import parse_count
from faultmaven_core.processing.kubernetes.yaml_nodes import YamlNode

Base = dict[str, Any]
_MODES = {
    "ReadWriteOnce": "RWO",
    "ReadOnlyMany": "ROX",
    "ReadWriteMany": "RWX",
    "ReadWriteOncePod": "RWOP",
}


def _service(node: YamlNode, base: Base) -> Service:
    spec = node.get("spec")
    selector = spec.get("selector")
    return Service(
        **base,
        type=spec.get("type").text or "ClusterIP",
        cluster_ip=spec.get("clusterIP").text,
        external_name=spec.get("externalName").text,
        selector={key: cited.value for key, cited in scalars(selector).items()},
        selector_at=selector.cited_block("selector") if selector else None,
        ports=tuple(_service_port(port) for port in spec.get("ports").each()),
    )


def _service_port(port: YamlNode) -> ServicePort:
    target = port.get("targetPort").cite()
    return ServicePort(
        name=port.get("name").text,
        port=parse_count(port.get("port").text),
        protocol=port.get("protocol").text or "TCP",
        target=target or port.get("port").cite(),
        node_port=parse_count(port.get("nodePort").text),
        app_protocol=port.get("appProtocol").text,
        at=port.cited_block(port.get("port").text),
    )


def _endpoints(node: YamlNode, base: Base) -> Endpoints:
    ready: list[str] = []
    waiting: list[str] = []
    ports: list[int] = []
    for subset in node.get("subsets").each():
        ready += [one.get("ip").text for one in subset.get("addresses").each()]
        waiting += [one.get("ip").text for one in subset.get("notReadyAddresses").each()]
        ports += [count.value for one in subset.get("ports").each() if (count := one.get("port").count())]
    at = base["at"]
    return Endpoints(
        **base,
        addresses=Cited(value=tuple(ready), document=at.document, line=at.line),
        not_ready=Cited(value=tuple(waiting), document=at.document, line=at.line),
        ports=tuple(ports),
    )


def _node(node: YamlNode, base: Base) -> Node:
    spec, status = node.get("spec"), node.get("status")
    told = spec.get("unschedulable").cite()
    return Node(
        **base,
        unschedulable=None
        if told is None
        else Cited(value=told.value == "true", document=told.document, line=told.line),
        taints=tuple(
            Taint(
                key=taint.get("key").text,
                value=taint.get("value").text,
                effect=taint.get("effect").text,
                at=taint.cited_block(taint.get("key").text),
            )
            for taint in spec.get("taints").each()
        ),
        conditions={
            one.get("type").text: one.get("status").cited(one.get("status").text)
            for one in status.get("conditions").each()
        },
        allocatable=scalars(status.get("allocatable")),
        addresses={one.get("type").text: one.get("address").text for one in status.get("addresses").each()},
    )


def _claim(node: YamlNode, base: Base) -> Claim:
    spec, status = node.get("spec"), node.get("status")
    wanted = spec.get("selector", "matchLabels")
    return Claim(
        **base,
        status=status.get("phase").cite(),
        volume=spec.get("volumeName").cite() if status else None,
        storage_class=spec.get("storageClassName").cite(),
        capacity=status.get("capacity", "storage").cite(),
        access_modes=_modes(status.get("accessModes")),
        wants_capacity=spec.get("resources", "requests", "storage").cite(),
        wants_access_modes=_modes(spec.get("accessModes")),
        wants_labels=scalars(wanted),
        wants_volume=spec.get("volumeName").cite(),
    )


def _volume(node: YamlNode, base: Base) -> Volume:
    spec, reference = node.get("spec"), node.get("spec", "claimRef")
    claim = None
    if reference:
        text = f"{reference.get('namespace').text}/{reference.get('name').text}"
        claim = reference.get("name").cited(text)
    return Volume(
        **base,
        status=node.get("status", "phase").cite(),
        claim=claim,
        storage_class=spec.get("storageClassName").cite(),
        capacity=spec.get("capacity", "storage").cite(),
        access_modes=_modes(spec.get("accessModes")),
    )


def _modes(node: YamlNode) -> Cited[tuple[str, ...]] | None:
    if not node:
        return None
    modes = tuple(_MODES.get(text, text) for text in node.texts())
    block = node.cited_block("modes")
    return Cited(value=modes, document=block.document, line=block.line, end_line=block.end_line)


def _storage_class(node: YamlNode, base: Base) -> StorageClass:
    default = base["annotations"].get("storageclass.kubernetes.io/is-default-class")
    return StorageClass(
        **base,
        provisioner=node.get("provisioner").cite(),
        binding_mode=node.get("volumeBindingMode").cite(),
        is_default=default == "true",
    )


def _quota(node: YamlNode, base: Base) -> Quota:
    used = node.get("status", "used")
    hard = node.get("status", "hard") or node.get("spec", "hard")
    return Quota(
        **base,
        lines=tuple(
            QuotaLine(resource=key, used=used.get(key).text, hard=cited.value, at=cited)
            for key, cited in scalars(hard).items()
        ),
    )


def _service_account(node: YamlNode, base: Base) -> ServiceAccount:
    secrets = node.get("imagePullSecrets")
    return ServiceAccount(**base, pull_secrets=tuple(one.get("name").text for one in secrets.each()))


def _secret(node: YamlNode, base: Base) -> KeyedData:
    keys = {**scalars(node.get("data")), **scalars(node.get("stringData"))}
    return KeyedData(kind="secret", type=node.get("type").text, keys=keys, **base)


def _config_map(node: YamlNode, base: Base) -> KeyedData:
    return KeyedData(kind="configmap", keys=scalars(node.get("data")), **base)


MANIFEST_READERS: Mapping[str, Callable[[YamlNode, Base], KubernetesObject]] = {
    "Service": _service,
    "Endpoints": _endpoints,
    "Node": _node,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "StorageClass": _storage_class,
    "ResourceQuota": _quota,
    "ServiceAccount": _service_account,
    "Secret": _secret,
    "ConfigMap": _config_map,
}
