"""Join the lines that make one record: a header and what follows it without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from enum import StrEnum
from itertools import chain, islice
from typing import Final

from faultmaven_core.processing.headers.brackets import open_brackets, reads_as_json
from faultmaven_core.processing.headers.choosing import SAMPLE_LINES, choose_grammar
from faultmaven_core.processing.headers.grammar import Grammar
from faultmaven_core.processing.headers.sql import continues_sql, opens_sql
from faultmaven_core.processing.headers.traces import (
    TraceState,
    continues_trace,
    is_frame,
    opens_trace,
    stands_alone,
)
from faultmaven_core.processing.log_lines import NO_YEAR, LineHeader, read_header

MAX_RECORD_LINES: Final = 5000
"""A longer record is cut into several: memory is bounded whatever the file holds."""
_LINE_CHARS: Final = 64 * 1024
_SAMPLE: Final = 4 * SAMPLE_LINES
"""Lines that are held to choose a grammar: the frames of a trace among them do not count."""


class RecordKind(StrEnum):
    """What a record is made of."""

    LINE = "line"
    LINES = "lines"
    """A message that goes on in the lines after its header."""
    STACK_TRACE = "stack_trace"
    JSON = "json"
    """A value that is printed over several lines."""
    SQL = "sql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Lines that belong together. Line numbers count from 1 and both ends belong to it."""

    first_line: int
    last_line: int
    kind: RecordKind
    header: LineHeader
    head: str
    """The text of the first line."""


def records(
    lines: Iterable[str],
    *,
    grammar: Grammar | None = None,
    year: int = NO_YEAR,
    zone: tzinfo = UTC,
    first_line: int = 1,
) -> Iterator[Record]:
    """The records of a document, in order; every line is in exactly one.

    Without ``grammar`` the first lines decide which one the document speaks. Lines without a header join the line
    before them only when they show why: a frame of a trace, an open bracket, an unfinished statement, or, in a
    document with headers, an indent. ``lines`` is read once, and a few hundred lines at most are held.
    """
    stream = iter(lines)
    sample = [line[:_LINE_CHARS] for line in islice(stream, _SAMPLE)]
    speech = _Speech.of(sample, choose_grammar(sample) if grammar is None else grammar)
    joined: _Joined | None = None
    number = first_line - 1
    for number, whole in enumerate(chain(sample, stream), first_line):
        line = whole[:_LINE_CHARS]
        text, reader, spoken = speech.split(line)
        if joined is not None:
            short = number - joined.first_line < MAX_RECORD_LINES
            if spoken is None and short and joined.takes(text):
                continue
            yield _record(joined, last_line=number - 1, year=year, zone=zone)
        joined = _Joined.open(text, number, spoken)
        joined.head, joined.reader = line, reader
    if joined is not None:
        yield _record(joined, last_line=number, year=year, zone=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speech:
    """The grammar of a document and, where a container runtime wraps its lines, that of the lines within."""

    outer: Grammar | None
    inner: Grammar | None

    @classmethod
    def of(cls, sample: list[str], outer: Grammar | None) -> _Speech:
        """How a document speaks that begins with ``sample``."""
        within = [text for line in sample if (text := outer.inner_line(line)) is not None] if outer else []
        return cls(outer=outer, inner=choose_grammar(within))

    def split(self, line: str) -> tuple[str, Grammar | None, Grammar | None]:
        """What the program wrote, the grammar that reads the line, and the one that the program began it in."""
        outer, inner = self.outer, self.inner
        if outer is None or not outer.starts(line):
            return line, None, None
        text = outer.inner_line(line)
        if text is None:
            return line, outer, outer
        return text, outer, inner if inner is not None and inner.starts(text) else None


def _record(joined: _Joined, *, last_line: int, year: int, zone: tzinfo) -> Record:
    texts, grammar = joined.texts, joined.grammar
    if joined.reader is None:
        header = read_header("\n".join(texts), year=year)
    else:
        header = joined.reader.read(joined.head, year=year, zone=zone)
    if len(texts) > 1 and grammar is not None and grammar.header_lines > 1:
        second = read_header(texts[1], year=year)
        header = replace(header, level=header.level or second.level, message=second.message)
    return Record(
        first_line=joined.first_line,
        last_line=last_line,
        kind=joined.kind if last_line > joined.first_line else RecordKind.LINE,
        header=header,
        head=joined.head,
    )


@dataclass(slots=True, kw_only=True)
class _Joined:
    """What is known of the record whose lines are being read."""

    first_line: int
    grammar: Grammar | None
    """The grammar of the first line, when the program began it with a header."""
    head: str = ""
    """The first line as it stands in the file."""
    reader: Grammar | None = None
    """What reads the head, when anything does."""
    texts: list[str]
    """The first line as the program wrote it, and those after it that the header needs."""
    owed: int = 0
    """Lines that the header still takes."""
    room: int = _LINE_CHARS
    """Characters of a bare JSON value that may still be kept, to read its fields."""
    kind: RecordKind = RecordKind.LINES
    trace: TraceState = TraceState.NONE
    brackets: int = 0
    statement: bool | None = None
    """Whether a statement of SQL is unfinished; None while nobody had to know."""

    @classmethod
    def open(cls, line: str, number: int, grammar: Grammar | None) -> _Joined:
        """Begin a record with ``line``."""
        joined = cls(first_line=number, grammar=grammar, texts=[line])
        if grammar is not None:
            joined.owed = grammar.header_lines - 1
        else:
            joined.trace = opens_trace(line)
            joined.kind = RecordKind.LINES if joined.trace is TraceState.NONE else RecordKind.STACK_TRACE
        if line.endswith(("{", "[", "{\r", "[\r")):
            joined.brackets = open_brackets(line) if grammar is not None else int(line.strip() in ("{", "["))
        return joined

    def takes(self, line: str) -> bool:
        """Whether ``line``, which has no header, belongs to this record; what it shows is remembered."""
        return (
            self._owes(line)
            or self._in_brackets(line)
            or self._in_trace(line)
            or self._in_statement(line)
            or (self.grammar is not None and (not line or line[0] in " \t"))
        )

    def _owes(self, line: str) -> bool:
        if self.owed <= 0:
            return False
        self.owed -= 1
        self.texts.append(line)
        return True

    def _in_brackets(self, line: str) -> bool:
        if self.brackets <= 0 or not reads_as_json(line):
            self.brackets = 0
            return False
        self.brackets += open_brackets(line)
        self.kind = RecordKind.JSON
        if self.grammar is None:
            self.room -= len(line)
            if self.room > 0:
                self.texts.append(line)
        return True

    def _in_trace(self, line: str) -> bool:
        state = continues_trace(self.trace, line) if self.trace is not TraceState.NONE else self.trace
        if state is TraceState.NONE and is_frame(line):
            state = TraceState.FRAMES
        if state is TraceState.NONE and self._logged(line):
            state = opens_trace(line)
        self.trace = state
        if state is TraceState.NONE:
            return False
        self.kind = RecordKind.STACK_TRACE
        return True

    def _logged(self, line: str) -> bool:
        """Whether a trace that begins with ``line`` was written with the header of this record."""
        if self.grammar is None or stands_alone(line) or opens_trace(line) is TraceState.NONE:
            return False
        level = self.grammar.read(self.texts[0]).level
        return level is None or not level.informational

    def _in_statement(self, line: str) -> bool:
        if self.statement is False or not continues_sql(line):
            return False
        if self.statement is None:
            head = self.texts[0]
            self.statement = opens_sql(head if self.grammar is None else self.grammar.read(head).message)
            return self.statement and self._in_statement(line)
        self.kind = RecordKind.SQL
        self.statement = not line.rstrip().endswith(";")
        return True
