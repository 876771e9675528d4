"""Finds where the level of a series changes, with statistics that a few wild values cannot move.

A place is found by a cumulative sum of values that are clipped to a few times the noise (as the bounded losses of
Fearnhead and Rigaill, "Changepoint Detection in the Presence of Outliers", 2019), in the whole and then in each part
(binary segmentation). The noise is the median absolute difference of neighbours, which a change of level hardly
touches. The levels are medians, and what counts as a change is judged against the spread (MAD and IQR) of the level
before.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median, quantiles

SHORTEST = 5
"""Values that a level must last: fewer are a spike."""
_CELLS = 400
"""A longer series is looked at through so many medians of equal stretches."""
_CLIP = 3.0
_LEAST_SUM = 4.0
"""The cumulative sum, in units of the noise, from which a place counts."""
_LEAST_SIZE = 3.0
_MOST = 8
_SIGMA = 1.4826
"""MAD to standard deviation, for normal noise."""
_QUARTILES_SIGMA = 1.349
"""Standard deviation to IQR, for normal noise."""
_LEAST_SPREAD = 0.02
"""Of the larger of the two levels: a smaller change is no change of level, however even the series is."""
_NOISE_SHARE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePoint:
    """The level changes at ``position``, the first value of the new level."""

    position: int
    before: float
    """The median of the level before."""
    after: float
    spread: float
    """How far values of the level before usually lie from it (a robust standard deviation); above zero."""

    @property
    def size(self) -> float:
        """The change in units of the spread; negative for a fall."""
        return self.after / self.spread - self.before / self.spread


def change_points(values: Sequence[float]) -> tuple[ChangePoint, ...]:
    """The changes of level in order; values that are NaN or infinite are passed over.

    A constant series has none, and a series times a constant has the same ones with levels times that constant.
    """
    known = [position for position, value in enumerate(values) if math.isfinite(value)]
    if len(known) < 2 * SHORTEST:
        return ()
    largest = max(abs(values[position]) for position in known)
    exponent = math.frexp(largest)[1]
    scaled = [math.ldexp(values[position], -exponent) for position in known]
    width = -(-len(scaled) // _CELLS)
    cells = [median(scaled[start : start + width]) for start in range(0, len(scaled), width)]
    if min(cells) == max(cells):
        return ()
    borders = _kept(cells, _borders(cells, _noise(cells)))
    found = []
    for index, border in enumerate(borders):
        level = _levels(cells, borders, index)
        position = known[_sharpened(scaled, border * width, width, level)]
        before, after, spread = (math.ldexp(one, exponent) for one in level)
        found.append(ChangePoint(position=position, before=before, after=after, spread=spread))
    return tuple(found)


def spread_of(values: Sequence[float], *, level: float, other: float) -> float:
    """A robust standard deviation of ``values`` around their median ``level``, never below a share of the levels."""
    deviation = _SIGMA * median(abs(value - level) for value in values)
    lower, _, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (level, level, level)
    return max(deviation, (upper - lower) / _QUARTILES_SIGMA, _LEAST_SPREAD * max(abs(level), abs(other)))


def _noise(cells: list[float]) -> float:
    """The usual difference of neighbours as a standard deviation; above zero, as the cells differ."""
    steps = [abs(after - before) for before, after in pairwise(cells)]
    ordered = sorted(cells)
    tenth = len(ordered) // 10
    width = ordered[-1 - tenth] - ordered[tenth] or ordered[-1] - ordered[0]
    return max(_SIGMA * median(steps) / math.sqrt(2), _NOISE_SHARE * width)


def _borders(cells: list[float], noise: float) -> list[int]:
    found: list[int] = []
    parts = deque([(0, len(cells))])
    while parts and len(found) < _MOST:
        start, end = parts.popleft()
        border = _best_border(cells[start:end], noise)
        if border is not None:
            found.append(start + border)
            parts += [(start, start + border), (start + border, end)]
    return sorted(found)


def _best_border(part: list[float], noise: float) -> int | None:
    count = len(part)
    if count < 2 * SHORTEST:
        return None
    centre = median(part)
    sums = list(accumulate(max(-_CLIP, min(_CLIP, (value - centre) / noise)) for value in part))
    share = sums[-1] / count

    def strength(border: int) -> float:
        return abs(sums[border - 1] - border * share) / math.sqrt(border * (count - border) / count)

    best = max(range(SHORTEST, count - SHORTEST + 1), key=strength)
    return best if strength(best) >= _LEAST_SUM else None


def _levels(cells: list[float], borders: list[int], index: int) -> tuple[float, float, float]:
    """``(before, after, spread before)`` at a border, between its neighbours."""
    start = borders[index - 1] if index else 0
    end = borders[index + 1] if index + 1 < len(borders) else len(cells)
    earlier, later = cells[start : borders[index]], cells[borders[index] : end]
    before, after = median(earlier), median(later)
    return before, after, spread_of(earlier, level=before, other=after)


def _kept(cells: list[float], borders: list[int]) -> list[int]:
    """The borders without those at which the level hardly changes, the weakest dropped first."""
    while borders:
        sizes = [
            abs(after - before) / spread if spread else 0.0
            for before, after, spread in (_levels(cells, borders, index) for index in range(len(borders)))
        ]
        weakest = min(range(len(borders)), key=sizes.__getitem__)
        if sizes[weakest] >= _LEAST_SIZE:
            return borders
        borders = [*borders[:weakest], *borders[weakest + 1 :]]
    return []


def _sharpened(scaled: list[float], near: int, width: int, level: tuple[float, float, float]) -> int:
    """The value near a border from which the new level fits better than the old one."""
    first, last = max(1, near - width - SHORTEST), min(len(scaled) - 1, near + width + SHORTEST)
    before, after, _ = level
    cost = sum(abs(value - after) for value in scaled[first : last + 1])
    best, place = cost, first
    for position in range(first, last + 1):
        cost += abs(scaled[position] - before) - abs(scaled[position] - after)
        if cost < best:
            best, place = cost, position + 1
    return min(place, len(scaled) - 1)
