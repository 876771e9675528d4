"""The kit for IPreprocessor."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import Attachment, DataGap
from faultmaven_models.interfaces import IPreprocessor
from faultmaven_models.materials import Document
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.hostile import HOSTILE_BYTES
from faultmaven_models.testing.conformance.kit import Kit

_TURNS = "Turns what was handed in into documents: unpacks, decodes, classifies, within limits."
_DOCUMENTS = "The documents, and a gap for whatever could not be read while the rest could."
_REFUSES = "Raises InvalidInput when a path does not exist or when there is nothing at all to read."
_GOOD = Attachment(name="good.log", content=b"09:00:00 app: ready\n09:00:01 app: FATAL out of memory\n")


def _zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


async def _one(bench: Bench[IPreprocessor], content: bytes) -> Document:
    documents, gaps = (await bench.fresh()).prepare([Attachment(name="app.log", content=content)])
    bench.expect(len(documents) == 1, f"{len(documents)} documents and {len(gaps)} gaps came of one text")
    return documents[0]


def _good(bench: Bench[IPreprocessor], documents: tuple[Document, ...]) -> Document:
    named = [document for document in documents if document.source == _GOOD.name]
    bench.expect(len(named) == 1, f"the readable file beside it became {len(named)} documents")
    return named[0]


@check(_TURNS)
async def _bytes_become_a_document(bench: Bench[IPreprocessor]) -> None:
    documents, gaps = (await bench.fresh()).prepare([_GOOD])
    document = _good(bench, documents)
    bench.expect_equal(gaps, (), "the gaps")
    expected = (_GOOD.content or b"").decode().splitlines()
    bench.expect_equal(list(document.lines), expected, "the lines")


@check("Lines count from 1 and end at a line feed; a carriage return before it is not part of the line.")
async def _only_line_feeds_end_a_line(bench: Bench[IPreprocessor]) -> None:
    document = await _one(bench, "one\r\ntwo\x0b\x0c\x85\u2028 same\n\nfour".encode())
    bench.expect_equal(list(document.lines), ["one", "two\x0b\x0c\x85\u2028 same", "", "four"], "the lines")


@check("``art_`` and the first 16 hexadecimal digits of SHA-256 over source name, NUL and content.")
async def _artifacts_are_named_by_source_and_content(bench: Bench[IPreprocessor]) -> None:
    content = "größer\nzwei\n".encode()
    artifact = (await _one(bench, content)).artifact
    digest = hashlib.sha256(b"app.log\x00" + content).hexdigest()
    bench.expect_equal(artifact.id, f"art_{digest[:16]}", "the id of the artifact")
    bench.expect_equal(artifact.sha256, hashlib.sha256(content).hexdigest(), "its hash")
    bench.expect_equal(artifact.size_bytes, len(content), "its size in bytes")
    bench.expect_equal(artifact.line_count, 2, "its number of lines")


@check("The path below the folder that was given, with forward slashes.")
async def _a_folder_gives_its_files(bench: Bench[IPreprocessor]) -> None:
    preprocessor = await bench.fresh()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pods" / "web").mkdir(parents=True)
        (folder / "top.log").write_text("top\n", encoding="utf-8")
        (folder / "pods" / "web" / "previous.log").write_text("inner\n", encoding="utf-8")
        documents, _ = preprocessor.prepare([Attachment(name="incident", path=folder)])
        found = {document.source: list(document.lines) for document in documents}
    bench.expect_equal(found, {"top.log": ["top"], "pods/web/previous.log": ["inner"]}, "what it read")


@check(_TURNS)
async def _an_archive_is_unpacked(bench: Bench[IPreprocessor]) -> None:
    archive = Attachment(name="logs.zip", content=_zipped({"a/one.log": b"first\n", "two.log": b"second\n"}))
    documents, gaps = (await bench.fresh()).prepare([archive])
    bench.expect_equal(gaps, (), "the gaps")
    texts = sorted("\n".join(document.lines) for document in documents)
    bench.expect_equal(texts, ["first", "second"], "the texts of its members")


@check(_TURNS)
async def _no_member_leaves_its_archive(bench: Bench[IPreprocessor]) -> None:
    members = {
        "../outside.log": b"x\n",
        "/absolute.log": b"x\n",
        "in/../../up.log": b"x\n",
        "inside.log": b"in\n",
    }
    archive = Attachment(name="logs.zip", content=_zipped(members))
    documents, gaps = (await bench.fresh()).prepare([archive, _GOOD])
    _good(bench, documents)
    for document in documents:
        parts = document.source.split("/")
        bench.expect(".." not in parts and parts[0] != "", f"{document.source} lies outside")
    read = sum("x" in document.lines for document in documents)
    bench.expect(read + len(gaps) > 0, "the members that would leave it are neither read nor told")


@check(_DOCUMENTS)
async def _what_cannot_be_read_is_told_and_the_rest_goes_on(bench: Bench[IPreprocessor]) -> None:
    preprocessor = await bench.fresh()
    broken = Attachment(name="broken.zip", content=HOSTILE_BYTES["broken.zip"])
    documents, gaps = preprocessor.prepare([broken, _GOOD])
    _good(bench, documents)
    bench.expect(bool(gaps) and all(isinstance(gap, DataGap) for gap in gaps), f"the gaps are {gaps!r}")
    bench.expect(any("broken.zip" in gap.subject for gap in gaps), "no gap names the broken archive")
    bench.expect(all(gap.problem and gap.mend for gap in gaps), "a gap does not say what to do")


@check(_DOCUMENTS)
async def _hostile_files_do_not_stop_the_rest(bench: Bench[IPreprocessor]) -> None:
    preprocessor = await bench.fresh()
    for name, content in HOSTILE_BYTES.items():
        try:
            documents, gaps = preprocessor.prepare([Attachment(name=name, content=content), _GOOD])
        except Exception as error:  # the boundary to foreign code: whatever it raises is its failure
            raise bench.failure(f"{name} made it raise {type(error).__name__}: {error}") from error
        _good(bench, documents)
        told = any(name in gap.subject for gap in gaps)
        read = any(document.source.startswith(name) for document in documents)
        bench.expect(told or read, f"{name} is neither read nor told as a gap")


@check(_REFUSES)
async def _a_missing_path_is_refused(bench: Bench[IPreprocessor]) -> None:
    preprocessor = await bench.fresh()
    with tempfile.TemporaryDirectory() as name:
        missing = Path(name) / "no-such-file.log"
        error = await bench.expect_error(
            InvalidInput,
            lambda: preprocessor.prepare([_GOOD, Attachment(name="logs", path=missing)]),
            "prepare of a missing path",
        )
    bench.expect(missing.name in str(error), f"the message does not name it: {error}")


@check(_REFUSES)
async def _nothing_at_all_is_refused(bench: Bench[IPreprocessor]) -> None:
    preprocessor = await bench.fresh()
    await bench.expect_error(InvalidInput, lambda: preprocessor.prepare([]), "prepare of nothing")
    with tempfile.TemporaryDirectory() as name:
        empty = [Attachment(name="empty", path=Path(name))]
        await bench.expect_error(
            InvalidInput, lambda: preprocessor.prepare(empty), "prepare of an empty folder"
        )


PREPROCESSOR_KIT = Kit(
    port=IPreprocessor,
    checks=(
        implements(IPreprocessor),
        _bytes_become_a_document,
        _only_line_feeds_end_a_line,
        _artifacts_are_named_by_source_and_content,
        _a_folder_gives_its_files,
        _an_archive_is_unpacked,
        _no_member_leaves_its_archive,
        _what_cannot_be_read_is_told_and_the_rest_goes_on,
        _hostile_files_do_not_stop_the_rest,
        _a_missing_path_is_refused,
        _nothing_at_all_is_refused,
    ),
)
