"""The program as such: help, version, exit codes, and how it leaves."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from faultmaven_core import cli
from faultmaven_core.cli import EXIT_DEFECT, EXIT_INPUT, EXIT_INTERRUPTED, EXIT_SETUP, EXIT_TEMPORARY
from faultmaven_core.cli import investigate as command
from faultmaven_models.errors import (
    CaseVersionConflict,
    ContractError,
    InvalidInput,
    NotFound,
    RateLimited,
    SetupError,
    Unavailable,
)

Invoke = Callable[..., Any]
COMMANDS = (
    (),
    ("investigate",),
    ("cases",),
    ("cases", "list"),
    ("cases", "show"),
    ("cases", "report"),
    ("catalogue",),
    ("catalogue", "list"),
    ("catalogue", "show"),
    ("doctor",),
    ("logs",),
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself_within_80_columns(
    invoke: Invoke, words: tuple[str, ...], option: str
) -> None:
    ran = invoke(*words, option)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: {' '.join(('faultmaven', *words))}")
    assert "..." not in ran.out.partition("\n")[2], "a sentence is cut off"
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
    assert "\x1b" not in ran.out


def test_the_help_documents_the_exit_codes_and_the_variables(invoke: Invoke) -> None:
    shown = " ".join(invoke("-h").out.split())
    for code in (EXIT_DEFECT, EXIT_INPUT, EXIT_SETUP, EXIT_TEMPORARY, EXIT_INTERRUPTED):
        assert f" {code} " in shown
        assert f" {code} " in " ".join((cli.__doc__ or "").split())
    investigate = " ".join(invoke("investigate", "-h").out.split())
    assert "[env: FAULTMAVEN_CASE_DB]" in investigate
    assert "[default: question.txt in the folder]" in investigate


def test_the_version_is_that_of_the_package(invoke: Invoke) -> None:
    assert invoke("--version").out == f"faultmaven {version('faultmaven-core')}\n"


def test_without_a_command_it_shows_what_there_is(invoke: Invoke) -> None:
    ran = invoke()
    assert "investigate" in ran.out + ran.err
    assert ran.code in (0, EXIT_INPUT)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("investigate",), "PATH"),
        (("bogus",), "bogus"),
        (("investigate", "x", "--nope"), "--nope"),
        (("cases", "list", "--limit", "many"), "--limit"),
        (("cases", "list", "--limit", "0"), "--limit"),
        (("catalogue", "show"), "ID"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(invoke: Invoke, words: tuple[str, ...], named: str) -> None:
    ran = invoke(*words)
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    assert named in ran.err
    assert "-h' for help" in ran.err


ERRORS = (
    (InvalidInput("the thing is wrong"), EXIT_INPUT, "faultmaven: the thing is wrong\n"),
    (NotFound("no such thing"), EXIT_INPUT, "faultmaven: no such thing\n"),
    (
        SetupError("it is missing", mend="install it"),
        EXIT_SETUP,
        "faultmaven: it is missing. To mend it: install it\n",
    ),
    (Unavailable("try later"), EXIT_TEMPORARY, "faultmaven: try later\n"),
    (RateLimited("slow down"), EXIT_TEMPORARY, "faultmaven: slow down\n"),
    (CaseVersionConflict("case_1", expected_version=1, current_version=2), EXIT_TEMPORARY, "load it again"),
    (ContractError("the adapter broke it"), EXIT_INPUT, "the adapter broke it"),
    (KeyboardInterrupt(), EXIT_INTERRUPTED, "faultmaven: interrupted"),
    (
        ZeroDivisionError("oops \x1b[2J"),
        EXIT_DEFECT,
        "a defect in FaultMaven: ZeroDivisionError: oops \\u001b[2J.",
    ),
)


@pytest.mark.parametrize(("error", "code", "said"), ERRORS, ids=[type(row[0]).__name__ for row in ERRORS])
def test_each_kind_of_error_has_its_exit_code_and_no_traceback(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(command, "run", fail)
    ran = invoke("investigate", "x")
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_with_the_debug_variable_a_defect_keeps_its_traceback(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(command, "run", fail)
    monkeypatch.setenv("FAULTMAVEN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        invoke("investigate", "x")


def test_without_typer_it_names_the_extra(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "find_spec", lambda name: None)
    ran = invoke("--version")
    assert ran.code == EXIT_SETUP
    assert 'pip install "faultmaven-core[cli]"' in ran.err


@pytest.mark.parametrize("target", ["folder", "missing/report.json", ""])
@pytest.mark.parametrize("option", ["--json", "--md"])
def test_an_output_that_cannot_be_written_is_said_before_the_work(
    invoke: Invoke, incident: Path, tmp_path: Path, target: str, option: str
) -> None:
    (tmp_path / "folder").mkdir()
    database = tmp_path / "cases.db"
    ran = invoke(
        "investigate", incident, option, f"{tmp_path}/{target}" if target else "", "--case-db", database
    )
    assert (ran.code, ran.out) == (EXIT_INPUT, "")
    assert "cannot be written" in ran.err
    assert "Name a file in a folder you can write to" in ran.err
    assert not database.exists()


def test_an_output_that_fails_at_the_end_costs_nothing_else(
    invoke: Invoke, incident: Path, tmp_path: Path
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    ran = invoke("investigate", incident, "--json", "/dev/full", "--md", tmp_path / "report.md")
    assert ran.code == EXIT_INPUT
    assert "/dev/full cannot be written: No space left on device" in ran.err
    assert "Root cause identified" in ran.out
    assert (tmp_path / "report.md").read_text().startswith("# Why")
