"""Archives and compressed streams: formats, damage and bombs."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from functools import partial

import pytest

from faultmaven_core.preprocessing import Limits, Preprocessor
from faultmaven_models.evidence import Attachment, DataGap
from faultmaven_models.materials import Document

LOG = "2026-01-02T03:04:05Z ERROR first\n2026-01-02T03:04:06Z INFO second\n"
GOOD = Attachment(name="good.log", content=LOG.encode())


def prepare(
    name: str, content: bytes, *, limits: Limits | None = None
) -> tuple[dict[str, Document], tuple[DataGap, ...]]:
    preprocessor = Preprocessor(limits=limits)
    documents, gaps = preprocessor.prepare([Attachment(name=name, content=content), GOOD])
    return {item.source: item for item in documents if item.source != GOOD.name}, gaps


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_members_that_follow_one_another_are_one_text(pack: Callable[[bytes], bytes]) -> None:
    documents, gaps = prepare("app.log.x", pack(b"one\n") + pack(b"two\n") + bytes(8))
    (document,) = documents.values()
    assert document.lines == ["one", "two"]
    assert gaps == ()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_what_follows_the_packed_bytes_is_told(pack: Callable[[bytes], bytes]) -> None:
    documents, gaps = prepare("app.log.x", pack(b"one\n") + b"something else")
    (document,) = documents.values()
    assert document.lines == ["one"]
    assert [gap.subject for gap in gaps] == ["app.log.x"]
    assert "something else follows" in gaps[0].problem


def test_zstandard_is_read() -> None:
    zstandard = pytest.importorskip("zstandard")
    packed = zstandard.ZstdCompressor().compress(LOG.encode())
    documents, gaps = prepare("app.log.zst", packed + packed)
    assert documents["app.log"].lines == LOG.splitlines() * 2
    assert gaps == ()


def test_damaged_zstandard_is_a_gap() -> None:
    zstandard = pytest.importorskip("zstandard")
    packed = zstandard.ZstdCompressor().compress(LOG.encode())
    documents, gaps = prepare("app.log.zst", packed[:4] + b"\xff" * 40)
    assert documents == {}
    assert [gap.subject for gap in gaps] == ["app.log.zst"]


def test_without_the_package_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    documents, gaps = prepare("app.log.zst", b"\x28\xb5\x2f\xfd" + bytes(20))
    assert documents == {}
    assert [(gap.subject, gap.mend) for gap in gaps] == [
        ("app.log.zst", "pip install 'faultmaven-core[zstd]'")
    ]


def test_xz_that_wants_too_much_memory_is_a_gap() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 512 << 20}]
    packed = lzma.LZMACompressor(format=lzma.FORMAT_XZ, filters=filters)
    documents, gaps = prepare("app.log.xz", packed.compress(LOG.encode()) + packed.flush())
    assert documents == {}
    assert "emory" in gaps[0].problem


@pytest.mark.parametrize("pack", [partial(gzip.compress, compresslevel=9), bz2.compress, lzma.compress])
def test_a_stream_that_grows_beyond_the_ratio_is_cut_and_told(pack: Callable[[bytes], bytes]) -> None:
    documents, gaps = prepare("bomb.x", pack(b"0" * 40_000_000), limits=Limits(max_archive_ratio=1))
    (document,) = documents.values()
    assert 10_000_000 < document.artifact.size_bytes < 12_000_000
    assert any(gap.subject == "bomb.x" and "max_archive_ratio" in gap.problem for gap in gaps)


def test_bzip2_in_zip_is_read_and_lzma_in_zip_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("b.log", LOG, compress_type=zipfile.ZIP_BZIP2)
        archive.writestr("l.log", LOG, compress_type=zipfile.ZIP_LZMA)
    documents, gaps = prepare("a.zip", buffer.getvalue())
    assert documents["a.zip/b.log"].lines == LOG.splitlines()
    assert [gap.subject for gap in gaps] == ["a.zip/l.log"]


def test_a_directory_that_is_too_large_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(25_000):
            archive.writestr(f"{'d' * 120}/{number}", b"")
    documents, gaps = prepare("a.zip", buffer.getvalue())
    assert documents == {}
    assert "directory" in gaps[0].problem


def test_members_that_are_no_files_are_counted_too() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for number in range(200):
            info = tarfile.TarInfo(f"link{number}")
            info.type, info.linkname = tarfile.SYMTYPE, "x"
            archive.addfile(info)
    limits = Limits(max_files=10)
    _, gaps = prepare("a.tar", buffer.getvalue(), limits=limits)
    assert len(gaps) < 110
    assert any("beyond the limits" in gap.problem for gap in gaps)


def test_a_truncated_tar_gives_what_came_before() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("one.log", "two.log"):
            info = tarfile.TarInfo(name)
            info.size = 40_000
            archive.addfile(info, io.BytesIO(b"line\n" * 8000))
    documents, gaps = prepare("a.tar", buffer.getvalue()[:60_000])
    assert len(documents["a.tar/one.log"].lines) == 8000
    assert gaps


@pytest.mark.parametrize("body", [b"0" * 300_000, b"5 x" * 100_000, b"9 a=b\n" + b"1" * 50_000, b"-1 a=b\n"])
def test_hostile_tar_attributes_are_refused_at_once(body: bytes) -> None:
    info = tarfile.TarInfo("attributes")
    info.type, info.size = tarfile.XHDTYPE, len(body)
    started = time.process_time()
    documents, gaps = prepare("a.tar", info.tobuf() + body + bytes(2048))
    assert time.process_time() - started < 2
    assert documents == {}
    assert "header" in gaps[0].problem


def test_honest_tar_attributes_are_read() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo(f"{'long/' * 60}größer.log")
        info.size, info.pax_headers = len(LOG), {"comment": "a = b\n" * 50, "mtime": "1.5"}
        archive.addfile(info, io.BytesIO(LOG.encode()))
    documents, gaps = prepare("a.tar", buffer.getvalue())
    assert list(documents) == [f"a.tar/{'long/' * 60}größer.log"]
    assert gaps == ()


def test_a_member_without_a_name_is_a_gap() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("QQ", LOG)
        archive.writestr("b.log", LOG)
    documents, gaps = prepare("a.zip", buffer.getvalue().replace(b"QQ", b"\x00Q"))
    assert list(documents) == ["a.zip/b.log"]
    assert len(gaps) == 1
