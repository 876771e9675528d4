"""Finds series of a metric table that left their early level for a while."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from faultmaven_core.processing.metrics import MetricTable, Series, build_metric_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_core.processing.metric_kinds import MetricKind
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials

_BASELINE_SHARE = 4
"""The first quarter of the rows is taken for the usual level."""
_WINDOW = 5
"""Rows over which a level must last: a single high sample is no shift."""
_FEWEST_ROWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricShift:
    """A series and its highest lasting level after the first quarter of the table."""

    entity: str
    metric: str
    kind: MetricKind
    normal: float
    current: float
    table: MetricTable
    row: int
    """The row in the middle of the highest window."""

    @property
    def ratio(self) -> float:
        """How many times the usual level; infinite from zero."""
        return self.current / self.normal if self.normal > 0 else math.inf

    def span(self) -> SourceSpan:
        """The row as a citation, with its beginning alone where it is long."""
        line = self.table.document.lines[self.row + 1]
        return self.table.document.span(self.row + 2, quote=line[:200])


def build_metric_shifts(materials: Materials) -> tuple[MetricShift, ...]:
    """One for every series with enough values, whether it rose or not."""
    shifts = (
        _shift(table, series) for table in materials.view(build_metric_tables) for series in table.series
    )
    return tuple(shift for shift in shifts if shift is not None)


def _shift(table: MetricTable, series: Series) -> MetricShift | None:
    values = series.values
    if len(values) < _FEWEST_ROWS or not series.entity:
        return None
    start = len(values) // _BASELINE_SHARE
    usual = _known(values[:start])
    levels = [
        (median(known), row)
        for row in range(start, len(values) - _WINDOW + 1)
        if (known := _known(values[row : row + _WINDOW]))
    ]
    if not usual or not levels:
        return None
    current, row = max(levels)
    return MetricShift(
        entity=series.entity,
        metric=series.metric,
        kind=series.kind,
        normal=median(usual),
        current=current,
        table=table,
        row=row + _WINDOW // 2,
    )


def _known(values: Sequence[float]) -> list[float]:
    return [value for value in values if not math.isnan(value)]
