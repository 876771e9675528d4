"""The sections of a text by its headings: Markdown, underlined, numbered, and lines of capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

_MARKED = re.compile(r"(#{1,6})\s+(\S.{0,200}?)\s*#*$")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+([A-Z][^.:;,!?]{2,80})$")
_UNDERLINES = {"=": 1, "-": 2, "~": 3}
_FENCES = ("```", "~~~")
_SHORTEST_LINE = 3
_TITLE_LIMIT = 120
_CAPITALS_LIMIT = 60
_LINE_LIMIT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSection:
    """A heading with what follows it, up to the next heading of its level or a higher one."""

    title: str
    level: int
    """1 is the highest."""
    within: tuple[str, ...]
    """The titles of the sections around it, the outermost first."""
    line: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOutline:
    """The sections of a document in the order of the text."""

    document: Document
    sections: tuple[TextSection, ...]

    def around(self, line: int) -> TextSection | None:
        """The innermost section that a line belongs to; None above the first heading."""
        inside = [one for one in self.sections if one.line <= line <= one.end_line]
        return max(inside, key=lambda one: one.line, default=None)

    def span(self, section: TextSection) -> SourceSpan:
        """A section as a citation."""
        return self.document.span(section.line, section.end_line)


def build_text_outlines(materials: Materials) -> Mapping[str, TextOutline]:
    """The outlines of all texts with headings, by artifact id: use it as a view."""
    found = ((document.artifact.id, read_text_outline(document)) for document in materials.documents)
    return {artifact: outline for artifact, outline in found if outline is not None}


def read_text_outline(document: Document) -> TextOutline | None:
    """The sections of a document; None when it has fewer than two headings."""
    if len(document.lines) > _LINE_LIMIT:
        return None
    headings = list(_headings(document))
    if len(headings) < 2:  # noqa: PLR2004  one heading makes no outline
        return None
    return TextOutline(document=document, sections=tuple(_sections(headings, len(document.lines))))


def _headings(document: Document) -> Iterator[tuple[int, int, str]]:
    """``(line, level, title)`` of every heading outside of quoted code."""
    fence = ""
    above = ""
    lines = [*document.lines, ""]
    for number, (line, below) in enumerate(pairwise(lines), start=1):
        text = line.strip()
        opened = next((mark for mark in _FENCES if text.startswith(mark)), "")
        if opened and (not fence or opened == fence):
            fence = "" if fence else opened
        elif not fence and text and len(text) <= _TITLE_LIMIT + len("###### "):
            found = _heading(line.rstrip(), below.rstrip(), alone=not above.strip() and not below.strip())
            if found is not None:
                yield number, *found
        above = line


def _heading(line: str, below: str, *, alone: bool) -> tuple[int, str] | None:
    marked = _MARKED.match(line)
    if marked is not None:
        return len(marked[1]), marked[2]
    if line[0].isspace() or len(line) > _TITLE_LIMIT:
        return None
    mark = below[:1]
    if mark in _UNDERLINES and len(below) >= _SHORTEST_LINE and set(below) == {mark} and line[0].isalnum():
        return _UNDERLINES[mark], line
    numbered = _NUMBERED.match(line) if alone else None
    if numbered is not None:
        return numbered[1].count(".") + 1, line
    shouted = alone and line.isupper() and len(line) <= _CAPITALS_LIMIT and line[:1].isalpha()
    return (1, line.rstrip(":")) if shouted and line[-1] not in ".;,!?" else None


def _sections(headings: list[tuple[int, int, str]], last: int) -> Iterator[TextSection]:
    around: list[tuple[int, str]] = []
    ends = _ends(headings, last)
    for (line, level, title), end in zip(headings, ends, strict=True):
        around = [one for one in around if one[0] < level]
        yield TextSection(
            title=title, level=level, within=tuple(one for _, one in around), line=line, end_line=end
        )
        around.append((level, title))


def _ends(headings: list[tuple[int, int, str]], last: int) -> list[int]:
    """The last line of each section: the one before the next heading that is not below it."""
    ends = [last] * len(headings)
    waiting: list[int] = []
    for index, (line, level, _) in enumerate(headings):
        while waiting and headings[waiting[-1]][1] >= level:
            ends[waiting.pop()] = line - 1
        waiting.append(index)
    return ends
