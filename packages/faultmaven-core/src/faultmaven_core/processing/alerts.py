"""Reads alert files: JSON with a list of alerts, in the shapes that monitoring writes.

Three shapes are known: anomaly reports (an entity and sentences of ``Normal=X -> Current=Y``), failed requests counted
by their entry point, and Alertmanager's alerts (``labels``, ``annotations``, ``startsAt``; its API v2).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from faultmaven_core.processing.metric_kinds import MetricKind, metric_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

_SIZE_LIMIT = 16 * 1024 * 1024
_DEPTH_GUARD = 10_000
_STATUS_CODE_LENGTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A metric of an entity that left its usual range. Numbers are None where the text gives none."""

    entity_kind: str
    """``service``, ``node`` … in lower case."""
    entity: str
    category: str
    """The report's word, ``LATENCY_DEGRADATION`` for example."""
    kind: MetricKind
    metric: str
    """The metric's name, or the report's words for it."""
    normal: float | None
    current: float | None
    unit: str
    text: str
    document: Document
    line: int

    @property
    def ratio(self) -> float | None:
        """How many times the usual value it has now; None when that is unknown or was zero."""
        if self.normal is None or self.current is None or self.normal <= 0:
            return None
        return self.current / self.normal

    def span(self) -> SourceSpan:
        """The sentence as a citation."""
        return self.document.span(self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRequests:
    """Requests to one entry point that failed, counted."""

    service: str
    method: str
    path: str
    status: int | None
    """The HTTP status, where the error text has one."""
    error: str
    count: int
    document: Document
    line: int
    end_line: int

    def span(self) -> SourceSpan:
        """The alert as a citation."""
        return self.document.span(self.line, self.end_line)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiringAlert:
    """An alert of Alertmanager."""

    name: str
    labels: dict[str, str]
    summary: str
    document: Document
    line: int

    def span(self) -> SourceSpan:
        """The line with the alert's name."""
        return self.document.span(self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """What the alert files tell."""

    deviations: tuple[Deviation, ...] = ()
    failed_requests: tuple[FailedRequests, ...] = ()
    firing: tuple[FiringAlert, ...] = ()


class _Lines:
    """Finds the lines of values while they are visited in the order of the text."""

    def __init__(self, document: Document) -> None:
        self._lines = document.lines
        self._next = 0

    def line_of(self, text: str) -> int:
        """The next line (from 1) that holds the JSON form of ``text``; the last one found when there is none."""
        plain, escaped = json.dumps(text, ensure_ascii=False), json.dumps(text)
        for index in range(self._next, len(self._lines)):
            if plain in self._lines[index] or escaped in self._lines[index]:
                self._next = index
                return index + 1
        return self._next + 1


def build_alerts(materials: Materials) -> Alerts:
    """The alerts of every document that is an alert file."""
    found: list[Deviation | FailedRequests | FiringAlert] = []
    for document in materials.documents:
        found.extend(read_alerts(document))
    return Alerts(
        deviations=tuple(item for item in found if isinstance(item, Deviation)),
        failed_requests=tuple(item for item in found if isinstance(item, FailedRequests)),
        firing=tuple(item for item in found if isinstance(item, FiringAlert)),
    )


def read_alerts(document: Document) -> Iterator[Deviation | FailedRequests | FiringAlert]:
    """The alerts of one document; none when it is not an alert file."""
    lines = _Lines(document)
    for entry in _entries(document):
        labels = entry.get("labels")
        if isinstance(labels, dict) and isinstance(labels.get("alertname"), str):
            yield _firing(document, lines, entry, labels)
        elif isinstance(entry.get("evidence"), list):
            yield from _deviations(document, lines, entry)
        elif isinstance(entry.get("url"), str) and any(
            key in entry for key in ("raw_error", "error", "occurrences")
        ):
            yield _failed(document, lines, entry)


def _entries(document: Document) -> list[dict[str, Any]]:
    head = "".join(document.lines[:3]).lstrip("\ufeff \t")
    if not head.startswith(("{", "[")) or document.artifact.size_bytes > _SIZE_LIMIT:
        return []
    text = "\n".join(document.lines).lstrip("\ufeff")
    if "alert" not in text[:_DEPTH_GUARD]:
        return []
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if isinstance(data, dict):
        inner = data.get("data")
        data = data.get("alerts", inner.get("alerts") if isinstance(inner, dict) else None)
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []


def _text(entry: dict[str, Any], *keys: str) -> str:
    return next((value for key in keys if isinstance(value := entry.get(key), str) and value), "")


def _firing(document: Document, lines: _Lines, entry: dict[str, Any], labels: dict[Any, Any]) -> FiringAlert:
    annotations = entry.get("annotations")
    return FiringAlert(
        name=labels["alertname"],
        labels={str(key): str(value) for key, value in labels.items()},
        summary=_text(annotations, "summary", "description", "message")
        if isinstance(annotations, dict)
        else "",
        document=document,
        line=lines.line_of(labels["alertname"]),
    )


def _failed(document: Document, lines: _Lines, entry: dict[str, Any]) -> FailedRequests:
    count, error = entry.get("occurrences"), _text(entry, "raw_error", "error")
    path = _text(entry, "url")
    first = lines.line_of(path)
    return FailedRequests(
        service=_text(entry, "entry_service", "service"),
        method=_text(entry, "request_method", "method"),
        path=path,
        status=_status_in(error),
        error=error,
        count=count if isinstance(count, int) else 0,
        document=document,
        line=first,
        end_line=max(first, lines.line_of(error)) if error else first,
    )


def _status_in(error: str) -> int | None:
    for word in error.replace("'", " ").replace("(", " ").split():
        if len(word) == _STATUS_CODE_LENGTH and word.isdecimal() and word[0] in "45":
            return int(word)
    return None


def _deviations(document: Document, lines: _Lines, entry: dict[str, Any]) -> Iterator[Deviation]:
    entity = _text(entry, "name", "entity_name")
    kind = _text(entry, "type", "entity_type").lower()
    for text in entry["evidence"]:
        if not isinstance(text, str) or not text or not entity:
            continue
        line = lines.line_of(text)
        head, *parts = [part.strip() for part in text.split(" | ")]
        for part in parts or [head]:
            yield _deviation(document, line, kind, entity, head, part)


def _deviation(document: Document, line: int, kind: str, entity: str, head: str, part: str) -> Deviation:
    name, colon, rest = part.partition(": ")
    normal, current = _after(part, "Normal="), _after(part, "Current=", "Cur=")
    metric = name if colon and "=" not in name else head
    if metric.startswith("Val"):
        metric, current = head, _after(rest, "")
    return Deviation(
        entity_kind=kind,
        entity=entity,
        category=head.split(" ", 1)[0],
        kind=_kind(metric, head),
        metric=metric,
        normal=normal[0],
        current=current[0],
        unit=current[1] or normal[1],
        text=part,
        document=document,
        line=line,
    )


def _kind(metric: str, head: str) -> MetricKind:
    kind = metric_kind(metric)
    return (
        kind
        if kind is not MetricKind.OTHER and metric != head
        else metric_kind(head.lower().replace("error_", ""))
    )


def _after(text: str, *marks: str) -> tuple[float | None, str]:
    """The number and its unit behind the first of the marks that the text holds."""
    mark = next((mark for mark in marks if mark in text), None)
    if mark is None:
        return None, ""
    token = text.split(mark, 1)[1].strip().split(" ", 1)[0] if mark else text.strip().split(" ", 1)[0]
    digits = token.rstrip("%abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/")
    try:
        return float(digits), token[len(digits) :]
    except ValueError:
        return None, ""
