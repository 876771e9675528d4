"""Reads metric tables: values separated by commas, semicolons or tabs, with a column of times.

Two shapes are told apart by their columns: wide (a column of numbers for each series: ``cart-cpu``, ``db-0/rss``,
``up{pod="a"}``) and long (a row for each measurement, with columns that name the metric and the component). Tables
between the two, with naming columns and several columns of numbers, are read as well. Rows are lines: a quoted field
with a line feed inside spoils its row.
"""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.metric_kinds import metric_kind
from faultmaven_core.processing.series.label_text import read_labels
from faultmaven_core.processing.series.metric_series import (
    Measurements,
    MetricSeries,
    in_order,
    is_counting,
    labelled_series,
    time_order,
)
from faultmaven_core.processing.series.moments import moment_of_text
from faultmaven_core.processing.series.vocabulary import component_of, first_named, vocabulary

if TYPE_CHECKING:
    from faultmaven_models.materials import Document

_JOINTS = "-./:|"
"""What stands between the component and the metric in a column's name."""
_ROW_LIMIT = 200_000
_COLUMN_LIMIT = 20_000
_CELL_LIMIT = 10_000_000
_FEWEST_ROWS = 3
_SAMPLE = 50
_SPOILT = 0.1
"""With a larger share of rows that do not fit their header the document is no table."""
_LABEL_LIMIT = 200
_HEAD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    names: tuple[str, ...]
    rows: Sequence[tuple[int, list[str]]]
    """``(line, fields)``."""
    separator: str
    time: int
    moments: array[float]
    zone_guessed: bool

    def numbers(self, column: int) -> array[float]:
        """A column as numbers; NaN where a field is none."""
        return array("d", [_number(fields[column], self.separator) for _, fields in self.rows])


def read_csv_series(document: Document) -> tuple[MetricSeries, ...]:
    """The series of a table; none when the document is no metric table."""
    table = _read_table(document)
    if table is None:
        return ()
    low = [name.lower() for name in table.names]
    words = vocabulary()
    value, metric = first_named(low, words.value_columns), first_named(low, words.metric_columns)
    others = [column for column in range(len(low)) if column != table.time]
    labels = [column for column in others if column != value and _is_label(table, column, low[column])]
    measured = [column for column in others if column not in set(labels)]
    measured = [column for column in measured if low[column] not in words.naming_columns]
    if metric is not None and value is not None and metric != value:
        return _long(
            document, table, value=value, metric=metric, labels=[one for one in labels if one != metric]
        )
    if labels:
        return _mixed(document, table, measured=measured, labels=labels)
    return _wide(document, table, measured=measured)


def _read_table(document: Document) -> _Table | None:
    header_at = next(
        (at for at, line in enumerate(document.lines[:_HEAD]) if line.strip() and not line.startswith("#")),
        None,
    )
    if header_at is None or len(document.lines) - header_at <= _FEWEST_ROWS:
        return None
    header = document.lines[header_at].lstrip("\ufeff")
    separator = max(",;\t", key=header.count)
    names = [name.strip() for name in _fields(header, separator)]
    time = first_named([name.lower() for name in names], vocabulary().time_columns)
    if time is None or not 2 <= len(names) <= _COLUMN_LIMIT:  # noqa: PLR2004  a time and something else
        return None
    limit = max(_FEWEST_ROWS, min(_ROW_LIMIT, _CELL_LIMIT // len(names)))
    rows, spoilt = list[tuple[int, list[str]]](), 0
    for number, line in enumerate(document.lines[header_at + 1 : header_at + 1 + limit], start=header_at + 2):
        fields = _fields(line, separator)
        if len(fields) == len(names):
            rows.append((number, fields))
        elif line.strip() and not line.startswith("#"):
            spoilt += 1
    if len(rows) < _FEWEST_ROWS or spoilt > _SPOILT * (len(rows) + spoilt):
        return None
    moments = [moment_of_text(fields[time]) for _, fields in rows]
    return _Table(
        names=tuple(names),
        rows=rows,
        separator=separator,
        time=time,
        moments=array("d", [moment for moment, _ in moments]),
        zone_guessed=any(guessed for _, guessed in moments),
    )


def _fields(line: str, separator: str) -> list[str]:
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _number(text: str, separator: str = ",") -> float:
    try:
        return float(text.replace(",", ".") if separator == ";" else text) if text.strip() else math.nan
    except ValueError:
        return math.nan


def _is_label(table: _Table, column: int, name: str) -> bool:
    """Whether the column names something: by its own name, or because most of its fields are no numbers."""
    if name in vocabulary().component_labels:
        return True
    known = [text for _, fields in table.rows[:_SAMPLE] if (text := fields[column]).strip()]
    worded = sum(1 for text in known if math.isnan(_number(text, table.separator)) and text.lower() != "nan")
    return worded * 2 > len(known)


def _wide(document: Document, table: _Table, *, measured: list[int]) -> tuple[MetricSeries, ...]:
    order = time_order(table.moments)
    moments = in_order(table.moments, order)
    lines = array("l", [table.rows[position][0] for position in order or range(len(table.rows))])
    found = []
    for column in measured:
        labels, component, metric = _column(table.names[column])
        values = in_order(table.numbers(column), order)
        found.append(
            MetricSeries(
                document=document,
                name=table.names[column],
                component=component,
                metric=metric,
                kind=metric_kind(metric),
                labels=labels,
                is_counter=is_counting(metric, values),
                moments=moments,
                zone_guessed=table.zone_guessed,
                values=values,
                lines=lines,
            )
        )
    return tuple(found)


def _column(name: str) -> tuple[dict[str, str], str, str]:
    """Labels, component and metric that a column's name joins."""
    if "{" in name:
        metric, labels = read_labels(name)
        if labels is not None:
            return labels, component_of(labels), metric or "value"
    joint = max(name.rfind(one) for one in _JOINTS)
    return ({}, name[:joint], name[joint + 1 :]) if joint > 0 else ({}, "", name)


def _long(
    document: Document, table: _Table, *, value: int, metric: int, labels: list[int]
) -> tuple[MetricSeries, ...]:
    keyed = ((fields[metric].strip(), fields, position) for position, (_, fields) in enumerate(table.rows))
    rows = ((name, fields, position) for name, fields, position in keyed if name)
    return tuple(_grouped(document, table, rows, column=value, labels=labels))


def _mixed(
    document: Document, table: _Table, *, measured: list[int], labels: list[int]
) -> tuple[MetricSeries, ...]:
    found: list[MetricSeries] = []
    for column in measured:
        rows = ((table.names[column], fields, position) for position, (_, fields) in enumerate(table.rows))
        series = list(_grouped(document, table, rows, column=column, labels=labels))
        if len(series) * _FEWEST_ROWS > len(table.rows):
            return ()  # its words are different in every row: events, not measurements
        found.extend(series)
    return tuple(found)


def _grouped(
    document: Document,
    table: _Table,
    rows: Iterator[tuple[str, list[str], int]],
    *,
    column: int,
    labels: list[int],
) -> Iterator[MetricSeries]:
    groups: dict[tuple[str, ...], Measurements] = {}
    for metric, fields, position in rows:
        key = (metric, *(fields[label].strip()[:_LABEL_LIMIT] for label in labels))
        found = groups.get(key)
        if found is None:
            found = groups[key] = Measurements(zone_guessed=table.zone_guessed)
        found.add(
            moment=table.moments[position],
            value=_number(fields[column], table.separator),
            line=table.rows[position][0],
        )
    for (metric, *given), found in groups.items():
        named = {table.names[label]: text for label, text in zip(labels, given, strict=True) if text}
        yield labelled_series(document=document, metric=metric, labels=named, found=found)
