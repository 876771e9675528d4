"""Errors by cause, with the frames behind them, and restarts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from faultmaven_core.processing.digest.findings import ErrorGroup, Restart, Template
from faultmaven_core.processing.digest.mining import Group
from faultmaven_core.processing.digest.vocabulary import vocabulary
from faultmaven_core.processing.log_lines import Level

_EDGE = "[]<>(){}:,;|\"'-.!"
_FRAMES = 5
_FRAME_STARTS = ("at ", "File ", "... ", "Caused by:", "goroutine ", "from ", "raise ")
_BAD = (Level.ERROR, Level.FATAL)


def cause(text: str) -> str | None:
    """The name of the exception that a line tells of, without its package; None when it names none."""
    for word in text.split():
        name = word.split("=")[-1].split(":")[0].strip(_EDGE).rsplit(".", 1)[-1]
        if name.endswith(("Exception", "Error")) and name not in {"Error", "Exception"} and name[0].isupper():
            return name
    return None


def errors(groups: Sequence[Group], templates: Sequence[Template]) -> tuple[ErrorGroup, ...]:
    """Templates that name an exception or have the level error or worse; the most frequent cause first."""
    by_cause: dict[str, list[Template]] = defaultdict(list)
    for template in templates:
        name = None if template.text.startswith(_FRAME_STARTS[:3]) else cause(template.text)
        if name or template.level in _BAD:
            by_cause[name or template.text].append(template)
    firsts = {member.row.first + 1: member.line for group in groups for member in group.members}
    found = [
        ErrorGroup(
            cause=name,
            count=sum(template.count for template in alike),
            first_line=min(template.first_line for template in alike),
            last_line=max(template.last_line for template in alike),
            template_ids=tuple(template.id for template in alike),
            frames=_frames(firsts, min(template.first_line for template in alike)),
        )
        for name, alike in by_cause.items()
    ]
    return tuple(sorted(found, key=lambda group: (-group.count, group.first_line)))


def _frames(firsts: dict[int, str], line: int) -> tuple[str, ...]:
    frames: list[str] = []
    while len(frames) < _FRAMES:
        line += 1
        text = firsts.get(line, "")
        if not text[:1].isspace() and not text.startswith(_FRAME_STARTS):
            break
        frames.append(text.strip())
    return tuple(frames)


def restarts(templates: Iterable[Template]) -> tuple[Restart, ...]:
    """Templates with a phrase of the vocabulary's ``restarts``, in the order of lines."""
    phrases = vocabulary().restarts
    return tuple(
        Restart(
            template_id=template.id,
            count=template.count,
            first_line=template.first_line,
            first_time=template.first_time,
        )
        for template in templates
        if any(phrase in template.text.lower() for phrase in phrases)
    )
