"""Databases that refuse their clients: out of connections, read only, wrong credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.database_clients import (
    affected_by_database,
    build_database_clients,
    hits_by_owner,
)
from faultmaven_core.diagnosis.kubernetes.database_credentials import credential_findings
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_pod
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from faultmaven_core.processing.log_search import LogHit
    from faultmaven_models.component import ComponentName
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.failure_mode import FailureMode
    from faultmaven_models.materials import Materials

EXHAUSTED = "mysql.db_connection_exhaustion"
READ_ONLY = "mysql.db_read_only"
_EXHAUSTED_PHRASES = ("Too many connections", "ER_CON_COUNT_ERROR", "max_user_connections")
_READ_ONLY_PHRASES = (
    "--read-only option so it cannot execute",
    "--super-read-only option so it cannot execute",
    "ER_OPTION_PREVENTS_STATEMENT",
    "Running in read-only mode",
)
"""MySQL's server error messages 1040, 1203, 1290 and 1836."""
_CLIENTS_SHOWN = 4


class KubernetesDatabasesDetector:
    """Joins what database clients and servers of a cluster write with who is configured to use which server."""

    @property
    def name(self) -> str:
        """The detector's stable name."""
        return "kubernetes_databases"

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        """None of its own: it uses the built-in catalogue."""
        return ()

    def examined(self, materials: Materials) -> str:
        """How many servers and clients there are; without a known server the pods whose logs may name one."""
        databases = materials.view(build_database_clients)
        if not databases.servers:
            pods = materials.view(build_cluster_snapshot).pods
            return f"logs beside {len(pods)} pods" if pods else ""
        return f"{len(databases.servers)} MySQL servers and {len(databases.server_of)} of their clients"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings about MySQL servers and their clients; none outside a cluster."""
        if not materials.view(build_cluster_snapshot).pods:
            return
        yield from _server_findings(materials, EXHAUSTED, _EXHAUSTED_PHRASES, "is out of connections")
        yield from _events(materials)
        yield from _server_findings(
            materials, READ_ONLY, _READ_ONLY_PHRASES, "refuses writes because it is read only"
        )
        yield from credential_findings(materials)


def _server_findings(
    materials: Materials, mode: str, phrases: Sequence[str], state: str
) -> Iterator[Finding]:
    """The server's own lines, and those of its clients, each client a witness of its own."""
    databases = materials.view(build_database_clients)
    hits = hits_by_owner(materials, phrases)
    for server in [owner for owner in hits if owner in databases.servers]:
        yield _cause(server, mode, f"{_name(server)} writes that it {state}.", hits[server], 0.7, materials)
    clients = {owner: lines for owner, lines in hits.items() if owner not in databases.servers}
    server_name = databases.server_for(clients)
    if server_name is None:
        return
    for client, lines in list(clients.items())[:_CLIENTS_SHOWN]:
        summary = f"{_name(client)} is told that {_name(server_name)} {state}."
        yield _cause(server_name, mode, summary, lines, 0.7, materials)
    for client, lines in clients.items():
        yield Finding(
            kind=FindingKind.SYMPTOM,
            component=client,
            summary=f"{_name(client)} fails because {_name(server_name)} {state}.",
            spans=(lines[0].span(),),
            independence_group=f"log:{lines[0].document.source}",
        )


def _events(materials: Materials) -> Iterator[Finding]:
    """Probes of the server that were refused a connection."""
    snapshot = materials.view(build_cluster_snapshot)
    pods = {pod.name: component_of_pod(snapshot, pod) for pod in snapshot.pods}
    for event in snapshot.events:
        component = pods.get(event.name)
        if component is not None and any(phrase in event.message for phrase in _EXHAUSTED_PHRASES):
            yield _cited(
                component,
                EXHAUSTED,
                f"A probe of {_name(component)} got: {event.message[:160]}",
                (event.at.span(),),
                0.6,
                materials,
                "events",
            )


def _cause(
    server: ComponentName,
    mode: str,
    summary: str,
    lines: Sequence[LogHit],
    completeness: float,
    materials: Materials,
) -> Finding:
    spans = tuple(dict.fromkeys(hit.span() for hit in (lines[0], lines[-1])))
    return _cited(server, mode, summary, spans, completeness, materials, f"log:{lines[0].document.source}")


def _cited(
    server: ComponentName,
    mode: str,
    summary: str,
    spans: tuple[SourceSpan, ...],
    completeness: float,
    materials: Materials,
    group: str,
) -> Finding:
    return Finding(
        kind=FindingKind.CAUSE,
        component=server,
        failure_mode=mode,
        summary=summary,
        spans=spans,
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=completeness,
        independence_group=group,
        values={"server": _name(server)},
        affects=affected_by_database(server, materials),
    )


def _name(component: ComponentName) -> str:
    return component.partition("/")[2]
