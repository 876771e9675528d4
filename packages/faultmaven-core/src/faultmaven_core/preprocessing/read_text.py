"""One file as a document: small ones with a list of lines, large ones with lines cut out of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.preprocessing.blob import CHUNK, MemoryBlob, as_readable, chunks
from faultmaven_core.preprocessing.classify import classify
from faultmaven_core.preprocessing.decode import Transcoder, decode, encoding_of, replaced_note
from faultmaven_core.preprocessing.fingerprint import Fingerprint
from faultmaven_core.preprocessing.line_index import IndexedLines, build_table
from faultmaven_core.preprocessing.lines import split_lines
from faultmaven_models.evidence import Artifact, DataGap, DataType
from faultmaven_models.materials import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_core.preprocessing.blob import Blob
    from faultmaven_core.preprocessing.limits import Limits
    from faultmaven_core.preprocessing.raw_file import RawFile
    from faultmaven_core.preprocessing.spool import Spool

Reading = tuple[Document | None, DataGap | None]
_BOM_LENGTH = {"utf-8-sig": 3}
_WHITE = " \t\n\r\x0b\x0c"
"""What `bytes.strip` takes away."""
_LINE_OVERHEAD = 64
"""What Python takes for a string and its place in a list."""
_WIDEST = 4
"""Bytes of one character in a Python string, at most."""
_LISTS = 64 * 1024 * 1024
"""Memory for all lists of lines of one upload."""


def empty_gap(source: str) -> DataGap:
    """What is said of a file without content."""
    return DataGap(subject=source, problem="is empty", mend="collect it again if it should hold something")


def picture(raw: RawFile) -> Reading:
    """A picture is kept as an artifact without lines. Raises OSError."""
    fingerprint = Fingerprint(raw.source)
    for _ in fingerprint.through(chunks(raw.blob)):
        pass
    document = _document(raw, fingerprint, lines=(), data_type=DataType.VISUAL_EVIDENCE, encoding="binary")
    problem = "is a picture, which is not read without a vision model"
    return document, DataGap(subject=raw.source, problem=problem, mend="paste the text that it shows")


class TextReader:
    """Makes documents of texts within the limits; all documents of one upload share its memory for lists."""

    def __init__(self, limits: Limits, spool: Spool) -> None:
        self._limits = limits
        self._spool = spool
        self._left = _LISTS

    def read(self, raw: RawFile, head: bytes) -> Reading:
        """The document, and the gap that says what of it is not as it was. Raises OSError and NoRoom."""
        encoding = encoding_of(head)
        limit = self._limits.max_memory_bytes
        content = raw.blob.read_at(0, limit) if raw.blob.size_bytes <= limit else None
        if content is not None and self._afford(content, encoding):
            return self._read_small(raw, content)
        return self._read_large(raw, encoding)

    def _afford(self, content: bytes, encoding: str) -> bool:
        """Whether a list of the lines fits into the memory that is left; then it is counted."""
        wide = 1 if encoding == "utf-8" and content.isascii() else _WIDEST
        cost = len(content) * wide + content.count(b"\n") * _LINE_OVERHEAD
        if cost > self._left // 2:
            return False
        self._left -= cost
        return True

    def _read_small(self, raw: RawFile, content: bytes) -> Reading:
        fingerprint = Fingerprint(raw.source)
        for _ in fingerprint.through((content,)):
            pass
        decoded = decode(content)
        in_utf8 = decoded.encoding in ("utf-8", "utf-8-sig")
        if not (content.strip() if in_utf8 else decoded.text.strip(_WHITE)):
            return None, empty_gap(raw.source)
        lines, long_lines = split_lines(decoded.text, max_chars=self._limits.max_line_chars)
        notes = [*decoded.notes, *self._limit_notes(raw, long_lines)]
        return _with_gap(raw, fingerprint, lines, decoded.encoding, notes)

    def _read_large(self, raw: RawFile, encoding: str) -> Reading:
        fingerprint = Fingerprint(raw.source)
        pieces = fingerprint.through(chunks(raw.blob))
        text: Blob = raw.blob
        replaced: int | None = None
        if encoding not in ("utf-8", "utf-8-sig"):
            transcoder = Transcoder(encoding)
            turned = as_readable(piece for piece in transcoder.through(pieces) if piece)
            text = self._spool.take(turned, limit=raw.blob.size_bytes * _WIDEST, errors=()).blob
            replaced = transcoder.replaced
            pieces = chunks(text, size=CHUNK)
        table = build_table(pieces, max_chars=self._limits.max_line_chars)
        if table.blank:
            return None, empty_gap(raw.source)
        replaced = table.replaced if replaced is None else replaced
        notes = [replaced_note(replaced, encoding)] if replaced else []
        notes += self._limit_notes(raw, table.long_lines)
        start = _BOM_LENGTH.get(encoding, 0)
        lines = IndexedLines(text, table, name=raw.source, max_chars=self._limits.max_line_chars, start=start)
        return _with_gap(raw, fingerprint, lines, encoding, notes)

    def _limit_notes(self, raw: RawFile, long_lines: int) -> list[str]:
        notes = []
        if long_lines:
            limit = f"{self._limits.max_line_chars:,} characters"
            notes.append(f"{long_lines} lines are longer than {limit}; only their start was examined")
        if raw.cut:
            size = f"{raw.blob.size_bytes:,} bytes"
            notes.append(f"the file is longer than {size}; only its start was examined")
        return notes


def _with_gap(
    raw: RawFile, fingerprint: Fingerprint, lines: Sequence[str], encoding: str, notes: list[str]
) -> Reading:
    document = _document(
        raw, fingerprint, lines=lines, data_type=classify(lines), encoding=encoding, notes=tuple(notes)
    )
    gap = DataGap(subject=raw.source, problem="; ".join(notes), mend=_mend(notes)) if notes else None
    return document, gap


def _mend(notes: list[str]) -> str:
    if any("longer" in note for note in notes):
        return "upload the part that matters, or break the long lines (for JSON: `jq .`)"
    return "save the file as UTF-8 if the replaced characters matter"


def _document(
    raw: RawFile,
    fingerprint: Fingerprint,
    *,
    lines: Sequence[str],
    data_type: DataType,
    encoding: str,
    notes: tuple[str, ...] = (),
) -> Document:
    artifact = Artifact(
        id=fingerprint.artifact_id,
        source=raw.source.encode("utf-8", "replace").decode("utf-8"),
        sha256=fingerprint.sha256,
        size_bytes=fingerprint.size_bytes,
        data_type=data_type,
        encoding=encoding,
        line_count=len(lines),
        notes=notes,
    )
    content = raw.blob.content if isinstance(raw.blob, MemoryBlob) else raw.blob
    return Document(artifact=artifact, lines=lines, content=content)
