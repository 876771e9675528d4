"""What a pod is asked to be: containers, probes, volumes and where it may run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from faultmaven_core.processing.kubernetes.cited import Cited


class ProbeKind(StrEnum):
    """How a probe asks."""

    GRPC = "grpc"
    HTTP = "http-get"
    TCP = "tcp-socket"
    EXEC = "exec"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A liveness, readiness or startup probe; times in seconds, with the defaults of the API."""

    kind: ProbeKind
    port: str = ""
    """A number or the name of a container's port; empty for exec."""
    path: str = ""
    scheme: str = ""
    command: str = ""
    initial_delay: int = 0
    timeout: int = 1
    period: int = 10
    success: int = 1
    failure: int = 3
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerPort:
    """A port that a container declares."""

    number: int
    protocol: str = "TCP"
    name: str = ""
    host_port: int = 0
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReference:
    """A Secret or ConfigMap that a pod needs: ``kind`` is ``secret`` or ``configmap``."""

    kind: str
    name: str
    key: str = ""
    optional: bool = False
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """Where a container sees a volume."""

    path: str
    volume: str
    read_only: bool = False
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerState:
    """``Running``, ``Waiting`` or ``Terminated``, with what is told beside it."""

    name: str
    reason: str = ""
    message: str = ""
    exit_code: int | None = None
    started: str = ""
    """As printed."""
    finished: str = ""
    at: Cited[str]
    """The lines of the state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container's specification and, in a pod, its state."""

    name: str
    at: Cited[str]
    image: Cited[str] | None = None
    ports: tuple[ContainerPort, ...] = ()
    command: Cited[str] | None = None
    args: Cited[str] | None = None
    limits: Mapping[str, Cited[str]] = field(default_factory=dict)
    requests: Mapping[str, Cited[str]] = field(default_factory=dict)
    environment: Mapping[str, Cited[str]] = field(default_factory=dict)
    """Variable to value; a reference to a Secret or ConfigMap is in ``references`` too."""
    references: tuple[DataReference, ...] = ()
    mounts: tuple[Mount, ...] = ()
    liveness: Probe | None = None
    readiness: Probe | None = None
    startup: Probe | None = None
    state: ContainerState | None = None
    last_state: ContainerState | None = None
    ready: Cited[bool] | None = None
    restarts: Cited[int] | None = None
    security: Mapping[str, Cited[str]] = field(default_factory=dict)
    """Scalars of the security context (``runAsUser``)."""

    @property
    def probes(self) -> tuple[tuple[str, Probe], ...]:
        """``(liveness | readiness | startup, probe)`` for those it has."""
        named = (("liveness", self.liveness), ("readiness", self.readiness), ("startup", self.startup))
        return tuple((name, probe) for name, probe in named if probe is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PodVolume:
    """A volume of a pod: ``kind`` is ``persistentvolumeclaim``, ``secret``, ``configmap`` or as printed."""

    name: str
    kind: str = ""
    source: str = ""
    """The name of the claim, Secret or ConfigMap, or the path on the node."""
    optional: bool = False
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Toleration:
    """A toleration; an empty key with ``Exists`` tolerates everything, an empty effect every effect."""

    key: str = ""
    operator: str = "Equal"
    value: str = ""
    effect: str = ""
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRequirement:
    """``key operator values`` of a selector (In, NotIn, Exists, DoesNotExist, Gt, Lt)."""

    key: str
    operator: str
    values: tuple[str, ...] = ()
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PodAffinityTerm:
    """Pods that must (or must not) share the topology domain, by label."""

    requirements: tuple[LabelRequirement, ...] = ()
    topology_key: str = ""
    at: Cited[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PodSpec:
    """What a pod asks for. Affinities are the required ones; ``describe`` does not show them."""

    containers: tuple[Container, ...] = ()
    init_containers: tuple[Container, ...] = ()
    volumes: tuple[PodVolume, ...] = ()
    service_account: Cited[str] | None = None
    node_selector: Mapping[str, Cited[str]] = field(default_factory=dict)
    node_name: Cited[str] | None = None
    tolerations: tuple[Toleration, ...] = ()
    node_affinity: tuple[tuple[LabelRequirement, ...], ...] = ()
    """Terms of which one must hold; in a term, all requirements must."""
    pod_affinity: tuple[PodAffinityTerm, ...] = ()
    pod_anti_affinity: tuple[PodAffinityTerm, ...] = ()
    pull_secrets: Mapping[str, Cited[str]] = field(default_factory=dict)
    host_network: bool = False
    dns_policy: Cited[str] | None = None
    nameservers: tuple[Cited[str], ...] = ()
    """Name servers of the pod's own ``dnsConfig``."""
    security: Mapping[str, Cited[str]] = field(default_factory=dict)
    """Scalars of the pod's security context (``fsGroup``)."""
