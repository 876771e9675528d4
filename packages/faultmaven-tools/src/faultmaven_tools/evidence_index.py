"""An index over the lines of a case's documents, for finding the lines that bear on a question."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_models.evidence import SourceSpan
from faultmaven_models.materials import QUOTE_LIMIT
from faultmaven_tools.bm25 import LexicalIndex
from faultmaven_tools.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from faultmaven_models.materials import Document, Materials

GROUP_LIMIT = 300_000
"""Different lines of a case that are indexed; lines beyond are counted in ``EvidenceIndex.left_out``."""

WINDOW_LIMIT = 2_000
"""Pieces of one long line that are indexed, ``QUOTE_LIMIT`` characters each."""

LINES_COMPARED = 5_000
"""Like lines that are looked through for the numbers of a query."""

NUMBERS_SCANNED = 4
"""Numbers of a query that are looked for line by line when the index does not hold them."""

_NUMBER = re.compile(r"[\w.:/-]*\d[\w.:/-]*", re.ASCII)
_NO_DIGITS = str.maketrans("", "", "0123456789")
_NO_HEX = str.maketrans("", "", "0123456789abcdefABCDEF-")
_SAMPLE = 4_000
_NOISY = 0.3
_SHORTEST_NUMBER = 3
_HITS_OF_A_NUMBER = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceHit:
    """A line that answers a query. Scores compare within one answer only; higher is better.

    ``quote`` is the line as it stands, or a piece of at most ``QUOTE_LIMIT`` characters of a longer one.
    ``similar_lines`` is how many lines of the document differ from it in digits alone, itself included.
    """

    artifact_id: str
    source: str
    start_line: int
    end_line: int
    quote: str
    score: float
    similar_lines: int = 1

    def span(self) -> SourceSpan:
        """The hit as a citation."""
        return SourceSpan(
            artifact_id=self.artifact_id,
            source=self.source,
            start_line=self.start_line,
            end_line=self.end_line,
            quote=self.quote,
        )


class EvidenceIndex:
    """Finds lines by their words; built once for a case with ``materials.view(EvidenceIndex)``.

    Lines of a document that differ in digits alone are one entry, so a million lines of a log become a few thousand
    entries; numbers of a query are looked up among the lines of an entry. A line longer than a quote may be is cut
    into pieces. Time to build is linear in the text; entries are bounded by ``GROUP_LIMIT``.
    """

    def __init__(self, materials: Materials) -> None:
        self._documents = materials.documents
        self._index = LexicalIndex()
        self._document_of: array[int] = array("I")
        self._offsets: array[int] = array("Q")
        self._lines: list[array[int]] = []
        self.left_out = 0
        """Lines that were not indexed, or not to their end: too many different ones, or too long."""
        for number, document in enumerate(self._documents):
            self._add(number, document)

    def __len__(self) -> int:
        return len(self._index)

    def search(
        self, query: str, limit: int = 10, *, sources: Collection[str] | None = None
    ) -> tuple[EvidenceHit, ...]:
        """The lines that share the rarest words with the query, best first, at most ``limit``.

        With ``sources`` only lines of documents with these sources. Nothing when no word matches.
        """
        words = tokens(query)
        wanted = [sources is None or document.source in sources for document in self._documents]
        ranked = self._index.search(words, limit=limit, accept=lambda group: wanted[self._document_of[group]])
        numbers = sorted({number.strip(".:/-") for number in _NUMBER.findall(query)} - {""})
        hits = {(hit.source, hit.start_line, hit.quote): hit for hit in self._scanned(numbers, words, wanted)}
        for entry in ranked:
            hit = self._hit(entry.entry, entry.score, numbers, words)
            hits.setdefault((hit.source, hit.start_line, hit.quote), hit)
        return tuple(sorted(hits.values(), key=lambda hit: (-hit.score, hit.source, hit.start_line)))[:limit]

    def _add(self, number: int, document: Document) -> None:
        groups: dict[str, int] = {}
        digits = _digits_to_drop(document.lines)
        for line_number, line in document.numbered():
            if len(line) > QUOTE_LIMIT:
                self._add_pieces(number, line_number, line)
                continue
            key = line.translate(digits)
            group = groups.get(key)
            if group is not None:
                self._lines[group].append(line_number)
            elif line.strip():
                group = self._new_group(number, line, line_number)
                if group is not None:
                    groups[key] = group

    def _add_pieces(self, number: int, line_number: int, line: str) -> None:
        for offset in range(0, min(len(line), WINDOW_LIMIT * QUOTE_LIMIT), QUOTE_LIMIT):
            self._new_group(number, line[offset : offset + QUOTE_LIMIT], line_number, offset)
        self.left_out += len(line) > WINDOW_LIMIT * QUOTE_LIMIT

    def _new_group(self, number: int, text: str, line_number: int, offset: int = 0) -> int | None:
        if len(self._index) >= GROUP_LIMIT:
            self.left_out += 1
            return None
        self._document_of.append(number)
        self._offsets.append(offset)
        self._lines.append(array("I", [line_number]))
        return self._index.add(list(dict.fromkeys(tokens(text))))

    def _hit(self, group: int, score: float, numbers: Sequence[str], words: Sequence[str]) -> EvidenceHit:
        document = self._documents[self._document_of[group]]
        lines = self._lines[group]
        offset = self._offsets[group]
        best = lines[0]
        if numbers and len(lines) > 1:
            best = max(
                lines[:LINES_COMPARED],
                key=lambda line: sum(number in document.lines[line - 1] for number in numbers),
            )
            score = max(score, self._weight(document.lines[best - 1], words))
        text = document.lines[best - 1][offset : offset + QUOTE_LIMIT]
        return _hit(document, best, text, score, similar_lines=len(lines))

    def _weight(self, text: str, words: Sequence[str]) -> float:
        return self._index.weight(list(dict.fromkeys(tokens(text))), words)

    def _scanned(
        self, numbers: Sequence[str], words: Sequence[str], wanted: Sequence[bool]
    ) -> Iterator[EvidenceHit]:
        """Lines with numbers that the index lost when it put lines together."""
        lost = [n for n in numbers if len(n) >= _SHORTEST_NUMBER and not self._index.knows(n.lower())]
        for number in lost[:NUMBERS_SCANNED]:
            found = 0
            for place, document in enumerate(self._documents):
                for line_number, line in document.numbered() if wanted[place] else ():
                    if number in line and len(line) <= QUOTE_LIMIT and found < _HITS_OF_A_NUMBER:
                        found += 1
                        yield _hit(document, line_number, line, self._weight(line, words))


def _hit(document: Document, line: int, text: str, score: float, *, similar_lines: int = 1) -> EvidenceHit:
    return EvidenceHit(
        artifact_id=document.artifact.id,
        source=document.source,
        start_line=line,
        end_line=line,
        quote=text,
        score=round(score, 6),
        similar_lines=similar_lines,
    )


def _digits_to_drop(lines: Sequence[str]) -> dict[int, int | None]:
    """What a line's key leaves out: digits, or hexadecimal digits too where without them lines would all differ."""
    sample = [lines[place] for place in range(0, len(lines), max(1, len(lines) // _SAMPLE))]
    noisy = len({line.translate(_NO_DIGITS) for line in sample}) > _NOISY * len(sample) > _NOISY * _SAMPLE / 2
    return _NO_HEX if noisy else _NO_DIGITS


__all__ = ["GROUP_LIMIT", "EvidenceHit", "EvidenceIndex"]
