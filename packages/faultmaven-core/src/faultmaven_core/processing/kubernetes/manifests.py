"""Reads manifests and what ``kubectl get -o yaml`` or ``-o json`` prints, Lists included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.kinds import singular
from faultmaven_core.processing.kubernetes.labels import is_object_name
from faultmaven_core.processing.kubernetes.manifest_cluster import MANIFEST_READERS
from faultmaven_core.processing.kubernetes.manifest_containers import scalars
from faultmaven_core.processing.kubernetes.manifest_pods import read_pod_spec
from faultmaven_core.processing.kubernetes.objects import KubernetesObject, Origin, OtherObject, Pod, Workload
from faultmaven_core.processing.kubernetes.sections import Section
from faultmaven_core.processing.kubernetes.yaml_nodes import YamlNode, looks_like_manifests, yaml_documents

_WORKLOADS = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"})
_LIST_DEPTH = 3


def read_manifests(section: Section) -> Iterator[KubernetesObject]:
    """The objects of every YAML or JSON document in the section."""
    if not looks_like_manifests(section):
        return
    for root in yaml_documents(section):
        yield from _read(root, section.namespace, 0)


def _read(node: YamlNode, namespace: str, depth: int) -> Iterator[KubernetesObject]:
    kind = node.get("kind").text
    if kind.endswith("List") and depth < _LIST_DEPTH:
        for item in node.get("items").each():
            yield from _read(item, namespace, depth + 1)
        return
    metadata = node.get("metadata")
    name = metadata.get("name")
    if not kind or not is_object_name(name.text):
        return
    base = _base(node, metadata, namespace)
    if kind == "Pod":
        yield _pod(node, base)
    elif kind in _WORKLOADS:
        yield _workload(node, kind, base)
    elif kind in MANIFEST_READERS:
        yield MANIFEST_READERS[kind](node, base)
    else:
        yield OtherObject(kind=singular(kind), end_line=node.end_line, **base)


def _base(node: YamlNode, metadata: YamlNode, namespace: str) -> dict[str, Any]:
    exported = bool(metadata.get("uid") or node.get("status").keys())
    owner = next((one for one in metadata.get("ownerReferences").each()), None)
    named = metadata.get("name")
    within = metadata.get("namespace").text or namespace
    return {
        "name": named.text,
        "namespace": within if is_object_name(within) else "",
        "origin": Origin.EXPORT if exported else Origin.MANIFEST,
        "at": named.cited(named.text),
        "labels": _texts(metadata.get("labels")),
        "annotations": _texts(metadata.get("annotations")),
        "owner": owner.get("name").cited(f"{owner.get('kind').text}/{owner.get('name').text}")
        if owner
        else None,
    }


def _texts(node: YamlNode) -> dict[str, str]:
    return {key: cited.value[:500] for key, cited in scalars(node).items()}


def _conditions(status: YamlNode) -> dict[str, Cited[str]]:
    return {
        one.get("type").text: one.get("status").cited(one.get("status").text)
        for one in status.get("conditions").each()
    }


def _pod(node: YamlNode, base: dict[str, Any]) -> Pod:
    status = node.get("status")
    return Pod(
        **base,
        phase=status.get("phase").cite(),
        node=node.get("spec", "nodeName").cite(),
        ip=status.get("podIP").cite(),
        conditions=_conditions(status),
        spec=read_pod_spec(node.get("spec"), status),
    )


def _workload(node: YamlNode, kind: str, base: dict[str, Any]) -> Workload:
    spec, status = node.get("spec"), node.get("status")
    template = spec.get("jobTemplate", "spec", "template") if kind == "CronJob" else spec.get("template")
    selector = spec.get("selector", "matchLabels")
    return Workload(
        kind=kind,
        **base,
        desired=spec.get("replicas").count(),
        current=status.get("replicas").count(),
        updated=status.get("updatedReplicas").count(),
        ready=status.get("readyReplicas").count(),
        available=status.get("availableReplicas").count(),
        selector=_texts(selector),
        template_labels=_texts(template.get("metadata", "labels")),
        template=read_pod_spec(template.get("spec"), YamlNode.get(template, "-")),
        conditions=_conditions(status),
    )
