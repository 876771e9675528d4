"""A value and the lines that tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from faultmaven_models.evidence import SourceSpan
from faultmaven_models.materials import Document

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited(Generic[T_co]):
    """``value``, and the lines of ``document`` (from 1, inclusive) that say so."""

    value: T_co
    document: Document
    line: int
    end_line: int | None = None

    def span(self) -> SourceSpan:
        """The lines as a citation.

        Raises ValueError (pydantic's) when they are blank, which a reader never cites.
        """
        return self.document.span(self.line, self.end_line)
