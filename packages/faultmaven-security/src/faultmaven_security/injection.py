"""Untrusted text: marked and fenced for a model, searched for instructions, cleaned for a screen.

A fence tells a model where foreign text begins and ends. It does not make the text harmless: what protects is that
nothing which reads it can write, and that gates in code decide.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from faultmaven_models.errors import InvalidInput
from faultmaven_security.budget import Budget
from faultmaven_security.folded import FoldedText
from faultmaven_security.matches import disjoint
from faultmaven_security.patterns import load_patterns
from faultmaven_security.scanner import PatternScanner

SHORTEST_DELIMITER = 12
"""Characters of a delimiter, so that a writer of logs cannot guess it."""

SEARCH_SECONDS = 30.0
"""How long one search for instructions may take."""

_DELIMITER = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"  # ECMA-48 control sequences, colours among them
    r"|\x1b[\]PX^_][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)"  # titles, links and other strings, if they end
    r"|\x1b[ -/]{0,4}[0-~]"
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # direction, invisible
    "\U000e0000-\U000e007f]"  # tag characters, which spell words that nobody sees
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """Words that talk to a model: their line (from 1), their characters in the text, and what gave them away."""

    line: int
    start: int
    end: int
    quote: str
    pattern: str


def fence(text: str, *, source: str, delimiter: str) -> str:
    """The text between two marks that carry the delimiter and the name of the source.

    ``delimiter`` is random, new for each turn, of at least ``SHORTEST_DELIMITER`` letters and digits; wherever the text
    holds it, in any case, it is taken out, so that the text cannot end its own fence. Invisible and control
    characters go too. Raises InvalidInput for a delimiter that could be guessed or does not fit.
    """
    if len(delimiter) < SHORTEST_DELIMITER or not _DELIMITER.fullmatch(delimiter):
        msg = f"a delimiter has {SHORTEST_DELIMITER} or more letters and digits, for instance secrets.token_hex(8)"
        raise InvalidInput(msg)
    closing = re.compile(re.escape(delimiter), re.IGNORECASE)
    body = _without(closing, clean_for_display(text))
    name = _without(closing, clean_for_display(source)).replace("\n", " ").replace('"', "'")
    return f'[untrusted {delimiter} source="{name}"]\n{body}\n[end of untrusted {delimiter}]'


def find_instructions(text: str) -> tuple[Instruction, ...]:
    """Where the text talks to a model, in order of place; nothing when it does not.

    A hint for a reader and a finding for a report, not a filter: a text without matches is as untrusted as before.
    Invisible characters in the text hide nothing, because they are looked through. Raises InvalidInput for a text
    that takes longer than ``SEARCH_SECONDS``.
    """
    shown, shifts = _looked_through(text)
    matches = disjoint(_scanner().find(FoldedText(shown), Budget(limit_seconds=SEARCH_SECONDS)))
    breaks = [place for place, char in enumerate(text) if char == "\n"] if matches else []
    found = []
    for match in matches:
        start, end = _original(match.start, shifts), _original(match.end - 1, shifts) + 1
        line = bisect_right(breaks, start - 1) + 1
        found.append(
            Instruction(line=line, start=start, end=end, quote=text[start:end], pattern=match.pattern)
        )
    return tuple(found)


def clean_for_display(text: str) -> str:
    """The text without terminal sequences, control characters, direction marks and invisible characters.

    Tabs and line feeds stay; a carriage return before a line feed goes.
    """
    return _UNSEEN.sub("", _SEQUENCES.sub("", text))


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text with every match taken out, also those that taking one out has made."""
    while True:
        shorter = pattern.sub("", text)
        if shorter == text:
            return text
        text = shorter


def _looked_through(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as it looks, and its pieces: where each begins there and how far on it stands in the original."""
    hidden = sorted(match.span() for pattern in (_SEQUENCES, _UNSEEN) for match in pattern.finditer(text))
    pieces: list[str] = []
    shifts: list[tuple[int, int]] = [(0, 0)]
    size = end = 0
    for start, stop in hidden:
        if start > end:
            pieces.append(text[end:start])
            size += start - end
        end = max(end, stop)
        shifts.append((size, end - size))
    pieces.append(text[end:])
    return "".join(pieces), shifts


def _original(place: int, shifts: list[tuple[int, int]]) -> int:
    """The place in the original of a place in the text as it looks."""
    return place + shifts[bisect_right(shifts, (place, sys.maxsize)) - 1][1]


@lru_cache(maxsize=1)
def _scanner() -> PatternScanner:
    return PatternScanner(
        load_patterns([resources.files("faultmaven_security") / "data" / "instructions.toml"])
    )


__all__ = ["Instruction", "clean_for_display", "fence", "find_instructions"]
