"""The cluster as the materials show it: every object once, live and declared, and its events.

Use it through ``materials.view(build_cluster_snapshot)``, so that a case is read once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from faultmaven_core.processing.kubernetes.describe_objects import read_described
from faultmaven_core.processing.kubernetes.manifests import read_manifests
from faultmaven_core.processing.kubernetes.merge import merged
from faultmaven_core.processing.kubernetes.objects import (
    Claim,
    Endpoints,
    Event,
    KeyedData,
    KubernetesObject,
    Node,
    Origin,
    OtherObject,
    Pod,
    Quota,
    Service,
    ServiceAccount,
    StorageClass,
    Volume,
    Workload,
)
from faultmaven_core.processing.kubernetes.sections import sections
from faultmaven_core.processing.kubernetes.tables import read_tables
from faultmaven_models.materials import Document, Materials


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectSet:
    """Objects by kind, in the order in which they were met."""

    pods: tuple[Pod, ...] = ()
    workloads: tuple[Workload, ...] = ()
    """Deployments, StatefulSets, DaemonSets, Jobs and CronJobs."""
    replica_sets: tuple[Workload, ...] = ()
    services: tuple[Service, ...] = ()
    endpoints: tuple[Endpoints, ...] = ()
    nodes: tuple[Node, ...] = ()
    claims: tuple[Claim, ...] = ()
    volumes: tuple[Volume, ...] = ()
    storage_classes: tuple[StorageClass, ...] = ()
    quotas: tuple[Quota, ...] = ()
    service_accounts: tuple[ServiceAccount, ...] = ()
    keyed_data: tuple[KeyedData, ...] = ()
    """Secrets and ConfigMaps."""
    others: tuple[OtherObject, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSnapshot(ObjectSet):
    """What was seen of a cluster: the live objects, what manifests declare, and events.

    The live sets hold what ``describe``, tables and exported objects show; ``declared`` what manifests ask
    for. An object that only a manifest mentions is in ``declared`` alone.
    """

    declared: ObjectSet = field(default_factory=ObjectSet)
    events: tuple[Event, ...] = ()
    """Events of every object, each occurrence line once."""
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Kinds (``serviceaccount``, ``secret`` …) of which a ``kubectl get`` table was seen, with the
    namespaces that it covered: there a missing name means a missing object.
    """

    def node(self, name: str) -> Node | None:
        """The machine of that name."""
        return next((node for node in self.nodes if node.name == name), None)

    def workload(self, name: str, *, kind: str = "", namespace: str = "") -> Workload | None:
        """The live workload of that name, else the declared one."""
        for one in (*self.workloads, *self.declared.workloads):
            if (
                one.name == name
                and kind in {"", one.kind}
                and (not namespace or one.namespace in {"", namespace})
            ):
                return one
        return None

    def declared_workload(self, workload: Workload) -> Workload | None:
        """What a manifest asks for under the same kind and name."""
        for one in self.declared.workloads:
            if (one.kind, one.name) == (workload.kind, workload.name) and (
                not one.namespace or not workload.namespace or one.namespace == workload.namespace
            ):
                return one
        return None

    def is_complete(self, kind: str, namespace: str) -> bool:
        """Whether a table listed all objects of that kind in that namespace."""
        return namespace in self.listed.get(kind, frozenset())


def build_cluster_snapshot(materials: Materials) -> ClusterSnapshot:
    """Read every document of the materials; what is not about a cluster is passed over."""
    objects: list[KubernetesObject] = []
    events: list[Event] = []
    listed: dict[str, set[str]] = {}
    for document in materials.documents:
        if not _may_be_about_a_cluster(document):
            continue
        for section in sections(document):
            for found in read_tables(section):
                if isinstance(found, Event):
                    events.append(found)
                else:
                    objects.append(found)
                    listed.setdefault(_kind_name(found), set()).add(found.namespace)
            objects.extend(read_described(section))
            objects.extend(read_manifests(section))
    live = [one for one in objects if one.origin is not Origin.MANIFEST]
    for one in live:
        events.extend(one.events)
    declared = _grouped([one for one in objects if one.origin is Origin.MANIFEST])
    return ClusterSnapshot(
        **_grouped(live),
        declared=ObjectSet(**declared),
        events=_unique(events),
        listed={kind: frozenset(namespaces) for kind, namespaces in listed.items()},
    )


_MARKS = ("Name:", "NAME", "LAST SEEN", "apiVersion")


def _may_be_about_a_cluster(document: Document) -> bool:
    return any(line.startswith(_MARKS) or "apiVersion" in line for line in document.lines)


_SETS: dict[type[KubernetesObject], str] = {
    Pod: "pods",
    Service: "services",
    Endpoints: "endpoints",
    Node: "nodes",
    Claim: "claims",
    Volume: "volumes",
    StorageClass: "storage_classes",
    Quota: "quotas",
    ServiceAccount: "service_accounts",
    KeyedData: "keyed_data",
    OtherObject: "others",
}
_KIND_NAMES: dict[type[KubernetesObject], str] = {
    Pod: "pod",
    Service: "service",
    Endpoints: "endpoints",
    Node: "node",
    Claim: "persistentvolumeclaim",
    Volume: "persistentvolume",
    StorageClass: "storageclass",
    Quota: "resourcequota",
    ServiceAccount: "serviceaccount",
}


def _kind_name(one: KubernetesObject) -> str:
    if isinstance(one, (Workload, KeyedData, OtherObject)):
        return one.kind.lower()
    return _KIND_NAMES.get(type(one), "")


def _set_name(one: KubernetesObject) -> str:
    if isinstance(one, Workload):
        return "replica_sets" if one.kind == "ReplicaSet" else "workloads"
    return _SETS[type(one)]


def _grouped(objects: Iterable[KubernetesObject]) -> dict[str, Any]:
    """The fields of an object set: each kind's objects, merged."""
    groups: dict[str, list[KubernetesObject]] = {}
    for one in objects:
        groups.setdefault(_set_name(one), []).append(one)
    return {name: merged(group) for name, group in groups.items()}


def _unique(events: Sequence[Event]) -> tuple[Event, ...]:
    """Events without those that say the same of the same object, the latest seen first kept."""
    kept: dict[tuple[str, str, str, str], Event] = {}
    for event in events:
        key = (event.kind, event.name, event.reason, event.message)
        known = kept.get(key)
        if known is None or event.count > known.count:
            kept[key] = event
    return tuple(kept.values())
