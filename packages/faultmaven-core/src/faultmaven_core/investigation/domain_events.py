"""The events that lie between two versions of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from faultmaven_models.case import CaseStatus
from faultmaven_models.events import DomainEvent, EventType
from faultmaven_models.hypothesis import HypothesisStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_models.case import Case


def events_between(before: Case | None, after: Case) -> tuple[DomainEvent, ...]:
    """What happened from ``before`` (None for a new case) to ``after``, in order."""
    start = before.event_count if before is not None else 0
    return tuple(
        DomainEvent(
            event_id=f"{after.id}:{sequence}",
            type=kind,
            case_id=after.id,
            sequence=sequence,
            occurred_at=after.updated_at,
            data=data,
        )
        for sequence, (kind, data) in enumerate(_changes(before, after), start=start + 1)
    )


def _changes(before: Case | None, after: Case) -> Iterator[tuple[EventType, dict[str, Any]]]:
    if before is None:
        yield EventType.CASE_CREATED, {"title": after.title, "status": after.status.value}
    for change in after.status_changes[len(before.status_changes) if before else 0 :]:
        yield (
            EventType.CASE_STATUS_CHANGED,
            {"from": change.from_status.value, "to": change.to_status.value, "reason": change.reason},
        )
    for item in after.evidence[len(before.evidence) if before else 0 :]:
        yield EventType.EVIDENCE_ADDED, {"evidence_id": item.id, "category": item.category.value}
    validated_before = _validated(before)
    for identifier in sorted(_validated(after) - validated_before):
        yield EventType.HYPOTHESIS_VALIDATED, {"hypothesis_id": identifier}
    for record in after.progress.milestones[len(before.progress.milestones) if before else 0 :]:
        yield EventType.MILESTONE_REACHED, {"milestone": record.milestone.value, "reason": record.reason}
    for solution in after.solutions[len(before.solutions) if before else 0 :]:
        yield (
            EventType.SOLUTION_PROPOSED,
            {"solution_id": solution.id, "hypothesis_id": solution.hypothesis_id},
        )
    for turn in after.turns[len(before.turns) if before else 0 :]:
        yield EventType.TURN_COMPLETED, {"turn": turn.number, "outcome": turn.outcome.value}
    if after.status is CaseStatus.CLOSED and (before is None or before.status is not CaseStatus.CLOSED):
        yield EventType.CASE_CLOSED, {"reason": after.close_reason.value if after.close_reason else ""}


def _validated(case: Case | None) -> set[str]:
    if case is None:
        return set()
    return {item.id for item in case.hypotheses if item.status is HypothesisStatus.VALIDATED}
