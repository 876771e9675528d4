"""The usual level of a series and its highest lasting one: how strained a component was, whether it shifted or not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from faultmaven_core.processing.series.reading import build_series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_core.processing.metric_kinds import MetricKind
    from faultmaven_core.processing.series.metric_series import MetricSeries
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials

_BASELINE_SHARE = 4
"""The first quarter of the measurements is taken for the usual level."""
_WINDOW = 5
"""Measurements over which a level must last: a single high sample is no shift."""
_FEWEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricShift:
    """A series and its highest lasting level after its first quarter."""

    entity: str
    metric: str
    kind: MetricKind
    normal: float
    current: float
    series: MetricSeries
    position: int
    """The measurement in the middle of the highest window."""

    @property
    def ratio(self) -> float:
        """How many times the usual level; infinite from zero."""
        return self.current / self.normal if self.normal > 0 else math.inf

    def span(self) -> SourceSpan:
        """That measurement's line as a citation, with its beginning alone where it is long."""
        return self.series.span(self.position)


def build_metric_shifts(materials: Materials) -> tuple[MetricShift, ...]:
    """One for every series with enough values, whether it rose or not."""
    shifts = (_shift(series) for series in materials.view(build_series))
    return tuple(shift for shift in shifts if shift is not None)


def _shift(series: MetricSeries) -> MetricShift | None:
    values = series.rates()
    if len(values) < _FEWEST or not series.component:
        return None
    start = len(values) // _BASELINE_SHARE
    usual = _known(values[:start])
    levels = [
        (median(known), position)
        for position in range(start, len(values) - _WINDOW + 1)
        if (known := _known(values[position : position + _WINDOW]))
    ]
    if not usual or not levels:
        return None
    current, position = max(levels)
    return MetricShift(
        entity=series.component,
        metric=series.metric,
        kind=series.kind,
        normal=median(usual),
        current=current,
        series=series,
        position=position + _WINDOW // 2,
    )


def _known(values: Sequence[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]
