"""What a digest says: templates and what stands out, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from faultmaven_core.processing.log_lines import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A real line. ``line`` counts from 1 over all sources, ``text`` is at most 2 KB of it."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotValues:
    """The most frequent values of one place in a template, with how often each was seen."""

    name: str
    """The key before the value, or the word in front of it, or its position."""
    values: tuple[tuple[str, int], ...]
    sampled: bool
    """True when the counts are of a sample of the lines, False when they are of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A kind of line. Times are UTC and None where the line names none; lines count from 1 over all sources."""

    id: str
    text: str
    count: int
    share: float
    level: Level | None
    """The worst level that a line of this kind has."""
    first_line: int
    last_line: int
    first_time: datetime | None
    last_time: datetime | None
    examples: tuple[Example, ...]
    slots: tuple[SlotValues, ...]
    novelty: int
    """Words that no other template has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Lines in ``[start, start + seconds)``; an estimate from a sample when the log is long."""

    start: datetime
    seconds: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A silence: nothing is written between two lines that are near each other."""

    after_line: int
    before_line: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Many lines in little time: of all kinds (``template_id`` None), or of one."""

    template_id: str | None
    start: datetime
    end: datetime
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorGroup:
    """Errors with one cause: the name of an exception, or the text of a template with a bad level."""

    cause: str
    count: int
    first_line: int
    last_line: int
    template_ids: tuple[str, ...]
    frames: tuple[str, ...]
    """Lines of the stack trace that were first seen behind the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """A template that tells of a start, a stop or a signal."""

    template_id: str
    count: int
    first_line: int
    first_time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What changed at a moment: templates first seen near it, and templates last seen near it."""

    moment: datetime
    appeared: tuple[str, ...]
    vanished: tuple[str, ...]
