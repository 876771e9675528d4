"""What a cluster consists of, as far as the materials tell it.

Every object remembers where it was read. A field that nothing told is None (or empty); ``Cited`` values
carry the line that said so. Objects are what readers return and what ``ClusterSnapshot`` merges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.pod_spec import Container, PodSpec

Labels = Mapping[str, str]


class Origin(StrEnum):
    """Which kind of text an object was read from, from the most to the least telling."""

    DESCRIBE = "describe"
    """The output of ``kubectl describe``."""
    EXPORT = "export"
    """An object with a status, as ``kubectl get -o yaml`` or ``-o json`` prints it."""
    TABLE = "table"
    """A row of ``kubectl get``."""
    MANIFEST = "manifest"
    """A manifest: what was asked for, not what is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of the API server, from an events table."""

    type: str
    """``Normal`` or ``Warning``."""
    reason: str
    message: str
    source: str = ""
    count: int = 1
    last_seen_seconds: float | None = None
    """Seconds between the last occurrence and the moment of the listing."""
    first_seen_seconds: float | None = None
    kind: str = ""
    """The kind of the object it is about, lower case singular (``pod``), where known."""
    name: str = ""
    namespace: str = ""
    at: Cited[str]
    """The line of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KubernetesObject:
    """What every object has."""

    name: str
    namespace: str = ""
    """Empty when the text does not tell it, and for objects that have none."""
    origin: Origin
    at: Cited[str]
    """The line that names the object."""
    labels: Labels = field(default_factory=dict)
    annotations: Labels = field(default_factory=dict)
    owner: Cited[str] | None = None
    """``Kind/name`` of the controller."""
    age_seconds: float | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pod(KubernetesObject):
    """A pod: its specification and what became of it."""

    phase: Cited[str] | None = None
    """``Pending``, ``Running`` …, or the words of the STATUS column (``CrashLoopBackOff``)."""
    status: Cited[str] | None = None
    """The words of the STATUS column alone."""
    ready: Cited[str] | None = None
    """``1/2``: ready containers of all."""
    node: Cited[str] | None = None
    ip: Cited[str] | None = None
    conditions: Mapping[str, Cited[str]] = field(default_factory=dict)
    spec: PodSpec = field(default_factory=PodSpec)

    @property
    def containers(self) -> tuple[Container, ...]:
        """The containers that run beside one another (not the init containers)."""
        return self.spec.containers


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload(KubernetesObject):
    """A Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob."""

    kind: str
    desired: Cited[int] | None = None
    current: Cited[int] | None = None
    updated: Cited[int] | None = None
    ready: Cited[int] | None = None
    available: Cited[int] | None = None
    selector: Labels = field(default_factory=dict)
    template_labels: Labels = field(default_factory=dict)
    template: PodSpec = field(default_factory=PodSpec)
    conditions: Mapping[str, Cited[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePort:
    """A port of a Service. ``endpoints`` is what ``describe`` lists beside it."""

    name: str = ""
    port: int | None = None
    protocol: str = "TCP"
    target: Cited[str] | None = None
    """A number or the name of a container's port."""
    node_port: int | None = None
    app_protocol: str = ""
    endpoints: Cited[str] | None = None
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(KubernetesObject):
    """A Service; a selector of None means that nothing told it, an empty one that it has none."""

    type: str = ""
    cluster_ip: str = ""
    external_name: str = ""
    selector: Labels | None = None
    selector_at: Cited[str] | None = None
    ports: tuple[ServicePort, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints(KubernetesObject):
    """The addresses behind a Service of the same name; None: nothing told them."""

    addresses: Cited[tuple[str, ...]] | None = None
    """IP addresses without ports."""
    not_ready: Cited[tuple[str, ...]] | None = None
    ports: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taint:
    """``key=value:Effect``."""

    key: str
    value: str = ""
    effect: str = ""
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node(KubernetesObject):
    """A machine of the cluster. Quantities are the texts of the API (``500m``, ``15Gi``)."""

    status: Cited[str] | None = None
    """The STATUS column: ``Ready``, ``NotReady,SchedulingDisabled`` …"""
    unschedulable: Cited[bool] | None = None
    taints: tuple[Taint, ...] = ()
    conditions: Mapping[str, Cited[str]] = field(default_factory=dict)
    """Type to status (``True``, ``False``, ``Unknown``)."""
    allocatable: Mapping[str, Cited[str]] = field(default_factory=dict)
    requested: Mapping[str, Cited[str]] = field(default_factory=dict)
    """What the pods on it request together, by resource."""
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(KubernetesObject):
    """A PersistentVolumeClaim. ``capacity`` and ``access_modes`` are granted, ``wants_…`` asked for."""

    status: Cited[str] | None = None
    volume: Cited[str] | None = None
    storage_class: Cited[str] | None = None
    capacity: Cited[str] | None = None
    access_modes: Cited[tuple[str, ...]] | None = None
    wants_capacity: Cited[str] | None = None
    wants_access_modes: Cited[tuple[str, ...]] | None = None
    wants_labels: Mapping[str, Cited[str]] = field(default_factory=dict)
    wants_volume: Cited[str] | None = None
    used_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume(KubernetesObject):
    """A PersistentVolume. ``claim`` is ``namespace/name`` or empty."""

    status: Cited[str] | None = None
    claim: Cited[str] | None = None
    storage_class: Cited[str] | None = None
    capacity: Cited[str] | None = None
    access_modes: Cited[tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageClass(KubernetesObject):
    """A StorageClass."""

    provisioner: Cited[str] | None = None
    binding_mode: Cited[str] | None = None
    is_default: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaLine:
    """Used and allowed amount of one resource, in the texts of the API."""

    resource: str
    used: str
    hard: str
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(KubernetesObject):
    """A ResourceQuota of a namespace."""

    lines: tuple[QuotaLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccount(KubernetesObject):
    """A ServiceAccount and the secrets that it lends for pulling images."""

    pull_secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedData(KubernetesObject):
    """A Secret or a ConfigMap: the names of its entries; their values only where a manifest shows them."""

    kind: str
    type: str = ""
    keys: Mapping[str, Cited[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherObject(KubernetesObject):
    """An object of any other kind (Namespace, NetworkPolicy, Ingress …): its name and where it stands."""

    kind: str
    end_line: int
    """Last line of its text."""
