"""Addresses that workloads are configured with: environment variables, and the Secrets and ConfigMaps behind them.

Known are ``host:port`` and URLs in one variable, and pairs such as ``X_HOST`` and ``X_PORT``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_workload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.objects import Workload
    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_models.component import ComponentName
    from faultmaven_models.materials import Materials

_HOST_ENDINGS = ("_HOST", "_HOSTNAME", "_SERVER", "_SERVICE_HOST", ".host", "-host")
_PORT_ENDINGS = {
    "_HOST": "_PORT",
    "_HOSTNAME": "_PORT",
    "_SERVER": "_PORT",
    ".host": ".port",
    "-host": "-port",
}
_LABEL_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")
_CLUSTER_ENDINGS = (".svc", ".svc.cluster.local", ".cluster.local")
_DEFAULT_PORTS = {
    "http": 80,
    "https": 443,
    "redis": 6379,
    "amqp": 5672,
    "mysql": 3306,
    "postgresql": 5432,
    "postgres": 5432,
}
_NAME_AND_NAMESPACE = 2
_LONGEST_NAME = 253
_LOCAL = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104  compared with, not bound to


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that a workload will call."""

    component: ComponentName
    variable: str
    """The variable with the host."""
    port_variable: str
    """The variable with the port: the same one for ``host:port``."""
    host: str
    port: int
    namespace: str
    at: Cited[str]
    """The line with the host."""
    port_at: Cited[str]
    source: str
    """``environment``, or ``secret/NAME`` and ``configmap/NAME``."""

    @property
    def service(self) -> str:
        """The Service that the host would mean inside the cluster."""
        return self.host.split(".", 1)[0]

    @property
    def in_cluster(self) -> bool:
        """Whether the host has the form of a Service's name rather than of an outside host's."""
        if self.host in _LOCAL or self.host.replace(".", "").isdecimal():
            return False
        labels = self.host.split(".")
        return (
            len(labels) == 1
            or self.host.endswith(_CLUSTER_ENDINGS)
            or (len(labels) == _NAME_AND_NAMESPACE and labels[1] == self.namespace)
        )

    @property
    def target_namespace(self) -> str:
        """The namespace that the host names, else the workload's own."""
        labels = self.host.split(".")
        return labels[1] if len(labels) > 1 else self.namespace

    @property
    def is_mysql(self) -> bool:
        """Whether names tell that MySQL or a relative of it is spoken there."""
        words = f"{self.variable} {self.host} {self.at.value}".lower()
        return any(name in words for name in ("mysql", "mariadb", "percona"))


def build_addresses(materials: Materials) -> tuple[Address, ...]:
    """Every address that a workload's containers are given; what runs counts before what a manifest asks for."""
    snapshot = materials.view(build_cluster_snapshot)
    found: dict[tuple[str, str], Address] = {}
    for workload in (*snapshot.workloads, *snapshot.declared.workloads):
        for address in _of_workload(workload, snapshot):
            found.setdefault((address.component, address.variable), address)
    return tuple(found.values())


def _of_workload(workload: Workload, snapshot: ClusterSnapshot) -> Iterator[Address]:
    component = component_of_workload(workload)
    for container in (*workload.template.containers, *workload.template.init_containers):
        for source, values in _sources(workload, snapshot, container.environment, container.references):
            for name, cited in values.items():
                yield from _of_variable(component, workload.namespace, source, name, cited, values)


def _sources(
    workload: Workload,
    snapshot: ClusterSnapshot,
    environment: Mapping[str, Cited[str]],
    references: tuple[object, ...],
) -> Iterator[tuple[str, Mapping[str, Cited[str]]]]:
    yield "environment", environment
    wanted = {(getattr(one, "kind", ""), getattr(one, "name", "")) for one in references}
    for data in snapshot.declared.keyed_data:
        if (data.kind, data.name) in wanted and data.namespace in ("", workload.namespace):
            yield f"{data.kind}/{data.name}", data.keys


def _of_variable(
    component: ComponentName,
    namespace: str,
    source: str,
    name: str,
    cited: Cited[str],
    values: Mapping[str, Cited[str]],
) -> Iterator[Address]:
    port_name, port_at = name, cited
    parsed = _host_and_port(cited.value.strip())
    if parsed is None:
        ending = next((one for one in _HOST_ENDINGS if name.endswith(one)), None)
        port_name = name.removesuffix(ending or "") + _PORT_ENDINGS.get(ending or "", "")
        other = values.get(port_name) if ending and port_name != name else None
        if other is None or not _is_host(cited.value.strip()) or not _is_port(other.value.strip()):
            return
        parsed, port_at = (cited.value.strip(), int(other.value)), other
    yield Address(
        component=component,
        variable=name,
        port_variable=port_name,
        host=parsed[0],
        port=parsed[1],
        namespace=namespace,
        at=cited,
        port_at=port_at,
        source=source,
    )


def _host_and_port(value: str) -> tuple[str, int] | None:
    scheme, separator, rest = value.rpartition("://") if "://" in value else ("", "", value)
    authority = rest.split("/", 1)[0].split("?", 1)[0].rsplit("@", 1)[-1]
    host, colon, port = authority.rpartition(":")
    if colon and _is_host(host) and _is_port(port):
        return host, int(port)
    usual = _DEFAULT_PORTS.get(scheme.removeprefix("jdbc:"))
    return (authority, usual) if separator and usual is not None and _is_host(authority) else None


def _is_host(text: str) -> bool:
    return (
        bool(text)
        and len(text) <= _LONGEST_NAME
        and set(text) <= _LABEL_CHARACTERS
        and not text.isdecimal()
        and text[0] not in ".-"
    )


def _is_port(text: str) -> bool:
    return text.isdecimal() and len(text) <= 5 and 0 < int(text) <= 65535  # noqa: PLR2004  16 bits
