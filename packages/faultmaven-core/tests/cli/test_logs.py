"""`faultmaven logs` as a person and as a program use it."""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from faultmaven_core.cli.app import app
from faultmaven_models.errors import InvalidInput, NotFound

LINES = [
    f"2026-03-01T10:{n // 60:02d}:{n % 60:02d}Z INFO press printed page {n} in {n * 7 % 90} ms"
    for n in range(900)
]
ODD = "2026-03-01T10:07:30Z ERROR press ribbon torn beyond repair"
TEXT = "\n".join([*LINES[:450], ODD, *LINES[450:]]) + "\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "press.log"
    path.write_text(TEXT)
    return path


def run(*arguments: str, text: str | None = None) -> Result:
    result = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(app, ["logs", *arguments], input=text)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_odd_line_is_among_the_rarest_with_its_number(log: Path) -> None:
    output = run(str(log)).output
    assert "901 lines" in output
    assert output.index("ribbon torn beyond repair") < output.index("Most frequent")
    assert "press.log:451" in output.replace("\n", "").replace(" ", "")
    assert all(len(line) <= 80 or "/" in line for line in output.splitlines())


def test_json_is_json_alone(log: Path) -> None:
    content = json.loads(run(str(log), "--json", "--around", "2026-03-01T10:07:30Z").output)
    assert content["lines"] == 901
    torn = next(one["id"] for one in content["templates"] if "ribbon" in one["text"])
    assert torn in content["around"]["appeared"]
    assert torn in content["around"]["vanished"]


def test_each_line_is_assigned_to_a_kind(log: Path, tmp_path: Path) -> None:
    target = tmp_path / "kinds.csv"
    run(str(log), "--assign", str(target))
    with target.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["line_id"]) for row in rows] == list(range(1, 902))
    assert len({row["template_id"] for row in rows}) == 2
    assert rows[450]["template_id"] != rows[449]["template_id"] == rows[451]["template_id"]


def test_the_lines_of_one_kind_are_printed(log: Path) -> None:
    content = json.loads(run(str(log), "--json").output)
    torn = next(one["id"] for one in content["templates"] if "ribbon" in one["text"])
    assert run(str(log), "--grep", torn).output == f"{log}:451: {ODD}\n"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_logs_are_read(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "press.log.packed"
    path.write_bytes(pack(TEXT.encode()))
    assert json.loads(run(str(path), "--json").output)["lines"] == 901


def test_several_files_are_one_log(log: Path, tmp_path: Path) -> None:
    other = tmp_path / "desk.log"
    other.write_text("2026-03-01T10:00:00Z WARN desk out of paper\n")
    content = json.loads(run(str(log), str(other), "--json").output)
    assert [source["lines"] for source in content["sources"]] == [901, 1]


def test_standard_input_is_a_log() -> None:
    assert json.loads(run("-", "--json", text=TEXT).output)["lines"] == 901


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["no-such.log"], InvalidInput, "no-such.log cannot be read"),
        (["LOG", "--around", "yesterday"], InvalidInput, "is not a time"),
        (["LOG", "--grep", "nothing"], NotFound, "no template nothing"),
        (["LOG", "--assign", "no-such-folder/x.csv"], InvalidInput, "cannot be written"),
        (["-", "--grep", "x"], InvalidInput, "read the log twice"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str], error: type[Exception], message: str, log: Path
) -> None:
    with pytest.raises(error, match=message):
        run(*(str(log) if one == "LOG" else one for one in arguments))


def test_a_broken_compressed_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(TEXT.encode())[:-20])
    with pytest.raises(InvalidInput, match=r"cut\.gz is a broken compressed file"):
        run(str(path))


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "evil.log"
    path.write_text("2026-03-01T10:00:00Z ERROR \x1b[2J\x1b]0;owned\x07 gone\n" * 3)
    assert "\x1b" not in run(str(path)).output
