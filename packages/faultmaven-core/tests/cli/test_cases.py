"""`faultmaven cases`: what was stored is found again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faultmaven_models.case import Case
from faultmaven_models.report import InvestigationReport

Invoke = Callable[..., Any]


@pytest.fixture
def database(invoke: Invoke, incident: Path, tmp_path: Path) -> Path:
    path = tmp_path / "cases.db"
    for question in ("First \x1b[31mquestion", "Second question"):
        assert invoke("investigate", incident, "-q", question, "--case-db", path).code == 0
    return path


def test_the_list_shows_the_last_changed_first(invoke: Invoke, database: Path) -> None:
    ran = invoke("cases", "list", "--case-db", database)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.index("Second question") < ran.out.index("First \\u001b[31mquestion")
    assert "\x1b" not in ran.out
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
    assert len(re.findall(r"case_[a-z0-9]{13} ", ran.out)) == 2
    assert invoke("cases", "list", "--case-db", database, "--limit", "1").out.count("case_") == 1


def test_the_list_as_json_holds_the_conclusion(invoke: Invoke, database: Path) -> None:
    listed = json.loads(invoke("cases", "list", "--case-db", database, "--json").out)
    assert [item["title"] for item in listed] == ["Second question", "First \x1b[31mquestion"]
    assert all("out of widgets" in item["conclusion"] for item in listed)


def test_the_database_can_be_named_by_the_environment(
    invoke: Invoke, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULTMAVEN_CASE_DB", str(database))
    assert "Second question" in invoke("cases", "list").out


def newest(invoke: Invoke, database: Path) -> str:
    listed = json.loads(invoke("cases", "list", "--case-db", database, "--json").out)
    identifier: str = listed[0]["id"]
    return identifier


def test_a_case_is_shown_with_its_turns(invoke: Invoke, database: Path) -> None:
    identifier = newest(invoke, database)
    out = invoke("cases", "show", identifier, "--case-db", database).out
    words = " ".join(out.split())
    for part in (
        identifier,
        "Second question",
        "investigating",
        "root cause identified",
        "Turn 1 at",
        "app/fake",
    ):
        assert part in words
    assert [line for line in out.splitlines() if len(line) > 80] == []
    case = Case.model_validate_json(invoke("cases", "show", identifier, "--case-db", database, "--json").out)
    assert case.id == identifier


def test_the_report_is_shown_again_in_every_form(invoke: Invoke, database: Path, tmp_path: Path) -> None:
    identifier = newest(invoke, database)
    words = ("cases", "report", identifier, "--case-db", database)
    assert "Root cause identified" in invoke(*words).out
    assert invoke(*words, "--md", "-").out.startswith("# Second question")
    report = InvestigationReport.model_validate_json(invoke(*words, "--json", "-").out)
    assert report.case_id == identifier
    assert invoke(*words, "--json", tmp_path / "again.json").code == 0
    again = InvestigationReport.model_validate_json((tmp_path / "again.json").read_text(encoding="utf-8"))
    assert again == report


@pytest.mark.parametrize(
    "command", [("list",), ("show", "case_0000000000000"), ("report", "case_0000000000000")]
)
def test_no_database_and_a_missing_one_are_said(
    invoke: Invoke, tmp_path: Path, command: tuple[str, ...]
) -> None:
    unnamed = invoke("cases", *command)
    assert (unnamed.code, unnamed.out) == (3, "")
    assert "FAULTMAVEN_CASE_DB" in unnamed.err
    missing = invoke("cases", *command, "--case-db", tmp_path / "none.db")
    assert (missing.code, missing.out) == (2, "")
    assert str(tmp_path / "none.db") in missing.err
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("identifier", ["case_0000000000000", "nonsense", "' OR 1=1"])
def test_an_unknown_case_is_said(invoke: Invoke, database: Path, identifier: str) -> None:
    ran = invoke("cases", "show", identifier, "--case-db", database)
    assert (ran.code, ran.out) == (2, "")
    assert f"no case {identifier} in {database}" in ran.err


def test_an_empty_database_says_so(invoke: Invoke, tmp_path: Path, incident: Path) -> None:
    database = tmp_path / "empty.db"
    invoke("investigate", incident, "-q", "x", "--case-db", database)
    import sqlite3

    connection = sqlite3.connect(database)
    connection.executescript("DELETE FROM events; DELETE FROM cases;")
    connection.close()
    assert "No cases in" in invoke("cases", "list", "--case-db", database).out
    assert json.loads(invoke("cases", "list", "--case-db", database, "--json").out) == []
