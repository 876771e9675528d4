"""The gates: what a case must hold for a milestone to be reached. Nothing else sets one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_models.evidence import EvidenceCategory
from faultmaven_models.hypothesis import HypothesisStatus, Stance
from faultmaven_models.investigation import Milestone, TemporalState
from faultmaven_models.solution import SolutionKind, SolutionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from faultmaven_models.case import Case
    from faultmaven_models.hypothesis import Hypothesis


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A gate's reason for letting a case through, and the evidence it rests on."""

    reason: str
    evidence_ids: tuple[str, ...] = ()


def symptom_verified(case: Case) -> Passed | None:
    """Symptom evidence, whose citation holds by construction."""
    ids = _evidence_of(case, EvidenceCategory.SYMPTOM)
    return Passed(reason=f"{len(ids)} cited symptoms", evidence_ids=ids) if ids else None


def scope_assessed(case: Case) -> Passed | None:
    """Affected components named, each cited."""
    names = sorted({item.component for item in case.affected})
    if not names:
        return None
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")  # noqa: PLR2004  five fit a line
    return Passed(
        reason=f"affected: {shown}", evidence_ids=_unique(item.evidence_id for item in case.affected)
    )


def timeline_established(case: Case) -> Passed | None:
    """A start from a cited time, and an end or the word that it goes on; guessed zones are marked in the entries."""
    if not case.timeline:
        return None
    ordered = sorted(case.timeline, key=lambda entry: entry.at)
    ongoing = case.problem is not None and case.problem.temporal_state is TemporalState.ONGOING
    if len(ordered) < 2 and not ongoing:  # noqa: PLR2004  a start and an end
        return None
    guessed = any(entry.zone_guessed or entry.year_guessed for entry in ordered)
    end = "ongoing" if ongoing else f"{ordered[-1].at:%Y-%m-%d %H:%M:%S}Z"
    note = " (zone or year partly guessed)" if guessed else ""
    return Passed(
        reason=f"from {ordered[0].at:%Y-%m-%d %H:%M:%S}Z to {end}{note}",
        evidence_ids=_unique((ordered[0].evidence_id, ordered[-1].evidence_id)),
    )


def changes_identified(case: Case) -> Passed | None:
    """A cited change, or a recorded search that found none."""
    if case.changes:
        return Passed(
            reason=f"{len(case.changes)} cited changes",
            evidence_ids=_unique(item.evidence_id for item in case.changes),
        )
    if case.change_search is not None:
        return Passed(reason=f"searched {', '.join(case.change_search.searched)} and found none")
    return None


def root_cause_identified(case: Case) -> Passed | None:
    """A supported hypothesis over the threshold, not strongly contradicted, twice witnessed or alone standing."""
    for hypothesis in sorted(case.hypotheses, key=lambda item: -item.likelihood):
        passed = _identified(case, hypothesis)
        if passed is not None:
            return passed
    return None


def leading_cause(case: Case) -> Hypothesis | None:
    """The likeliest hypothesis that passes the gate for root_cause_identified, or None."""
    ranked = sorted(case.hypotheses, key=lambda item: -item.likelihood)
    return next((item for item in ranked if _identified(case, item) is not None), None)


def mitigation_applied(case: Case) -> Passed | None:
    """A mitigation that the user, or resolution evidence, says was applied."""
    done = [item for item in case.solutions if item.kind is SolutionKind.MITIGATION and _applied(item.status)]
    return Passed(reason=f"applied: {done[0].title}") if done else None


def solution_proposed(case: Case) -> Passed | None:
    """A solution that names the hypothesis it answers, or a mitigation beside symptom evidence."""
    symptoms = _evidence_of(case, EvidenceCategory.SYMPTOM)
    for item in case.solutions:
        if item.hypothesis_id and case.hypothesis_by_id(item.hypothesis_id):
            return Passed(reason=item.title)
        if item.kind is SolutionKind.MITIGATION and symptoms:
            return Passed(reason=item.title, evidence_ids=symptoms)
    return None


def solution_applied(case: Case) -> Passed | None:
    """A fix of the cause that was applied, by the user's word or by resolution evidence."""
    done = [
        item for item in case.solutions if item.kind is SolutionKind.ROOT_CAUSE_FIX and _applied(item.status)
    ]
    return Passed(reason=f"applied: {done[0].title}") if done else None


def solution_verified(case: Case) -> Passed | None:
    """A fix that was verified: by the user's explicit word, or by resolution evidence later than its application."""
    done = [item for item in case.solutions if item.status is SolutionStatus.VERIFIED]
    if not done:
        return None
    return Passed(
        reason=f"verified: {done[0].title}", evidence_ids=_evidence_of(case, EvidenceCategory.RESOLUTION)
    )


GATES: Mapping[Milestone, Callable[[Case], Passed | None]] = {
    Milestone.SYMPTOM_VERIFIED: symptom_verified,
    Milestone.SCOPE_ASSESSED: scope_assessed,
    Milestone.TIMELINE_ESTABLISHED: timeline_established,
    Milestone.CHANGES_IDENTIFIED: changes_identified,
    Milestone.ROOT_CAUSE_IDENTIFIED: root_cause_identified,
    Milestone.MITIGATION_APPLIED: mitigation_applied,
    Milestone.SOLUTION_PROPOSED: solution_proposed,
    Milestone.SOLUTION_APPLIED: solution_applied,
    Milestone.SOLUTION_VERIFIED: solution_verified,
}


def _identified(case: Case, hypothesis: Hypothesis) -> Passed | None:
    if hypothesis.likelihood < case.strategy.threshold or hypothesis.status in _SET_ASIDE:
        return None
    if any(link.stance is Stance.STRONGLY_CONTRADICTS for link in hypothesis.links):
        return None
    causal: list[str] = []
    origins: set[str] = set()
    for link in hypothesis.links:
        item = case.evidence_by_id(link.evidence_id)
        if item is not None and link.stance.supports and item.category is EvidenceCategory.CAUSAL:
            causal.append(item.id)
            origins.add(item.independence_group or item.id)
    alternative = any(
        other.id != hypothesis.id and other.status is HypothesisStatus.REFUTED for other in case.hypotheses
    ) or any(item.evidence_ids for item in case.ruled_out)
    if not causal or not (len(origins) > 1 or alternative):
        return None
    witness = f"{len(origins)} independent origins" if len(origins) > 1 else "an alternative was refuted"
    return Passed(
        reason=f"{hypothesis.statement} (likelihood {hypothesis.likelihood:.2f}; {witness})",
        evidence_ids=_unique(causal),
    )


_SET_ASIDE = frozenset({HypothesisStatus.REFUTED, HypothesisStatus.RETIRED, HypothesisStatus.SUPERSEDED})


def _applied(status: SolutionStatus) -> bool:
    return status in (SolutionStatus.APPLIED, SolutionStatus.VERIFIED)


def _evidence_of(case: Case, category: EvidenceCategory) -> tuple[str, ...]:
    return tuple(item.id for item in case.evidence if item.category is category)


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
