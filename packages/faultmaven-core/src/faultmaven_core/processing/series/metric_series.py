"""A series: the values of one metric of one component over time, with the line of each."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from faultmaven_core.processing.metric_kinds import MetricKind, metric_kind
from faultmaven_core.processing.series.vocabulary import component_of, vocabulary

if TYPE_CHECKING:
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document

_QUOTE = 200
_MOSTLY = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSeries:
    """Position ``i`` of ``moments``, ``values`` and ``lines`` is one measurement; they are in the order of time."""

    document: Document
    name: str
    """As it is written: a column's name, or the metric with its labels."""
    component: str
    """On whom it was measured; empty when the document does not say."""
    metric: str
    kind: MetricKind
    labels: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    is_counter: bool = False
    """Whether it only grows until a restart, so that its rate is what can shift."""
    moments: Sequence[float]
    """Seconds since 1970; NaN where the document gives no date."""
    zone_guessed: bool = False
    """Whether its times name no zone and were taken for UTC."""
    values: Sequence[float]
    """NaN where there is none."""
    lines: Sequence[int]

    def span(self, position: int) -> SourceSpan:
        """The line of a measurement as a citation, with its beginning alone where it is long."""
        line = self.lines[position]
        return self.document.span(line, quote=self.document.lines[line - 1][:_QUOTE])

    def time_text(self, position: int) -> str:
        """The moment of a measurement in ISO 8601 (UTC); empty when it is not known."""
        return iso_text(self.moments[position])

    def rates(self) -> Sequence[float]:
        """What can shift, one for each position: the values, or a counter's growth a second.

        A counter's first position has no rate (NaN). After a restart, when it fell, its value is its growth. Where
        times are not known the growth counts from one measurement to the next.
        """
        if not self.is_counter:
            return self.values
        rates = array("d", [math.nan] * len(self.values))
        last = None
        for position, value in enumerate(self.values):
            if not math.isfinite(value):
                continue
            if last is not None:
                grown = value - self.values[last] if value >= self.values[last] else value
                seconds = self.moments[position] - self.moments[last]
                rates[position] = grown / seconds if seconds > 0 else grown
            last = position
        return rates


@dataclass(slots=True, kw_only=True)
class Measurements:
    """Collects the measurements of one series in any order."""

    moments: array[float] = field(default_factory=lambda: array("d"))
    values: array[float] = field(default_factory=lambda: array("d"))
    lines: array[int] = field(default_factory=lambda: array("l"))
    zone_guessed: bool = False

    def add(self, *, moment: float, value: float, line: int) -> None:
        """Add one measurement."""
        self.moments.append(moment)
        self.values.append(value)
        self.lines.append(line)


def labelled_series(
    *,
    document: Document,
    metric: str,
    labels: Mapping[str, str],
    found: Measurements,
    unit: str = "",
    is_counter: bool | None = None,
) -> MetricSeries:
    """The series of a metric with labels. ``is_counter`` None: judge by its name and its values."""
    inside = ",".join(f'{name}="{value}"' for name, value in sorted(labels.items()))
    order = time_order(found.moments)
    values = in_order(found.values, order)
    return MetricSeries(
        document=document,
        name=f"{metric}{{{inside}}}" if inside else metric,
        component=component_of(labels),
        metric=metric,
        kind=metric_kind(metric),
        labels=labels,
        unit=unit,
        is_counter=is_counting(metric, values) if is_counter is None else is_counter,
        moments=in_order(found.moments, order),
        zone_guessed=found.zone_guessed,
        values=values,
        lines=array("l", [found.lines[position] for position in order]) if order else found.lines,
    )


def is_counting(metric: str, values: Sequence[float]) -> bool:
    """Whether the name is a counter's and the values hardly ever fall."""
    if not metric.lower().endswith(vocabulary().counter_endings):
        return False
    known = [value for value in values if math.isfinite(value)]
    grown = sum(1 for before, after in pairwise(known) if after >= before)
    return len(known) > 1 and grown >= _MOSTLY * (len(known) - 1)


def time_order(moments: Sequence[float]) -> list[int] | None:
    """The positions by time; None when they are in order already or a time is missing."""
    if any(math.isnan(moment) for moment in moments):
        return None
    if all(before <= after for before, after in pairwise(moments)):
        return None
    return sorted(range(len(moments)), key=moments.__getitem__)


def in_order(values: array[float], order: list[int] | None) -> array[float]:
    """The values in that order; None: as they are."""
    return values if order is None else array("d", [values[position] for position in order])


def iso_text(moment: float) -> str:
    """Seconds since 1970 in ISO 8601 (UTC, whole seconds); empty for NaN."""
    return "" if math.isnan(moment) else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
