"""The incidents of examples/ are found: the true cause first, with citations that hold and show it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from faultmaven_core import investigate_sync
from faultmaven_models.investigation import Milestone
from faultmaven_models.report import InvestigationReport, Verdict

INCIDENTS = sorted((Path(__file__).parents[1] / "examples" / "incidents").glob("*/truth.json"))
pytestmark = pytest.mark.tree


@pytest.fixture(scope="module", params=INCIDENTS, ids=lambda path: path.parent.name)
def solved(request: pytest.FixtureRequest) -> tuple[Path, dict[str, Any], InvestigationReport]:
    truth: dict[str, Any] = json.loads(request.param.read_text())
    capture = request.param.parent / "capture"
    return capture, truth, investigate_sync(capture)


def test_there_are_at_least_three() -> None:
    assert len(INCIDENTS) >= 3


def test_the_true_cause_is_first(solved: tuple[Path, dict[str, Any], InvestigationReport]) -> None:
    _, truth, report = solved
    first = report.root_causes[0]
    assert (first.failure_mode, first.component) == (truth["failure_mode"], truth["fault_object"])
    assert report.verdict is Verdict.ROOT_CAUSE_IDENTIFIED


def test_the_question_of_the_folder_was_asked(
    solved: tuple[Path, dict[str, Any], InvestigationReport],
) -> None:
    capture, _, report = solved
    assert report.question == (capture / "question.txt").read_text().strip()


def test_every_citation_is_text_of_those_lines(
    solved: tuple[Path, dict[str, Any], InvestigationReport],
) -> None:
    capture, _, report = solved
    cited = [item for cause in report.root_causes for item in cause.evidence] + list(report.symptoms)
    assert cited
    for item in cited:
        lines = (capture / item.source).read_text(encoding="utf-8", errors="replace").splitlines()
        assert item.quote in "\n".join(lines[item.start_line - 1 : item.end_line])


def test_the_lines_that_prove_it_are_among_the_cited(
    solved: tuple[Path, dict[str, Any], InvestigationReport],
) -> None:
    _, truth, report = solved
    cited = [(item.source, item.quote) for item in report.root_causes[0].evidence]
    expected = [(item["source"], item["contains"]) for item in truth["evidence"]]
    hits = [
        pair for pair in expected if any(pair[0] == source and pair[1] in quote for source, quote in cited)
    ]
    assert len(hits) >= min(2, len(expected)), f"cited {cited}, expected {expected}"


def test_it_says_what_to_do_and_how_to_verify(
    solved: tuple[Path, dict[str, Any], InvestigationReport],
) -> None:
    _, _, report = solved
    assert report.solutions
    assert report.solutions[0].immediate
    assert report.solutions[0].permanent
    assert report.solutions[0].verify
    assert report.root_causes[0].mechanism
    reached = {item.milestone for item in report.milestones}
    assert {
        Milestone.SYMPTOM_VERIFIED,
        Milestone.SCOPE_ASSESSED,
        Milestone.ROOT_CAUSE_IDENTIFIED,
        Milestone.SOLUTION_PROPOSED,
    } <= reached
