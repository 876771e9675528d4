"""What the shared conformance kit does not ask: files that are not ours, and cases of another version."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from faultmaven_core.persistence.sqlite import SQLiteCaseRepository
from faultmaven_models.errors import SetupError
from faultmaven_models.testing.samples import sample_case


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a" / "b" / "cases.db"


async def stored(path: Path) -> str:
    """A database that holds the sample case as its first version; the case's id."""
    case = sample_case().model_copy(update={"version": 1})
    await SQLiteCaseRepository(path).commit(case, expected_version=0)
    return case.id


def edit(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


async def test_the_folder_is_made_and_the_file_opened_again(path: Path) -> None:
    identifier = await stored(path)
    assert (await SQLiteCaseRepository(path).load(identifier)).id == identifier


async def test_a_case_of_another_version_is_a_wrong_set_up_and_stays_as_it_is(path: Path) -> None:
    identifier = await stored(path)
    edit(path, "UPDATE cases SET body = json_set(body, '$.mood', 'fine'), summary = '{}'")
    repository = SQLiteCaseRepository(path)
    with pytest.raises(
        SetupError, match=r"holds a Case that this version does not understand \(mood\)"
    ) as raised:
        await repository.load(identifier)
    assert "--upgrade" in raised.value.mend
    with pytest.raises(SetupError, match="CaseSummary"):
        await repository.list_cases()
    edit(path, "UPDATE cases SET body = json_remove(body, '$.mood')")
    assert (await repository.load(identifier)).id == identifier


@pytest.mark.parametrize("statement", ["PRAGMA user_version = 99", "PRAGMA application_id = 7"])
async def test_a_database_of_another_schema_or_program_is_refused(path: Path, statement: str) -> None:
    await stored(path)
    edit(path, statement)
    with pytest.raises(SetupError, match="is not a case database of this version"):
        SQLiteCaseRepository(path)


@pytest.mark.parametrize("content", [b"plain text " * 200, b"SQLite format 3\x00" + bytes(90)])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(SetupError, match="cannot be used as a case database"):
        SQLiteCaseRepository(path)
    assert path.read_bytes() == content
