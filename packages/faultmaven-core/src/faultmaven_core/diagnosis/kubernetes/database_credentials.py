"""MySQL clients whose user or password the server refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.components import is_troubled, namespace_of
from faultmaven_core.diagnosis.kubernetes.database_clients import build_database_clients, hits_by_owner
from faultmaven_core.diagnosis.kubernetes.reachability import build_reachability
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_pod, component_of_workload
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.objects import KeyedData
    from faultmaven_core.processing.log_search import LogHit
    from faultmaven_models.component import ComponentName
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials

MODE = "mysql.mysql_invalid_credentials"
_DENIED = "Access denied for user"
_PASSWORD_ENDINGS = ("_PASSWORD", "_PASSWD", "_PASS")
_FEWEST_TO_COMPARE = 3


def credential_findings(materials: Materials) -> Iterator[Finding]:
    """What clients write, what the server writes about them, and Secrets that differ from their sisters'."""
    databases = materials.view(build_database_clients)
    hits = hits_by_owner(materials, (_DENIED,), per_document=5000)
    refused: set[ComponentName] = set()
    for owner, lines in hits.items():
        if owner in databases.servers:
            continue
        refused.add(owner)
        yield _cause(
            owner,
            f"{_name(owner)} writes: {_sentence(lines[-1])}",
            tuple(hit.span() for hit in lines[-2:]),
            0.85,
            f"log:{lines[-1].document.source}",
            materials,
        )
    yield from _server_lines(
        {name: lines for name, lines in hits.items() if name in databases.servers}, materials
    )
    yield from _different_secrets(materials, refused)


def _server_lines(hits: dict[ComponentName, list[LogHit]], materials: Materials) -> Iterator[Finding]:
    """The server names addresses; those of pods that run now and are in trouble belong to the incident."""
    snapshot = materials.view(build_cluster_snapshot)
    pods = {f"'@'{pod.ip.value}'": pod for pod in snapshot.pods if pod.ip is not None and is_troubled(pod)}
    for server, lines in hits.items():
        for address, pod in pods.items():
            mine = [hit for hit in lines if address in hit.around(0, 200)]
            component = component_of_pod(snapshot, pod)
            if mine and component != server:
                yield _cause(
                    component,
                    f"{_name(server)} refused {_name(component)}: {_sentence(mine[-1])}",
                    (mine[-1].span(),),
                    0.6,
                    f"log:{mine[-1].document.source}",
                    materials,
                )


def _sentence(hit: LogHit) -> str:
    text = hit.around(0, 160)
    end = text.find(")")
    return text[: end + 1 if end > 0 else 160]


def _different_secrets(materials: Materials, refused: set[ComponentName]) -> Iterator[Finding]:
    """Clients whose password for one user of one server differs from what most others have. No password is shown."""
    groups: dict[tuple[str, str], dict[str, list[KeyedData]]] = {}
    for data in materials.view(build_cluster_snapshot).declared.keyed_data:
        password, host, user = (
            _ending(data, *_PASSWORD_ENDINGS),
            _ending(data, "_HOST"),
            _ending(data, "_USER", "_USERNAME"),
        )
        if data.kind == "secret" and password and host and user and "MYSQL" in " ".join(data.keys).upper():
            groups.setdefault((host.value, user.value), {}).setdefault(password.value, []).append(data)
    for by_password in groups.values():
        if len(by_password) < 2:  # noqa: PLR2004  nothing to compare
            continue
        most = max(by_password.values(), key=len)
        for odd in (data for same in by_password.values() if same is not most for data in same):
            if len(most) >= _FEWEST_TO_COMPARE:
                yield from _odd_secret(odd, len(most), materials, refused)


def _odd_secret(
    data: KeyedData, others: int, materials: Materials, refused: set[ComponentName]
) -> Iterator[Finding]:
    password = _ending(data, *_PASSWORD_ENDINGS)
    for component in _users_of(data, materials):
        if password is not None:
            yield _cause(
                component,
                f"Secret {data.name} holds another password than {others} Secrets for the same user and server.",
                (data.at.span(), _without_value(password)),
                0.6 if component in refused else 0.4,
                "spec",
                materials,
            )


def _users_of(data: KeyedData, materials: Materials) -> tuple[ComponentName, ...]:
    snapshot = materials.view(build_cluster_snapshot)
    return tuple(
        dict.fromkeys(
            component_of_workload(workload)
            for workload in (*snapshot.workloads, *snapshot.declared.workloads)
            for container in workload.template.containers
            for reference in container.references
            if (reference.kind, reference.name) == (data.kind, data.name)
        )
    )


def _ending(data: KeyedData, *endings: str) -> Cited[str] | None:
    return next(
        (value for key, value in data.keys.items() if key.upper().endswith(endings) and value.value), None
    )


def _without_value(cited: Cited[str]) -> SourceSpan:
    """The line, quoted up to its colon."""
    line = cited.document.lines[cited.line - 1]
    return cited.document.span(cited.line, quote=line[: line.find(":") + 1].strip() or "-")


def _cause(
    component: ComponentName,
    summary: str,
    spans: tuple[SourceSpan, ...],
    completeness: float,
    group: str,
    materials: Materials,
) -> Finding:
    return Finding(
        kind=FindingKind.CAUSE,
        component=component,
        failure_mode=MODE,
        summary=summary if summary.endswith(".") else f"{summary}.",
        spans=spans,
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=completeness,
        independence_group=group,
        values={
            "server": _name(
                materials.view(build_database_clients).server_of.get(component) or "app/the server"
            ),
            **namespace_of(materials.view(build_cluster_snapshot), component),
        },
        affects=materials.view(build_reachability).affected(_name(component)),
    )


def _name(component: ComponentName) -> str:
    return component.partition("/")[2]
