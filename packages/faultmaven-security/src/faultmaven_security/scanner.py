"""Finds patterns in text: cheap literal anchors first, the expression where one was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_security.checks import Candidate
from faultmaven_security.folded import FoldedText, Literal
from faultmaven_security.matches import Match
from faultmaven_security.patterns import Pattern, built_in_patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_security.budget import Budget


class PatternScanner:
    """A detector for patterns that are data."""

    __slots__ = ("_anchored",)

    def __init__(self, patterns: Iterable[Pattern] | None = None) -> None:
        chosen = built_in_patterns() if patterns is None else tuple(patterns)
        self._anchored = tuple((p, tuple(Literal(a, look=p.look) for a in p.anchors)) for p in chosen)

    def find(self, text: FoldedText, budget: Budget) -> Iterator[Match]:
        """Matches of every pattern, pattern by pattern; they may overlap. Raises BudgetSpent."""
        for pattern, anchors in self._anchored:
            budget.check()
            for anchor in anchors:
                if anchor.trace in text.words:
                    yield from _matches(pattern, text, anchor, budget)


def _matches(pattern: Pattern, folded: FoldedText, anchor: Literal, budget: Budget) -> Iterator[Match]:
    text = folded.text
    resume = 0
    for place in folded.places(anchor, budget):
        if place < resume:
            continue
        begin = max(_begin(pattern, text, place), resume)
        found = pattern.compiled.match(text, begin)
        if found is None:
            continue
        resume = found.end()
        group = "value" if "value" in pattern.compiled.groupindex else 0
        candidate = Candidate(text=text, start=found.start(group), end=found.end(group))
        if all(test(candidate) for test in pattern.tests):
            yield Match(
                start=candidate.start,
                end=candidate.end,
                pattern=pattern.id,
                kind=pattern.kind,
                label=pattern.label,
            )


def _begin(pattern: Pattern, text: str, place: int) -> int:
    """Where a candidate for the anchor at ``place`` begins: the lead characters before it belong to it."""
    if pattern.lead_run is None:
        return place
    window = text[max(0, place - pattern.lead_max) : place]
    run = pattern.lead_run.match(window[::-1])
    return place - (run.end() if run else 0)


__all__ = ["PatternScanner"]
