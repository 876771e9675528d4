"""Which workload is the client of which database, and the lines in which either complains about the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.addresses import build_addresses
from faultmaven_core.diagnosis.kubernetes.components import app, build_log_owners
from faultmaven_core.diagnosis.kubernetes.reachability import build_reachability
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_pod, component_of_service
from faultmaven_core.processing.log_search import LogHit, search_logs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from faultmaven_models.component import ComponentName
    from faultmaven_models.materials import Materials

_IMAGES = ("mysql", "mariadb", "percona")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseClients:
    """The MySQL servers of a cluster and who is configured to use them."""

    servers: frozenset[ComponentName]
    server_of: Mapping[ComponentName, ComponentName]
    """Client to server."""

    def clients_of(self, server: ComponentName) -> tuple[ComponentName, ...]:
        """Who is configured to use the server."""
        return tuple(client for client, one in self.server_of.items() if one == server)

    def server_for(self, clients: Iterable[ComponentName]) -> ComponentName | None:
        """The server that the clients share: the one most of them use, else the only one there is."""
        used = [self.server_of[client] for client in clients if client in self.server_of]
        if used:
            return max(dict.fromkeys(used), key=used.count)
        return next(iter(self.servers)) if len(self.servers) == 1 else None


def build_database_clients(materials: Materials) -> DatabaseClients:
    """The servers by their images and ports' names, the clients by their addresses."""
    snapshot = materials.view(build_cluster_snapshot)
    services = {service.name: component_of_service(snapshot, service) for service in snapshot.services}
    servers = {
        component_of_pod(snapshot, pod)
        for pod in snapshot.pods
        for container in pod.containers
        if container.image is not None and any(name in _program(container.image.value) for name in _IMAGES)
    }
    server_of: dict[ComponentName, ComponentName] = {}
    for address in materials.view(build_addresses):
        if address.is_mysql and address.service in services:
            server_of.setdefault(address.component, services[address.service])
    return DatabaseClients(servers=frozenset(servers | set(server_of.values())), server_of=server_of)


def _program(image: str) -> str:
    """The last part of an image's name, without tag: an exporter or agent for MySQL is not MySQL."""
    name = image.rsplit("/", 1)[-1].split("@", 1)[0].split(":", 1)[0]
    return "" if any(word in name for word in ("exporter", "agent", "client", "backup")) else name


def hits_by_owner(
    materials: Materials, phrases: Sequence[str], *, per_document: int = 60
) -> dict[ComponentName, list[LogHit]]:
    """Lines with a phrase by the workload that wrote them; lines of unknown origin are left out."""
    owners = materials.view(build_log_owners)
    found: dict[ComponentName, list[LogHit]] = {}
    for hit in search_logs(materials, phrases, per_document=per_document):
        owner = owners.owner(hit.document)
        if owner:
            found.setdefault(app(owner), []).append(hit)
    return found


def affected_by_database(server: ComponentName, materials: Materials) -> tuple[ComponentName, ...]:
    """The clients of a server and everything that calls them."""
    clients = materials.view(build_database_clients).clients_of(server)
    callers = materials.view(build_reachability).affected(*(client.partition("/")[2] for client in clients))
    return tuple(name for name in dict.fromkeys((*clients, *callers)) if name != server)
