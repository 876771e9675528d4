from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from faultmaven_models.case import CaseStatus, Progress
from faultmaven_models.hypothesis import Stance
from faultmaven_models.investigation import Milestone, MilestoneRecord, Stage, Strategy
from faultmaven_models.testing import sample_case

VERIFICATION = (Milestone.SYMPTOM_VERIFIED, Milestone.SCOPE_ASSESSED, Milestone.TIMELINE_ESTABLISHED)


def progress(*milestones: Milestone) -> Progress:
    at = sample_case().created_at
    return Progress(
        milestones=tuple(
            MilestoneRecord(milestone=m, turn=1, reached_at=at, reason="cited") for m in milestones
        )
    )


@pytest.mark.parametrize(
    ("milestones", "stage"),
    [
        ((), Stage.SYMPTOM_VERIFICATION),
        ((Milestone.SCOPE_ASSESSED,), Stage.SYMPTOM_VERIFICATION),
        ((Milestone.SYMPTOM_VERIFIED,), Stage.HYPOTHESIS_FORMULATION),
        (VERIFICATION[:2], Stage.HYPOTHESIS_FORMULATION),
        (VERIFICATION, Stage.HYPOTHESIS_VALIDATION),
        ((*VERIFICATION, Milestone.ROOT_CAUSE_IDENTIFIED), Stage.SOLUTION),
        ((Milestone.ROOT_CAUSE_IDENTIFIED,), Stage.SOLUTION),
    ],
)
def test_the_stage_follows_from_the_milestones(milestones: tuple[Milestone, ...], stage: Stage) -> None:
    assert progress(*milestones).stage is stage


@pytest.mark.parametrize("status", CaseStatus)
def test_resolved_and_closed_are_terminal(status: CaseStatus) -> None:
    assert status.terminal is (status in (CaseStatus.RESOLVED, CaseStatus.CLOSED))


@pytest.mark.parametrize("stance", Stance)
def test_a_stance_is_for_against_or_neither(stance: Stance) -> None:
    assert (stance.supports, stance.contradicts) == ("supports" in stance, "contradicts" in stance)


def test_each_strategy_has_its_threshold() -> None:
    assert {strategy: strategy.threshold for strategy in Strategy} == {
        Strategy.ACTIVE_INCIDENT: 0.65,
        Strategy.POST_MORTEM: 0.85,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "case_1"),
        ("id", "case_ABCDEFGHIJKLM"),
        ("version", -1),
        ("status", "open"),
        ("created_at", "yesterday"),
    ],
)
def test_a_case_refuses_what_does_not_fit(field: str, value: Any) -> None:
    with pytest.raises(ValidationError, match=field):
        sample_case(**{field: value})


def test_items_are_found_by_id() -> None:
    case = sample_case()
    assert case.evidence_by_id("ev_1_2") is case.evidence[1]
    assert case.evidence_by_id("ev_9_9") is None
    assert case.hypothesis_by_id("hyp_1_1") is case.hypotheses[0]
    assert case.hypothesis_by_id("hyp_9_9") is None


def test_the_next_turn_follows_the_last() -> None:
    assert sample_case().next_turn == 2
    assert sample_case(turns=()).next_turn == 1
