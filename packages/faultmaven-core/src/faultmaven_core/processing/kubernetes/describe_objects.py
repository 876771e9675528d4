"""Reads described objects: finds out what an outline describes and calls the reader of that kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.describe_cluster import (
    read_endpoints,
    read_keyed_data,
    read_node,
    read_other,
    read_service,
    read_service_account,
)
from faultmaven_core.processing.kubernetes.describe_pods import read_pod
from faultmaven_core.processing.kubernetes.describe_storage import (
    read_claim,
    read_quotas,
    read_storage_class,
    read_volume,
)
from faultmaven_core.processing.kubernetes.describe_workloads import read_workload
from faultmaven_core.processing.kubernetes.kinds import singular
from faultmaven_core.processing.kubernetes.labels import is_object_name
from faultmaven_core.processing.kubernetes.objects import KubernetesObject
from faultmaven_core.processing.kubernetes.outline import Entry, outlines
from faultmaven_core.processing.kubernetes.sections import Section

_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pod", ("QoS Class", "Containers")),
    ("pod", ("Node", "Containers")),
    ("cronjob", ("Schedule", "Concurrency Policy")),
    ("daemonset", ("Desired Number of Nodes Scheduled",)),
    ("deployment", ("StrategyType", "Pod Template")),
    ("job", ("Parallelism", "Pod Template")),
    ("statefulset", ("Update Strategy", "Pod Template")),
    ("replicaset", ("Replicas", "Pods Status", "Pod Template")),
    ("service", ("Type", "Session Affinity")),
    ("endpoints", ("Subsets",)),
    ("node", ("System Info", "Capacity")),
    ("node", ("Taints", "Unschedulable")),
    ("persistentvolume", ("Reclaim Policy", "Claim")),
    ("persistentvolumeclaim", ("Access Modes", "Volume")),
    ("storageclass", ("Provisioner",)),
    ("serviceaccount", ("Mountable secrets",)),
)
"""The first kind whose keys an outline has is what it describes."""

Reader = Callable[..., KubernetesObject]

_READERS: dict[str, Reader] = {
    "pod": read_pod,
    "service": read_service,
    "endpoints": read_endpoints,
    "node": read_node,
    "persistentvolume": read_volume,
    "persistentvolumeclaim": read_claim,
    "storageclass": read_storage_class,
    "serviceaccount": read_service_account,
}
_WORKLOADS = {
    "deployment": "Deployment",
    "statefulset": "StatefulSet",
    "daemonset": "DaemonSet",
    "replicaset": "ReplicaSet",
    "job": "Job",
    "cronjob": "CronJob",
}


def read_described(section: Section) -> Iterator[KubernetesObject]:
    """The objects that the section describes; what cannot be told apart is left out."""
    hint = ""
    if len(section.command) > 1 and section.command[0] == "describe":
        hint = singular(section.command[1].partition("/")[0])
    for root in outlines(section):
        yield from _read(root, hint, section.namespace)


def _read(root: Entry, hint: str, namespace: str) -> Iterator[KubernetesObject]:
    named = root.child("Name")
    if named is None or not is_object_name(named.value):
        return
    told = root.cite("Namespace")
    kind = _kind(root, hint)
    place = Cited(value=named.value, document=root.document, line=named.line)
    within = told.value if told else namespace
    within = within if is_object_name(within) else ""
    if kind in _WORKLOADS:
        yield read_workload(root, kind=_WORKLOADS[kind], name=named.value, namespace=within, at=place)
    elif kind in _READERS:
        if kind in {"node", "persistentvolume", "storageclass"}:
            within = ""
        yield _READERS[kind](root, name=named.value, namespace=within, at=place)
    elif kind in {"secret", "configmap"}:
        yield read_keyed_data(root, kind=kind, name=named.value, namespace=within, at=place)
    else:
        if kind in {"namespace", "resourcequota", ""}:
            yield from read_quotas(root, name=named.value, namespace=within, at=place)
        if kind and kind != "resourcequota":
            yield read_other(root, kind=kind, name=named.value, namespace=within, at=place)


def _kind(root: Entry, hint: str) -> str:
    keys = {entry.key for entry in root.children}
    for kind, wanted in _SIGNS:
        if keys.issuperset(wanted):
            return kind
    if hint:
        return hint
    texts = {entry.text for entry in root.children}
    if "Data" in texts:
        return "secret" if "Type" in keys else "configmap"
    if "Resource Quotas" in texts or "No resource quota." in texts or "No LimitRange resource." in texts:
        return "namespace"
    return ""
