"""Reads metric tables: comma-separated values with a time column and one column for each series.

A column's name joins what is measured and on whom (``cart-cpu``, ``cart.latency_p95``, ``db-0/rss``). Rows are lines: a
quoted field with a line feed inside ends the reading of a table.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.metric_kinds import MetricKind, metric_kind

if TYPE_CHECKING:
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

_TIME_NAMES = ("time", "timestamp", "ts", "date", "datetime", "@timestamp")
_SEPARATORS = "-./:|"
_ROW_LIMIT = 100_000
_COLUMN_LIMIT = 20_000
_ROWS_TO_TELL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One column: the values of a metric of an entity over time, NaN where a row has none."""

    column: str
    entity: str
    metric: str
    kind: MetricKind
    values: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricTable:
    """A table of series that share their times. Row ``i`` stands on line ``i + 2`` of the document."""

    document: Document
    times: tuple[str, ...]
    series: tuple[Series, ...]

    def span(self, row: int) -> SourceSpan:
        """The line of a row, as a citation."""
        return self.document.span(row + 2)

    def header(self) -> SourceSpan:
        """The line with the columns' names."""
        return self.document.span(1)


def build_metric_tables(materials: Materials) -> tuple[MetricTable, ...]:
    """Every document that is a metric table."""
    tables = (read_metric_table(document) for document in materials.documents)
    return tuple(table for table in tables if table is not None)


def read_metric_table(document: Document) -> MetricTable | None:
    """The document as a table, or None when it is none."""
    if len(document.lines) < _ROWS_TO_TELL:
        return None
    header = _fields(document.lines[0].lstrip("\ufeff"))
    if len(header) < 2 or len(header) > _COLUMN_LIMIT or header[0].strip().lower() not in _TIME_NAMES:  # noqa: PLR2004
        return None
    times: list[str] = []
    columns: list[list[float]] = [[] for _ in header[1:]]
    for line in document.lines[1 : _ROW_LIMIT + 1]:
        row = _fields(line)
        if len(row) != len(header):
            break
        times.append(row[0])
        for column, text in zip(columns, row[1:], strict=True):
            column.append(_value(text))
    if len(times) < _ROWS_TO_TELL - 1:
        return None
    series = tuple(_series(name, values) for name, values in zip(header[1:], columns, strict=True))
    return MetricTable(document=document, times=tuple(times), series=series)


def _fields(line: str) -> list[str]:
    if '"' not in line:
        return line.split(",")
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def _value(text: str) -> float:
    try:
        return float(text) if text.strip() else math.nan
    except ValueError:
        return math.nan


def _series(column: str, values: list[float]) -> Series:
    entity, metric = _split(column.strip())
    return Series(
        column=column.strip(), entity=entity, metric=metric, kind=metric_kind(metric), values=tuple(values)
    )


def _split(column: str) -> tuple[str, str]:
    position = max(column.rfind(separator) for separator in _SEPARATORS)
    return (column[:position], column[position + 1 :]) if position > 0 else ("", column)
