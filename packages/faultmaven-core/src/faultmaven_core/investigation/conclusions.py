"""The working conclusion, recomputed every turn, and the root-cause conclusion, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.investigation.gates import leading_cause
from faultmaven_models.hypothesis import HypothesisStatus
from faultmaven_models.investigation import Milestone, RootCauseConclusion, WorkingConclusion

if TYPE_CHECKING:
    from faultmaven_models.case import Case
    from faultmaven_models.hypothesis import Hypothesis

_DEAD = frozenset({HypothesisStatus.REFUTED, HypothesisStatus.RETIRED, HypothesisStatus.SUPERSEDED})


def live_hypotheses(case: Case) -> tuple[Hypothesis, ...]:
    """The hypotheses that are still in play, the likeliest first."""
    return tuple(
        sorted(
            (item for item in case.hypotheses if item.status not in _DEAD), key=lambda item: -item.likelihood
        )
    )


def conclude_root_cause(case: Case) -> RootCauseConclusion | None:
    """The conclusion the case holds already, or a first one when the gate has just passed."""
    if case.root_cause is not None or not case.progress.has(Milestone.ROOT_CAUSE_IDENTIFIED):
        return case.root_cause
    leader = leading_cause(case)
    if leader is None:
        return None
    return RootCauseConclusion(
        hypothesis_id=leader.id,
        statement=leader.statement,
        confidence=leader.likelihood,
        concluded_at_turn=case.next_turn,
    )


def working_conclusion(case: Case) -> WorkingConclusion:
    """The best current guess with its caveats; with nothing to go on it says so, at confidence 0."""
    live = live_hypotheses(case)
    caveats = [f"{gap.subject}: {gap.problem}" for gap in case.data_gaps[:5]]
    if not live:
        return WorkingConclusion(statement="No cause is known yet.", confidence=0.0, caveats=tuple(caveats))
    leader = live[0]
    if not case.progress.has(Milestone.ROOT_CAUSE_IDENTIFIED):
        caveats.insert(0, "the evidence does not yet suffice to call it the root cause")
    return WorkingConclusion(
        statement=leader.statement,
        confidence=leader.likelihood,
        hypothesis_id=leader.id,
        reasoning=leader.mechanism,
        evidence_ids=tuple(link.evidence_id for link in leader.links if link.stance.supports),
        caveats=tuple(caveats),
    )
