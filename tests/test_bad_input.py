"""Whatever is handed in: a message that names the thing and the mend, or a data gap; never a traceback."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

MIB = 1024 * 1024
SETTINGS = {"FAULTMAVEN_CASE_DB", "FAULTMAVEN_MODEL", "FAULTMAVEN_DEBUG", "FAULTMAVEN_STRATEGY"}
GOOD = "2026-05-04 10:00:00 ERROR checkout failed: connection refused\n"
INPUT, SETUP, TEMPORARY = 2, 3, 4
Answer = subprocess.CompletedProcess[str]


def faultmaven(*arguments: object, before: Sequence[str] = (), **options: Any) -> Answer:
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    command = [*before, sys.executable, "-m", "faultmaven_core.cli", *map(str, arguments)]
    settings: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "capture_output": True,
        "text": True,
        "timeout": 120,
        "env": environment | {"COLUMNS": "80"},
    }
    answer: Answer = subprocess.run(command, check=False, **(settings | options))
    assert "Traceback" not in answer.stderr
    assert "a defect in FaultMaven" not in answer.stderr
    return answer


def refused(answer: Answer, code: int, *parts: str) -> None:
    """The command ended with that code, wrote nothing on standard output, and its message holds the parts."""
    assert (answer.returncode, answer.stdout) == (code, ""), answer.stderr
    assert answer.stderr.startswith("faultmaven: ")
    for part in parts:
        assert part in answer.stderr


def gaps(answer: Answer) -> dict[str, str]:
    """What the report on standard output says is missing, by subject."""
    assert (answer.returncode, answer.stderr) == (0, "")
    return {
        gap["subject"]: f"{gap['problem']} -> {gap['mend']}" for gap in json.loads(answer.stdout)["data_gaps"]
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An incident with one good log."""
    root = tmp_path / "incident"
    root.mkdir()
    (root / "good.log").write_text(GOOD, encoding="utf-8")
    return root


@pytest.fixture
def database(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A case database with one case, which must be there afterwards as it was."""
    path = tmp_path / "kept" / "cases.db"
    assert faultmaven("investigate", folder, "-q", "Kept?", "--case-db", path).returncode == 0
    before = faultmaven("cases", "list", "--case-db", path, "--json").stdout
    assert [case["title"] for case in json.loads(before)] == ["Kept?"]
    yield path
    assert faultmaven("cases", "list", "--case-db", path, "--json").stdout == before


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def tarred(*names: str, link: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(GOOD)
            archive.addfile(info, io.BytesIO(GOOD.encode()))
        if link:
            info = tarfile.TarInfo("link.log")
            info.type, info.linkname = tarfile.SYMTYPE, link
            archive.addfile(info)
    return buffer.getvalue()


def test_a_missing_path_is_named(tmp_path: Path, folder: Path, database: Path) -> None:
    missing = tmp_path / "nowhere"
    refused(
        faultmaven("investigate", missing, "--case-db", database), INPUT, str(missing), "Check the spelling"
    )
    refused(faultmaven("investigate", folder, missing, "--case-db", database), INPUT, str(missing))


@pytest.mark.parametrize(
    "name", ["", "x" * 5000, "in\x7fvalid", "a/b/../../nowhere"], ids=["empty", "long", "control", "dots"]
)
def test_a_path_that_cannot_be_is_refused(name: str, tmp_path: Path) -> None:
    refused(faultmaven("investigate", name, cwd=tmp_path), INPUT)


def test_an_empty_folder_says_what_to_give(tmp_path: Path, database: Path) -> None:
    empty = tmp_path / "empty"
    (empty / "below").mkdir(parents=True)
    refused(
        faultmaven("investigate", empty, "--case-db", database), INPUT, "empty holds no file", "Give a folder"
    )


@pytest.mark.parametrize("content", [b"", b" \n\t\n"])
def test_an_empty_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "blank.log").write_bytes(content)
    refused(
        faultmaven("investigate", tmp_path / "blank.log"), INPUT, "blank.log is empty", "collect it again"
    )


AS_MORTAL = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""What takes from root the right to read and write whatever it likes; others have none."""


@pytest.fixture
def mortal(tmp_path: Path) -> Callable[..., Answer]:
    """Runs the program as somebody whom the permissions of files bind."""
    sealed = tmp_path / "sealed"
    sealed.touch()
    sealed.chmod(0)
    if AS_MORTAL and shutil.which(AS_MORTAL[0]) is None:
        pytest.skip("root reads every file, and there is no setpriv to change that")
    if subprocess.run([*AS_MORTAL, "cat", str(sealed)], capture_output=True, check=False).returncode == 0:
        pytest.skip("permissions bind nobody here")
    sealed.unlink()

    def run(*arguments: object) -> Answer:
        return faultmaven(*arguments, before=AS_MORTAL)

    return run


def test_an_unreadable_file_is_a_gap_beside_others_and_refused_alone(
    mortal: Callable[..., Answer], folder: Path
) -> None:
    secret = folder / "secret.log"
    secret.write_text(GOOD)
    secret.chmod(0)
    found = gaps(mortal("investigate", folder, "--json", "-"))
    assert "Permission denied -> chmod u+r secret.log" in found["secret.log"]
    refused(mortal("investigate", secret), INPUT, "secret.log", "Permission denied", "chmod u+r")


def test_an_unreadable_folder_is_a_gap_and_so_is_one_that_cannot_be_entered(
    mortal: Callable[..., Answer], folder: Path
) -> None:
    closed = folder / "closed"
    closed.mkdir()
    (closed / "in.log").write_text(GOOD)
    closed.chmod(0)
    try:
        found = gaps(mortal("investigate", folder, "--json", "-"))
        assert any("closed" in subject and "Permission denied" in text for subject, text in found.items())
        refused(mortal("investigate", closed), INPUT, "closed")
        refused(mortal("investigate", closed / "in.log"), INPUT, "closed/in.log", "Permission denied")
    finally:
        closed.chmod(0o755)


def test_an_output_that_may_not_be_written_is_said_before_the_work(
    mortal: Callable[..., Answer], folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "report.json"
    tmp_path.chmod(0o555)
    try:
        answer = mortal("investigate", folder, "--json", target)
    finally:
        tmp_path.chmod(0o755)
    refused(answer, INPUT, str(target), "Permission denied", "Name a file in a folder you can write to")


def test_a_database_that_may_not_be_written_names_the_option(
    mortal: Callable[..., Answer], folder: Path, tmp_path: Path
) -> None:
    tmp_path.chmod(0o555)
    try:
        answer = mortal("investigate", folder, "--case-db", tmp_path / "cases.db")
    finally:
        tmp_path.chmod(0o755)
    refused(answer, SETUP, str(tmp_path / "cases.db"), "--case-db")


def test_a_file_store_that_may_not_be_written_stores_no_case(
    mortal: Callable[..., Answer], folder: Path, tmp_path: Path
) -> None:
    place = tmp_path / "store"
    place.mkdir()
    database = place / "cases.db"
    assert mortal("investigate", folder, "-q", "First?", "--case-db", database).returncode == 0
    (folder / "new.log").write_text("something new\n")
    files = Path(f"{database}.files")
    files.chmod(0o555)
    try:
        answer = mortal("investigate", folder, "-q", "Second?", "--case-db", database)
    finally:
        files.chmod(0o755)
    refused(answer, SETUP, str(files))
    listed = json.loads(mortal("cases", "list", "--case-db", database, "--json").stdout)
    assert [case["title"] for case in listed] == ["First?"]


def test_a_binary_is_a_gap_beside_others_and_refused_alone(folder: Path) -> None:
    (folder / "program").write_bytes(bytes(range(256)) * 64)
    (folder / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    found = gaps(faultmaven("investigate", folder, "--json", "-"))
    assert "is a binary file" in found["program"]
    assert "export it as text" in found["program"]
    assert "is a picture" in found["shot.png"]
    refused(
        faultmaven("investigate", folder / "program"), INPUT, "program is a binary file", "export it as text"
    )


BROKEN: dict[str, Callable[[], bytes]] = {
    "cut.zip": lambda: zipped(a=GOOD.encode() * 99)[:-40],
    "cut.gz": lambda: gzip.compress(GOOD.encode())[:11],
    "noise.zip": lambda: b"PK\x03\x04" + bytes(range(200)),
    "cut.tar": lambda: tarred("a.log")[:530],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_archive_is_a_gap_beside_others_and_refused_alone(folder: Path, name: str) -> None:
    (folder / name).write_bytes(BROKEN[name]())
    found = gaps(faultmaven("investigate", folder, "--json", "-"))
    assert any(subject.startswith(name) for subject in found)
    refused(faultmaven("investigate", folder / name), INPUT, name)


@pytest.mark.parametrize(
    "path", ["../../escaped.log", "/etc/escaped.log", "a/../../escaped.log", "C:\\escaped.log"]
)
def test_a_path_that_leaves_the_archive_is_left_out(tmp_path: Path, path: str) -> None:
    box = tmp_path / "box"
    box.mkdir()
    for name, content in {
        "a.tar": tarred("good.log", path),
        "a.zip": zipped(**{"good.log": b"x", path: b"y"}),
    }.items():
        (box / name).write_bytes(content)
        found = gaps(faultmaven("investigate", box / name, "--json", "-", cwd=box))
        [problem] = [text for subject, text in found.items() if "escaped.log" in subject]
        assert "leads out of the archive" in problem
    assert sorted(item.name for item in tmp_path.rglob("*")) == ["a.tar", "a.zip", "box"]


def test_links_that_lead_out_are_left_out(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.log").write_text("token=outside-secret\n")
    (folder / "out.log").symlink_to(tmp_path / "outside.log")
    (folder / "loop.log").symlink_to("loop.log")
    (folder / "packed.tar").write_bytes(tarred("in.log", link="/etc/passwd"))
    answer = faultmaven("investigate", folder, "--json", "-")
    found = gaps(answer)
    assert "leads out of the folder" in found["out.log"]
    assert "loop.log" in found
    assert "is a link or a device" in found["packed.tar/link.log"]
    assert "outside-secret" not in answer.stdout


def test_a_bomb_is_cut(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    bomb.write_bytes(zipped(zeros=b"0" * (400 * MIB), after=b"x"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = gaps(faultmaven("investigate", bomb, "--json", "-"))
    assert any("limit" in text or "longer" in text for text in found.values())
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime < 30


def test_one_line_of_200_mb_is_examined_at_its_start(tmp_path: Path) -> None:
    folder = tmp_path / "incident"
    folder.mkdir()
    (folder / "good.log").write_text(GOOD)
    piece = (GOOD.strip() + " ").encode() * 4096
    with (folder / "huge.log").open("wb") as stream:
        while stream.tell() < 200 * MIB:
            stream.write(piece)
    started = time.monotonic()
    answer = measured(folder)
    seconds = time.monotonic() - started
    found = gaps(answer)
    assert "65,536 characters; only their start was examined" in found["huge.log"]
    assert "break the long lines" in found["huge.log"]
    assert seconds < 30
    quotes = [
        item["quote"] for cause in json.loads(answer.stdout)["root_causes"] for item in cause["evidence"]
    ]
    assert all(len(quote) <= 4000 for quote in quotes)


def measured(folder: Path) -> Answer:
    """The report on the folder, made within 2 GiB of address space."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2048 * MIB, 2048 * MIB))

    return faultmaven("investigate", folder, "--json", "-", preexec_fn=bound)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"ok\n\xff\xfe\xfd ERROR \x80\xc3\n", "not valid UTF-8"),
        ("UTF-16 läuft\n".encode("utf-16"), None),
        (b"\xff\xfea", "not valid UTF-16"),
        ("Latin äöü\n".encode("latin-1") * 9, "not valid UTF-8"),
    ],
)
def test_invalid_text_is_shown_with_a_note(tmp_path: Path, content: bytes, note: str | None) -> None:
    (tmp_path / "odd.log").write_bytes(content)
    found = gaps(faultmaven("investigate", tmp_path / "odd.log", "--json", "-"))
    assert (note is None) == (found == {})
    assert note is None or note in found["odd.log"]


@pytest.mark.parametrize("question", ["", " ", "\n\t"])
def test_an_empty_question_is_refused_with_an_example(folder: Path, database: Path, question: str) -> None:
    answer = faultmaven("investigate", folder, "-q", question, "--case-db", database)
    refused(answer, INPUT, "the question is empty", "Why does checkout fail?")


@pytest.mark.parametrize("target", ["no/such/folder/report.json", "incident"])
def test_an_output_that_cannot_be_is_said_and_nothing_is_stored(
    folder: Path, tmp_path: Path, database: Path, target: str
) -> None:
    for option in ("--json", "--md"):
        answer = faultmaven("investigate", folder, option, tmp_path / target, "--case-db", database)
        refused(answer, INPUT, str(tmp_path / target), "cannot be written", "Name a file")


@pytest.mark.parametrize("content", [b"not a database at all, only text\n" * 40, b"SQLite format 3\x00 cut"])
def test_a_file_that_is_no_database_is_left_as_it_is(folder: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    for command in (("investigate", folder), ("cases", "list"), ("cases", "show", "case_0000000000000")):
        refused(faultmaven(*command, "--case-db", path), SETUP, str(path), "--case-db")
    assert path.read_bytes() == content


def test_somebody_elses_database_is_left_as_it_is(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('ada');")
    connection.close()
    before = path.read_bytes()
    for command in (("investigate", folder), ("cases", "list")):
        refused(faultmaven(*command, "--case-db", path), SETUP, str(path), "is not a case database")
    assert path.read_bytes() == before


def test_a_folder_as_database_is_refused(folder: Path, tmp_path: Path) -> None:
    refused(faultmaven("investigate", folder, "--case-db", tmp_path), SETUP, str(tmp_path), "--case-db")
    refused(faultmaven("investigate", folder, "--case-db", folder / "good.log" / "x.db"), SETUP, "x.db")


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_locked_database_is_temporary_and_keeps_what_it_has(
    folder: Path, database: Path, lock: str
) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        answer = faultmaven("investigate", folder, "-q", "Locked?", "--case-db", database)
    finally:
        connection.execute("ROLLBACK")
        connection.close()
    refused(answer, TEMPORARY, str(database), "is locked by another process")


def test_a_closed_standard_input_is_empty(folder: Path) -> None:
    command = f"exec '{sys.executable}' -m faultmaven_core.cli investigate - <&-"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    refused(answer, INPUT, "standard input is empty")
    assert faultmaven("investigate", folder, stdin=None).returncode == 0
