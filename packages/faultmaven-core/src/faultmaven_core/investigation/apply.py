"""The only place where a case changes: ``(Case, verified update, facts of the turn) -> (Case, events)``.

Pure: the same arguments give the same case, byte for byte, so that a turn can be replayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.investigation.conclusions import conclude_root_cause, working_conclusion
from faultmaven_core.investigation.domain_events import events_between
from faultmaven_core.investigation.gates import GATES
from faultmaven_core.investigation.intake import take_in
from faultmaven_core.investigation.open_gaps import open_gaps
from faultmaven_models.case import CaseStatus, RefusedClaim, Turn
from faultmaven_models.investigation import Milestone, MilestoneRecord, TurnOutcome
from faultmaven_models.solution import SolutionKind, SolutionStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from faultmaven_core.investigation.verify import Verified
    from faultmaven_models.case import Case
    from faultmaven_models.events import DomainEvent
    from faultmaven_models.evidence import Artifact
    from faultmaven_models.updates import TurnUpdate

USER_CONFIRMED = frozenset(
    {Milestone.MITIGATION_APPLIED, Milestone.SOLUTION_APPLIED, Milestone.SOLUTION_VERIFIED}
)
"""What a user may state by word alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFacts:
    """All that a turn brings besides the proposal; given, never taken from a clock or a generator."""

    message: str
    answer: str
    at: datetime
    artifacts: tuple[Artifact, ...] = ()
    confirmed: frozenset[Milestone] = frozenset()
    """What the user said was done; only members of `USER_CONFIRMED` count."""
    refused: tuple[RefusedClaim, ...] = ()
    timings: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The next case, its events, and what this turn refused."""

    case: Case
    events: tuple[DomainEvent, ...]
    refused: tuple[RefusedClaim, ...]


def apply(case: Case, verified: Verified, facts: TurnFacts) -> Applied:
    """The next version of the case. Raises nothing for a verified update."""
    update = verified.update
    held = {artifact.id for artifact in case.artifacts}
    fresh = tuple(artifact for artifact in facts.artifacts if artifact.id not in held)
    draft = take_in(case.model_copy(update={"artifacts": (*case.artifacts, *fresh)}), update).case
    gaps = open_gaps(case.data_gaps, update, facts.artifacts)
    draft = _note_problem(draft.model_copy(update={"data_gaps": gaps}), update)
    draft = _mark_solutions(draft, facts.confirmed & USER_CONFIRMED)
    reached = _reach(draft, at=facts.at) if draft.status is CaseStatus.INVESTIGATING else ()
    refused = (*verified.refused, *facts.refused, *_unconfirmed(draft, update, reached))
    draft = draft.model_copy(
        update={
            "progress": draft.progress.model_copy(
                update={
                    "milestones": (*draft.progress.milestones, *reached),
                    "turns_without_progress": 0
                    if reached or fresh
                    else draft.progress.turns_without_progress + 1,
                }
            ),
        }
    )
    draft = draft.model_copy(
        update={"root_cause": conclude_root_cause(draft), "working_conclusion": working_conclusion(draft)}
    )
    turn = Turn(
        number=case.next_turn,
        message=facts.message,
        answer=facts.answer,
        outcome=_outcome(case, update, reached=bool(reached), fresh=bool(fresh)),
        at=facts.at,
        artifact_ids=tuple(artifact.id for artifact in facts.artifacts),
        milestones=tuple(record.milestone for record in reached),
        reasoner=update.reasoner,
        timings=dict(facts.timings or {}),
    )
    changed = draft.model_copy(
        update={
            "turns": (*draft.turns, turn),
            "refused_claims": tuple(dict.fromkeys((*draft.refused_claims, *refused))),
            "version": case.version + 1,
            "updated_at": facts.at,
        }
    )
    return stamp(case, changed, refused=tuple(refused))


def stamp(before: Case | None, after: Case, *, refused: tuple[RefusedClaim, ...] = ()) -> Applied:
    """The next case with the events that lie between, counted in it."""
    events = events_between(before, after)
    counted = after.model_copy(update={"event_count": after.event_count + len(events)})
    return Applied(case=counted, events=events, refused=refused)


def _note_problem(case: Case, update: TurnUpdate) -> Case:
    """Temporal state and urgency may become known later; the confirmed statement itself never changes."""
    if case.problem is None:
        return case
    changes = {
        name: value
        for name, value in (("temporal_state", update.temporal_state), ("urgency", update.urgency))
        if value is not None and getattr(case.problem, name).value == "unknown"
    }
    return case.model_copy(update={"problem": case.problem.model_copy(update=changes)}) if changes else case


def _mark_solutions(case: Case, confirmed: frozenset[Milestone]) -> Case:
    """Solutions move on by the user's word: applied, and verified only once applied."""
    solutions = []
    for item in case.solutions:
        applied = (
            Milestone.MITIGATION_APPLIED
            if item.kind is SolutionKind.MITIGATION
            else Milestone.SOLUTION_APPLIED
        )
        status = item.status
        if applied in confirmed and status is SolutionStatus.PROPOSED:
            status = SolutionStatus.APPLIED
        if Milestone.SOLUTION_VERIFIED in confirmed and status is SolutionStatus.APPLIED:
            status = SolutionStatus.VERIFIED
        solutions.append(item if status is item.status else item.model_copy(update={"status": status}))
    return case.model_copy(update={"solutions": tuple(solutions)})


def _reach(case: Case, *, at: datetime) -> tuple[MilestoneRecord, ...]:
    records = []
    for milestone, gate in GATES.items():
        if case.progress.has(milestone):
            continue
        passed = gate(case)
        if passed is not None:
            records.append(
                MilestoneRecord(
                    milestone=milestone,
                    turn=case.next_turn,
                    reached_at=at,
                    reason=passed.reason,
                    evidence_ids=passed.evidence_ids,
                )
            )
    return tuple(records)


def _unconfirmed(
    case: Case, update: TurnUpdate, reached: tuple[MilestoneRecord, ...]
) -> tuple[RefusedClaim, ...]:
    """Milestones that the reasoner claimed and no gate confirms."""
    now = {record.milestone for record in reached}
    return tuple(
        RefusedClaim(
            claim=f"milestone {milestone.value}",
            reason="its gate does not pass: the case does not hold the evidence for it",
            turn=case.next_turn,
        )
        for milestone in update.claimed_milestones
        if milestone not in now and not case.progress.has(milestone)
    )


def _outcome(case: Case, update: TurnUpdate, *, reached: bool, fresh: bool) -> TurnOutcome:
    if reached:
        return TurnOutcome.MILESTONE_COMPLETED
    if update.hypotheses:
        return TurnOutcome.HYPOTHESIS_TESTED
    if fresh:
        return TurnOutcome.DATA_PROVIDED
    asked = bool(case.turns) and case.turns[-1].outcome in (
        TurnOutcome.DATA_REQUESTED,
        TurnOutcome.DATA_NOT_PROVIDED,
    )
    if update.data_gaps:
        return TurnOutcome.DATA_NOT_PROVIDED if asked else TurnOutcome.DATA_REQUESTED
    return TurnOutcome.CONVERSATION
