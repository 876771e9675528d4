"""The digest of a log: a page about any number of lines."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from faultmaven_core.processing.digest.building import SketchBuilder
from faultmaven_core.processing.digest.describe import Clock, LevelReader, templates
from faultmaven_core.processing.digest.findings import (
    Around,
    Bucket,
    Burst,
    ErrorGroup,
    Gap,
    Restart,
    Template,
)
from faultmaven_core.processing.digest.mining import Group, RowKey, mine
from faultmaven_core.processing.digest.sketch import Sketch, Source
from faultmaven_core.processing.digest.timeline import Point, bursts, gaps, points, volume
from faultmaven_core.processing.digest.trouble import errors, restarts
from faultmaven_core.processing.log_lines import Level


@dataclass(frozen=True, kw_only=True)
class LogDigest:
    """What a log holds. Two digests are equal when their sketches are; all else is computed from it when asked."""

    sketch: Sketch

    @property
    def lines(self) -> int:
        """Lines of all sources."""
        return self.sketch.lines

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the lines came from, in order; line numbers run on from one to the next."""
        return self.sketch.sources

    @property
    def folded(self) -> bool:
        """True when the log held more kinds of lines than the table, so that some share one template."""
        return bool(self.sketch.folded)

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """Kinds of lines, in the order of their first lines."""
        return templates(self._groups, self._clock, lines=self.lines, sampled=self.sketch.sampling > 0)

    @cached_property
    def volume(self) -> tuple[Bucket, ...]:
        """Lines over time, in at most 60 buckets of equal length."""
        return volume(self._points, lines=self.lines)

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """The earliest and the latest time that sampled lines and first and last lines of templates name."""
        times = [
            time for template in self.templates for time in (template.first_time, template.last_time) if time
        ]
        return (min(times), max(times)) if times else None

    @property
    def year_guessed(self) -> bool:
        """True when a line names no full year, so that the year most other lines name was taken."""
        return self.span is not None and self._clock.year_guessed

    @property
    def zone_guessed(self) -> bool:
        """True when a line names no zone, so that UTC was taken, or one that several zones share."""
        return self.span is not None and self._clock.zone_guessed

    @cached_property
    def levels(self) -> dict[Level, int]:
        """Lines of each level, from the least to the worst; lines without a level are not counted."""
        counts: Counter[Level] = Counter()
        reader = LevelReader()
        for group in self._groups:
            for member in group.members:
                level = reader.level(member)
                if level is not None:
                    counts[level] += member.row.lines
        return {level: counts[level] for level in Level if counts[level]}

    @cached_property
    def errors(self) -> tuple[ErrorGroup, ...]:
        """Errors and stack traces by cause, the most frequent first."""
        return errors(self._groups, self.templates)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The longest silences, at most ten."""
        return gaps(self._points)

    @cached_property
    def bursts(self) -> tuple[Burst, ...]:
        """Much in little time, at most ten for the whole log and ten for single templates."""
        return bursts(self.volume, self.templates)

    @cached_property
    def restarts(self) -> tuple[Restart, ...]:
        """Templates that tell of starts, stops and signals."""
        return restarts(self.templates)

    def around(self, moment: datetime, *, within: timedelta = timedelta(minutes=5)) -> Around:
        """The templates that appear, and those that vanish, within a time of a moment (which must be aware)."""
        near = [
            (template, template.first_time, template.last_time)
            for template in self.templates
            if template.first_time and template.last_time
        ]
        return Around(
            moment=moment,
            appeared=tuple(template.id for template, first, _ in near if abs(first - moment) <= within),
            vanished=tuple(template.id for template, _, last in near if abs(last - moment) <= within),
        )

    def place(self, line: int) -> tuple[str, int]:
        """The source of a line (from 1, over all sources) and the line's number in it.

        Raises:
            IndexError: there is no such line.
        """
        left = line
        for source in self.sources:
            if 1 <= left <= source.lines:
                return source.name, left
            left -= source.lines
        raise IndexError(f"line {line}: the digest has lines 1 to {self.lines}")

    def template_id(self, line: bytes) -> str | None:
        """The id of the template that a line of this log belongs to; None for a line that it does not hold."""
        return self._ids.get(self.sketch.row_key(self.sketch.fingerprint(line)))

    def as_json(self) -> dict[str, Any]:
        """All findings as values that ``json`` can write; times are ISO 8601 in UTC."""
        content = {
            "lines": self.lines,
            "folded": self.folded,
            "sources": [source._asdict() for source in self.sources],
            "span": self.span,
            "year_guessed": self.year_guessed,
            "zone_guessed": self.zone_guessed,
            "levels": self.levels,
            **{
                name: [asdict(value) for value in getattr(self, name)]
                for name in ("templates", "volume", "errors", "gaps", "bursts", "restarts")
            },
        }
        plain: dict[str, Any] = json.loads(json.dumps(content, default=datetime.isoformat))
        return plain

    @cached_property
    def _clock(self) -> Clock:
        return Clock(anchor.head for anchor in self.sketch.anchors)

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        return mine(self.sketch)

    @cached_property
    def _points(self) -> list[Point]:
        return points(self.sketch, self._clock)

    @cached_property
    def _ids(self) -> dict[RowKey, str]:
        return {member.key: group.id for group in self._groups for member in group.members}


def merge(*digests: LogDigest) -> LogDigest:
    """The digest of the lines of the first, then those of the second, and so on.

    ``merge(digest(a), digest(b)) == digest(a + b)`` wherever a log is cut between two lines.

    Raises:
        ValueError: there is no digest, or their limits differ.
    """
    limits = {(digest.sketch.row_limit, digest.sketch.anchor_limit) for digest in digests}
    if len(limits) != 1:
        raise ValueError(f"merge needs digests with the same limits, got {sorted(limits) or 'none'}")
    ((rows, anchors),) = limits
    builder = SketchBuilder(row_limit=rows, anchor_limit=anchors)
    for digest in digests:
        builder.join(digest.sketch)
    return LogDigest(sketch=builder.sketch())
