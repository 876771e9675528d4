"""The default preprocessor: attachments in, documents and data gaps out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from faultmaven_core.preprocessing.classify import classify, is_image
from faultmaven_core.preprocessing.decode import decode, is_binary
from faultmaven_core.preprocessing.gather import gather
from faultmaven_core.preprocessing.limits import Limits
from faultmaven_core.preprocessing.lines import split_lines
from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import Artifact, DataGap, DataType
from faultmaven_models.materials import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_core.preprocessing.raw_file import RawFile
    from faultmaven_models.evidence import Attachment


class Preprocessor:
    """Unpacks, decodes and classifies within `Limits`; implements IPreprocessor."""

    def __init__(self, *, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    def prepare(self, attachments: Sequence[Attachment]) -> tuple[tuple[Document, ...], tuple[DataGap, ...]]:
        """The documents in a stable order, and a gap for whatever could not be read.

        Raises InvalidInput when a path does not exist, or when nothing that can be read was given.
        """
        haul = gather(attachments, self._limits)
        documents: list[Document] = []
        gaps = list(haul.gaps)
        for raw in _distinctly_named(haul.files):
            document, gap = self.read(raw)
            if document is not None:
                documents.append(document)
            if gap is not None:
                gaps.append(gap)
        if not documents:
            raise InvalidInput(_nothing_to_read(attachments, gaps))
        return tuple(documents), tuple(gaps)

    def read(self, raw: RawFile) -> tuple[Document | None, DataGap | None]:
        """One file as a document, or the gap that says why it is none (or not whole)."""
        content, source = raw.content, raw.source
        if not content.strip():
            return None, DataGap(
                subject=source, problem="is empty", mend="collect it again if it should hold something"
            )
        if is_image(content):
            document = _document(raw, lines=(), data_type=DataType.VISUAL_EVIDENCE, encoding="binary")
            return document, DataGap(subject=source, problem="is a picture, which is not read without a vision model",
                                     mend="paste the text that it shows")  # fmt: skip
        if is_binary(content):
            return None, DataGap(
                subject=source, problem="is a binary file and was not examined", mend="export it as text"
            )
        decoded = decode(content)
        lines, long_lines = split_lines(decoded.text, max_chars=self._limits.max_line_chars)
        notes = list(decoded.notes)
        if long_lines:
            limit = f"{self._limits.max_line_chars:,} characters"
            notes.append(f"{long_lines} lines are longer than {limit}; only their start was examined")
        if raw.cut:
            notes.append(
                f"the file is longer than {self._limits.max_file_bytes:,} bytes; only its start was examined"
            )
        document = _document(
            raw, lines=lines, data_type=classify(lines), encoding=decoded.encoding, notes=tuple(notes)
        )
        gap = DataGap(subject=source, problem="; ".join(notes), mend=_mend(notes)) if notes else None
        return document, gap


def _mend(notes: list[str]) -> str:
    if any("longer" in note for note in notes):
        return "upload the part that matters, or break the long lines (for JSON: `jq .`)"
    return "save the file as UTF-8 if the replaced characters matter"


def _document(
    raw: RawFile, *, lines: Sequence[str], data_type: DataType, encoding: str, notes: tuple[str, ...] = ()
) -> Document:
    identity = hashlib.sha256(raw.source.encode("utf-8", "surrogateescape") + b"\x00")
    identity.update(raw.content)
    artifact = Artifact(
        id=f"art_{identity.hexdigest()[:16]}",
        source=raw.source.encode("utf-8", "replace").decode("utf-8"),
        sha256=hashlib.sha256(raw.content).hexdigest(),
        size_bytes=len(raw.content),
        data_type=data_type,
        encoding=encoding,
        line_count=len(lines),
        notes=notes,
    )
    return Document(artifact=artifact, lines=lines, content=raw.content)


def _distinctly_named(files: list[RawFile]) -> list[RawFile]:
    """The files, a second one of the same path renamed to ``path~2``."""
    seen: dict[str, int] = {}
    result = []
    for file in files:
        seen[file.source] = count = seen.get(file.source, 0) + 1
        if count == 1:
            result.append(file)
        else:
            result.append(type(file)(source=f"{file.source}~{count}", content=file.content, cut=file.cut))
    return result


def _nothing_to_read(attachments: Sequence[Attachment], gaps: list[DataGap]) -> str:
    names = ", ".join(item.name for item in attachments) or "nothing"
    if not gaps:
        return f"{names} holds no file. Give a folder with logs, configuration or command output in it, or a file"
    reasons = "; ".join(f"{gap.subject} {gap.problem} ({gap.mend})" for gap in gaps[:5])
    more = f"; and {len(gaps) - 5} more" if len(gaps) > 5 else ""  # noqa: PLR2004  the five shown above
    return f"nothing in {names} can be read: {reasons}{more}"
