"""Look up every citation of a proposal; strike out what does not hold and what rested on it alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_models.case import RefusedClaim

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.case import Case
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials
    from faultmaven_models.updates import (
        ProposedEvidence,
        ProposedHypothesis,
        ProposedRuledOut,
        ProposedSolution,
        TurnUpdate,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A proposal in which every citation holds, and what was struck out on the way."""

    update: TurnUpdate
    refused: tuple[RefusedClaim, ...]


def span_problem(span: SourceSpan, materials: Materials) -> str | None:
    """Why the span does not hold, or None when it does."""
    document = materials.document(span.artifact_id)
    if document is None:
        return f"there is no artifact {span.artifact_id} in this case"
    if document.source != span.source:
        return f"artifact {span.artifact_id} is {document.source}, not {span.source}"
    if span.end_line > len(document.lines):
        return f"{span.source} has {len(document.lines)} lines, not {span.end_line}"
    if not span.quote.strip():
        return "the quote is blank"
    if span.quote not in "\n".join(document.lines[span.start_line - 1 : span.end_line]):
        return f"lines {span.start_line} to {span.end_line} of {span.source} do not say that"
    return None


def verify(update: TurnUpdate, case: Case, materials: Materials) -> Verified:
    """The proposal reduced to what holds. Pure: the same arguments give the same result."""
    return _Verification(case=case, materials=materials).run(update)


@dataclass(slots=True, kw_only=True)
class _Verification:
    case: Case
    materials: Materials
    refused: list[RefusedClaim] = field(default_factory=list)

    def run(self, update: TurnUpdate) -> Verified:
        evidence = self._evidence(update.evidence)
        known = {item.key for item in evidence} | {item.id for item in self.case.evidence}
        hypotheses = self._hypotheses(update.hypotheses, known)
        targets = {item.key for item in hypotheses} | {item.id for item in self.case.hypotheses}
        kept = update.model_copy(
            update={
                "evidence": evidence,
                "hypotheses": hypotheses,
                "solutions": self._solutions(update.solutions, targets),
                "affected": tuple(
                    item
                    for item in update.affected
                    if self._cited(item.evidence, known, f"{item.component} is affected")
                ),
                "timeline": tuple(
                    item for item in update.timeline if self._cited(item.evidence, known, item.text)
                ),
                "changes": tuple(
                    item for item in update.changes if self._cited(item.evidence, known, item.text)
                ),
                "ruled_out": self._ruled_out(update.ruled_out, known),
            }
        )
        return Verified(update=kept, refused=tuple(self.refused))

    def _refuse(self, claim: str, reason: str) -> None:
        self.refused.append(RefusedClaim(claim=claim, reason=reason, turn=self.case.next_turn))

    def _evidence(self, proposed: Iterable[ProposedEvidence]) -> tuple[ProposedEvidence, ...]:
        kept: dict[str, ProposedEvidence] = {}
        for item in proposed:
            if item.key in kept:
                self._refuse(item.summary, f"the key {item.key} is used twice")
                continue
            holding = []
            for span in item.spans:
                problem = span_problem(span, self.materials)
                if problem is None:
                    holding.append(span)
                else:
                    self._refuse(item.summary, problem)
            if holding:
                kept[item.key] = item.model_copy(update={"spans": tuple(holding)})
            elif not item.spans:
                self._refuse(item.summary, "it cites no lines")
        return tuple(kept.values())

    def _hypotheses(
        self, proposed: Iterable[ProposedHypothesis], known: set[str]
    ) -> tuple[ProposedHypothesis, ...]:
        kept: dict[str, ProposedHypothesis] = {}
        for item in proposed:
            links = tuple(link for link in item.links if link.evidence in known)
            if not links:
                self._refuse(item.statement, "no evidence for or against it holds")
            elif item.key in kept:
                self._refuse(item.statement, f"the key {item.key} is used twice")
            else:
                for link in item.links:
                    if link.evidence not in known:
                        self._refuse(
                            f"{item.statement}: {link.reasoning}", f"evidence {link.evidence} does not hold"
                        )
                kept[item.key] = item.model_copy(update={"links": links})
        return tuple(kept.values())

    def _solutions(
        self, proposed: Iterable[ProposedSolution], targets: set[str]
    ) -> tuple[ProposedSolution, ...]:
        kept = []
        for item in proposed:
            if item.hypothesis is None or item.hypothesis in targets:
                kept.append(item)
            else:
                self._refuse(item.title, f"it answers {item.hypothesis}, which is not in the case")
        return tuple(kept)

    def _ruled_out(
        self, proposed: Iterable[ProposedRuledOut], known: set[str]
    ) -> tuple[ProposedRuledOut, ...]:
        kept = []
        for item in proposed:
            holding = tuple(key for key in item.evidence if key in known)
            if holding or not item.evidence:
                kept.append(item.model_copy(update={"evidence": holding}))
            else:
                self._refuse(f"ruled out: {item.statement}", "none of its evidence holds")
        return tuple(kept)

    def _cited(self, key: str, known: set[str], claim: str) -> bool:
        if key in known:
            return True
        self._refuse(claim, f"evidence {key} does not hold")
        return False
