"""The lines of a text: an index from a line number to its text in constant time."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import overload

_LIST_LIMIT = 32 * 1024 * 1024


class LineIndex(Sequence[str]):
    """Lines over one string, cut out when asked for; long ones only up to ``max_chars``.

    Used for texts that are too large to keep every line as a string of its own.
    """

    __slots__ = ("_max_chars", "_starts", "_text")

    def __init__(self, text: str, *, max_chars: int) -> None:
        self._text = text
        self._max_chars = max_chars
        starts = array("Q", [0])
        starts.extend(match.end() for match in re.finditer("\n", text))
        if starts[-1] != len(text):
            starts.append(len(text) + 1)
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        start, end = self._starts[position], self._starts[position + 1] - 1
        return self._text[start : min(end, start + self._max_chars)].removesuffix("\r")


def split_lines(text: str, *, max_chars: int) -> tuple[Sequence[str], int]:
    """The lines (ending at a line feed, without it and without a carriage return before it) and how many were cut."""
    if len(text) > _LIST_LIMIT:
        index = LineIndex(text, max_chars=max_chars)
        return index, _count_long(text, max_chars)
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if "\r" in text:
        lines = [line.removesuffix("\r") for line in lines]
    cut = 0
    if len(text) > max_chars:
        for number, line in enumerate(lines):
            if len(line) > max_chars:
                lines[number] = line[:max_chars]
                cut += 1
    return lines, cut


def _count_long(text: str, max_chars: int) -> int:
    count = position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        count += end - position > max_chars
        position = end + 1
    return count
