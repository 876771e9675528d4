"""Which series changed most and first, grouped by the component they were measured on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from faultmaven_core.processing.series.change_points import SHORTEST, change_points, spread_of
from faultmaven_core.processing.series.metric_series import MetricSeries, iso_text
from faultmaven_core.processing.series.reading import build_series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The largest change of level of a series. For a counter the levels are rates a second."""

    series: MetricSeries
    position: int
    """The first measurement of the new level."""
    before: float
    after: float
    spread: float
    """How far values usually lay from ``before`` (a robust standard deviation)."""

    @property
    def size(self) -> float:
        """The change in units of the spread; negative for a fall."""
        return self.after / self.spread - self.before / self.spread

    @property
    def onset(self) -> float:
        """Seconds since 1970; NaN where the document gives no date."""
        return self.series.moments[self.position]

    @property
    def onset_text(self) -> str:
        """The onset in ISO 8601 (UTC); empty when it is not known."""
        return iso_text(self.onset)

    def span(self) -> SourceSpan:
        """The line of the first measurement of the new level, as a citation."""
        return self.series.span(self.position)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentShifts:
    """The shifts of one component, the most telling first; ``component`` is empty where the series name none."""

    component: str
    shifts: tuple[Shift, ...]

    @property
    def first(self) -> Shift:
        """The most telling one."""
        return self.shifts[0]


def build_shifts(materials: Materials) -> tuple[ComponentShifts, ...]:
    """The shifts of all series of the case, ranked: use it as a view."""
    shifts = (find_shift(series) for series in materials.view(build_series))
    return rank_shifts(shift for shift in shifts if shift is not None)


def find_shift(series: MetricSeries) -> Shift | None:
    """The largest change of level of the series, the earlier of equal ones; None when its level never changes."""
    points = change_points(series.rates())
    if not points:
        return None
    largest = max(points, key=lambda point: (abs(point.size), -point.position))
    return Shift(
        series=series,
        position=largest.position,
        before=largest.before,
        after=largest.after,
        spread=largest.spread,
    )


def shift_since(series: MetricSeries, moment: float) -> Shift | None:
    """The change from before ``moment`` (seconds since 1970) to after it; None without enough values on a side.

    The measure for an alarm whose time is known. Medians and quartiles stand for the time before, so that an alarm
    that came late changes little, as long as the trouble has less than a quarter of the values before it.
    """
    rates = series.rates()
    known = [position for position, value in enumerate(rates) if math.isfinite(value)]
    earlier = [rates[position] for position in known if series.moments[position] < moment]
    later = [position for position in known if series.moments[position] >= moment]
    if len(earlier) < SHORTEST or len(later) < SHORTEST:
        return None
    before, after = median(earlier), median(rates[position] for position in later)
    spread = spread_of(earlier, level=before, other=after)
    if spread <= 0 or before == after:
        return None
    return Shift(series=series, position=later[0], before=before, after=after, spread=spread)


def rank_shifts(shifts: Iterable[Shift]) -> tuple[ComponentShifts, ...]:
    """The shifts by component, both in the order of what they tell.

    Larger sizes come first. Sizes within a factor of two count as equal, and then the earlier onset comes first: of
    two components that changed much, the one that changed first is the likelier origin.
    """
    groups: dict[str, list[Shift]] = {}
    for shift in sorted(shifts, key=_rank):
        groups.setdefault(shift.series.component, []).append(shift)
    return tuple(ComponentShifts(component=name, shifts=tuple(found)) for name, found in groups.items())


def _rank(shift: Shift) -> tuple[int, float, float, str, str]:
    size, onset = abs(shift.size), shift.onset
    doublings = math.frexp(size)[1]
    return (
        -doublings,
        math.inf if math.isnan(onset) else onset,
        -size,
        shift.series.component,
        shift.series.name,
    )
