"""Content too large for memory: read from the user's own file or from a file without a name, line by line."""

from __future__ import annotations

import asyncio
import gc
import gzip
import hashlib
import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from faultmaven_core.persistence.files import LocalFileStore
from faultmaven_core.preprocessing import Limits, Preprocessor
from faultmaven_core.preprocessing.line_index import IndexedLines
from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import Attachment
from faultmaven_models.materials import Document

ON_DISK = Limits(max_memory_bytes=0)
LINES = [f"2026-01-02T03:04:05Z INFO größer {number * 7919 % 10007}" for number in range(9000)]
TEXT = "\n".join(LINES) + "\n"


def only(path: Path, *, limits: Limits = ON_DISK, folder: Path | None = None) -> Document:
    documents, _ = Preprocessor(limits=limits, folder=folder).prepare([Attachment(name="x", path=path)])
    (document,) = documents
    return document


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_large_file_reads_like_a_small_one(tmp_path: Path) -> None:
    path = written(tmp_path / "app.log", TEXT.encode())
    large, small = only(path), only(path, limits=Limits())
    assert isinstance(large.lines, IndexedLines)
    assert isinstance(small.lines, list)
    assert large.artifact == small.artifact
    assert list(large.lines) == small.lines == LINES
    assert large.span(8999, 9000) == small.span(8999, 9000)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1"])
def test_encodings_are_the_same_from_disk(tmp_path: Path, encoding: str) -> None:
    content = "".join(f"line {number} with größer\n" for number in range(9000)).encode(encoding)
    path = written(tmp_path / "app.log", content)
    large, small = only(path), only(path, limits=Limits())
    assert large.artifact == small.artifact
    assert list(large.lines) == small.lines
    assert [large.lines[number] for number in (0, 4321, -1)] == [
        small.lines[number] for number in (0, 4321, -1)
    ]


def test_the_original_bytes_go_to_the_store_and_come_back_without_standing_in_memory(tmp_path: Path) -> None:
    content = TEXT.encode("utf-16")
    document = only(written(tmp_path / "app.log", content))
    store = LocalFileStore(tmp_path / "store")
    assert document.content is not None
    assert not isinstance(document.content, bytes)
    assert document.content.size_bytes == len(content)
    assert asyncio.run(store.put_file(document.content)) == document.artifact.sha256
    assert hashlib.sha256(content).hexdigest() == document.artifact.sha256
    kept = asyncio.run(store.path_of(document.artifact.sha256))
    assert list(only(kept).lines) == LINES


def test_a_file_that_changes_after_it_was_read_is_never_quoted(tmp_path: Path) -> None:
    path = written(tmp_path / "app.log", TEXT.encode())
    document = only(path)
    with path.open("r+b") as stream:
        stream.write(b"1999")
    with pytest.raises(InvalidInput, match=r"app\.log was changed"):
        document.span(1)


def test_a_file_that_grows_or_is_moved_away_stays_what_it_was(tmp_path: Path) -> None:
    path = written(tmp_path / "app.log", TEXT.encode())
    document = only(path)
    with path.open("ab") as stream:
        stream.write(b"one more\n")
    path.rename(tmp_path / "app.log.1")
    assert list(document.lines) == LINES


def test_unpacked_content_leaves_nothing_in_the_folder(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    path = written(tmp_path / "app.log.gz", gzip.compress(TEXT.encode()))
    document = only(path, folder=work)
    assert list(document.lines) == LINES
    assert list(work.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs Linux's /proc")
def test_files_are_closed_with_the_last_document(tmp_path: Path) -> None:
    gc.collect()
    before = len(list(Path("/proc/self/fd").iterdir()))
    document = only(written(tmp_path / "app.log", TEXT.encode()))
    assert len(list(Path("/proc/self/fd").iterdir())) == before + 1
    del document
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_full_disk_is_a_gap_beside_others(tmp_path: Path) -> None:
    packed = Attachment(name="app.log.gz", content=gzip.compress(TEXT.encode()))
    other = Attachment(name="b.log", content=b"two\n")
    nowhere = Preprocessor(limits=ON_DISK, folder=tmp_path / "missing")
    documents, gaps = nowhere.prepare([packed, other])
    assert [document.source for document in documents] == ["b.log"]
    assert [gap.subject for gap in gaps] == ["app.log.gz"]
    assert "no room" in gaps[0].problem


def test_standard_input_is_read_where_it_is_given() -> None:
    stream = io.BytesIO(gzip.compress(TEXT.encode()))
    preprocessor = Preprocessor(standard_input=stream)
    documents, gaps = preprocessor.prepare([Attachment(name="stdin", path=Path("-"))])
    assert [(document.source, document.lines) for document in documents] == [("stdin", LINES)]
    assert gaps == ()
    with pytest.raises(InvalidInput, match="no such file"):
        Preprocessor().prepare([Attachment(name="stdin", path=Path("-"))])


def _plain(path: Path, size: int) -> None:
    with path.open("wb") as stream:
        for _ in range(size >> 20):
            stream.write((b"x" * 1023 + b"\n") * 1024)


def _one_line(path: Path, size: int) -> None:
    with path.open("wb") as stream:
        for _ in range(size >> 20):
            stream.write(b"x" * (1 << 20))


def _empty_lines(path: Path, size: int) -> None:
    with path.open("wb") as stream:
        stream.write(b"a")
        for _ in range(size >> 20):
            stream.write(b"\n" * (1 << 20))


def _zip_bomb(path: Path, size: int) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros.txt", "w") as stream,
    ):
        for _ in range(size >> 20):
            stream.write(b"0" * (1 << 20))


def _long_tar_header(path: Path, size: int) -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, size
    with path.open("wb") as stream:
        stream.write(info.tobuf())
        for _ in range(size >> 20):
            stream.write(b"0" * (1 << 20))


MEASURE = """
import sys
from pathlib import Path
from faultmaven_core.preprocessing import Preprocessor
from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import Attachment

def peak():
    # Not ru_maxrss, which a process inherits from the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])

before = peak()
try:
    documents, _ = Preprocessor().prepare([Attachment(name="x", path=Path(sys.argv[1]))])
    print(documents[0].lines[len(documents[0].lines) - 1][:1])
except InvalidInput as error:
    print(error)
print((peak() - before) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="needs Linux's /proc")
@pytest.mark.parametrize("make", [_plain, _one_line, _empty_lines, _zip_bomb, _long_tar_header])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, make: object) -> None:
    path = tmp_path / "x"
    make(path, 160 << 20)  # type: ignore[operator]
    answer = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=100
    )
    assert int(answer.stdout.splitlines()[-1]) < 60


def test_blank_text_in_any_encoding_is_empty_however_it_is_read() -> None:
    blank = Attachment(name="blank.log", content=(" " * 900 + "\n").encode("utf-16"))
    for limits in (Limits(), ON_DISK):
        with pytest.raises(InvalidInput, match="is empty"):
            Preprocessor(limits=limits).prepare([blank])
