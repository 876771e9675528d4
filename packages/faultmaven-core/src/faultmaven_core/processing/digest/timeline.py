"""From sampled lines to a timeline: volume, gaps, bursts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import quantiles
from typing import NamedTuple

from faultmaven_core.processing.digest.describe import Clock
from faultmaven_core.processing.digest.findings import Bucket, Burst, Gap, Template
from faultmaven_core.processing.digest.sketch import Sketch

_BUCKETS = 60
_WIDTHS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400)
_SILENCE = 60.0
_GAP_FACTOR = 20.0
_MOST = 10
_BURST_LINES = 20
_BURST_SHARE = 0.05
_BURST_FACTOR = 3.0


class Point(NamedTuple):
    """A line whose time is known: its number from 0 and the seconds since 1970."""

    line: int
    seconds: float


def points(sketch: Sketch, clock: Clock) -> list[Point]:
    """The sampled lines that name a time, in the order of lines."""
    found = []
    for anchor in sorted(sketch.anchors):
        time = clock.time(anchor.head)
        if time is not None:
            found.append(Point(anchor.line, time.timestamp()))
    return found


def volume(known: Sequence[Point], *, lines: int) -> tuple[Bucket, ...]:
    """At most 60 buckets from the earliest to the latest point; each point stands for the lines behind it."""
    if not known:
        return ()
    begin, end = min(point.seconds for point in known), max(point.seconds for point in known)
    days = int((end - begin) / _BUCKETS / _WIDTHS[-1]) + 1
    width = next((width for width in _WIDTHS if (end - begin) / width < _BUCKETS - 1), days * _WIDTHS[-1])
    base = int(begin // width) * width
    counts: Counter[int] = Counter()
    stops = [point.line for point in known[1:]] + [lines]
    for point, stop in zip(known, stops, strict=True):
        counts[int((point.seconds - base) // width)] += stop - point.line
    return tuple(
        Bucket(start=_moment(base + index * width), seconds=width, lines=counts[index])
        for index in range(max(counts) + 1)
    )


def gaps(known: Sequence[Point]) -> tuple[Gap, ...]:
    """The longest silences, longest first: over a minute and over 20 times the usual distance of points."""
    steps = [(after.seconds - before.seconds, before, after) for before, after in pairwise(known)]
    forward = sorted(step for step, _, _ in steps if step >= 0)
    if not forward:
        return ()
    usual = forward[min(len(forward) - 1, int(0.9 * len(forward)))] if len(forward) > _MOST else 0.0
    limit = max(_SILENCE, _GAP_FACTOR * usual)
    long = sorted((step for step in steps if step[0] > limit), key=lambda step: (-step[0], step[1]))
    return tuple(
        Gap(
            after_line=before.line + 1,
            before_line=after.line + 1,
            start=_moment(before.seconds),
            end=_moment(after.seconds),
        )
        for _, before, after in long[:_MOST]
    )


def bursts(buckets: Sequence[Bucket], templates: Sequence[Template]) -> tuple[Burst, ...]:
    """Buckets far above the usual (three times the median, and six IQR), and templates that live for a moment."""
    found = []
    if len(buckets) >= 4:  # noqa: PLR2004  quartiles of fewer say nothing
        low, middle, high = quantiles([bucket.lines for bucket in buckets], n=4)
        limit = max(_BURST_FACTOR * middle, middle + 6 * (high - low), 1.0)
        found = [
            Burst(
                template_id=None,
                start=bucket.start,
                end=bucket.start + timedelta(seconds=bucket.seconds),
                lines=bucket.lines,
            )
            for bucket in buckets
            if bucket.lines > limit
        ]
    found.sort(key=lambda burst: (-burst.lines, burst.start))
    length = sum(bucket.seconds for bucket in buckets)
    return tuple(found[:_MOST]) + tuple(_short_lived(templates, seconds=length)[:_MOST])


def _short_lived(templates: Sequence[Template], *, seconds: float) -> list[Burst]:
    found = [
        Burst(
            template_id=template.id, start=template.first_time, end=template.last_time, lines=template.count
        )
        for template in templates
        if template.first_time
        and template.last_time
        and template.count >= _BURST_LINES
        and 0 <= (template.last_time - template.first_time).total_seconds() < _BURST_SHARE * seconds
    ]
    return sorted(found, key=lambda burst: (-burst.lines, burst.start))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
