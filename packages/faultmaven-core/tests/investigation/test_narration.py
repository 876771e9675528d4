"""The answer in the rules' own words: what the case holds, and nothing else."""

from __future__ import annotations

from worlds import NOW, evidence, full_update, hypothesis, investigating, link, materials, span

from faultmaven_core.investigation.apply import TurnFacts, apply
from faultmaven_core.investigation.narration import cited, narrate
from faultmaven_core.investigation.verify import verify
from faultmaven_models.case import Case, Examination
from faultmaven_models.evidence import DataGap, Evidence, EvidenceCategory
from faultmaven_models.hypothesis import Stance
from faultmaven_models.updates import TurnUpdate


def after(update: TurnUpdate) -> Case:
    return apply(
        investigating(),
        verify(update, investigating(), materials()),
        TurnFacts(message="", answer="", at=NOW),
    ).case


def test_an_identified_cause_names_its_component_and_its_lines() -> None:
    assert narrate(after(full_update())) == (
        "The root cause is in app/db: pool is the cause. Evidence: db.log:1, app.log:2."
    )


def test_the_mechanism_follows_the_statement() -> None:
    update = full_update()
    told = update.hypotheses[0].model_copy(update={"mechanism": "Sessions are never given back"})
    answer = narrate(after(update.model_copy(update={"hypotheses": (told,)})))
    assert "pool is the cause. Sessions are never given back. Evidence:" in answer


def test_a_probable_cause_says_so_and_names_the_alternatives() -> None:
    update = TurnUpdate(
        reasoner="t",
        evidence=(evidence("one", span("db.log", 1)), evidence("two", span("app.log", 1))),
        hypotheses=(
            hypothesis("pool", link("one")),
            hypothesis("network", link("two", Stance.STRONGLY_SUPPORTS, 0.5), mode="net.split"),
        ),
    )
    answer = narrate(after(update))
    assert answer.startswith("The likeliest cause (not proved yet) is in app/db: pool is the cause.")
    assert answer.endswith("Also possible: network is the cause (50%).")


def test_contradicting_lines_are_not_called_evidence() -> None:
    update = full_update()
    against = hypothesis("pool", link("cause"), link("witness", Stance.CONTRADICTS, 0.1))
    answer = narrate(after(update.model_copy(update={"hypotheses": (against,)})))
    assert "Evidence: db.log:1." in answer


def test_a_look_that_found_nothing_says_what_was_looked_at() -> None:
    looked = tuple(Examination(examiner=name, examined=f"12 {name}s") for name in ("pod", "node"))
    assert narrate(investigating(examined=looked)) == "No fault was found. Looked at: 12 pods; 12 nodes."


def test_symptoms_without_a_cause_are_told_with_what_is_missing() -> None:
    update = TurnUpdate(
        reasoner="t",
        evidence=(
            evidence("symptom", span("app.log", 1), symptom=True),
            evidence("lead", span("db.log", 2), group="search:db.log"),
        ),
        data_gaps=(DataGap(subject="node logs", problem="none given", mend="journalctl -u kubelet"),),
    )
    assert narrate(after(update)) == (
        "The data do not show a cause. Seen: seen: symptom (app.log:1). Lines near to the question: db.log:2. "
        "Looked at: 0 files, none of a kind that a detector reads. Missing: node logs (journalctl -u kubelet)."
    )


def test_a_place_is_a_line_or_a_range() -> None:
    one = Evidence(
        id="ev_1_1",
        summary="s",
        spans=(span("db.log", 2),),
        category=EvidenceCategory.OTHER,
        collected_at_turn=1,
    )
    [document] = [item for item in materials().documents if item.source == "app.log"]
    assert cited(one) == "db.log:2"
    assert cited(one.model_copy(update={"spans": (document.span(1, 3),)})) == "app.log:1-3"
