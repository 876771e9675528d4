"""What becomes of attachments: good ones, odd ones and broken ones."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from faultmaven_core.preprocessing import Limits, Preprocessor
from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import Attachment, DataGap, DataType
from faultmaven_models.materials import Document

LOG = "2026-01-02T03:04:05Z ERROR first\n2026-01-02T03:04:06Z INFO second\n"


def prepare(
    *attachments: Attachment, limits: Limits | None = None
) -> tuple[dict[str, Document], tuple[DataGap, ...]]:
    documents, gaps = Preprocessor(limits=limits).prepare(attachments)
    return {document.source: document for document in documents}, gaps


def given(name: str, content: bytes | str) -> Attachment:
    return Attachment(name=name, content=content.encode() if isinstance(content, str) else content)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(members: dict[str, bytes], *, links: dict[str, str] | None = None) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return buffer.getvalue()


def test_a_folder_lends_its_files_their_paths_below_it(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "app.log").write_text(LOG)
    documents, gaps = prepare(Attachment(name="x", path=tmp_path))
    assert list(documents) == ["logs/app.log"]
    assert documents["logs/app.log"].lines == LOG.splitlines()
    assert documents["logs/app.log"].artifact.data_type is DataType.LOGS_AND_ERRORS
    assert gaps == ()


def test_beside_others_a_folder_puts_its_name_in_front(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.log").write_text(LOG)
    (tmp_path / "x.log").write_text(LOG)
    documents, _ = prepare(
        Attachment(name="a", path=tmp_path / "a"), Attachment(name="x.log", path=tmp_path / "x.log")
    )
    assert sorted(documents) == ["a/x.log", "x.log"]


def test_two_attachments_of_one_name_stay_apart() -> None:
    documents, _ = prepare(given("app.log", "one\n"), given("app.log", "two\n"))
    assert {name: document.lines for name, document in documents.items()} == {
        "app.log": ["one"],
        "app.log~2": ["two"],
    }


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_files_are_opened(pack: object) -> None:
    documents, _ = prepare(given("app.log", pack(LOG.encode())))  # type: ignore[operator]
    assert documents["app.log"].lines[0].endswith("first")


def test_archives_are_opened_also_inside_one_another() -> None:
    inner = zipped({"deep/app.log": LOG.encode()})
    outer = gzip.compress(tarred({"bundle/inner.zip": inner, "bundle/notes.txt": b"hello there\n"}))
    documents, gaps = prepare(given("upload.tgz", outer))
    assert sorted(documents) == ["bundle/inner.zip/deep/app.log", "bundle/notes.txt"]
    assert gaps == ()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\temp\\x", "a/../../b", "..\\up.log"]
)
def test_a_member_that_leaves_the_archive_is_refused_and_named(name: str) -> None:
    documents, gaps = prepare(given("bad.zip", zipped({name: b"evil\n", "good.log": LOG.encode()})))
    assert list(documents) == ["good.log"]
    assert "leads out of the archive" in gaps[0].problem
    assert "bad.zip" in gaps[0].subject


def test_links_in_archives_are_refused() -> None:
    documents, gaps = prepare(
        given("a.tar", tarred({"good.log": LOG.encode()}, links={"passwd": "/etc/passwd"}))
    )
    assert list(documents) == ["good.log"]
    assert [gap.subject for gap in gaps] == ["passwd"]


def test_links_out_of_a_folder_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read\n")
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "app.log").write_text(LOG)
    (folder / "link.txt").symlink_to(secret)
    (folder / "dangling").symlink_to(tmp_path / "nowhere")
    documents, gaps = prepare(Attachment(name="bundle", path=folder))
    assert list(documents) == ["app.log"]
    assert sorted(gap.subject for gap in gaps) == ["dangling", "link.txt"]


def test_a_broken_archive_is_a_gap_while_the_rest_goes_on() -> None:
    whole = zipped({"a.log": LOG.encode() * 500})
    documents, gaps = prepare(given("app.log", LOG), given("broken.zip", whole[: len(whole) // 2]))
    assert list(documents) == ["app.log"]
    assert gaps[0].subject == "broken.zip"
    assert "broken" in gaps[0].problem


def test_a_gzip_file_that_ends_early_gives_what_came_before() -> None:
    content = "".join(
        f"2026-01-02T03:04:05Z INFO line {number * 7919 % 10007}\n" for number in range(200_000)
    )
    packed = gzip.compress(content.encode())
    documents, gaps = prepare(given("app.log.gz", packed[: len(packed) // 2]))
    assert len(documents["app.log"].lines) > 1000
    assert "ends early" in gaps[0].problem


def test_a_bomb_is_cut_at_the_limit() -> None:
    bomb = zipped({"zeros.txt": b"0" * 60_000_000})
    limits = Limits(max_total_bytes=100_000_000, max_archive_ratio=10)
    documents, gaps = prepare(given("bomb.zip", bomb), limits=limits)
    assert documents["zeros.txt"].artifact.size_bytes < 15_000_000
    assert any("limit" in gap.problem for gap in gaps)


def test_nesting_has_an_end() -> None:
    content = LOG.encode()
    for level in range(8):
        content = zipped({f"level{level}.zip": content} if level else {"app.log": content})
    with pytest.raises(InvalidInput, match="nested deeper"):
        prepare(given("deep.zip", content))


def test_too_many_files_are_left_out_and_said(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.log").write_text(LOG)
    documents, gaps = prepare(Attachment(name="x", path=tmp_path), limits=Limits(max_files=3))
    assert len(documents) == 3
    assert any("limit of files" in gap.problem for gap in gaps)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no-such-folder"):
        prepare(Attachment(name="x", path=tmp_path / "no-such-folder"))


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="holds no file"):
        prepare(Attachment(name="bundle", path=tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "good.log").write_text(LOG)
    locked = tmp_path / "locked.log"
    locked.write_text(LOG)
    locked.chmod(0)
    documents, gaps = prepare(Attachment(name="x", path=tmp_path))
    assert list(documents) == ["good.log"]
    assert gaps[0].mend == "chmod u+r locked.log"


@pytest.mark.skipif(not Path("/proc/self/mem").is_file(), reason="needs Linux's /proc")
def test_a_file_that_fails_while_it_is_read_is_a_gap() -> None:
    documents, gaps = prepare(given("good.log", LOG), Attachment(name="mem", path=Path("/proc/self/mem")))
    assert list(documents) == ["good.log"]
    assert gaps[0].subject == "mem"
    assert gaps[0].problem.startswith("cannot be read")


def test_a_file_that_is_none_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "good.log").write_text(LOG)
    os.mkfifo(tmp_path / "pipe")
    documents, gaps = prepare(Attachment(name="x", path=tmp_path))
    assert list(documents) == ["good.log"]
    assert gaps[0].subject == "pipe"


def test_binary_empty_and_pictures_are_gaps() -> None:
    documents, gaps = prepare(
        given("good.log", LOG),
        given("core", bytes(range(256)) * 40),
        given("empty.log", b"  \n"),
        given("graph.png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    )
    assert sorted(documents) == ["good.log", "graph.png"]
    assert documents["graph.png"].artifact.data_type is DataType.VISUAL_EVIDENCE
    assert {gap.subject for gap in gaps} == {"core", "empty.log", "graph.png"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_told_from_the_bytes(encoding: str) -> None:
    documents, gaps = prepare(given("app.log", LOG.encode(encoding)))
    assert documents["app.log"].lines == LOG.splitlines()
    assert gaps == ()


def test_invalid_utf8_is_read_and_said() -> None:
    documents, gaps = prepare(given("app.log", b"good line\nbad \xff\xfe byte\nlast\n"))
    assert len(documents["app.log"].lines) == 3
    assert "not valid UTF-8" in gaps[0].problem


def test_a_very_long_line_is_examined_at_its_start_only() -> None:
    documents, gaps = prepare(given("one.log", b"x" * 40_000_000 + b"\nshort\n"))
    document = documents["one.log"]
    assert document.artifact.line_count == 2
    assert len(document.lines[0]) == Limits().max_line_chars
    assert document.lines[1] == "short"
    assert "longer than" in gaps[0].problem


def test_carriage_returns_do_not_belong_to_a_line() -> None:
    documents, _ = prepare(given("app.log", b"one\r\ntwo\r\n"))
    assert documents["app.log"].lines == ["one", "two"]


def test_the_same_content_under_the_same_name_is_the_same_artifact() -> None:
    first, _ = prepare(given("app.log", LOG))
    again, _ = prepare(given("app.log", LOG))
    other, _ = prepare(given("other.log", LOG))
    assert first["app.log"].artifact == again["app.log"].artifact
    assert first["app.log"].artifact.id != other["other.log"].artifact.id


def test_a_path_of_which_nothing_can_be_told_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for path, why in ((tmp_path / ("x" * 5000), "name too long"), (tmp_path / "loop", "no such file")):
        with pytest.raises(InvalidInput, match=rf"(?i){why}"):
            Preprocessor().prepare([Attachment(name="odd", path=path)])


def test_a_link_that_loops_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text(LOG)
    (tmp_path / "loop.log").symlink_to("loop.log")
    documents, gaps = prepare(Attachment(name="folder", path=tmp_path))
    assert list(documents) == ["app.log"]
    assert [gap.subject for gap in gaps] == ["loop.log"]


def test_a_name_that_is_no_utf_8_becomes_legible(tmp_path: Path) -> None:
    for number, content in enumerate((LOG.encode(), bytes(range(32)) * 9)):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad-\xff" + bytes([97 + number]))).write_bytes(content)
    documents, gaps = prepare(Attachment(name="folder", path=tmp_path))
    assert list(documents) == ["bad-\ufffda"]
    assert [gap.subject for gap in gaps] == ["bad-\ufffdb"]
