"""The program in a process of its own: pipes, terminals, signals, closed streams."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PROGRAM = [sys.executable, str(HERE / "own_plugins.py")]


def environment(**changes: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("FAULTMAVEN_") and name not in ("NO_COLOR", "FORCE_COLOR")
    }
    return kept | {"COLUMNS": "80", "TERM": "xterm-256color"} | changes


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    settings: dict[str, Any] = {
        "capture_output": True,
        "text": True,
        "env": environment(),
        "timeout": 60,
    }
    return subprocess.run([*PROGRAM, *map(str, arguments)], check=False, **(settings | options))


def on_terminal(*arguments: object, **changes: str) -> str:
    """What the program writes where standard output and standard error are a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=environment(**changes),
    ) as process:
        os.close(theirs)
        pieces = []
        while piece := read(ours):
            pieces.append(piece)
        process.wait(timeout=60)
    os.close(ours)
    return b"".join(pieces).decode()


def read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # how a terminal says that the other side is gone
        return b""


def test_the_module_runs_as_the_program_does() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "faultmaven_core.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert answer.stdout.startswith("faultmaven ")


def test_a_pipe_gets_no_escape_code_and_no_progress(incident: Path) -> None:
    answer = run("investigate", incident)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "Root cause identified" in answer.stdout
    assert "\x1b" not in answer.stdout
    assert [line for line in answer.stdout.splitlines() if len(line) > 80] == []


def test_a_terminal_gets_colours_and_progress(incident: Path) -> None:
    coloured = on_terminal("investigate", incident)
    assert "\x1b[1m" in coloured or "\x1b[1;32m" in coloured
    assert "Looking for causes" in coloured


@pytest.mark.parametrize(
    "words", [("-h",), ("investigate", "-h"), ("catalogue", "list"), ("doctor",), ("bogus",)]
)
def test_with_no_color_a_terminal_gets_no_escape_code(words: tuple[str, ...]) -> None:
    assert "\x1b" not in on_terminal(*words, NO_COLOR="1")


def test_with_no_color_progress_and_report_are_plain_lines(incident: Path) -> None:
    shown = on_terminal("investigate", incident, NO_COLOR="1")
    assert "\x1b" not in shown
    assert shown.index("Looking for causes …") < shown.index("Root cause identified")


@pytest.mark.parametrize(
    "words", [("catalogue", "list"), ("investigate", "INCIDENT", "--json", "-"), ("investigate", "INCIDENT")]
)
def test_a_reader_that_stops_early_is_no_error(incident: Path, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        answer = run(*(incident if word == "INCIDENT" else word for word in words), capture_output=False,
                     stdout=writing, stderr=subprocess.PIPE)  # fmt: skip
    finally:
        os.close(writing)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_an_interrupt_ends_it_with_130_and_leaves_the_database_whole(incident: Path, tmp_path: Path) -> None:
    database, at_work = tmp_path / "cases.db", tmp_path / "at-work"
    assert run("investigate", incident, "--case-db", database).returncode == 0
    with subprocess.Popen(
        [*PROGRAM, "investigate", str(incident), "--case-db", str(database)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(WIDGETS_SLOW=str(at_work)),
    ) as process:
        deadline = time.monotonic() + 30
        while not at_work.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "interrupted" in err
    assert "Traceback" not in err
    assert len(json.loads(run("cases", "list", "--case-db", database, "--json").stdout)) == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_stream_that_is_closed_gives_a_message_or_nothing_but_no_traceback(
    incident: Path, closed: str
) -> None:
    words = "investigate -" if closed == "<&-" else f"investigate '{incident}'"
    command = f"exec '{PROGRAM[0]}' '{PROGRAM[1]}' {words} {closed}"
    answer = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, check=False, env=environment(), timeout=60
    )
    assert "Traceback" not in answer.stderr
    assert "Exception ignored" not in answer.stderr
    if closed == "<&-":
        assert answer.returncode == 2
        assert "standard input is empty" in answer.stderr
    else:
        assert answer.returncode == 0
