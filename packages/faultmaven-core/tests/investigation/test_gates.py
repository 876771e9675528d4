"""Each row of the table of milestones: what opens a gate and what does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from worlds import NOW, full_update, hypothesis, investigating, link, materials

from faultmaven_core.investigation.apply import TurnFacts, apply
from faultmaven_core.investigation.gates import GATES
from faultmaven_core.investigation.verify import verify
from faultmaven_models.case import Case
from faultmaven_models.hypothesis import Stance
from faultmaven_models.investigation import ChangeSearch, Milestone, Strategy, TemporalState
from faultmaven_models.solution import SolutionKind
from faultmaven_models.updates import ProposedChange, ProposedRuledOut, ProposedSolution, TurnUpdate


def after(
    update: TurnUpdate, case: Case | None = None, *, confirmed: frozenset[Milestone] = frozenset()
) -> Case:
    before = case or investigating()
    facts = TurnFacts(message="", answer="", at=NOW, confirmed=confirmed)
    return apply(before, verify(update, before, materials()), facts).case


def reached(update: TurnUpdate, case: Case | None = None) -> set[Milestone]:
    return {record.milestone for record in after(update, case).progress.milestones}


def changed(**changes: object) -> TurnUpdate:
    return full_update().model_copy(update=changes)


def test_a_full_proposal_reaches_what_its_evidence_shows() -> None:
    assert reached(full_update()) == {
        Milestone.SYMPTOM_VERIFIED,
        Milestone.SCOPE_ASSESSED,
        Milestone.TIMELINE_ESTABLISHED,
        Milestone.ROOT_CAUSE_IDENTIFIED,
        Milestone.SOLUTION_PROPOSED,
    }


def test_every_milestone_has_a_gate_and_none_opens_on_an_empty_case() -> None:
    assert set(GATES) == set(Milestone)
    assert [milestone for milestone, gate in GATES.items() if gate(investigating())] == []


def test_claims_alone_open_nothing_and_are_recorded() -> None:
    case = after(TurnUpdate(reasoner="liar", answer="root cause found!", claimed_milestones=tuple(Milestone)))
    assert case.progress.milestones == ()
    assert {item.claim for item in case.refused_claims} == {f"milestone {item.value}" for item in Milestone}


LACKING: list[tuple[Milestone, Callable[[], TurnUpdate]]] = [
    (
        Milestone.SYMPTOM_VERIFIED,
        lambda: changed(
            evidence=tuple(item.model_copy(update={"symptom": False}) for item in full_update().evidence)
        ),
    ),
    (Milestone.SCOPE_ASSESSED, lambda: changed(affected=())),
    (Milestone.TIMELINE_ESTABLISHED, lambda: changed(timeline=full_update().timeline[:1])),
    (Milestone.SOLUTION_PROPOSED, lambda: changed(solutions=())),
    (Milestone.ROOT_CAUSE_IDENTIFIED, lambda: changed(hypotheses=())),
]


@pytest.mark.parametrize(("milestone", "update"), LACKING, ids=lambda item: getattr(item, "value", ""))
def test_a_gate_stays_shut_without_its_evidence(
    milestone: Milestone, update: Callable[[], TurnUpdate]
) -> None:
    assert milestone not in reached(update())
    assert milestone in reached(full_update())


def test_one_time_is_enough_when_it_goes_on() -> None:
    update = changed(timeline=full_update().timeline[:1], temporal_state=TemporalState.ONGOING)
    assert Milestone.TIMELINE_ESTABLISHED in reached(update)


def test_changes_are_cited_or_searched_for() -> None:
    found = changed(changes=(ProposedChange(text="rolled out", evidence="cause"),))
    searched = changed(change_search=ChangeSearch(searched=("12 events",)))
    assert Milestone.CHANGES_IDENTIFIED in reached(found)
    assert Milestone.CHANGES_IDENTIFIED in reached(searched)
    assert Milestone.CHANGES_IDENTIFIED not in reached(full_update())


def test_one_origin_is_not_enough_without_a_refuted_alternative() -> None:
    update = changed(hypotheses=(hypothesis("pool", link("cause", completeness=1.0)),), ruled_out=())
    assert Milestone.ROOT_CAUSE_IDENTIFIED not in reached(update)
    refuted = ProposedRuledOut(statement="network", reason="connections open", evidence=("witness",))
    assert Milestone.ROOT_CAUSE_IDENTIFIED in reached(update.model_copy(update={"ruled_out": (refuted,)}))


def test_a_refutation_without_evidence_counts_for_nothing() -> None:
    update = changed(hypotheses=(hypothesis("pool", link("cause", completeness=1.0)),))
    remark = ProposedRuledOut(statement="network", reason="surely not")
    assert Milestone.ROOT_CAUSE_IDENTIFIED not in reached(update.model_copy(update={"ruled_out": (remark,)}))


def test_a_strong_contradiction_keeps_the_gate_shut() -> None:
    contradicted = hypothesis(
        "pool",
        link("cause", completeness=1.0),
        link("witness", completeness=1.0),
        link("symptom", Stance.STRONGLY_CONTRADICTS, 0.05),
    )
    assert Milestone.ROOT_CAUSE_IDENTIFIED not in reached(changed(hypotheses=(contradicted,)))


def test_weak_evidence_keeps_the_gate_shut() -> None:
    weak = hypothesis("pool", link("cause", Stance.SUPPORTS, 0.3), link("witness", Stance.SUPPORTS, 0.3))
    assert Milestone.ROOT_CAUSE_IDENTIFIED not in reached(changed(hypotheses=(weak,)))


def test_a_post_mortem_asks_for_more_than_an_active_incident() -> None:
    middling = hypothesis("pool", link("cause", completeness=0.75), link("witness", Stance.SUPPORTS, 0.3))
    update = changed(hypotheses=(middling,))
    assert Milestone.ROOT_CAUSE_IDENTIFIED in reached(update)
    assert Milestone.ROOT_CAUSE_IDENTIFIED not in reached(
        update, investigating(strategy=Strategy.POST_MORTEM)
    )


def test_a_mitigation_may_answer_the_symptom() -> None:
    mitigation = ProposedSolution(key="m", kind=SolutionKind.MITIGATION, title="Restart it")
    assert Milestone.SOLUTION_PROPOSED in reached(changed(hypotheses=(), solutions=(mitigation,)))


def test_applied_and_verified_need_the_users_word_in_that_order() -> None:
    proposed = after(full_update())
    nothing = TurnUpdate(reasoner="test")
    too_early = after(nothing, proposed, confirmed=frozenset({Milestone.SOLUTION_VERIFIED}))
    assert not too_early.progress.has(Milestone.SOLUTION_VERIFIED)
    applied = after(nothing, proposed, confirmed=frozenset({Milestone.SOLUTION_APPLIED}))
    assert applied.progress.has(Milestone.SOLUTION_APPLIED)
    assert not applied.progress.has(Milestone.SOLUTION_VERIFIED)
    verified = after(nothing, applied, confirmed=frozenset({Milestone.SOLUTION_VERIFIED}))
    assert verified.progress.has(Milestone.SOLUTION_VERIFIED)


def test_the_users_word_cannot_set_what_needs_evidence() -> None:
    case = after(TurnUpdate(reasoner="test"), confirmed=frozenset({Milestone.ROOT_CAUSE_IDENTIFIED}))
    assert case.progress.milestones == ()
