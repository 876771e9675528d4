"""One word for where an investigation stands, from the case alone."""

from __future__ import annotations

import pytest
from worlds import NOW, evidence, full_update, hypothesis, investigating, link, materials, span

from faultmaven_core.investigation.apply import TurnFacts, apply
from faultmaven_core.investigation.verdict import WORTH_NAMING, shown_causes, verdict
from faultmaven_core.investigation.verify import verify
from faultmaven_models.case import Case, Examination
from faultmaven_models.hypothesis import Hypothesis, HypothesisCategory, HypothesisStatus
from faultmaven_models.report import Verdict
from faultmaven_models.updates import TurnUpdate

LOOKED = Examination(examiner="fake", examined="2 files")


def after(update: TurnUpdate) -> Case:
    return apply(
        investigating(),
        verify(update, investigating(), materials()),
        TurnFacts(message="", answer="", at=NOW),
    ).case


def held(number: int, likelihood: float, status: HypothesisStatus = HypothesisStatus.ACTIVE) -> Hypothesis:
    return Hypothesis(
        id=f"hyp_1_{number}",
        statement=f"cause {number}",
        category=HypothesisCategory.CONFIG,
        likelihood=likelihood,
        status=status,
        created_at_turn=1,
        updated_at_turn=1,
    )


def test_a_passed_gate_is_a_root_cause() -> None:
    assert verdict(after(full_update())) is Verdict.ROOT_CAUSE_IDENTIFIED


def test_a_cause_with_one_witness_is_probable() -> None:
    alone = TurnUpdate(
        reasoner="t",
        evidence=(evidence("cause", span("db.log", 1)),),
        hypotheses=(hypothesis("pool", link("cause")),),
    )
    assert verdict(after(alone)) is Verdict.PROBABLE_CAUSE


def test_nothing_found_after_a_look_is_no_fault() -> None:
    assert verdict(investigating(examined=(LOOKED,))) is Verdict.NO_FAULT_FOUND


@pytest.mark.parametrize(
    "case",
    [
        investigating(),
        after(
            TurnUpdate(
                reasoner="t",
                evidence=(evidence("symptom", span("app.log", 1), symptom=True),),
                examined=(LOOKED,),
            )
        ),
        investigating(examined=(LOOKED,), hypotheses=(held(1, WORTH_NAMING - 0.01),)),
    ],
    ids=["nobody looked", "a symptom without a cause", "a faint suspicion"],
)
def test_trouble_without_a_cause_is_not_enough_data(case: Case) -> None:
    assert verdict(case) is Verdict.NOT_ENOUGH_DATA


def test_shown_are_live_causes_worth_naming_the_likeliest_first() -> None:
    dead = [held(n, 0.9, status) for n, status in enumerate(HypothesisStatus, 5) if status.value in DEAD]
    case = investigating(hypotheses=(held(1, 0.4), *dead, held(2, 0.6), held(3, WORTH_NAMING), held(4, 0.29)))
    assert len(dead) == 3
    assert [item.id for item in shown_causes(case)] == ["hyp_1_2", "hyp_1_1", "hyp_1_3"]


DEAD = {"refuted", "retired", "superseded"}


def test_the_identified_root_cause_stands_first_even_when_another_has_become_likelier() -> None:
    case = after(full_update())
    likelier = case.model_copy(update={"hypotheses": (*case.hypotheses, held(9, 0.999))})
    assert [item.id for item in shown_causes(likelier)] == ["hyp_1_1", "hyp_1_9"]
