"""`apply` is pure, counts what it does and never sets what it was not shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from worlds import NOW, evidence, full_update, hypothesis, investigating, link, materials, span

from faultmaven_core.investigation.apply import Applied, TurnFacts, apply
from faultmaven_core.investigation.verify import verify
from faultmaven_models.case import Case, CaseStatus
from faultmaven_models.events import EventType
from faultmaven_models.evidence import EvidenceCategory
from faultmaven_models.hypothesis import HypothesisStatus, Stance
from faultmaven_models.investigation import Milestone, TemporalState, TurnOutcome, Urgency
from faultmaven_models.updates import ProposedLink, TurnUpdate

KEYS = ("symptom", "cause", "witness", "invented")


def turn(case: Case, update: TurnUpdate) -> Applied:
    facts = TurnFacts(message="hello", answer="answer", at=NOW)
    return apply(case, verify(update, case, materials()), facts)


def test_the_same_arguments_give_the_same_case() -> None:
    first, second = turn(investigating(), full_update()), turn(investigating(), full_update())
    assert first == second
    assert first.case.model_dump_json() == second.case.model_dump_json()


def test_the_case_that_went_in_stays_as_it_was() -> None:
    case = investigating()
    before = case.model_dump_json()
    turn(case, full_update())
    assert case.model_dump_json() == before


def test_a_turn_adds_one_version_and_one_turn() -> None:
    case = turn(investigating(), full_update()).case
    assert (case.version, len(case.turns), case.turns[0].number) == (2, 1, 1)
    assert case.turns[0].outcome is TurnOutcome.MILESTONE_COMPLETED
    assert case.turns[0].answer == "answer"


def test_categories_are_inferred() -> None:
    case = turn(investigating(), full_update()).case
    assert {item.summary: item.category for item in case.evidence} == {
        "seen: symptom": EvidenceCategory.SYMPTOM,
        "seen: cause": EvidenceCategory.CAUSAL,
        "seen: witness": EvidenceCategory.CAUSAL,
    }


def test_the_same_proposal_again_adds_nothing() -> None:
    once = turn(investigating(), full_update()).case
    twice = turn(once, full_update()).case
    for name in ("evidence", "hypotheses", "solutions", "affected", "timeline", "progress"):
        assert len(getattr(twice, name) if name != "progress" else twice.progress.milestones) == len(
            getattr(once, name) if name != "progress" else once.progress.milestones
        )
    assert twice.hypotheses[0].likelihood == once.hypotheses[0].likelihood


def test_the_newest_word_on_an_evidence_wins() -> None:
    once = turn(investigating(), full_update()).case
    identifier = once.hypotheses[0].links[0].evidence_id
    doubt = TurnUpdate(
        reasoner="r",
        hypotheses=(hypothesis(once.hypotheses[0].id, link(identifier, Stance.STRONGLY_CONTRADICTS, 1.0)),),
    )
    doubted = turn(once, doubt).case.hypotheses[0]
    assert len(doubted.links) == 2
    assert doubted.likelihood < once.hypotheses[0].likelihood


def test_two_contradictions_refute() -> None:
    against = hypothesis(
        "pool", link("cause", Stance.STRONGLY_CONTRADICTS), link("witness", Stance.CONTRADICTS)
    )
    case = turn(investigating(), full_update().model_copy(update={"hypotheses": (against,)})).case
    assert case.hypotheses[0].status is HypothesisStatus.REFUTED


def test_a_consultation_reaches_no_milestone() -> None:
    case = turn(investigating(status=CaseStatus.CONSULTING), full_update()).case
    assert case.progress.milestones == ()


def test_the_root_cause_conclusion_is_made_once() -> None:
    once = turn(investigating(), full_update()).case
    other = hypothesis(
        "other", link("cause", completeness=1.0), link("witness", completeness=1.0), mode="x.y"
    )
    later = turn(once, full_update().model_copy(update={"hypotheses": (other,)})).case
    assert once.root_cause is not None
    assert later.root_cause == once.root_cause


def test_a_confirmed_statement_is_never_changed_but_its_unknowns_may_become_known() -> None:
    update = TurnUpdate(
        reasoner="r",
        problem_statement="something else",
        temporal_state=TemporalState.ONGOING,
        urgency=Urgency.HIGH,
    )
    problem = turn(investigating(), update).case.problem
    assert problem is not None
    assert (problem.text, problem.temporal_state) == ("Why does checkout fail?", TemporalState.ONGOING)
    again = turn(
        turn(investigating(), update).case, TurnUpdate(reasoner="r", urgency=Urgency.LOW)
    ).case.problem
    assert again is not None
    assert again.urgency is Urgency.HIGH


def test_events_are_numbered_without_gaps_over_turns() -> None:
    first = turn(investigating(), full_update())
    second = turn(first.case, TurnUpdate(reasoner="r"))
    numbers = [event.sequence for event in (*first.events, *second.events)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert second.case.event_count == len(numbers)
    kinds = {event.type for event in first.events}
    assert {EventType.EVIDENCE_ADDED, EventType.MILESTONE_REACHED, EventType.TURN_COMPLETED} <= kinds


def test_turns_without_progress_are_counted() -> None:
    first = turn(investigating(), full_update()).case
    second = turn(first, TurnUpdate(reasoner="r")).case
    third = turn(second, TurnUpdate(reasoner="r")).case
    counts = [case.progress.turns_without_progress for case in (first, second, third)]
    assert counts == [0, 1, 2]


links = st.builds(
    ProposedLink,
    evidence=st.sampled_from(KEYS),
    stance=st.sampled_from(list(Stance)),
    completeness=st.floats(0, 1),
    reasoning=st.just("x"),
)


@given(
    chains=st.lists(st.lists(links, max_size=5), max_size=4), claims=st.sets(st.sampled_from(list(Milestone)))
)
def test_whatever_is_proposed_the_rules_hold(
    chains: list[list[ProposedLink]], claims: set[Milestone]
) -> None:
    hypotheses = tuple(
        hypothesis(f"h{number}", *chain, mode=f"mode.m{number}") for number, chain in enumerate(chains)
    )
    update = full_update().model_copy(
        update={"hypotheses": hypotheses, "claimed_milestones": tuple(claims), "solutions": ()}
    )
    case = turn(investigating(), update).case
    held = {item.id for item in case.evidence}
    assert all(0 <= item.likelihood <= 1 for item in case.hypotheses)
    assert all(entry.evidence_id in held for item in case.hypotheses for entry in item.links)
    if case.progress.has(Milestone.ROOT_CAUSE_IDENTIFIED):
        assert case.root_cause is not None
        leader = case.hypothesis_by_id(case.root_cause.hypothesis_id)
        assert leader is not None
        assert leader.likelihood >= case.strategy.threshold
        assert not any(entry.stance is Stance.STRONGLY_CONTRADICTS for entry in leader.links)
    refused = {item.claim for item in case.refused_claims}
    for claim in claims:
        assert case.progress.has(claim) or f"milestone {claim.value}" in refused


def test_evidence_of_an_earlier_turn_can_be_named_by_id() -> None:
    first = turn(investigating(), TurnUpdate(reasoner="r", evidence=(evidence("a", span("db.log", 1)),))).case
    update = TurnUpdate(reasoner="r", hypotheses=(hypothesis("pool", link(first.evidence[0].id)),))
    second = turn(first, update).case
    assert second.hypotheses[0].links[0].evidence_id == "ev_1_1"
