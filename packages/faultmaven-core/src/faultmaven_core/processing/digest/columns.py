"""Where the message of a line begins, inferred from how the first columns of many lines behave."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from enum import StrEnum

from faultmaven_core.processing.digest.vocabulary import vocabulary

_COLUMNS = 24
_BRACKET_REACH = 160
_CLOSING = {"[": "]", "(": ")"}
_EDGE = "[]<>(){}:,;|\"'-"
_LETTERS = "VDIWEF"
_COLUMN = re.compile(r"[^ \t|]+")
_ONE_DIGIT = str.maketrans("123456789", "000000000")
_NO_DIGIT = str.maketrans("", "", "0123456789")
_ENOUGH = 8
_MOST, _MANY, _FEW = 0.9, 0.85, 0.02


class Kind(StrEnum):
    """What one column of one line looks like."""

    SEPARATOR = "separator"
    LEVEL = "level"
    BRACKET = "bracket"
    NUMBER = "number"
    TAG = "tag"
    MIXED = "mixed"
    WORD = "word"


_PLAIN_HEADER = (Kind.NUMBER, Kind.LEVEL, Kind.SEPARATOR, Kind.BRACKET, Kind.MIXED)


def messages(lines: Sequence[str]) -> list[str]:
    """What follows the header in each line.

    Lines are judged together with those that begin alike, so several layouts may stand in one log.
    """
    reader = _KindReader()
    columns = [_columns(line) for line in lines]
    layouts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, line in enumerate(columns):
        layouts[tuple(reader.layout(text) for text, _ in line[:2])].append(index)
    found = list(lines)
    for members in layouts.values():
        width = _header_width([columns[index] for index in members], reader)
        for index in members:
            line = columns[index]
            if width and len(line) >= width:
                found[index] = lines[index][line[width - 1][1] :].lstrip(" |\t")
    return found


class _KindReader:
    """Kinds of columns; texts that differ in digits alone are read once."""

    def __init__(self) -> None:
        self._known: dict[str, Kind] = {}

    def kind(self, text: str) -> Kind:
        key = text.translate(_ONE_DIGIT)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _kind(text)
        return found

    def layout(self, text: str) -> str:
        """The kind, and for times and numbers their punctuation too: layouts differ there."""
        kind = self.kind(text)
        return text.translate(_NO_DIGIT) if kind is Kind.NUMBER and not text.isalpha() else kind


def _columns(line: str) -> list[tuple[str, int]]:
    """The first columns and where each ends; what brackets hold is one column."""
    found: list[tuple[str, int]] = []
    at = 0
    while len(found) < _COLUMNS:
        match = _COLUMN.search(line, at)
        if match is None:
            break
        start, stop = match.span()
        if line[start] in _CLOSING:
            close = _bracket_end(line, start)
            rest = _COLUMN.match(line, close)
            stop = max(stop if close == start else close, rest.end() if rest else close)
        found.append((line[start:stop], stop))
        at = stop + 1
    return found


def _bracket_end(line: str, at: int) -> int:
    opening, closing, depth = line[at], _CLOSING[line[at]], 0
    for stop in range(at, min(len(line), at + _BRACKET_REACH)):
        depth += (line[stop] == opening) - (line[stop] == closing)
        if not depth:
            return stop + 1
    return at


def _kind(text: str) -> Kind:
    core = text.strip(_EDGE)
    if not core:
        return Kind.SEPARATOR
    if core.upper() in vocabulary().levels or (len(core) == 1 and core in _LETTERS):
        return Kind.LEVEL
    if text[0] == "[" or (text[0] == "(" and text[-1] == ")"):
        return Kind.BRACKET
    letters, digits = sum(map(str.isalpha, core)), sum(map(str.isdigit, core))
    if core in vocabulary().calendar or (digits and letters <= 2):  # noqa: PLR2004  T and Z of a time
        return Kind.NUMBER
    if text[-1] == ":":
        return Kind.TAG
    return Kind.MIXED if digits and letters else Kind.WORD


def _header_width(lines: list[list[tuple[str, int]]], reader: _KindReader) -> int:
    """How many of the first columns are header; 0 when none is."""
    width = 0
    for position in range(_COLUMNS):
        column = [line[position][0] for line in lines if len(line) > position]
        if len(column) < _MOST * len(lines):
            break
        values, kinds = Counter(column), Counter(map(reader.kind, column))
        if width and kinds[Kind.TAG] >= _MANY * len(column):
            return position + 1
        if _is_header(kinds, len(column)):
            width = position + 1
        elif not width or len(lines) < _ENOUGH or not _may_be_header(values, kinds, len(column)):
            break
    return width


def _is_header(kinds: Counter[Kind], total: int) -> bool:
    kind, count = kinds.most_common(1)[0]
    if kind in _PLAIN_HEADER and count >= _MOST * total:
        return True
    steady = kinds[Kind.LEVEL] + kinds[Kind.NUMBER] + kinds[Kind.SEPARATOR] + kinds[Kind.MIXED]
    return steady >= 0.95 * total or (kind is Kind.MIXED and count >= 0.8 * total)


def _may_be_header(values: Counter[str], kinds: Counter[Kind], total: int) -> bool:
    """True for a column that is header if a header column follows it: a host, a subsystem, a node."""
    constant = values.most_common(1)[0][1] >= 0.95 * total
    return constant or len(values) <= max(1, _FEW * total) or kinds[Kind.MIXED] >= total / 2
