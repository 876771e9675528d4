"""Every pair of statuses, and every cell of the path table."""

from __future__ import annotations

import itertools

import pytest
from worlds import NOW, investigating

from faultmaven_core.investigation.transitions import (
    begin_investigation,
    change_status,
    choose_path,
    close,
    resolve,
)
from faultmaven_models.case import CaseStatus, CloseReason, ProblemStatement
from faultmaven_models.errors import Refused
from faultmaven_models.investigation import (
    InvestigationPath,
    Milestone,
    MilestoneRecord,
    TemporalState,
    Urgency,
)

ALLOWED = {
    (CaseStatus.CONSULTING, CaseStatus.INVESTIGATING),
    (CaseStatus.CONSULTING, CaseStatus.CLOSED),
    (CaseStatus.INVESTIGATING, CaseStatus.RESOLVED),
    (CaseStatus.INVESTIGATING, CaseStatus.CLOSED),
}


@pytest.mark.parametrize(("before", "after"), list(itertools.product(CaseStatus, CaseStatus)))
def test_only_the_four_transitions_exist(before: CaseStatus, after: CaseStatus) -> None:
    case = investigating(status=before)
    if (before, after) in ALLOWED:
        changed = change_status(case, after, by="ada", reason="why", at=NOW)
        record = changed.status_changes[-1]
        assert (changed.status, record.from_status, record.to_status, record.by) == (
            after,
            before,
            after,
            "ada",
        )
    else:
        with pytest.raises(Refused, match=before.value):
            change_status(case, after, by="ada", reason="why", at=NOW)


@pytest.mark.parametrize(("state", "urgency"), list(itertools.product(TemporalState, Urgency)))
def test_the_path_follows_the_table(state: TemporalState, urgency: Urgency) -> None:
    if state is TemporalState.ONGOING and urgency in (Urgency.CRITICAL, Urgency.HIGH):
        expected = InvestigationPath.MITIGATION_FIRST
    elif state is TemporalState.HISTORICAL and urgency in (Urgency.MEDIUM, Urgency.LOW):
        expected = InvestigationPath.ROOT_CAUSE
    else:
        expected = InvestigationPath.USER_CHOICE
    assert choose_path(state, urgency) is expected


def test_an_investigation_needs_a_confirmed_statement() -> None:
    case = investigating(status=CaseStatus.CONSULTING, problem=None)
    with pytest.raises(Refused, match="not confirmed"):
        begin_investigation(case, ProblemStatement(text="slow"), by="ada", at=NOW)
    begun = begin_investigation(case, ProblemStatement(text="slow", confirmed=True), by="ada", at=NOW)
    assert begun.problem is not None
    assert begun.status is CaseStatus.INVESTIGATING


def test_resolving_needs_a_verified_solution() -> None:
    case = investigating()
    with pytest.raises(Refused, match="no verified solution"):
        resolve(case, by="ada", at=NOW)
    record = MilestoneRecord(milestone=Milestone.SOLUTION_VERIFIED, turn=1, reached_at=NOW, reason="said so")
    verified = case.model_copy(
        update={"progress": case.progress.model_copy(update={"milestones": (record,)})}
    )
    assert resolve(verified, by="ada", at=NOW).status is CaseStatus.RESOLVED


def test_closing_keeps_the_reason() -> None:
    assert (
        close(investigating(), reason=CloseReason.DUPLICATE, by="ada", at=NOW).close_reason
        is CloseReason.DUPLICATE
    )
