"""Finds fixed phrases in logs, fast: every line that holds one, with its document and number.

Documents that hold the output of kubectl are left out: their texts quote logs of others. A phrase is found as it stands
(upper and lower case count), which needs no regular expression.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_models.evidence import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

_CHUNK = 20_000
_QUOTE = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHit:
    """A line that holds a phrase."""

    phrase: str
    document: Document
    line: int

    @property
    def text(self) -> str:
        """The whole line."""
        return self.document.lines[self.line - 1]

    def around(self, before: int = 80, after: int = 300) -> str:
        """The line's text around the phrase."""
        text = self.text
        position = max(0, text.find(self.phrase))
        return text[max(0, position - before) : position + after]

    def span(self) -> SourceSpan:
        """The line as a citation; of a long line the part with the phrase."""
        text = self.text
        if len(text) <= _QUOTE:
            return self.document.span(self.line)
        return self.document.span(self.line, quote=self.around(80, _QUOTE - 80).strip())


def log_documents(materials: Materials) -> tuple[Document, ...]:
    """The documents that may be logs."""
    skipped = (DataType.CLUSTER_SNAPSHOT, DataType.METRICS_AND_PERFORMANCE, DataType.VISUAL_EVIDENCE)
    return tuple(document for document in materials.documents if document.artifact.data_type not in skipped)


def search_logs(
    materials: Materials, phrases: Sequence[str], *, per_document: int = 200
) -> tuple[LogHit, ...]:
    """The lines of all logs that hold one of the phrases, at most ``per_document`` of each phrase and document."""
    hits: list[LogHit] = []
    for document in log_documents(materials):
        hits.extend(search_document(document, phrases, limit=per_document))
    return tuple(hits)


def search_document(document: Document, phrases: Sequence[str], *, limit: int = 200) -> list[LogHit]:
    """The lines of one document that hold a phrase, in the order of the phrases and lines; each line once a phrase."""
    found: dict[str, list[LogHit]] = {phrase: [] for phrase in phrases}
    for start in range(0, len(document.lines), _CHUNK):
        text = "\n".join(document.lines[start : start + _CHUNK])
        for phrase, hits in found.items():
            for line in _lines_with(text, phrase):
                if len(hits) >= limit:
                    break
                hits.append(LogHit(phrase=phrase, document=document, line=start + line))
    return [hit for hits in found.values() for hit in hits]


def holds(document: Document, phrases: Sequence[str]) -> bool:
    """Whether any line holds one of the phrases: a cheap question before a document is read line by line."""
    for start in range(0, len(document.lines), _CHUNK):
        text = "\n".join(document.lines[start : start + _CHUNK])
        if any(phrase in text for phrase in phrases):
            return True
    return False


def _lines_with(text: str, phrase: str) -> Iterator[int]:
    """The numbers (from 1) of the lines of ``text`` that hold ``phrase``."""
    position, line, counted = text.find(phrase), 1, 0
    while position >= 0:
        line += text.count("\n", counted, position)
        counted = position
        yield line
        end = text.find("\n", position)
        if end < 0:
            return
        position = text.find(phrase, end)
