"""Text from the incident, made safe to show: a log line must not move the cursor or turn the text around."""

from __future__ import annotations

import unicodedata

_TAB = "    "
_LAST_OF_FOUR_DIGITS = 0xFFFF
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Unicode categories that a terminal acts on or that hide what is there: controls, bidi marks, line separators."""


def printable(text: str, *, limit: int | None = None) -> str:
    """The text on one line each, with control and formatting characters spelled out, cut to ``limit`` characters."""
    lines = []
    for line in text.split("\n"):
        flat = line.replace("\t", _TAB)
        lines.append(
            flat if flat.isascii() and flat.isprintable() else "".join(_shown(mark) for mark in flat)
        )
    joined = "\n".join(lines)
    return joined if limit is None or len(joined) <= limit else f"{joined[: limit - 1]}…"


def _shown(mark: str) -> str:
    if unicodedata.category(mark) not in _HIDDEN:
        return mark
    return f"\\u{ord(mark):04x}" if ord(mark) <= _LAST_OF_FOUR_DIGITS else f"\\U{ord(mark):08x}"
