"""Reads the answers of Prometheus' query interface: JSON with a vector or a matrix.

Format: https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from faultmaven_core.processing.series.metric_series import Measurements, MetricSeries, labelled_series
from faultmaven_core.processing.series.moments import moment_of_number

if TYPE_CHECKING:
    from faultmaven_core.processing.located_json import JsonNode
    from faultmaven_models.materials import Document

_NAME = "__name__"
_PAIR = 2


def query_series(document: Document, root: JsonNode) -> Iterator[MetricSeries]:
    """The series of an answer, a bare ``data`` or a bare list of results; none for any other JSON."""
    results = root.get("data", "result") or root.get("result") or root
    for result in results.each():
        metric = result.get("metric")
        if metric is None or metric.members is None:
            continue
        labels = {name: value.text for name, _, value in metric.members if value.text}
        found = Measurements()
        single, many = result.get("value"), result.get("values")
        for pair in [*([single] if single is not None else []), *(many.each() if many is not None else ())]:
            _add(found, pair)
        if found.values:
            name = labels.pop(_NAME, "value")
            yield labelled_series(document=document, metric=name, labels=labels, found=found)


def _add(found: Measurements, pair: JsonNode) -> None:
    parts = list(pair.each())
    if len(parts) != _PAIR:
        return
    moment, value = (number_of(part) for part in parts)
    found.add(moment=moment_of_number(moment), value=value, line=parts[1].line)


def number_of(node: JsonNode | None) -> float:
    """A number, or a string that holds one; NaN for anything else."""
    if node is None or isinstance(node.scalar, bool) or not isinstance(node.scalar, str | int | float):
        return math.nan
    try:
        return float(node.scalar)
    except (ValueError, OverflowError):
        return math.nan
