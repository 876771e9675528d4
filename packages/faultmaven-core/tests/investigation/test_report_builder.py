"""The report says what the case holds: every field, every citation, in the right order."""

from __future__ import annotations

from worlds import NOW, evidence, full_update, hypothesis, investigating, link, materials, span

from faultmaven_core.investigation.apply import TurnFacts, apply
from faultmaven_core.investigation.report_builder import build_report
from faultmaven_core.investigation.verify import verify
from faultmaven_models.case import Case, CaseStatus
from faultmaven_models.hypothesis import HypothesisStatus, Stance
from faultmaven_models.investigation import Milestone
from faultmaven_models.report import InvestigationReport, Verdict
from faultmaven_models.solution import SolutionKind
from faultmaven_models.testing.samples import sample_case
from faultmaven_models.updates import ProposedRuledOut, ProposedSolution, TurnUpdate


def after(update: TurnUpdate) -> Case:
    facts = TurnFacts(message="", answer="It is the pool.", at=NOW, timings={"total": 1.5})
    return apply(investigating(), verify(update, investigating(), materials()), facts).case


def test_the_report_of_a_full_case_holds_all_of_it() -> None:
    case = sample_case()
    report = build_report(case)
    assert (report.case_id, report.case_version, report.title) == (case.id, case.version, case.title)
    assert report.answer == case.turns[-1].answer
    assert report.data_gaps == case.data_gaps
    assert report.artifacts == len(case.artifacts)
    for name in ("timeline", "ruled_out", "refused_claims", "examined"):
        assert len(getattr(report, name)) == len(getattr(case, name))
    assert len(report.milestones) == len(case.progress.milestones)
    assert InvestigationReport.model_validate_json(report.to_json()) == report


def test_every_citation_is_the_text_of_its_lines() -> None:
    report = build_report(after(full_update()))
    lines = {document.source: document.lines for document in materials().documents}
    cited = [*report.root_causes[0].evidence, *report.symptoms]
    assert len(cited) == 3
    for item in cited:
        assert item.quote == "\n".join(lines[item.source][item.start_line - 1 : item.end_line])
    assert [(entry.source, entry.line) for entry in report.timeline] == [("app.log", 1), ("db.log", 1)]


def test_what_supports_comes_before_what_contradicts() -> None:
    update = full_update()
    mixed = hypothesis("pool", link("witness", Stance.CONTRADICTS, 0.9), link("cause", completeness=0.95))
    [cause] = build_report(after(update.model_copy(update={"hypotheses": (mixed,)}))).root_causes
    assert [item.stance for item in cause.evidence] == [Stance.STRONGLY_SUPPORTS, Stance.CONTRADICTS]
    assert [item.summary for item in cause.evidence] == ["because cause", "because witness"]


def test_causes_are_ranked_and_solutions_follow_them() -> None:
    update = full_update()
    second = hypothesis("network", link("symptom", completeness=0.6), mode="net.split")
    answers = (
        ProposedSolution(key="a", hypothesis="network", title="Mend the network"),
        ProposedSolution(key="b", title="Send them away", kind=SolutionKind.MITIGATION),
        *update.solutions,
    )
    report = build_report(
        after(update.model_copy(update={"hypotheses": (second, *update.hypotheses), "solutions": answers}))
    )
    assert [(cause.rank, cause.failure_mode) for cause in report.root_causes] == [
        (1, "db.too_many"),
        (2, "net.split"),
    ]
    assert [(item.answers_rank, item.title) for item in report.solutions] == [
        (1, "Raise the limit"),
        (2, "Mend the network"),
        (None, "Send them away"),
    ]


def test_a_refuted_cause_is_not_shown_and_neither_is_its_solution() -> None:
    update = full_update()
    refuted = hypothesis(
        "pool", link("cause", Stance.STRONGLY_CONTRADICTS), link("witness", Stance.CONTRADICTS)
    )
    case = after(update.model_copy(update={"hypotheses": (refuted,)}))
    assert case.hypotheses[0].status is HypothesisStatus.REFUTED
    report = build_report(case)
    assert (report.root_causes, report.solutions) == ((), ())
    assert report.verdict is Verdict.NOT_ENOUGH_DATA


def test_what_was_ruled_out_keeps_its_lines() -> None:
    update = TurnUpdate(
        reasoner="t",
        evidence=(evidence("fine", span("app.log", 3)),),
        ruled_out=(
            ProposedRuledOut(statement="disk full", reason="free space", evidence=("fine",)),
            ProposedRuledOut(statement="network", reason="nothing speaks for it"),
        ),
    )
    report = build_report(after(update))
    assert [[(item.source, item.start_line) for item in out.evidence] for out in report.ruled_out] == [
        [("app.log", 3)],
        [],
    ]
    assert report.ruled_out[0].evidence[0].stance is Stance.CONTRADICTS


def test_a_case_without_a_turn_says_so() -> None:
    report = build_report(investigating(status=CaseStatus.CONSULTING, problem=None, title="Slow"))
    assert (report.answer, report.question, report.timings) == (
        "Nothing has been investigated yet.",
        "Slow",
        {},
    )


def test_milestones_keep_their_order_and_reasons() -> None:
    report = build_report(after(full_update()))
    assert report.milestones[0].milestone is Milestone.SYMPTOM_VERIFIED
    assert Milestone.ROOT_CAUSE_IDENTIFIED in [item.milestone for item in report.milestones]
    assert all(item.reason and item.turn == 1 for item in report.milestones)
    assert report.timings == {"total": 1.5}
