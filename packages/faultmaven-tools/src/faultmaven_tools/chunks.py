"""Cuts a document into the pieces that a search returns: by headings, with line numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_models.knowledge import KnowledgeChunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faultmaven_models.knowledge import KnowledgeDocument

CHUNK_SIZE = 1600
"""Characters after which a section is cut at the next blank line, or at twice that at any line."""

_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+(?P<text>[^\n]*)")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")


@dataclass(frozen=True, slots=True)
class _Piece:
    heading: str
    start: int
    end: int
    """Line numbers from 1; ``end`` is the last line."""


def chunk(document: KnowledgeDocument) -> tuple[KnowledgeChunk, ...]:
    """The document's pieces in order.

    A Markdown heading outside a code fence opens a piece; ``heading`` is the path of headings down to it. Blank lines
    at either end of a piece are left out, a document without text has no pieces.
    """
    lines = [line.removesuffix("\r") for line in document.text.split("\n")]
    chunks: list[KnowledgeChunk] = []
    for section in _sections(lines):
        for start, end in _cut(lines, section.start, section.end):
            chunks.append(
                KnowledgeChunk(
                    id=f"{document.id}#{len(chunks) + 1}",
                    document_id=document.id,
                    title=document.title,
                    heading=section.heading,
                    text="\n".join(lines[start - 1 : end]),
                    source=document.source,
                    start_line=start,
                    end_line=end,
                    metadata=document.metadata,
                )
            )
    return tuple(chunks)


def _sections(lines: Sequence[str]) -> Iterator[_Piece]:
    path: list[tuple[int, str]] = []
    start = 1
    fence = ""
    for number, line in enumerate(lines, start=1):
        mark = _FENCE.match(line)
        if mark and fence in {"", mark[1]}:
            fence = "" if fence else mark[1]
            continue
        heading = None if fence else _HEADING.match(line)
        if heading is None:
            continue
        if number > start:
            yield _Piece(" > ".join(text for _, text in path), start, number - 1)
        level = len(heading[1])
        title = heading["text"].strip().rstrip("#").strip()
        path = [*((depth, text) for depth, text in path if depth < level), (level, title)]
        start = number
    yield _Piece(" > ".join(text for _, text in path), start, len(lines))


def _cut(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts of the lines ``start`` to ``end`` that are not too long, without blank lines at their ends."""
    first, size = start, 0
    for number in range(start, end + 1):
        line = lines[number - 1]
        if size > (CHUNK_SIZE if not line.strip() else 2 * CHUNK_SIZE):
            yield from _trimmed(lines, first, number - 1)
            first, size = number, 0
        size += len(line) + 1
    yield from _trimmed(lines, first, end)


def _trimmed(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    full = [number for number in range(start, end + 1) if lines[number - 1].strip()]
    if full:
        yield full[0], full[-1]


__all__ = ["CHUNK_SIZE", "chunk"]
