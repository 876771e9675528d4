"""Grammars of lines that begin with columns: one anchored pattern for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from faultmaven_core.processing.headers.grammar import READ_LIMIT, unwrap
from faultmaven_core.processing.log_lines import NO_YEAR, Level, LineHeader
from faultmaven_core.processing.log_times import compose_time

_SYSLOG_LEVELS = (
    *(Level.FATAL, Level.FATAL, Level.FATAL),
    *(Level.ERROR, Level.WARNING, Level.INFO, Level.INFO, Level.DEBUG),
)
"""RFC 5424, table 2: emergency, alert, critical, error, warning, notice, informational, debug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutGrammar:
    """Lines that begin as ``pattern`` says; its named groups are the fields and the pieces of the time."""

    id: str
    pattern: re.Pattern[str]
    levels: Mapping[str, Level]
    """Level as written, in lower case -> level."""
    utc: bool = False
    """The format itself says that its times are UTC."""
    wraps: bool = False
    """The message is a line of another program, with a header of its own."""
    logger_at_end: bool = False
    header_lines: int = 1
    _match: Callable[[str], re.Match[str] | None] = field(init=False, repr=False, compare=False)
    _timed: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        groups = self.pattern.groupindex
        object.__setattr__(self, "_match", self.pattern.match)
        object.__setattr__(self, "_timed", "hour" in groups or "epoch" in groups)

    def starts(self, line: str) -> bool:
        """Whether ``line`` begins with a header of this format."""
        return self._match(line) is not None

    def inner_line(self, line: str) -> str | None:
        """The line of the program that ``line`` wraps; see ``Grammar.inner_line``."""
        match = self._match(line) if self.wraps else None
        return line[match.end() :] if match is not None else None

    def read(self, line: str, *, year: int = NO_YEAR, zone: tzinfo = UTC) -> LineHeader:
        """The header of ``line``; see ``Grammar.read``."""
        match = self._match(line[:READ_LIMIT] if len(line) > READ_LIMIT else line)
        if match is None:
            return LineHeader(message=line.strip())
        parts = match.groupdict()
        if self.utc and not parts.get("zone"):
            parts["zone"] = "Z"
        get = parts.get
        written = get("level")
        level = self.levels.get(written.lower()) if written else None
        if (priority := get("priority")) is not None and level is None:
            level = _SYSLOG_LEVELS[int(priority) & 7]
        message, logger = line[match.end() :].strip(), get("logger")
        if self.logger_at_end and message.endswith(")"):
            before, opened, behind = message.rpartition(" (")
            if opened and " " not in behind:
                message, logger = before, behind[:-1]
        header = LineHeader(
            time=compose_time(parts, year=year, zone=zone) if self._timed else None,
            level=level,
            host=get("host"),
            program=get("program"),
            process=get("process"),
            thread=get("thread"),
            logger=logger,
            trace_id=get("trace_id"),
            span_id=get("span_id"),
            message=message,
        )
        return unwrap(header, year=year) if self.wraps else header
