"""`faultmaven investigate`: every way in, every way out."""

from __future__ import annotations

import json
import os
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faultmaven_models.report import InvestigationReport, report_json_schema

Invoke = Callable[..., Any]


def report_of(text: str) -> InvestigationReport:
    return InvestigationReport.model_validate_json(text)


def as_zip(folder: Path) -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.log")):
            archive.write(file, file.relative_to(folder))
    return path


def as_tar(folder: Path) -> Path:
    path = folder.with_suffix(".tar.gz")
    with tarfile.open(path, "w:gz") as archive:
        for file in sorted(folder.rglob("*.log")):
            archive.add(file, file.relative_to(folder))
    return path


@pytest.mark.parametrize("pack", [Path, as_zip, as_tar], ids=["folder", "zip", "tar.gz"])
def test_a_folder_and_its_archives_give_the_same_cause_and_places(
    invoke: Invoke, incident: Path, pack: Callable[[Path], Path]
) -> None:
    ran = invoke("investigate", pack(incident), "--json", "-")
    assert (ran.code, ran.err) == (0, "")
    report = report_of(ran.out)
    assert report.verdict == "root_cause_identified"
    assert [cause.failure_mode for cause in report.root_causes] == ["widgets.phrase_seen"]
    assert {(item.source, item.start_line) for item in report.root_causes[0].evidence} == {
        ("app/app.log", 2),
        ("store.log", 1),
    }


def test_a_single_file_is_named_by_its_name(invoke: Invoke, incident: Path) -> None:
    report = report_of(invoke("investigate", incident / "store.log", "--json", "-").out)
    assert [item.source for item in report.root_causes[0].evidence] == ["store.log"]
    assert report.verdict == "probable_cause"


def test_standard_input_stands_beside_files(invoke: Invoke, incident: Path) -> None:
    piped = b"now: out of widgets\n"
    ran = invoke("investigate", "-", incident / "store.log", "--json", "-", stdin=piped)
    assert {item.source for item in report_of(ran.out).root_causes[0].evidence} == {"stdin", "store.log"}


def test_a_tar_comes_through_a_pipe(invoke: Invoke, incident: Path) -> None:
    ran = invoke("investigate", "-", "--json", "-", stdin=as_tar(incident).read_bytes())
    assert report_of(ran.out).verdict == "root_cause_identified"


@pytest.mark.parametrize(
    ("stdin", "arguments"),
    [(b" \n", ["-"]), (b"", ["-"]), (b"x", ["-", "-"])],
    ids=["blank", "empty", "twice"],
)
def test_standard_input_that_is_empty_or_asked_for_twice_is_refused(
    invoke: Invoke, stdin: bytes, arguments: list[str]
) -> None:
    ran = invoke("investigate", *arguments, stdin=stdin)
    assert (ran.code, ran.out) == (2, "")
    assert "standard input" in ran.err


def test_the_question_is_the_options_or_the_folders(invoke: Invoke, incident: Path) -> None:
    assert (
        report_of(invoke("investigate", incident, "--json", "-").out).question == "Why are there no widgets?"
    )
    asked = invoke("investigate", incident, "-q", "What now?", "--json", "-")
    assert report_of(asked.out).question == "What now?"


def test_json_on_standard_output_fits_the_published_schema_and_nothing_else_is_there(
    invoke: Invoke, incident: Path
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    ran = invoke("investigate", incident, "--json", "-")
    jsonschema.validate(json.loads(ran.out), report_json_schema())
    assert ran.out.startswith("{")
    assert ran.out.endswith("}\n")


def test_markdown_on_standard_output_is_alone_there(invoke: Invoke, incident: Path) -> None:
    ran = invoke("investigate", incident, "--md", "-")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# Why are there no widgets?\n")
    assert "app/app.log:2" in ran.out


def test_both_files_are_written_beside_the_text_for_a_person(
    invoke: Invoke, incident: Path, tmp_path: Path
) -> None:
    as_json, as_markdown = tmp_path / "report.json", tmp_path / "report.md"
    ran = invoke("investigate", incident, "--json", as_json, "--md", as_markdown)
    report = report_of(as_json.read_text(encoding="utf-8"))
    assert as_markdown.read_text(encoding="utf-8").startswith("# Why")
    assert "Root cause identified" in ran.out
    assert report.case_id in ran.out


def test_one_report_in_a_file_and_the_other_on_standard_output(
    invoke: Invoke, incident: Path, tmp_path: Path
) -> None:
    ran = invoke("investigate", incident, "--json", "-", "--md", tmp_path / "report.md")
    assert report_of(ran.out).case_id in (tmp_path / "report.md").read_text(encoding="utf-8").replace(
        "\\", ""
    )
    both = invoke("investigate", incident, "--json", "-", "--md", "-")
    assert (both.code, both.out) == (2, "")
    assert "both want standard output" in both.err


def test_a_person_reads_the_answer_first_and_what_to_do_last(invoke: Invoke, incident: Path) -> None:
    (incident / "blob").write_bytes(bytes(range(32)) * 9)
    out = invoke("investigate", incident).out
    order = [
        "Why are there no widgets?",
        "Root cause identified",
        "The root cause is in app/fake",
        "widgets.phrase_seen  likelihood",
        "│ out of widgets",
        "Missing",
        "blob: is a binary file",
        "What to do",
        "now       - ",
        "for good  - ",
        "verify    - ",
        "Milestones reached",
        "Looked at",
        "3 files",
    ]
    positions = [out.find(part) for part in order]
    assert -1 not in positions, out
    assert positions == sorted(positions), out
    assert len(out.splitlines()) <= 50


@pytest.mark.parametrize("columns", [40, 80, 100])
def test_nothing_is_wider_than_the_terminal_but_paths(
    invoke: Invoke, incident: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    deep = incident / ("a-folder-with-quite-a-long-name/" * 4)
    deep.mkdir(parents=True)
    (deep / "app.log").write_text("out of widgets " + "x" * 3000 + "\n" + "日本語 out of widgets " * 90)
    (deep / "question.txt").write_text("no")
    out = invoke("investigate", incident, "-q", "Why? " + "w" * 500 + " " + "word " * 60).out
    wide = [line for line in out.splitlines() if cells(line) > columns]
    assert all("a-folder-with-quite-a-long-name/" in line for line in wide)
    assert all(len(line.split()) <= 2 for line in wide)
    assert [line for line in out.splitlines() if line != line.rstrip()] == []


def cells(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in line)


def test_hostile_text_from_files_names_and_the_question_is_spelled_out(
    invoke: Invoke, incident: Path
) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202e"
    (incident / f"evil{evil}.log").write_text(f"{evil} out of widgets [red]markup[/red]\n")
    for options in ((), ("--md", "-")):
        out = invoke("investigate", incident, "-q", f"Why {evil}?", *options).out
        assert "\x1b" not in out
        assert "\x07" not in out
        assert "\u202e" not in out
    assert "Why \\u001b]0;owned" in invoke("investigate", incident, "-q", f"Why {evil}?").out


def test_a_file_name_that_is_no_utf_8_is_named_all_the_same(invoke: Invoke, incident: Path) -> None:
    for content in (b"out of widgets\n", bytes(range(32)) * 9):
        Path(os.fsdecode(os.fsencode(incident) + b"/bad-\xff.log")).write_bytes(content)
        ran = invoke("investigate", incident, "--json", "-")
        assert (ran.code, ran.err) == (0, "")
        report = report_of(ran.out)
        named = {item.source for item in report.root_causes[0].evidence} | {
            gap.subject for gap in report.data_gaps
        }
        assert "bad-\ufffd.log" in named
        alone = invoke("investigate", os.fsdecode(os.fsencode(incident) + b"/bad-\xff.log"))
        assert "bad-\ufffd.log" in alone.out + alone.err
        assert alone.code in (0, 2)


def test_a_question_that_is_no_utf_8_is_asked_all_the_same(invoke: Invoke, incident: Path) -> None:
    ran = invoke("investigate", incident, "-q", os.fsdecode(b"why \xff?"), "--json", "-")
    assert ran.code == 0, ran.err
    assert report_of(ran.out).question.startswith("why ")


def test_a_case_database_keeps_the_case_and_its_files(invoke: Invoke, incident: Path, tmp_path: Path) -> None:
    database = tmp_path / "cases" / "cases.db"
    report = report_of(invoke("investigate", incident, "--case-db", database, "--json", "-").out)
    listed = json.loads(invoke("cases", "list", "--case-db", database, "--json").out)
    assert [(item["id"], item["status"], item["turns"]) for item in listed] == [
        (report.case_id, "investigating", 1)
    ]
    kept = [path for path in Path(f"{database}.files").rglob("*") if path.is_file()]
    assert len(kept) == 3


def test_nothing_is_stored_when_the_input_is_wrong(invoke: Invoke, incident: Path, tmp_path: Path) -> None:
    database = tmp_path / "cases.db"
    invoke("investigate", incident, "--case-db", database)
    for wrong in (("missing",), ("",), (incident, "-q", " ")):
        assert invoke("investigate", *wrong, "--case-db", database).code == 2
    assert len(json.loads(invoke("cases", "list", "--case-db", database, "--json").out)) == 1


def test_a_model_that_is_named_without_an_adapter_is_a_wrong_set_up(invoke: Invoke, incident: Path) -> None:
    ran = invoke("investigate", incident, "--model", "some-model")
    assert (ran.code, ran.out) == (3, "")
    assert 'pip install "faultmaven-core[llm]"' in ran.err


def test_text_that_the_terminal_cannot_encode_is_spelled_out(invoke: Invoke, incident: Path) -> None:
    ran = invoke("investigate", incident, "-q", "Wo ist der Überblick?", encoding="ascii")
    assert ran.code == 0, ran.err
    assert "\\xdcberblick" in ran.out
    as_json = invoke("investigate", incident, "-q", "Wo ist der Überblick?", "--json", "-", encoding="ascii")
    assert report_of(as_json.out).question == "Wo ist der Überblick?"
