"""Blocks of lines into a sketch, and sketches into one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from zlib import crc32

from faultmaven_core.processing.digest.line_blocks import line_blocks
from faultmaven_core.processing.digest.sketch import (
    ANCHOR_LIMIT,
    HEAD,
    ROW_LIMIT,
    Anchor,
    Row,
    Rows,
    Sketch,
    Source,
)

_FEW_NEW = 32


class SketchBuilder:
    """Fills a sketch. Memory is bounded by the limits, whatever the lines are."""

    def __init__(self, *, row_limit: int = ROW_LIMIT, anchor_limit: int = ANCHOR_LIMIT) -> None:
        self._row_limit, self._anchor_limit = row_limit, anchor_limit
        self._rows = Rows(limit=row_limit)
        self._anchors: list[Anchor] = []
        self._sampling = 0
        self._lines = 0
        self._sources: list[Source] = []

    def add(self, chunks: Iterable[bytes], *, name: str) -> None:
        """Reads one source to its end."""
        lines, size = self._lines, 0
        for block in line_blocks(chunks):
            size += len(block) + 1
            self._add_block(block)
        self._add_source(Source(name, self._lines - lines, size))

    def join(self, other: Sketch) -> None:
        """Takes in a sketch of the lines that follow."""
        behind = self._lines
        self._rows.join(other, lines=behind)
        self._lines += other.lines
        self._anchors.extend(anchor._replace(line=anchor.line + behind) for anchor in other.anchors)
        self._thin(max(self._sampling, other.sampling))
        for source in other.sources:
            self._add_source(source)

    def sketch(self) -> Sketch:
        """What has been read so far."""
        return Sketch(
            row_limit=self._row_limit,
            anchor_limit=self._anchor_limit,
            rung=self._rows.rung,
            family=self._rows.family,
            rows=dict(self._rows.plain),
            folded=dict(self._rows.folded),
            sampling=self._sampling,
            anchors=tuple(self._anchors),
            sources=tuple(self._sources),
        )

    def _add_block(self, block: bytes) -> None:
        lines = block.split(b"\n")
        fingerprints = block.translate(None, self._rows.dropped).split(b"\n")
        counts = Counter(fingerprints)
        last = dict(zip(fingerprints, range(len(lines)), strict=True))
        new = [fingerprint for fingerprint in counts if fingerprint not in self._rows.plain]
        if len(new) > _FEW_NEW:
            first = dict(zip(reversed(fingerprints), range(len(lines) - 1, -1, -1), strict=True))
        else:
            first = {fingerprint: fingerprints.index(fingerprint) for fingerprint in new}
        for fingerprint, count in counts.items():
            end = last[fingerprint]
            start = first.get(fingerprint, end)
            row = Row(count, self._lines + start, self._lines + end, lines[start], lines[end][:HEAD])
            self._rows.add(fingerprint, row)
        self._rows.settle()
        self._sample(lines)
        self._lines += len(lines)

    def _sample(self, lines: list[bytes]) -> None:
        mask, base = (1 << self._sampling) - 1, self._lines
        self._anchors.extend(
            Anchor(base + index, checksum, lines[index][:HEAD])
            for index, checksum in enumerate(map(crc32, lines))
            if checksum and not checksum & mask
        )
        self._thin(self._sampling)

    def _thin(self, sampling: int) -> None:
        self._sampling = max(self._sampling, sampling)
        self._drop_unsampled()
        while len(self._anchors) > self._anchor_limit:
            self._sampling += 1
            self._drop_unsampled()

    def _drop_unsampled(self) -> None:
        mask = (1 << self._sampling) - 1
        self._anchors = [anchor for anchor in self._anchors if not anchor.checksum & mask]

    def _add_source(self, source: Source) -> None:
        before = self._sources[-1] if self._sources else None
        if before is not None and before.name == source.name:
            self._sources[-1] = Source(source.name, before.lines + source.lines, before.bytes + source.bytes)
        else:
            self._sources.append(source)
