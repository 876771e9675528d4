"""All series of a case: each document is recognised by its content and read once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from faultmaven_core.processing.located_json import SIZE_LIMIT, JsonNode, NotJson, read_located_json
from faultmaven_core.processing.series.csv_tables import read_csv_series
from faultmaven_core.processing.series.otlp_json import otlp_series
from faultmaven_core.processing.series.prometheus_text import read_prometheus_text
from faultmaven_core.processing.series.query_json import query_series

if TYPE_CHECKING:
    from faultmaven_core.processing.series.metric_series import MetricSeries
    from faultmaven_models.materials import Document, Materials

_OTLP = '"resourceMetrics"'
_QUERY = '"metric"'
_TELLING = 20_000
"""Characters at the start in which JSON with metrics names itself."""
_HEAD_LINES = 400


def build_series(materials: Materials) -> tuple[MetricSeries, ...]:
    """The series of every document, in order: use it as a view."""
    return tuple(series for document in materials.documents for series in read_series(document))


def read_series(document: Document) -> tuple[MetricSeries, ...]:
    """The series of one document; none when it holds no metrics or its size is beyond the bounds."""
    first = next((line for line in document.lines[:_HEAD_LINES] if line.strip()), "").lstrip("\ufeff \t")
    if first.startswith(("{", "[")) and not first.startswith("{__"):
        return tuple(_json_series(document))
    return read_prometheus_text(document) or read_csv_series(document)


def _json_series(document: Document) -> Iterator[MetricSeries]:
    head = "\n".join(document.lines[:_HEAD_LINES])[:_TELLING]
    if _OTLP in head:
        yield from otlp_series(document, list(_requests(document)))
    elif _QUERY in head and document.artifact.size_bytes <= SIZE_LIMIT:
        try:
            root = read_located_json("\n".join(document.lines))
        except NotJson:
            return
        yield from query_series(document, root)


def _requests(document: Document) -> Iterator[JsonNode]:
    """The whole text as one value, or else each line that is one, up to the bound of the JSON reader."""
    if document.artifact.size_bytes <= SIZE_LIMIT:
        try:
            yield read_located_json("\n".join(document.lines))
        except NotJson:
            pass
        else:
            return
    room = SIZE_LIMIT
    for number, line in document.numbered():
        room -= len(line)
        if room < 0:
            return
        if line.startswith("{"):
            try:
                yield read_located_json(line, first_line=number)
            except NotJson:
                continue
