"""What every grammar can do, whatever the shape of its lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, tzinfo
from typing import Protocol

from faultmaven_core.processing.log_lines import NO_YEAR, LineHeader, read_header

READ_LIMIT = 64 * 1024
"""Characters of a line that are searched for a header; what is longer is message."""


class Grammar(Protocol):
    """How one format writes the header of a line. Grammars are values: they keep no state between lines."""

    @property
    def id(self) -> str:
        """The name of the format, such as ``nginx_error``."""
        ...

    @property
    def header_lines(self) -> int:
        """How many lines the header takes; the last ones have no start of their own."""
        ...

    def starts(self, line: str) -> bool:
        """Whether ``line`` begins with a header of this format."""
        ...

    def inner_line(self, line: str) -> str | None:
        """The line of the program, when this format wraps one; None for other formats and other lines."""
        ...

    def read(self, line: str, *, year: int = NO_YEAR, zone: tzinfo = UTC) -> LineHeader:
        """The header of ``line``; a line of another format gives no fields and the whole line as message.

        ``year`` and ``zone`` stand in for what the line leaves out; the flags of its time say so.
        """
        ...


def unwrap(outer: LineHeader, *, year: int) -> LineHeader:
    """The header of a line that a container runtime wrapped around one of the program's own.

    The time of the wrapper is kept, because it names its zone; the rest is what the program says, if it does.
    """
    inner = read_header(outer.message, year=year)
    if not inner.known:
        return outer
    return replace(
        inner,
        time=outer.time or inner.time,
        level=inner.level or outer.level,
        host=outer.host or inner.host,
        program=outer.program or inner.program,
    )
