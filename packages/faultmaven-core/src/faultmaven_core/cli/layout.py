"""Wrapped, indented text on a console: nothing is padded, and a path is never broken over two lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from faultmaven_core.reports.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

_LONGEST_PATH = 200
"""A longer word is no path that anybody copies: it is folded."""
_WORD = re.compile(r"\S+\s*")


def heading(console: Console, title: str) -> None:
    """A blank line and the title."""
    console.print()
    put(console, Text(title, style="bold"))


def put(
    console: Console, text: Text | str, *, indent: int = 0, hang: int = 0, max_lines: int | None = None
) -> None:
    """Print the text wrapped to the console's width, continued lines ``hang`` further in, cut to ``max_lines``."""
    words = Text(printable(text)) if isinstance(text, str) else text
    room = max(20, console.width - indent - hang)
    rows = [
        row
        for number, line in enumerate(words.split("\n"))
        for row in line.divide(_breaks(line.plain, room, spare=0 if number else hang))
    ]
    if max_lines is not None and len(rows) > max_lines:
        rows = rows[:max_lines]
        rows[-1].rstrip()
        rows[-1].truncate(room - 1 + (hang if max_lines == 1 else 0))
        rows[-1].append("…")
    for number, row in enumerate(rows):
        row.rstrip()
        margin = " " * (indent + (hang if number else 0))
        console.print(Text(margin) + row, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)


def _breaks(line: str, room: int, *, spare: int) -> list[int]:
    """Where to break the line: before words that do not fit any more, and inside those that are no paths.

    The first row has ``spare`` cells more than the others.
    """
    offsets: list[int] = []
    used, row_start = len(line) - len(line.lstrip()) - spare, 0
    for match in _WORD.finditer(line):
        word = match.group()
        if match.start() > row_start and used + cell_len(word.rstrip()) > room:
            row_start = match.start()
            offsets.append(row_start)
            used = 0
        if len(word) > _LONGEST_PATH:
            step = room if word.isascii() else room // 2
            offsets += range(match.start() + step, match.end(), step)
        used += cell_len(word)
    return offsets


def put_list(console: Console, title: str, entries: Iterable[str], *, limit: int) -> None:
    """A heading and the entries, or nothing at all when there are none."""
    listed = list(dict.fromkeys(entries))
    if not listed:
        return
    heading(console, title)
    for entry in listed[:limit]:
        put(console, f"- {entry}", indent=2, hang=2)
    if len(listed) > limit:
        more(console, len(listed) - limit, "more")


def more(console: Console, count: int, what: str) -> None:
    """Say that the JSON report holds more than is shown."""
    put(console, Text(f"… {count} {what} in the JSON report (--json FILE)", style="dim"), indent=2)
