"""Cases in one SQLite file, shared by any number of processes on a machine.

Every operation runs in a worker thread on a connection of its own, so a cancelled task cannot leave a transaction
open. Writes take the lock at once (BEGIN IMMEDIATE), the case and its events are one transaction, and the journal is
synced before a commit returns.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from faultmaven_core.persistence.memory import check_successor
from faultmaven_core.persistence.summary import summarise
from faultmaven_models.api_models import CaseSummary
from faultmaven_models.case import Case
from faultmaven_models.errors import CaseVersionConflict, NotFound, SetupError, Unavailable
from faultmaven_models.events import DomainEvent
from faultmaven_models.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Result = TypeVar("Result")
Stored = TypeVar("Stored", bound=Value)

SCHEMA_VERSION = 1
_APPLICATION_ID = 0x464D4341
_SCHEMA = """
CREATE TABLE cases (
    id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, version INTEGER NOT NULL, updated_at TEXT NOT NULL,
    summary TEXT NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX cases_by_change ON cases (updated_at DESC, id DESC);
CREATE TABLE events (
    case_id TEXT NOT NULL REFERENCES cases (id), sequence INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (case_id, sequence)
) STRICT;
"""


class SQLiteCaseRepository:
    """Implements ICaseRepository over one file, which is created with its folder when it is missing."""

    def __init__(self, path: Path | str, *, busy_seconds: float = 10.0) -> None:
        """Open or create the file; ``busy_seconds`` is how long to wait for another process's write.

        Raises SetupError when the file cannot be used.
        """
        self.path = Path(path)
        self._busy_seconds = busy_seconds
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(self.path, error) from error
        with self._connection() as connection:
            self._prepare(connection)

    async def load(self, case_id: str) -> Case:
        """The case at its current version. Raises NotFound."""

        def read(connection: sqlite3.Connection) -> Case:
            row = connection.execute("SELECT body FROM cases WHERE id = ?", (case_id,)).fetchone()
            if row is None:
                msg = f"no case {case_id} in {self.path}"
                raise NotFound(msg)
            return self._understood(Case, row[0])

        return await self._run(read)

    async def commit(self, case: Case, *, expected_version: int, events: Sequence[DomainEvent] = ()) -> None:
        """Store the case and its events in one transaction if the stored version is the expected one."""
        check_successor(case, expected_version)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute("SELECT version FROM cases WHERE id = ?", (case.id,)).fetchone()
            current = row[0] if row else 0
            if current != expected_version:
                connection.execute("ROLLBACK")
                raise CaseVersionConflict(case.id, expected_version=expected_version, current_version=current)
            connection.execute(
                "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "version = excluded.version, "
                "updated_at = excluded.updated_at, summary = excluded.summary, body = excluded.body",
                (
                    case.id,
                    case.owner_id,
                    case.version,
                    case.updated_at.isoformat(),
                    summarise(case).model_dump_json(),
                    case.model_dump_json(),
                ),
            )
            connection.executemany(
                "INSERT INTO events VALUES (?, ?, ?)",
                [(event.case_id, event.sequence, event.model_dump_json()) for event in events],
            )
            connection.execute("COMMIT")

        await self._run(write)

    async def list_cases(self, *, owner_id: str | None = None, limit: int = 50) -> tuple[CaseSummary, ...]:
        """The last changed first."""

        def read(connection: sqlite3.Connection) -> tuple[CaseSummary, ...]:
            rows = connection.execute(
                "SELECT summary FROM cases WHERE :owner IS NULL OR owner_id = :owner "
                "ORDER BY updated_at DESC, id DESC LIMIT :most",
                {"owner": owner_id, "most": limit},
            )
            return tuple(self._understood(CaseSummary, body) for (body,) in rows)

        return await self._run(read)

    async def events(self, case_id: str, *, after: int = 0) -> tuple[DomainEvent, ...]:
        """The case's events with a sequence above ``after``, in order."""

        def read(connection: sqlite3.Connection) -> tuple[DomainEvent, ...]:
            rows = connection.execute(
                "SELECT body FROM events WHERE case_id = ? AND sequence > ? ORDER BY sequence",
                (case_id, after),
            )
            return tuple(self._understood(DomainEvent, body) for (body,) in rows)

        return await self._run(read)

    async def close(self) -> None:
        """No connection outlives its operation, so there is nothing to release."""

    def _understood(self, kind: type[Stored], body: str) -> Stored:
        """What was stored, as a value. Raises SetupError for what another version of this package has written."""
        try:
            return kind.model_validate_json(body)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the whole"
            raise SetupError(
                f"{self.path} holds a {kind.__name__} that this version does not understand ({where})",
                mend="pip install --upgrade faultmaven-core",
            ) from error

    async def _run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        def job() -> Result:
            with self._connection() as connection:
                return work(connection)

        return await asyncio.to_thread(job)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(
                sqlite3.connect(self.path, timeout=self._busy_seconds, isolation_level=None)
            ) as connection:
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = FULL")
                yield connection
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                msg = f"{self.path} is locked by another process for more than {self._busy_seconds:g} s"
                raise Unavailable(msg) from error
            raise _unusable(self.path, error) from error
        except sqlite3.DatabaseError as error:
            raise _unusable(self.path, error) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version == 0 and tables == 0:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute("COMMIT")
        elif (
            version != SCHEMA_VERSION
            or connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION_ID
        ):
            found = f"schema {version}, expected {SCHEMA_VERSION}"
            problem = f"{self.path} is not a case database of this version ({found})"
            raise SetupError(problem, mend="name another file with --case-db or FAULTMAVEN_CASE_DB")


def _unusable(path: Path, error: Exception) -> SetupError:
    return SetupError(
        f"{path} cannot be used as a case database: {error}",
        mend="name a file in a folder you can write to, with --case-db or FAULTMAVEN_CASE_DB",
    )
