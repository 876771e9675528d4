"""Reads pod specifications from manifests and exported objects."""

from __future__ import annotations

from collections.abc import Mapping

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.manifest_containers import read_container, scalars
from faultmaven_core.processing.kubernetes.pod_spec import (
    LabelRequirement,
    PodAffinityTerm,
    PodSpec,
    PodVolume,
    Toleration,
)
from faultmaven_core.processing.kubernetes.yaml_nodes import YamlNode

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_VOLUME_NAMES = {
    "persistentVolumeClaim": "claimName",
    "secret": "secretName",
    "configMap": "name",
    "hostPath": "path",
    "nfs": "server",
}


def read_pod_spec(spec: YamlNode, status: YamlNode) -> PodSpec:
    """The ``spec`` of a pod or of a template; ``status`` (may be empty) tells the containers' states."""
    affinity = spec.get("affinity")
    return PodSpec(
        containers=tuple(
            read_container(node, status.get("containerStatuses")) for node in spec.get("containers").each()
        ),
        init_containers=tuple(
            read_container(node, status.get("initContainerStatuses"))
            for node in spec.get("initContainers").each()
        ),
        volumes=tuple(_volume(node) for node in spec.get("volumes").each()),
        service_account=(spec.get("serviceAccountName") or spec.get("serviceAccount")).cite(),
        node_selector=scalars(spec.get("nodeSelector")),
        node_name=spec.get("nodeName").cite(),
        tolerations=tuple(_toleration(node) for node in spec.get("tolerations").each()),
        node_affinity=tuple(
            (*requirements(term.get("matchExpressions")), *requirements(term.get("matchFields")))
            for term in affinity.get("nodeAffinity", _REQUIRED, "nodeSelectorTerms").each()
        ),
        pod_affinity=_terms(affinity.get("podAffinity", _REQUIRED)),
        pod_anti_affinity=_terms(affinity.get("podAntiAffinity", _REQUIRED)),
        pull_secrets=_pull_secrets(spec.get("imagePullSecrets")),
        host_network=spec.get("hostNetwork").text == "true",
        dns_policy=spec.get("dnsPolicy").cite(),
        nameservers=tuple(
            node.cited(node.text) for node in spec.get("dnsConfig", "nameservers").each() if node.text
        ),
        security=scalars(spec.get("securityContext")),
    )


def requirements(expressions: YamlNode) -> tuple[LabelRequirement, ...]:
    """The elements of ``matchExpressions``."""
    return tuple(
        LabelRequirement(
            key=node.get("key").text,
            operator=node.get("operator").text,
            values=node.get("values").texts(),
            at=node.cited_block(node.get("key").text),
        )
        for node in expressions.each()
    )


def label_selector(selector: YamlNode) -> tuple[LabelRequirement, ...]:
    """A ``LabelSelector``: its ``matchLabels`` as requirements, and its ``matchExpressions``."""
    pairs = tuple(
        LabelRequirement(key=key, operator="In", values=(node.text,), at=node.cited(key))
        for key, node in selector.get("matchLabels").items()
    )
    return (*pairs, *requirements(selector.get("matchExpressions")))


def _terms(terms: YamlNode) -> tuple[PodAffinityTerm, ...]:
    return tuple(
        PodAffinityTerm(
            requirements=label_selector(node.get("labelSelector")),
            topology_key=node.get("topologyKey").text,
            at=node.cited_block("term", most=8),
        )
        for node in terms.each()
    )


def _pull_secrets(names: YamlNode) -> Mapping[str, Cited[str]]:
    return {node.get("name").text: node.get("name").cited(node.get("name").text) for node in names.each()}


def _toleration(node: YamlNode) -> Toleration:
    return Toleration(
        key=node.get("key").text,
        operator=node.get("operator").text or "Equal",
        value=node.get("value").text,
        effect=node.get("effect").text,
        at=node.cited_block("toleration"),
    )


def _volume(node: YamlNode) -> PodVolume:
    name = node.get("name").text
    kind = next((key for key, _ in node.items() if key != "name"), "")
    source = node.get(kind)
    return PodVolume(
        name=name,
        kind=kind.lower(),
        source=source.get(_VOLUME_NAMES.get(kind, "name")).text,
        optional=source.get("optional").text == "true",
        at=node.cited_block(name),
    )
