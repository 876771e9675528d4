"""What a detector reports, and how reports that overlap become one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_security.budget import Budget
    from faultmaven_security.folded import FoldedText


class MatchKind(StrEnum):
    """What becomes of the text that matched."""

    SECRET = "secret"  # noqa: S105  a kind
    """Replaced for good: it is never put back and never kept."""
    PII = "pii"
    """Personal data: replaced, and put back in what the case's own user sees."""
    INSTRUCTION = "instruction"
    """Text that talks to a model; it is reported, not replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Characters ``start`` to ``end`` (exclusive) of a text, and the pattern that claims them.

    ``label`` is the word inside the placeholder, such as ``EMAIL``.
    """

    start: int
    end: int
    pattern: str
    kind: MatchKind
    label: str


class Detector(Protocol):
    """Finds what must not leave the process."""

    def find(self, text: FoldedText, budget: Budget) -> Iterable[Match]:
        """Matches in ``text.text``, in any order, overlapping or not. Any exception makes the whole redaction fail."""
        ...


def disjoint(matches: Iterable[Match]) -> list[Match]:
    """Matches in order of place, overlapping ones joined into one that covers them all.

    The joined match has pattern and label of the longest secret in it, or, without a secret, of the longest match:
    whatever any detector claimed stays covered, and a secret never becomes restorable by lying in a wider match.
    """
    ordered = sorted(matches, key=lambda match: (match.start, -match.end))
    result: list[Match] = []
    group: list[Match] = []
    end = -1
    for match in ordered:
        if match.start >= match.end:
            continue
        if group and match.start >= end:
            result.append(_joined(group, end))
            group = []
        end = match.end if not group else max(end, match.end)
        group.append(match)
    if group:
        result.append(_joined(group, end))
    return result


def _joined(group: list[Match], end: int) -> Match:
    if len(group) == 1:
        return group[0]
    chief = max(group, key=lambda match: (match.kind is MatchKind.SECRET, match.end - match.start))
    return Match(start=group[0].start, end=end, pattern=chief.pattern, kind=chief.kind, label=chief.label)


__all__ = ["Detector", "Match", "MatchKind", "disjoint"]
