"""Every adapter of this package keeps its port's contract, clause by clause."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faultmaven_core.clock import SystemClock
from faultmaven_core.persistence.files import InMemoryFileStore, LocalFileStore
from faultmaven_core.persistence.memory import InMemoryCaseRepository
from faultmaven_core.persistence.sqlite import SQLiteCaseRepository
from faultmaven_core.preprocessing import Preprocessor
from faultmaven_core.tracing import NoTracer
from faultmaven_models.testing.conformance import KITS
from faultmaven_models.testing.conformance.failure import CheckSkipped

_FOLDER = tempfile.TemporaryDirectory(prefix="faultmaven-conformance-")


def reopened(repository: Any) -> Any:
    return (
        SQLiteCaseRepository(repository.path) if isinstance(repository, SQLiteCaseRepository) else repository
    )


def sqlite() -> SQLiteCaseRepository:
    return SQLiteCaseRepository(Path(tempfile.mkdtemp(dir=_FOLDER.name)) / "cases.db")


LOCKS: list[sqlite3.Connection] = []
"""Connections that hold a lock until the test ends."""


@pytest.fixture(autouse=True)
def locks_end_with_the_test() -> Iterator[None]:
    yield
    while LOCKS:
        LOCKS.pop().close()


def locked_sqlite() -> SQLiteCaseRepository:
    repository = SQLiteCaseRepository(
        Path(tempfile.mkdtemp(dir=_FOLDER.name)) / "cases.db", busy_seconds=0.05
    )
    other = sqlite3.connect(repository.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    LOCKS.append(other)
    return repository


def damage(store: LocalFileStore, sha256: str) -> None:
    (store.folder / sha256[:2] / sha256).write_bytes(b"damaged")


SUBJECTS: dict[str, Any] = {
    "memory repository": KITS["ICaseRepository"].subject(
        InMemoryCaseRepository, samples={"reopen": reopened}
    ),
    "sqlite repository": KITS["ICaseRepository"].subject(
        sqlite, breaking_factory=locked_sqlite, samples={"reopen": reopened}
    ),
    "memory files": KITS["IFileStore"].subject(InMemoryFileStore),
    "local files": KITS["IFileStore"].subject(
        lambda: LocalFileStore(tempfile.mkdtemp(dir=_FOLDER.name)), samples={"damage": damage}
    ),
    "clock": KITS["IClock"].subject(SystemClock),
    "preprocessor": KITS["IPreprocessor"].subject(Preprocessor),
    "no tracer": KITS["ITracer"].subject(NoTracer, variants={"off": NoTracer}),
}
PORTS = {
    "memory repository": "ICaseRepository",
    "sqlite repository": "ICaseRepository",
    "memory files": "IFileStore",
    "local files": "IFileStore",
    "clock": "IClock",
    "preprocessor": "IPreprocessor",
    "no tracer": "ITracer",
}
CASES = [(name, check) for name, port in PORTS.items() for check in KITS[port].checks]


@pytest.mark.parametrize(("name", "check"), CASES, ids=[f"{name}: {check}" for name, check in CASES])
async def test_the_adapter_keeps_the_clause(name: str, check: Any) -> None:
    try:
        await check.run(SUBJECTS[name])
    except CheckSkipped as reason:
        pytest.skip(str(reason))
