"""A grammar for lines that no file describes: which columns behave like a time, a level or an id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final

from faultmaven_core.processing.headers.grammar_files import level_words
from faultmaven_core.processing.log_lines import NO_YEAR, Level, LineHeader
from faultmaven_core.processing.log_times import LogTime, read_time

_COLUMNS: Final = 10
_LEAST_LINES: Final = 5
_SHARE: Final = 0.8
_DISTINCT: Final = 0.5
_TIME_REACH: Final = 60
_ID: Final = re.compile(
    r"(?=[^\s]{0,40}\d)[0-9a-fA-F]{8,64}\Z|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z"
)
_WRAPPING: Final = "[](){}<>\"',;:|"
_DELIMITERS: Final = ("\t", "|", ";", ",", None)
_LETTERS: Final = 2
"""A level of fewer letters is too easily something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGrammar:
    """Lines whose columns were recognised by what stands in them."""

    id: str = "inferred_columns"
    delimiter: str | None
    """What stands between columns; None for white space."""
    time_column: int | None
    level_column: int | None
    id_column: int | None
    levels: Mapping[str, Level]
    header_lines: int = 1

    def starts(self, line: str) -> bool:
        """Whether the columns of ``line`` hold what they hold in the other lines."""
        return self.read(line).known

    def inner_line(self, line: str) -> str | None:  # noqa: ARG002  the port's signature
        """None: columns wrap no line of another program."""
        return None

    def read(self, line: str, *, year: int = NO_YEAR, zone: tzinfo = UTC) -> LineHeader:
        """The header of ``line``; see ``Grammar.read``."""
        starts = _starts(line, self.delimiter)
        time: LogTime | None = None
        end = 0
        if self.time_column is not None and self.time_column < len(starts):
            found = _time_at(line, starts[self.time_column], year=year, zone=zone)
            if found is not None:
                time, end = found
        level = None
        if self.level_column is not None and self.level_column < len(starts):
            word, after = _word(line, starts, self.level_column, self.delimiter)
            level = self.levels.get(word.lower())
            end = max(end, after) if level is not None else end
        trace_id = None
        if self.id_column is not None and self.id_column < len(starts):
            word, after = _word(line, starts, self.id_column, self.delimiter)
            if _ID.match(word):
                trace_id, end = word, max(end, after)
        if time is None and level is None:
            return LineHeader(message=line.strip())
        return LineHeader(
            time=time, level=level, trace_id=trace_id, message=line[end:].strip(" \t\r\n]})>|;,:\"'-")
        )


def infer_columns(lines: Sequence[str]) -> ColumnGrammar | None:
    """A grammar from what the columns hold; None when none of them behaves like a time or a level."""
    if len(lines) < _LEAST_LINES:
        return None
    return max(
        (found for delimiter in _DELIMITERS if (found := _infer(lines, delimiter)) is not None),
        key=lambda found: (found.time_column is not None) + (found.level_column is not None),
        default=None,
    )


def _infer(lines: Sequence[str], delimiter: str | None) -> ColumnGrammar | None:
    needed = _SHARE * len(lines)
    levels = level_words()
    if delimiter is not None and sum(delimiter in line for line in lines) < needed:
        return None
    rows = [(line, _starts(line, delimiter)) for line in lines]
    time_column = level_column = id_column = None
    for column in range(_COLUMNS):
        reach = [(line, starts) for line, starts in rows if column < len(starts)]
        if len(reach) < needed:
            break
        words = [_word(line, starts, column, delimiter)[0] for line, starts in reach]
        if level_column is None and _shows(
            (len(word) > _LETTERS and word.lower() in levels for word in words), needed
        ):
            level_column = column
        elif time_column is None and _shows(
            (_time_at(line, starts[column], year=NO_YEAR, zone=UTC) is not None for line, starts in reach),
            needed,
        ):
            time_column = column
        elif id_column is None and _are_ids(words, needed):
            id_column = column
    if time_column is None and level_column is None:
        return None
    return ColumnGrammar(
        delimiter=delimiter,
        time_column=time_column,
        level_column=level_column,
        id_column=id_column,
        levels=levels,
    )


def _shows(signs: Iterable[bool], needed: float) -> bool:
    return sum(signs) >= needed


def _are_ids(words: Sequence[str], needed: float) -> bool:
    ids = [word for word in words if _ID.match(word)]
    return len(ids) >= needed and len(set(ids)) >= _DISTINCT * len(ids)


def _starts(line: str, delimiter: str | None) -> list[int]:
    """Where the first columns of a line begin."""
    starts: list[int] = []
    position, length = 0, len(line)
    while position < length and len(starts) < _COLUMNS:
        if delimiter is None:
            while position < length and line[position] in " \t":
                position += 1
            if position == length:
                break
        starts.append(position)
        end = line.find(delimiter or " ", position)
        if end < 0:
            break
        position = end + 1
    return starts


def _word(line: str, starts: Sequence[int], column: int, delimiter: str | None) -> tuple[str, int]:
    """What stands in a column, without brackets and quotes, and where it ends."""
    end = line.find(delimiter or " ", starts[column])
    end = len(line) if end < 0 else end
    return line[starts[column] : end].strip().strip(_WRAPPING), end


def _time_at(line: str, start: int, *, year: int, zone: tzinfo) -> tuple[LogTime, int] | None:
    text = line[start : start + _TIME_REACH]
    shift = len(text) - len(text.lstrip(" [(<\"'"))
    found = read_time(text, shift, year=year, zone=zone)
    return (found[0], start + found[1]) if found is not None else None
