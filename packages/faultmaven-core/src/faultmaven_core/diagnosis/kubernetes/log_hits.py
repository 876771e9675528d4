"""Finds what a component's own log says, and tells whose log a document is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.phrases import phrases_of
from faultmaven_core.diagnosis.naming import document_name
from faultmaven_core.processing.log_search import log_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

_LONGEST_QUOTE = 500
_MOST_HITS = 200
_CHUNK = 20_000
_LONGEST_LINE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHit:
    """A line of a log that holds a phrase of a topic."""

    document: Document
    line: int

    @property
    def text(self) -> str:
        """The line."""
        return self.document.lines[self.line - 1]

    def span(self) -> SourceSpan:
        """The line as a citation, its beginning when it is long."""
        text = self.text
        return self.document.span(
            self.line, quote=text[:_LONGEST_QUOTE] if len(text) > _LONGEST_QUOTE else None
        )


def log_hits(materials: Materials, topic: str) -> Iterator[LogHit]:
    """The lines of all logs that hold a phrase of the topic, at most some hundred of a document."""
    phrases = phrases_of(topic)
    for document in log_documents(materials):
        found = 0
        for start in range(0, len(document.lines), _CHUNK):
            lines = [line[:_LONGEST_LINE].lower() for line in document.lines[start : start + _CHUNK]]
            whole = "\n".join(lines)
            if found >= _MOST_HITS or not any(phrase in whole for phrase in phrases):
                continue
            for number, line in enumerate(lines, start=start + 1):
                if found < _MOST_HITS and any(phrase in line for phrase in phrases):
                    found += 1
                    yield LogHit(document=document, line=number)


def belongs_to(document: Document, name: str) -> bool | None:
    """Whether the document is called after the component; None when it is called after nothing in particular."""
    called = document_name(document)
    return None if called is None else called == name
