"""Which status may follow which, and the record that every change leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_models.case import CaseStatus, CloseReason, ProblemStatement, StatusChange
from faultmaven_models.errors import Refused
from faultmaven_models.investigation import InvestigationPath, Milestone, TemporalState, Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from faultmaven_models.case import Case

ALLOWED: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.CONSULTING: frozenset({CaseStatus.INVESTIGATING, CaseStatus.CLOSED}),
    CaseStatus.INVESTIGATING: frozenset({CaseStatus.RESOLVED, CaseStatus.CLOSED}),
    CaseStatus.RESOLVED: frozenset(),
    CaseStatus.CLOSED: frozenset(),
}

_PATHS = {
    (TemporalState.ONGOING, Urgency.CRITICAL): InvestigationPath.MITIGATION_FIRST,
    (TemporalState.ONGOING, Urgency.HIGH): InvestigationPath.MITIGATION_FIRST,
    (TemporalState.HISTORICAL, Urgency.MEDIUM): InvestigationPath.ROOT_CAUSE,
    (TemporalState.HISTORICAL, Urgency.LOW): InvestigationPath.ROOT_CAUSE,
}


def choose_path(temporal_state: TemporalState, urgency: Urgency) -> InvestigationPath:
    """What comes first; all that the table does not name is the user's choice."""
    return _PATHS.get((temporal_state, urgency), InvestigationPath.USER_CHOICE)


def change_status(case: Case, to: CaseStatus, *, by: str, reason: str, at: datetime) -> Case:
    """The case in its new status, with the transition recorded. Raises Refused for one that is not allowed."""
    if to not in ALLOWED[case.status]:
        msg = f"case {case.id} is {case.status.value}; it cannot become {to.value}"
        raise Refused(msg)
    change = StatusChange(from_status=case.status, to_status=to, by=by, reason=reason, at=at)
    return case.model_copy(
        update={"status": to, "status_changes": (*case.status_changes, change), "updated_at": at}
    )


def begin_investigation(case: Case, problem: ProblemStatement, *, by: str, at: datetime) -> Case:
    """CONSULTING -> INVESTIGATING with a confirmed problem statement, which fixes the path."""
    if not problem.confirmed:
        msg = f"the problem statement of case {case.id} is not confirmed: {problem.text!r}"
        raise Refused(msg)
    moved = change_status(case, CaseStatus.INVESTIGATING, by=by, reason="problem stated and confirmed", at=at)
    return moved.model_copy(
        update={"problem": problem, "path": choose_path(problem.temporal_state, problem.urgency)}
    )


def close(case: Case, *, reason: CloseReason, by: str, at: datetime) -> Case:
    """The case closed without a verified solution. Raises Refused when it is closed already."""
    moved = change_status(case, CaseStatus.CLOSED, by=by, reason=reason.value, at=at)
    return moved.model_copy(update={"close_reason": reason})


def resolve(case: Case, *, by: str, at: datetime) -> Case:
    """The case resolved. Raises Refused unless a solution was verified."""
    if not case.progress.has(Milestone.SOLUTION_VERIFIED):
        msg = f"case {case.id} has no verified solution; close it with a reason instead"
        raise Refused(msg)
    return change_status(case, CaseStatus.RESOLVED, by=by, reason="solution verified", at=at)
