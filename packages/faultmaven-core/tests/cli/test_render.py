"""The page for a person: short, in order, and without saying the same thing twice."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from faultmaven_core.cli.render import render_report
from faultmaven_models.hypothesis import Stance
from faultmaven_models.report import InvestigationReport, ReportEvidence, ReportTimelineEntry, Verdict
from faultmaven_models.testing.sample_reports import sample_report


def page(report: InvestigationReport, *, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    render_report(report, console)
    written: io.StringIO = console.file  # type: ignore[assignment]  # as given above
    return written.getvalue()


def seen(summary: str, source: str, line: int, *, stance: Stance = Stance.SUPPORTS) -> ReportEvidence:
    return ReportEvidence(
        source=source,
        start_line=line,
        end_line=line,
        quote=f"text of {source}",
        stance=stance,
        summary=summary,
    )


def with_evidence(*evidence: ReportEvidence) -> InvestigationReport:
    report = sample_report()
    cause = report.root_causes[0].model_copy(update={"evidence": evidence})
    return report.model_copy(update={"root_causes": (cause,)})


def test_every_section_stands_in_its_place() -> None:
    text = page(sample_report())
    titles = [line for line in text.splitlines() if line and not line.startswith(" ")]
    wanted = [
        "Root cause",
        "Ruled out",
        "Missing",
        "Refused claims",
        "What to do",
        "Milestones reached",
        "Looked at",
    ]
    assert [title for title in titles if title in wanted] == wanted
    assert text.index(sample_report().answer[:10]) < text.index("Root cause\n")


@pytest.mark.parametrize(
    ("verdict", "headline"),
    [
        (Verdict.ROOT_CAUSE_IDENTIFIED, "Root cause identified"),
        (Verdict.PROBABLE_CAUSE, "Probable cause"),
        (Verdict.NO_FAULT_FOUND, "No fault found"),
        (Verdict.NOT_ENOUGH_DATA, "Not enough data for a cause"),
    ],
)
def test_each_verdict_has_its_headline(verdict: Verdict, headline: str) -> None:
    assert f"\n{headline}\n" in page(sample_report(verdict=verdict))


def test_what_several_files_say_is_one_observation_with_all_places() -> None:
    text = page(
        with_evidence(
            seen("No slot is free (96 times in db.log)", "db.log", 39),
            seen("No slot is free (96 times in db.log)", "db.log", 136),
            seen("No slot is free (once in app.log)", "app.log", 7),
            seen("Sessions are idle", "ps.txt", 3),
        )
    )
    assert text.count("No slot is free") == 1
    assert "also db.log:136, app.log:7" in text
    assert text.count("│ text of db.log") == 1
    assert "+ Sessions are idle\n    ps.txt:3\n    │ text of ps.txt" in text


def test_signs_tell_what_supports_from_what_contradicts() -> None:
    text = page(
        with_evidence(
            seen("It is so", "a", 1),
            seen("It is not so", "b", 2, stance=Stance.STRONGLY_CONTRADICTS),
            seen("It is near", "c", 3, stance=Stance.NEUTRAL),
        )
    )
    assert [line.strip() for line in text.splitlines() if " It is " in line][:3] == [
        "+ It is so",
        "- It is not so",
        "· It is near",
    ]


def test_many_observations_and_places_are_counted_instead_of_listed() -> None:
    many = [seen(f"Observation {n}", "a.log", n) for n in range(1, 8)]
    places = [seen("Observation 1", "b.log", n) for n in range(1, 8)]
    text = page(with_evidence(*many, *places))
    assert "and 3 more places" in text
    assert "… 3 more observations in the JSON report" in text


def entry(hour: int, text: str, **changes: object) -> ReportTimelineEntry:
    at = datetime(2026, 5, 4, hour, tzinfo=UTC)
    return ReportTimelineEntry(at=at, text=text, source="a.log", line=hour + 1, **changes)  # type: ignore[arg-type]


def test_the_timeline_names_its_day_once_and_keeps_the_order() -> None:
    text = page(
        sample_report(
            timeline=(
                entry(1, "Failing (2 times in a.log)"),
                entry(2, "Changed", zone_guessed=True, year_guessed=True),
                entry(3, "Failing (9 times in b.log)"),
            )
        )
    )
    assert "Timeline (2026-05-04, UTC)" in text
    assert [line.strip() for line in text.splitlines() if ":00:00" in line] == [
        "- 01:00:00 Failing (2 times in a.log) (a.log:2)",
        "- 02:00:00 (zone and year guessed) Changed (a.log:3)",
    ]


def test_a_timeline_of_several_days_dates_each_entry() -> None:
    later = entry(1, "Later").model_copy(update={"at": datetime(2026, 5, 5, tzinfo=UTC)})
    text = page(sample_report(timeline=(entry(1, "First"), later)))
    assert "Timeline (UTC)" in text
    assert "- 2026-05-05 00:00:00 Later" in text


def test_what_the_answer_says_is_not_said_again() -> None:
    report = sample_report()
    cause = report.root_causes[0]
    told = page(report.model_copy(update={"answer": f"{cause.statement} {cause.mechanism}"}), width=200)
    untold = page(report.model_copy(update={"answer": "Something else."}), width=200)
    assert told.count(cause.statement) == 1
    assert untold.count(cause.statement) == 1
    assert untold.index(cause.statement) > untold.index("Root cause\n")


def test_a_report_without_a_cause_is_short() -> None:
    empty = sample_report(
        verdict=Verdict.NO_FAULT_FOUND,
        root_causes=(),
        ruled_out=(),
        solutions=(),
        timeline=(),
        data_gaps=(),
        refused_claims=(),
        milestones=(),
        examined=(),
    )
    text = page(empty)
    assert "Milestones reached\n  none\n" in text
    assert "Root cause\n" not in text
    assert len(text.splitlines()) < 15
