"""Find known messages in a document in one pass.

No pattern runs on every line. A chunk of lines is reduced to its distinct lines without digits; a few anchor words
shared by many literals are looked for in that; only lines that really hold a literal are read one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from faultmaven_core.processing.endpoints import endpoint_in
from faultmaven_core.processing.log_lines import LineHeader, read_header
from faultmaven_core.processing.log_signatures import LogSignature, SignatureHits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from faultmaven_models.materials import Document

CHUNK_LINES = 8000
READ_PER_CHUNK = 500
"""Of lines that hold the same literal, this many are read in each chunk; the others are only counted."""

_DIGITS = b"0123456789"
_MIN_ANCHOR = 4
_PROMPTS = ("$ ", "> ", "+ ")


class SignatureTable:
    """Signatures, arranged for a fast search."""

    __slots__ = ("_groups", "by_literal", "signatures")

    def __init__(self, signatures: Iterable[LogSignature]) -> None:
        self.signatures = tuple(signatures)
        self.by_literal: dict[str, list[LogSignature]] = defaultdict(list)
        for signature in self.signatures:
            for literal in signature.any:
                self.by_literal[literal].append(signature)
        self._groups = _anchored(self.by_literal)

    def present(self, text: str) -> list[str]:
        """The literals that may stand in ``text``, whatever the case; none that stands there is missing."""
        distinct = set(text.encode("utf-8", "replace").translate(None, _DIGITS).split(b"\n"))
        sample = b"\n".join(distinct).lower()
        return [
            literal
            for anchor, literals in self._groups
            if anchor in sample
            for reduced, literal in literals
            if reduced in sample
        ]


def scan(document: Document, table: SignatureTable, *, year: int) -> list[SignatureHits]:
    """The signatures found in ``document``, one entry for each host, program and set of captured values."""
    found: dict[tuple[object, ...], SignatureHits] = {}
    for base in range(0, len(document.lines), CHUNK_LINES):
        lines = document.lines[base : base + CHUNK_LINES]
        text = "\n".join(lines)
        literals = table.present(text)
        if literals:
            chunk = _Chunk(document=document, lines=lines, text=text.lower(), base=base, year=year)
            for literal in literals:
                chunk.collect(literal, table.by_literal[literal], found)
    for hits in found.values():
        if hits.signature.recovered_by:
            hits.recovered = _recovered(hits)
    return list(found.values())


@dataclass(slots=True, kw_only=True)
class _Chunk:
    document: Document
    lines: Sequence[str]
    text: str
    base: int
    year: int
    starts: list[int] = field(init=False)
    seen: set[tuple[str, int]] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.starts = [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]

    def collect(
        self, literal: str, rows: list[LogSignature], found: dict[tuple[object, ...], SignatureHits]
    ) -> None:
        """Read the lines that hold ``literal``: the first ones and the last one, and count the rest."""
        last: SignatureHits | None = None
        for read, index in enumerate(self._indices(literal)):
            if read == READ_PER_CHUNK:
                break
            last = self._read(index, rows, found) or last
        else:
            return
        position = self.text.rfind(literal)
        last = self._read(bisect_right(self.starts, position) - 1, rows, found) or last
        if last is not None:
            last.count += max(0, self.text.count(literal) - READ_PER_CHUNK - 1)

    def _indices(self, literal: str) -> Iterator[int]:
        position = self.text.find(literal)
        while position >= 0:
            index = bisect_right(self.starts, position) - 1
            yield index
            position = self.text.find(literal, self.starts[index + 1])

    def _read(
        self, index: int, rows: list[LogSignature], found: dict[tuple[object, ...], SignatureHits]
    ) -> SignatureHits | None:
        raw, lowered = self.lines[index], self.text[self.starts[index] : self.starts[index + 1] - 1]
        if raw.startswith(_PROMPTS):
            return None
        header: LineHeader | None = None
        hits: SignatureHits | None = None
        for row in rows:
            if not _accepts(row, lowered) or (row.id, index) in self.seen:
                continue
            header = header or read_header(raw, year=self.year)
            if not _heard(row, header, raw):
                continue
            self.seen.add((row.id, index))
            values = _captured(row, raw, lowered)
            key = (row.id, header.host, header.program, values.get("peer"))
            hits = found.get(key)
            if hits is None:
                hits = found[key] = SignatureHits(
                    signature=row,
                    document=self.document,
                    host=header.host,
                    program=header.program,
                    values=values,
                )
            for name, value in values.items():
                hits.values.setdefault(name, value)
            hits.add(self.base + index + 1, header)
        return hits


def _accepts(row: LogSignature, lowered: str) -> bool:
    return all(literal in lowered for literal in row.all) and not any(
        literal in lowered for literal in row.none
    )


def _heard(row: LogSignature, header: LineHeader, raw: str) -> bool:
    if header.level is not None and header.level.informational and not row.informational:
        return False
    if not row.at_start:
        return True
    return any(text.strip().lower().startswith(row.any) for text in (header.message, raw))


def _captured(row: LogSignature, raw: str, lowered: str) -> dict[str, str]:
    source = raw if len(raw) == len(lowered) else lowered
    values = {}
    for name, (before, after) in row.captures.items():
        start = lowered.find(before.lower())
        if start < 0:
            continue
        start += len(before)
        end = lowered.find(after.lower(), start) if after else len(source)
        value = source[start : end if end >= 0 else len(source)].strip()
        if value and len(value) <= 200:  # noqa: PLR2004  a longer one is no name
            values[name] = value
    if row.endpoint and "peer" not in values:
        peer = endpoint_in(raw)
        if peer is not None:
            values["peer"] = peer
    return values


def _recovered(hits: SignatureHits) -> bool:
    lines, literals = hits.document.lines, hits.signature.recovered_by
    for base in range(hits.last_line, len(lines), CHUNK_LINES):
        text = "\n".join(lines[base : base + CHUNK_LINES]).lower()
        if any(literal in text for literal in literals):
            return True
    return False


def _anchored(literals: Iterable[str]) -> list[tuple[bytes, list[tuple[bytes, str]]]]:
    """Group literals by a word they share: the fewest words that cover all, found greedily."""
    open_literals = {literal: literal.encode("utf-8").translate(None, _DIGITS) for literal in literals}
    groups = []
    while open_literals:
        words = Counter(word for reduced in open_literals.values() for word in _words(reduced))
        best = max(words, key=lambda word: (words[word], len(word), word))
        members = [(reduced, literal) for literal, reduced in open_literals.items() if best in reduced]
        groups.append((best, members))
        for _, literal in members:
            del open_literals[literal]
    return groups


def _words(reduced: bytes) -> set[bytes]:
    words = {word for word in reduced.split() if len(word) >= _MIN_ANCHOR}
    return words or {reduced}
