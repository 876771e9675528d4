"""Short ways to documents, materials and findings, for the tests of detectors, tools and reasoners."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from faultmaven_models.evidence import Artifact, DataType
from faultmaven_models.materials import Document, Materials


def lines_of(text: str) -> list[str]:
    """The lines of a text as citations count them.

    A line ends at a line feed; a carriage return before it is not part of the line, and no other character
    ends a line. A line feed at the end of the text opens no further line.
    """
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "" else lines


def artifact_from_bytes(source: str, content: bytes, *, data_type: DataType, line_count: int) -> Artifact:
    """The artifact of that source and content, with the id and hash that the engine would give it."""
    digest = hashlib.sha256(source.encode("utf-8", "surrogateescape") + b"\x00" + content).hexdigest()
    return Artifact(
        id=f"art_{digest[:16]}",
        source=source,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        data_type=data_type,
        line_count=line_count,
    )


def document_from_text(
    source: str, text: str, *, data_type: DataType = DataType.UNSTRUCTURED_TEXT
) -> Document:
    """The document that a file of that name (a path below the folder) and that text becomes."""
    lines = lines_of(text)
    artifact = artifact_from_bytes(source, text.encode(), data_type=data_type, line_count=len(lines))
    return Document(artifact=artifact, lines=lines)


def materials_from_texts(texts: Mapping[str, str], *, question: str = "") -> Materials:
    """Materials with a document for each ``source: text``, in the order given."""
    return Materials([document_from_text(source, text) for source, text in texts.items()], question=question)


__all__ = ["artifact_from_bytes", "document_from_text", "lines_of", "materials_from_texts"]
