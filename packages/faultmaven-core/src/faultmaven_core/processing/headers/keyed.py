"""Grammars of lines that name their fields: one JSON object for each line, or logfmt."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from itertools import islice
from typing import Any, Final

from faultmaven_core.processing.headers.grammar import READ_LIMIT, unwrap
from faultmaven_core.processing.log_lines import NO_YEAR, Level, LineHeader
from faultmaven_core.processing.log_times import LogTime, read_time

_PAIR: Final = re.compile(r'(?:^|(?<=[\s,]))([\w.@-]{1,80}+)=("(?:[^"\\]|\\.)*+"|[^\s"]*+)')
_MAX_PAIRS: Final = 40
_NAME_LIMIT: Final = 200
_TEXT_FIELDS: Final = ("host", "program", "process", "thread", "logger", "trace_id", "span_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedGrammar:
    """Lines of ``key: value`` pairs, in JSON or in logfmt."""

    id: str
    keys: Mapping[str, Sequence[str]]
    """Field of the header -> keys that may hold it, best first; a dot leads into a nested object."""
    needs: Sequence[str]
    """Keys that every line of the format has; ``a|b`` when either will do."""
    levels: Mapping[str, Level]
    """Level as written, in lower case -> level."""
    logfmt: bool = False
    wraps: bool = False
    header_lines: int = 1

    def starts(self, line: str) -> bool:
        """Whether ``line`` has the keys of this format."""
        return self._record(line) is not None

    def inner_line(self, line: str) -> str | None:
        """The line of the program that ``line`` wraps; see ``Grammar.inner_line``."""
        record = self._record(line) if self.wraps else None
        message = _lookup(record, self.keys.get("message", ())) if record is not None else None
        return message.rstrip("\r\n") if isinstance(message, str) else None

    def read(self, line: str, *, year: int = NO_YEAR, zone: tzinfo = UTC) -> LineHeader:
        """The header of ``line``; see ``Grammar.read``."""
        record = self._record(line)
        if record is None:
            return LineHeader(message=line.strip())
        keys = self.keys
        level = _lookup(record, keys.get("level", ()))
        message = _lookup(record, keys.get("message", ()))
        header = LineHeader(
            time=_moment(_lookup(record, keys.get("time", ())), year=year, zone=zone),
            level=self.levels.get(str(level).lower()) if level is not None else None,
            message=message.strip() if isinstance(message, str) else "",
            **{name: _name(_lookup(record, keys[name])) for name in _TEXT_FIELDS if name in keys},
        )
        return unwrap(header, year=year) if self.wraps else header

    def _record(self, line: str) -> dict[str, Any] | None:
        text = line.strip()
        if len(text) > READ_LIMIT:
            return None
        record = _pairs(text) if self.logfmt else _json_object(text)
        if not record:
            return None
        for need in self.needs:
            if _lookup(record, need.split("|")) is None:
                return None
        return record


def _json_object(text: str) -> dict[str, Any] | None:
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _pairs(text: str) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for match in islice(_PAIR.finditer(text), _MAX_PAIRS):
        value = match[2]
        if value.startswith('"'):
            value = value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
        pairs.setdefault(match[1], value)
    return pairs


def _lookup(record: Mapping[str, Any], keys: Sequence[str]) -> Any:  # noqa: ANN401  whatever the line holds
    for key in keys:
        value = record.get(key)
        if value is None and "." in key:
            outer, _, inner = key.partition(".")
            nested = record.get(outer)
            value = _lookup(nested, (inner,)) if isinstance(nested, dict) else None
        if value is not None:
            return value
    return None


def _moment(value: object, *, year: int, zone: tzinfo) -> LogTime | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value) if isinstance(value, int) else f"{value:.6f}"
    found = read_time(value, 0, year=year, zone=zone) if isinstance(value, str) else None
    return found[0] if found is not None else None


def _name(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value and len(value) <= _NAME_LIMIT and value.isprintable():
        return value
    return None
