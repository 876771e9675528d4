"""PostgreSQL: connections, log-in, locks, replication, damage; from logs and from what ``psql`` shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import signature_findings
from faultmaven_core.processing.command_output import TableRow, psql_rows
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

SERVER = "app/postgresql"
FULL = "postgresql.too_many_connections"
IDLE = "postgresql.idle_in_transaction"
MANY_IDLE = 5
"""So many sessions idle in a transaction are no accident."""

_IDLE_STATE = "idle in transaction"
_MAX_SPANS = 3
_SETTING_LINES = 2000


@dataclass(slots=True, kw_only=True)
class Sessions:
    """What ``pg_stat_activity`` (or ``ps``) showed in one document."""

    document: Document
    total: int = 0
    idle: Counter[str] = field(default_factory=Counter)
    """Role or application -> sessions idle in a transaction."""
    lines: list[int] = field(default_factory=list)


def postgresql_findings(materials: Materials) -> tuple[Finding, ...]:
    """What server and clients logged, and what the sessions' tables show: use it as a view."""
    logged = signature_findings(materials, "postgresql")
    limit, limit_span = _max_connections(materials)
    sessions = [found for found in map(_sessions, materials.documents) if found is not None]
    full = any(one.failure_mode == FULL for one in logged)
    holder = _holder(sessions)
    extra = {"max_connections": limit} if limit else {}
    if holder:
        extra["holder"] = holder
    findings = [
        one.model_copy(update={"values": {**one.values, **extra}}) if one.failure_mode == FULL else one
        for one in logged
    ]
    findings.extend(_session_finding(one, full=full, limit=limit, limit_span=limit_span) for one in sessions)
    return tuple(findings)


def _session_finding(sessions: Sessions, *, full: bool, limit: str, limit_span: SourceSpan | None) -> Finding:
    idle, (holder, most) = sessions.idle.total(), sessions.idle.most_common(1)[0]
    of = f" of {sessions.total}" if sessions.total > idle else ""
    allowed = f"; max_connections is {limit}" if limit else ""
    spans = tuple(sessions.document.span(line) for line in sessions.lines[:_MAX_SPANS])
    return Finding(
        kind=FindingKind.CAUSE,
        component=SERVER,
        failure_mode=FULL if full else IDLE,
        summary=f"{idle}{of} sessions are idle in transaction, {most} of them of {holder}{allowed}",
        spans=(*spans, limit_span) if full and limit_span is not None else spans,
        stance=Stance.STRONGLY_SUPPORTS if full else Stance.SUPPORTS,
        completeness=0.6 if full else 0.5,
        independence_group=f"command:sessions:{sessions.document.source}",
        values={"holder": holder, "count": str(idle), **({"max_connections": limit} if limit else {})},
    )


def _sessions(document: Document) -> Sessions | None:
    """The sessions that a document lists; None when hardly any of them is idle in a transaction."""
    if not any(_IDLE_STATE in line for line in document.lines[:_SETTING_LINES]):
        return None
    found = Sessions(document=document)
    rows = [row for row in psql_rows(document) if "state" in row.cells]
    for row in _finest(rows):
        count = int(row.cells["count"]) if row.cells.get("count", "").isdigit() else 1
        found.total += count
        if row.cells["state"].startswith(_IDLE_STATE):
            owner = row.cells.get("usename") or row.cells.get("application_name") or "unknown"
            found.idle[owner] += count
            found.lines.append(row.line)
    if not rows:
        for number, owner in _process_titles(document):
            found.idle[owner] += 1
            found.lines.append(number)
    return found if found.idle.total() >= MANY_IDLE else None


def _finest(rows: list[TableRow]) -> list[TableRow]:
    """Rows that count sessions, where there are any: the same sessions listed one by one are not added to them."""
    counted = [row for row in rows if "count" in row.cells]
    return counted or rows


def _process_titles(document: Document) -> Iterator[tuple[int, str]]:
    """``postgres: ROLE DATABASE CLIENT idle in transaction``, as ``ps`` shows a server process."""
    for number, line in document.numbered():
        start = line.find("postgres: ")
        if start >= 0 and line.rstrip().endswith(_IDLE_STATE):
            words = line[start:].split()
            if len(words) >= 6:  # noqa: PLR2004  the title's four words and the state's three
                yield number, words[1]


def _holder(sessions: list[Sessions]) -> str:
    total: Counter[str] = Counter()
    for one in sessions:
        total |= one.idle
    return total.most_common(1)[0][0] if total else ""


def _max_connections(materials: Materials) -> tuple[str, SourceSpan | None]:
    """The setting's value and where it stands: in a configuration file, or as ``show`` prints it."""
    for document in materials.documents:
        lines = document.lines[:_SETTING_LINES]
        for number, line in enumerate(lines, start=1):
            name, equals, value = line.partition("=")
            first = value.split("#", 1)[0].strip().strip("'")
            if equals and name.strip() == "max_connections" and first.isdigit():
                return first, document.span(number)
            if (
                line.strip() == "max_connections"
                and len(lines) > number + 1
                and lines[number + 1].strip().isdigit()
            ):
                return lines[number + 1].strip(), document.span(number, number + 2)
    return "", None


class PostgresqlDetector(SignatureDetector):
    """Finds a PostgreSQL that refuses, blocks, lags or is damaged."""

    name = "postgresql"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The findings of this domain; the same ones for the same materials."""
        return materials.view(postgresql_findings)
