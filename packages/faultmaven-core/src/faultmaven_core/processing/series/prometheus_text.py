"""Reads the text exposition of Prometheus and OpenMetrics, one snapshot or many in a row.

Format: https://prometheus.io/docs/instrumenting/exposition_formats/ (text format 0.0.4) and OpenMetrics 1.0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.processing.series.label_text import read_series_name
from faultmaven_core.processing.series.metric_series import Measurements, MetricSeries, labelled_series
from faultmaven_core.processing.series.moments import moment_of_number

if TYPE_CHECKING:
    from faultmaven_models.materials import Document

_HEAD = 400
_MOSTLY = 0.8
_LINE_LIMIT = 8_000
_SAMPLE_LIMIT = 5_000_000
_COMMENTS = ("# TYPE ", "# HELP ", "# UNIT ", "# EOF")
_COUNTING = {
    "counter": ("", "_total"),
    "histogram": ("_bucket", "_count", "_sum"),
    "summary": ("_count", "_sum"),
}
"""The endings of the series that only grow, by the type of their family."""
_VALUE_AND_TIME = 2
_TYPE_WORDS = 4

_Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(slots=True, kw_only=True)
class _Exposition:
    types: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    found: dict[_Key, Measurements] = field(default_factory=dict)

    def note(self, line: str) -> None:
        """Read a comment that tells a family's type or unit."""
        words = line.split(None, _TYPE_WORDS)
        if len(words) >= _TYPE_WORDS:
            table = {"TYPE": self.types, "UNIT": self.units}.get(words[1], {})
            table[words[2]] = words[3].lower()

    def is_counter(self, metric: str) -> bool | None:
        """Whether a series of that name only grows; None when no comment tells its type."""
        for family, kind in _families(metric, self.types):
            return metric.removeprefix(family) in _COUNTING.get(kind, ())
        return None


def read_prometheus_text(document: Document) -> tuple[MetricSeries, ...]:
    """The series of an exposition; none when the document is none."""
    if not _is_exposition(document):
        return ()
    read = _Exposition()
    for number, line in enumerate(document.lines[:_SAMPLE_LIMIT], start=1):
        if line.startswith("#"):
            read.note(line)
            continue
        sample = read_sample(line)
        if sample is not None:
            metric, labels, value, moment = sample
            found = read.found.setdefault((metric, tuple(labels.items())), Measurements())
            found.add(moment=moment, value=value, line=number)
    return tuple(
        labelled_series(
            document=document,
            metric=metric,
            labels=dict(labels),
            found=found,
            unit=next((unit for _, unit in _families(metric, read.units)), ""),
            is_counter=read.is_counter(metric),
        )
        for (metric, labels), found in read.found.items()
    )


def read_sample(line: str) -> tuple[str, dict[str, str], float, float] | None:
    """``(metric, labels, value, seconds since 1970 or NaN)`` of a sample; None for any other line."""
    if len(line) > _LINE_LIMIT or not line[:1].strip():
        return None
    metric, labels, end = read_series_name(line)
    if labels is None or not metric or line[end : end + 1] not in (" ", "\t"):
        return None
    rest = line[end:].split(" # ", 1)[0].split()
    if not 1 <= len(rest) <= _VALUE_AND_TIME:
        return None
    try:
        numbers = [float(text) for text in rest]
    except ValueError:
        return None
    moment = moment_of_number(numbers[1]) if len(numbers) == _VALUE_AND_TIME else math.nan
    return metric, labels, numbers[0], moment


def _is_exposition(document: Document) -> bool:
    """Most of the first lines are samples, and one says a type or carries labels: ``port 6379`` alone is none."""
    head = [line for line in document.lines[:_HEAD] if line.strip()]
    samples = [line for line in head if read_sample(line) is not None]
    comments = [line for line in head if line.startswith("#")]
    told = any(line.startswith(_COMMENTS) for line in comments) or any('="' in line for line in samples)
    return bool(samples) and told and len(samples) + len(comments) >= _MOSTLY * len(head)


def _families(metric: str, known: dict[str, str]) -> list[tuple[str, str]]:
    """The families that the metric can belong to, with what is known of them."""
    ends = ("", "_bucket", "_count", "_sum", "_total", "_created")
    names = [metric.removesuffix(end) for end in ends if metric.endswith(end)]
    return [(name, known[name]) for name in names if name in known]
