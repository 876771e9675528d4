"""Reads metrics in OTLP's JSON: one export request, or a request on each line as the collector's file exporter writes.

Format: opentelemetry/proto/metrics/v1/metrics.proto with the JSON mapping of the OTLP specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.series.metric_series import Measurements, MetricSeries, labelled_series
from faultmaven_core.processing.series.moments import moment_of_number
from faultmaven_core.processing.series.query_json import number_of

if TYPE_CHECKING:
    from faultmaven_core.processing.located_json import JsonNode
    from faultmaven_models.materials import Document

_SHAPES = ("gauge", "sum", "histogram", "exponentialHistogram", "summary")
_CUMULATIVE = (2, "2", "AGGREGATION_TEMPORALITY_CUMULATIVE")
_VALUES = ("stringValue", "intValue", "doubleValue", "boolValue")

_Key = tuple[str, str, bool, tuple[tuple[str, str], ...]]
"""Metric, unit, whether it is a counter, labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Metric:
    name: str
    unit: str
    shape: str
    body: JsonNode
    resource: dict[str, str]

    @property
    def cumulative(self) -> bool:
        """Whether its points count from a start and not from one to the next."""
        temporality = self.body.get("aggregationTemporality")
        return self.shape == "summary" or (temporality is not None and temporality.scalar in _CUMULATIVE)


def otlp_series(document: Document, roots: list[JsonNode]) -> Iterator[MetricSeries]:
    """The series of export requests; points of one series in several requests come together."""
    groups: dict[_Key, Measurements] = {}
    for root in roots:
        for metric in _metrics(root):
            for point in _elements(metric.body, "dataPoints"):
                _add(groups, metric, point)
    for (name, unit, counter, labels), found in groups.items():
        yield labelled_series(
            document=document, metric=name, labels=dict(labels), found=found, unit=unit, is_counter=counter
        )


def _metrics(root: JsonNode) -> Iterator[_Metric]:
    for part in _elements(root, "resourceMetrics"):
        resource = _attributes(part.get("resource"))
        for scope in _elements(part, "scopeMetrics"):
            for metric in _elements(scope, "metrics"):
                name, unit = metric.get("name"), metric.get("unit")
                for shape in _SHAPES:
                    body = metric.get(shape)
                    if body is not None and name is not None and name.text:
                        text = unit.text if unit is not None else ""
                        yield _Metric(name=name.text, unit=text, shape=shape, body=body, resource=resource)


def _add(groups: dict[_Key, Measurements], metric: _Metric, point: JsonNode) -> None:
    labels = tuple(sorted({**metric.resource, **_attributes(point)}.items()))
    moment = moment_of_number(number_of(point.get("timeUnixNano")))
    monotonic = metric.body.get("isMonotonic")
    if metric.shape in ("gauge", "sum"):
        counter = metric.cumulative and monotonic is not None and monotonic.scalar is True
        fields = [("", "asDouble", counter), ("", "asInt", counter)]
    else:
        fields = [("_count", "count", metric.cumulative), ("_sum", "sum", metric.cumulative)]
    for ending, field, counter in fields:
        value = point.get(field)
        if value is not None:
            key = (metric.name + ending, metric.unit if ending != "_count" else "", counter, labels)
            found = groups.setdefault(key, Measurements())
            found.add(moment=moment, value=number_of(value), line=value.line)


def _attributes(owner: JsonNode | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in _elements(owner, "attributes"):
        key, value = attribute.get("key"), attribute.get("value")
        if key is None or value is None:
            continue
        scalar = next((one.scalar for name in _VALUES if (one := value.get(name)) is not None), None)
        if key.text and scalar is not None:
            found[key.text] = str(scalar)
    return found


def _elements(owner: JsonNode | None, key: str) -> Iterator[JsonNode]:
    inner = owner.get(key) if owner is not None else None
    if inner is not None:
        yield from inner.each()
