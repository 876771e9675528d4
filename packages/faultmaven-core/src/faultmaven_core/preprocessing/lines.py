"""The lines of a text that is small enough to keep each as a string of its own."""

from __future__ import annotations


def split_lines(text: str, *, max_chars: int) -> tuple[list[str], int]:
    """The lines (ending at a line feed, without it and without a carriage return before it) and how many were cut."""
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
