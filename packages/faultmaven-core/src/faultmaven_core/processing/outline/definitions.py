"""The definitions of program code, and the one around a cited line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.outline.brace_blocks import braced_definitions
from faultmaven_core.processing.outline.definition import Definition
from faultmaven_core.processing.outline.languages import language_of
from faultmaven_core.processing.outline.python_blocks import python_definitions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

SIZE_LIMIT = 4_000_000
"""Bytes; larger files are no code that somebody wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOutline:
    """The definitions of a document, in the order of their first lines."""

    document: Document
    language: str
    definitions: tuple[Definition, ...]

    def around(self, line: int) -> Definition | None:
        """The innermost definition that a line belongs to; None outside of all."""
        inside = [one for one in self.definitions if one.line <= line <= one.end_line]
        return min(inside, key=lambda one: (one.end_line - one.line, -one.line), default=None)

    def span(self, definition: Definition) -> SourceSpan:
        """A definition as a citation."""
        return self.document.span(definition.line, definition.end_line)


def build_code_outlines(materials: Materials) -> Mapping[str, CodeOutline]:
    """The outlines of all program code of the case, by artifact id: use it as a view."""
    found = ((document.artifact.id, read_code_outline(document)) for document in materials.documents)
    return {artifact: outline for artifact, outline in found if outline is not None}


def read_code_outline(document: Document) -> CodeOutline | None:
    """The definitions of a document; None when it is no code of a known language, or beyond the size limit."""
    if document.artifact.size_bytes > SIZE_LIMIT:
        return None
    language = language_of(document)
    if language is None:
        return None
    found = (
        braced_definitions(document.lines, language)
        if language.braces
        else python_definitions(document.lines)
    )
    if not found:
        return None
    return CodeOutline(
        document=document,
        language=language.name,
        definitions=tuple(sorted(found, key=lambda one: (one.line, -one.end_line))),
    )
