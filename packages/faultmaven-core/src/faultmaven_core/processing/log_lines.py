"""The header of a log line: when, how bad, which machine, which program; and the message behind it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from faultmaven_core.processing.log_times import LogTime, find_time, read_time

NO_YEAR = 2000
"""Stands in where neither the line nor the caller knows the year; ``year_guessed`` is set then."""

_HEAD = 240
_NAME_LIMIT = 100
_JSON_LIMIT = 64 * 1024
_RFC5424 = re.compile(r"<\d{1,3}>\d ")
_PRIORITY = re.compile(r"<\d{1,3}>")
_COMPOSE = re.compile(r"([A-Za-z0-9][\w.-]{0,80}?) {0,40}\| ")
_TAG = re.compile(r"([\w./@-]{1,80}?)(?:\[(\d{1,10})\])?:(?=\s|$)")
_KEYED_LEVEL = re.compile(r"\b(?:level|lvl|severity|loglevel)=\"?([A-Za-z]{1,9})\b")
_BRACKETED = re.compile(r"[\[<](?:[a-z0-9_]{1,30}:)?([A-Za-z]{4,9})[\]>]")
_WORD = re.compile(r"\b([A-Z]{3,9})\b(?!['=])")
_LOWER = re.compile(r"(?:^|[\s:])(emerg|alert|critical|fatal|error|warning|panic): ", re.IGNORECASE)
_REDIS_MARK = re.compile(r" ([.*#-]) ")
_LETTER = re.compile(r"\s{1,4}(?:\d{1,7}\s{1,4}){0,2}([VDIWEF])[\s/]")
_CRI = re.compile(r" (?:stdout|stderr) [FP] ")


class Level(StrEnum):
    """How bad the writer of the line finds it, from least to worst."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    FATAL = "fatal"

    @property
    def informational(self) -> bool:
        """True for what a program writes while all is well."""
        return self in (Level.DEBUG, Level.INFO)


_LEVELS = {
    **dict.fromkeys(("TRACE", "DEBUG", "FINE", "FINER", "FINEST", "VERBOSE"), Level.DEBUG),
    **dict.fromkeys(("INFO", "NOTICE", "LOG", "STATEMENT", "DETAIL", "HINT", "INFORMATION"), Level.INFO),
    **dict.fromkeys(("WARN", "WARNING"), Level.WARNING),
    **dict.fromkeys(("ERROR", "ERR", "SEVERE", "FAILURE"), Level.ERROR),
    **dict.fromkeys(("FATAL", "CRITICAL", "CRIT", "ALERT", "EMERG", "PANIC", "EMERGENCY"), Level.FATAL),
}
_LETTERS = {
    "V": Level.DEBUG,
    "D": Level.DEBUG,
    "I": Level.INFO,
    "W": Level.WARNING,
    "E": Level.ERROR,
    "F": Level.FATAL,
}
_REDIS = {".": Level.DEBUG, "-": Level.INFO, "*": Level.INFO, "#": Level.WARNING}
_TIME_KEYS = ("time", "ts", "timestamp", "@timestamp", "t", "date", "datetime")
_LEVEL_KEYS = ("level", "severity", "lvl", "log.level", "levelname", "loglevel", "s")
_PROGRAM_KEYS = ("service", "service.name", "app", "application", "program", "SYSLOG_IDENTIFIER")
_HOST_KEYS = ("host", "hostname", "_HOSTNAME", "host.name")
_MESSAGE_KEYS = ("msg", "message", "log", "MESSAGE", "error", "err")
_NUMERIC_LEVELS = (
    (20, Level.DEBUG),
    (30, Level.DEBUG),
    (40, Level.INFO),
    (50, Level.WARNING),
    (60, Level.ERROR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHeader:
    """What a line says about itself; None where it does not say. ``message`` is what follows the header."""

    time: LogTime | None = None
    level: Level | None = None
    host: str | None = None
    program: str | None = None
    process: str | None = None
    """The number or name of the process, as written."""
    thread: str | None = None
    logger: str | None = None
    """The logger, component or source line that wrote it."""
    trace_id: str | None = None
    """What ties lines of one request together: a trace, request or correlation id."""
    span_id: str | None = None
    message: str = ""

    @property
    def known(self) -> bool:
        """Whether there was a header at all."""
        return self.time is not None or self.level is not None


def read_header(line: str, *, year: int = NO_YEAR) -> LineHeader:
    """Read the header of ``line``; ``year`` stands in for one that the line leaves out."""
    stripped = line.lstrip()
    if stripped.startswith("{") and len(stripped) < _JSON_LIMIT:
        header = _json_header(stripped, year)
        if header is not None:
            return header
    prefix, rest = _container_prefix(line)
    found = find_time(rest, year=year)
    if found is None:
        return LineHeader(level=_level(rest, 0), program=prefix, message=rest.strip())
    time, start, end = found
    host, program, message_at = _syslog(rest, start, end)
    after_cri = _CRI.match(rest, end)
    if after_cri is not None:
        inner = read_header(rest[after_cri.end() :], year=year)
        return replace(inner, time=time, program=inner.program or prefix)
    return LineHeader(
        time=time,
        level=_level(rest, end, start),
        host=host,
        program=program or prefix,
        message=rest[message_at:].strip(" -|]\t"),
    )


def _container_prefix(line: str) -> tuple[str | None, str]:
    match = _COMPOSE.match(line[:_HEAD])
    if match is None or match[1].isdigit() or match[1][:4].isdigit():
        return None, line
    return re.sub(r"[-_]\d{1,3}$", "", match[1]), line[match.end() :]


def _syslog(text: str, start: int, end: int) -> tuple[str | None, str | None, int]:
    """Host, program and start of the message, where a time is followed by them."""
    if start > 0 and not _PRIORITY.match(text):
        return None, None, end
    head = text[end : end + _HEAD]
    words = head.split(None, 3)
    if len(words) < 2 or not head.startswith(" ") or words[0].upper().strip("[]:") in _LEVELS:  # noqa: PLR2004
        return None, None, end
    if _RFC5424.match(text):
        return words[0], words[1] if words[1] != "-" else None, end + head.find(words[1]) + len(words[1])
    tag = _TAG.match(words[1] + " ")
    shouted = tag is not None and tag[2] is None and tag[1].isupper()
    if tag is None or shouted or ":" in words[0] or words[0][0] in "[(" or tag[1].upper() in _LEVELS:
        return None, None, end
    name = tag[1].rstrip("/").rsplit("/", 1)[-1] if tag[1].startswith("/") else tag[1].split("/", 1)[0]
    return words[0], name or None, end + head.find(words[1], len(words[0])) + len(words[1])


def _level(text: str, end: int, start: int = 0) -> Level | None:
    """The level, looked for where layouts put it: just before or after the time, never deep in the message."""
    head = text[end : end + _HEAD]
    if text[start : start + 1] in _LETTERS and text[start + 1 : start + 5].isdigit():
        return _LETTERS[text[start]]
    redis = _REDIS_MARK.match(head)
    if redis is not None and ":" in text[: max(start, 1)]:
        return _REDIS[redis[1]]
    words = (match[1] for match in _WORD.finditer(head, 0, 120))
    candidates = [match[1] for pattern in (_KEYED_LEVEL, _BRACKETED) for match in pattern.finditer(head)]
    candidates += [*words, *(match[1] for match in _WORD.finditer(text, 0, start))]
    for word in candidates:
        level = _LEVELS.get(word.upper())
        if level is not None:
            return level
    letter = _LETTER.match(head) if end else None
    if letter is not None:
        return _LETTERS[letter[1]]
    lower = _LOWER.search(head, 0, 80)
    return _LEVELS.get(lower[1].upper()) if lower is not None else None


def _json_header(line: str, year: int) -> LineHeader | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    message = next((record[key] for key in _MESSAGE_KEYS if isinstance(record.get(key), str)), "")
    level = next((found for key in _LEVEL_KEYS if (found := _json_level(record.get(key)))), None)
    time = next((moment for key in _TIME_KEYS if (moment := _json_time(record.get(key), year))), None)
    if level is None and isinstance(record.get("log"), str):
        level = read_header(message, year=year).level
    return LineHeader(
        time=time,
        level=level,
        host=_first_name(record, _HOST_KEYS),
        program=_first_name(record, _PROGRAM_KEYS),
        message=message.strip(),
    )


def _first_name(record: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = record.get(key)
        if isinstance(value, dict):
            value = value.get("name")
        if (
            isinstance(value, str)
            and value
            and len(value) <= _NAME_LIMIT
            and value.isprintable()
            and " " not in value
        ):
            return value
    return None


def _json_level(value: object) -> Level | None:
    if isinstance(value, str):
        return _LEVELS.get(value.upper()) or _LETTERS.get(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return next((level for limit, level in _NUMERIC_LEVELS if value < limit), Level.FATAL)
    return None


def _json_time(value: object, year: int) -> LogTime | None:
    if isinstance(value, dict):
        value = value.get("$date")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = repr(value) if isinstance(value, int) else f"{value:.6f}"
    found = read_time(value, 0, year=year) if isinstance(value, str) else None
    return found[0] if found is not None else None
