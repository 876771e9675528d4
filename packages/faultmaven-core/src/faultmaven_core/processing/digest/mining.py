"""Rows of a sketch into groups of rows: the templates, before anything is said about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2s

from faultmaven_core.processing.digest.clusters import Words, clusters
from faultmaven_core.processing.digest.columns import messages
from faultmaven_core.processing.digest.masks import WILD, Masker
from faultmaven_core.processing.digest.sketch import Row, Sketch
from faultmaven_core.processing.log_lines import NO_YEAR, read_header

RowKey = tuple[bool, bytes]
_PUNCTUATION = "[](){}<>:,;|\"'=!?#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A row in its group: where it stands in the sketch, its first line, and that line's message."""

    key: RowKey
    row: Row
    line: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows of one template. ``words`` are the template's; ``samples`` are messages of sampled lines."""

    id: str
    words: Words
    members: tuple[Member, ...]
    samples: tuple[str, ...]

    @property
    def text(self) -> str:
        """The template with ``<*>`` where lines differ, punctuation kept."""
        return " ".join(self.words)


def mine(sketch: Sketch) -> tuple[Group, ...]:
    """The groups, in the order of their first lines. The same sketch gives the same groups."""
    rows: list[tuple[RowKey, Row]] = [((False, key), row) for key, row in sketch.rows.items()]
    rows += [((True, key), row) for key, row in sketch.folded.items()]
    rows.sort(key=lambda item: (item[1].first, item[0]))
    lines = [row.first_text.decode("utf-8", "replace") for _, row in rows]
    sampled = [anchor.head.decode("utf-8", "replace") for anchor in sketch.anchors]
    bodies = [
        _body(line, text) for line, text in zip(lines + sampled, messages(lines + sampled), strict=True)
    ]
    members = [
        Member(key=key, row=row, line=line, message=body)
        for (key, row), line, body in zip(rows, lines, bodies[: len(lines)], strict=True)
    ]
    samples: dict[RowKey, list[str]] = defaultdict(list)
    for anchor, body in zip(sketch.anchors, bodies[len(lines) :], strict=True):
        samples[sketch.row_key(sketch.fingerprint(anchor.head))].append(body)
    return _groups(members, samples)


def _body(line: str, message: str) -> str:
    if line.lstrip().startswith("{"):
        return read_header(line, year=NO_YEAR).message or line
    return message


def _groups(members: Sequence[Member], samples: dict[RowKey, list[str]]) -> tuple[Group, ...]:
    masker = Masker()
    alike: dict[Words, list[Member]] = defaultdict(list)
    for member in members:
        alike[masker.words(member.message)].append(member)
    distinct = list(alike)
    counts = [(words, sum(member.row.lines for member in alike[words])) for words in distinct]
    by_text: dict[Words, list[Member]] = defaultdict(list)
    for indexes in clusters(counts):
        words = _template([distinct[index] for index in indexes])
        for index in indexes:
            by_text[words].extend(alike[distinct[index]])
    groups = [
        Group(
            id=blake2s("\n".join(words).encode(), digest_size=5).hexdigest(),
            words=words,
            members=tuple(sorted(rows, key=lambda member: member.row.first)),
            samples=tuple(text for member in rows for text in samples.get(member.key, ())),
        )
        for words, rows in by_text.items()
    ]
    return tuple(sorted(groups, key=lambda group: group.members[0].row.first))


def _template(rows: list[Words]) -> Words:
    return tuple(_column(Counter(column)) for column in zip(*rows, strict=True)) if rows[0] else ()


def _column(values: Counter[str]) -> str:
    if len(values) == 1:
        return next(iter(values))
    head, tail = _shared_start(values), _shared_start([value[::-1] for value in values])[::-1]
    shortest = min(map(len, values))
    joined = head + WILD + tail if len(head) + len(tail) < shortest else WILD
    return joined.replace(WILD + WILD, WILD)


def _shared_start(values: Counter[str] | list[str]) -> str:
    """What all begin with, back to the last punctuation: never half a word."""
    low, high = min(values), max(values)
    size = 0
    while size < min(len(low), len(high)) and low[size] == high[size]:
        size += 1
    while size and low[size - 1] not in _PUNCTUATION:
        size -= 1
    shared = low[:size]
    return shared if shared.count("<") == shared.count(">") else ""
