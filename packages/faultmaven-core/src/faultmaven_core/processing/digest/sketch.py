"""What is kept of a log: one row for each fingerprint and a sample of lines, mergeable and bounded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from faultmaven_core.processing.digest.fingerprints import SHAPE_RUNG, SKELETON_RUNG, dropped, shape, skeleton

ROW_LIMIT = 24_000
ANCHOR_LIMIT = 4_096
HEAD = 512
"""Bytes kept of a row's last line and of a sampled line: enough for its time and most values."""


class Row(NamedTuple):
    """The lines with one fingerprint: how many, the numbers of the first and the last, and their text."""

    lines: int
    first: int
    last: int
    first_text: bytes
    last_text: bytes

    def joined(self, other: Row) -> Row:
        """Both rows as one."""
        early = self if self.first <= other.first else other
        late = self if self.last >= other.last else other
        return Row(self.lines + other.lines, early.first, late.last, early.first_text, late.last_text)

    def moved(self, lines: int) -> Row:
        """The row as it stands behind so many lines."""
        return self._replace(first=self.first + lines, last=self.last + lines)


class Anchor(NamedTuple):
    """A sampled line: its number, its checksum, which decided that it was taken, and its first bytes."""

    line: int
    checksum: int
    head: bytes


class Source(NamedTuple):
    """Lines that came from one place, one after the other. ``name`` is a path, or what the caller said."""

    name: str
    lines: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """The state behind a digest. Two sketches are equal when every digest made of them is."""

    row_limit: int = ROW_LIMIT
    anchor_limit: int = ANCHOR_LIMIT
    rung: int = 0
    family: int = 0
    """Fingerprints that one skeleton may have before they share a row; counts from ``SKELETON_RUNG`` on."""
    rows: dict[bytes, Row] = field(default_factory=dict)
    folded: dict[bytes, Row] = field(default_factory=dict)
    """Rows of skeletons with too many fingerprints, or of shapes."""
    sampling: int = 0
    """A line is sampled when so many low bits of its checksum are zero, but not all: blank lines have 0."""
    anchors: tuple[Anchor, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def lines(self) -> int:
        """All lines."""
        return sum(source.lines for source in self.sources)

    def fingerprint(self, line: bytes) -> bytes:
        """The fingerprint of one line, as this sketch's rung makes it."""
        return line.translate(None, dropped(self.rung))

    def row_key(self, fingerprint: bytes) -> tuple[bool, bytes]:
        """Where the lines with this fingerprint (of this sketch's rung) are: whether folded, and the key."""
        if self.rung >= SHAPE_RUNG:
            return True, shape(fingerprint)
        if self.rung == SKELETON_RUNG and fingerprint not in self.rows:
            return True, skeleton(fingerprint)
        return False, fingerprint


class Rows:
    """The growing table. It folds what makes it too large, in a way that does not depend on the order of lines.

    Whether it climbs a rung depends on how many fingerprints there are in all, and whether a skeleton is folded on
    how many of them are its own: both only grow, so the result is the same however the lines were divided.
    """

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self.rung = 0
        self.family = 0
        self.plain: dict[bytes, Row] = {}
        self.folded: dict[bytes, Row] = {}
        self._sizes: Counter[bytes] = Counter()

    @classmethod
    def of(cls, sketch: Sketch, *, lines: int) -> Rows:
        """The table of a sketch that begins behind so many lines."""
        table = cls(limit=sketch.row_limit)
        table.rung, table.family = sketch.rung, sketch.family
        table.plain = {key: row.moved(lines) for key, row in sketch.rows.items()}
        table.folded = {key: row.moved(lines) for key, row in sketch.folded.items()}
        if sketch.rung == SKELETON_RUNG:
            table._sizes = Counter(map(skeleton, table.plain))
        return table

    @property
    def dropped(self) -> bytes:
        """The characters that fingerprints given to ``add`` lack."""
        return dropped(self.rung)

    def add(self, fingerprint: bytes, row: Row) -> None:
        """Takes in lines with one fingerprint, made at the present rung."""
        known = self.plain.get(fingerprint)
        if known is not None:
            self.plain[fingerprint] = known.joined(row)
        elif self.rung < SKELETON_RUNG:
            self.plain[fingerprint] = row
        elif self.rung >= SHAPE_RUNG:
            self.fold(shape(fingerprint), row)
        else:
            bones = skeleton(fingerprint)
            if bones in self.folded:
                self.fold(bones, row)
            else:
                self.plain[fingerprint] = row
                self._sizes[bones] += 1

    def fold(self, key: bytes, row: Row) -> None:
        """Takes in lines of a folded skeleton or shape."""
        known = self.folded.get(key)
        self.folded[key] = row if known is None else known.joined(row)

    def join(self, other: Sketch, *, lines: int) -> None:
        """Takes in the table of a sketch that begins behind so many lines."""
        theirs = Rows.of(other, lines=lines)
        rung = max(self.rung, other.rung)
        self.climb_to(rung)
        theirs.climb_to(rung)
        if rung == SKELETON_RUNG:
            self.family = min(self.family, theirs.family)
            self._fold_skeletons(theirs.folded.keys() & self._sizes.keys())
        for key, row in theirs.folded.items():
            self.fold(key, row)
        for fingerprint, row in theirs.plain.items():
            self.add(fingerprint, row)
        self.settle()

    def climb_to(self, rung: int) -> None:
        """Climbs until at least this rung."""
        while self.rung < rung:
            self._climb()

    def _shrink_family(self, family: int) -> None:
        self.family = family
        self._fold_skeletons({bones for bones, size in self._sizes.items() if size > family})

    def _fold_skeletons(self, large: set[bytes]) -> None:
        if not large:
            return
        kept: dict[bytes, Row] = {}
        for fingerprint, row in self.plain.items():
            bones = skeleton(fingerprint)
            if bones in large:
                self.fold(bones, row)
            else:
                kept[fingerprint] = row
        self.plain = kept
        for bones in large:
            del self._sizes[bones]

    def settle(self) -> None:
        """Brings the table back within its limit."""
        while self.rung < SKELETON_RUNG and len(self.plain) > self._limit:
            self._climb()
        if self.rung == SKELETON_RUNG:
            self._shrink_family(self.family)
            while self.family and self._weight(self.family) > self._limit:
                self._shrink_family(self.family // 2)
            if self._weight(self.family) > self._limit:
                self._climb()

    def _weight(self, family: int) -> int:
        return sum(min(size, family + 1) for size in self._sizes.values()) + (family + 1) * len(self.folded)

    def _climb(self) -> None:
        self.rung += 1
        old, self.plain = self.plain, {}
        if self.rung == SKELETON_RUNG:
            self.family = max(self._limit // 64, 1)
        if self.rung >= SHAPE_RUNG:
            self.family = 0
            bones, self.folded = self.folded, {}
            self._sizes.clear()
            for key, row in bones.items():
                self.fold(shape(key), row)
        characters = self.dropped
        for fingerprint, row in old.items():
            self.add(fingerprint.translate(None, characters), row)
