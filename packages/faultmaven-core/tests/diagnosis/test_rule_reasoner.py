"""The rule reasoner proposes what its detectors found, and looks for leads where they found nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from faultmaven_core.diagnosis.catalogue import Catalogue, load_catalogue
from faultmaven_core.diagnosis.rule_reasoner import RuleReasoner
from faultmaven_models.chat import ToolResult, ToolSpec
from faultmaven_models.errors import ContractError, InvalidInput, Unavailable
from faultmaven_models.failure_mode import FailureMode
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import HypothesisCategory, Stance
from faultmaven_models.materials import Materials
from faultmaven_models.testing import materials_from_texts, sample_case

MODE = FailureMode(
    id="press.jammed",
    title="Press jammed",
    category=HypothesisCategory.HARDWARE,
    component_kinds=("app",),
    mechanism="{name} holds sheet {sheet} and takes no other.",
    signs=("jam",),
    confirm=("look into {component}",),
    immediate=("remove sheet {sheet}",),
    permanent=("clean the rollers",),
    verify=("print a page",),
)
MATERIALS = materials_from_texts(
    {"press.log": "JAM at sheet 7\nwaiting\n", "desk.log": "nothing printed\nrollers changed\n"}
)


class JamDetector:
    name = "changes"
    failure_modes = (MODE,)

    def examined(self, materials: Materials) -> str:
        return f"{len(materials.documents)} logs"

    def detect(self, materials: Materials) -> Iterator[Finding]:
        for document in materials.documents:
            for number, line in document.numbered():
                span = (document.span(number),)
                if line.startswith("JAM"):
                    yield Finding(
                        kind=FindingKind.CAUSE,
                        component="app/press",
                        failure_mode=MODE.id,
                        summary="the press has a jam",
                        spans=span,
                        stance=Stance.STRONGLY_SUPPORTS,
                        completeness=0.6,
                        values={"sheet": line.split()[-1]},
                        affects=("app/desk",),
                    )
                elif "nothing printed" in line:
                    yield Finding(
                        kind=FindingKind.SYMPTOM, component="app/desk", summary="no paper", spans=span
                    )
                elif "changed" in line:
                    yield Finding(
                        kind=FindingKind.CHANGE, component="app/press", summary="new rollers", spans=span
                    )
                elif line == "waiting":
                    yield Finding(
                        kind=FindingKind.RULED_OUT,
                        component="app/press",
                        failure_mode="press.off",
                        summary="it runs",
                        spans=span,
                    )


class Search:
    spec = ToolSpec(name="search_evidence", description="d", parameters={})

    def __init__(self) -> None:
        self.queries: list[str] = []

    async def call(self, arguments: Mapping[str, Any], materials: Materials) -> ToolResult:
        self.queries.append(arguments["query"])
        hit = {"source": "desk.log", "start_line": 1, "end_line": 1, "quote": "nothing printed"}
        return ToolResult(text="found", data=(hit, {"source": "no-such.log"}))


def reasoner(*detectors: Any, search: Search | None = None, modes: Catalogue | None = None) -> RuleReasoner:
    return RuleReasoner(
        detectors=detectors, catalogue=modes or load_catalogue([MODE]), tools=(search,) if search else ()
    )


async def test_findings_become_a_proposal_with_filled_texts() -> None:
    case = sample_case(turns=())
    update = await reasoner(JamDetector()).propose(case, "", MATERIALS)
    hypothesis, solution = update.hypotheses[0], update.solutions[0]
    assert (hypothesis.failure_mode, hypothesis.component) == ("press.jammed", "app/press")
    assert hypothesis.mechanism == "press holds sheet 7 and takes no other."
    assert hypothesis.category is HypothesisCategory.HARDWARE
    assert solution.immediate == ("remove sheet 7",)
    assert solution.hypothesis == hypothesis.key
    assert [item.component for item in update.affected] == ["app/desk"]
    assert [item.text for item in update.changes] == ["new rollers"]
    assert [item.statement for item in update.ruled_out] == ["press.off of app/press"]
    assert update.change_search is not None
    keys = {item.key for item in update.evidence}
    assert {link.evidence for link in hypothesis.links} <= keys
    assert [item.summary for item in update.evidence if item.symptom] == ["no paper"]
    assert update.claimed_milestones == ()


async def test_the_same_materials_give_the_same_proposal() -> None:
    first = await reasoner(JamDetector()).propose(sample_case(), "why?", MATERIALS)
    second = await reasoner(JamDetector()).propose(sample_case(), "why?", MATERIALS)
    assert first == second


async def test_a_mode_that_no_catalogue_knows_is_named_without_a_story() -> None:
    update = await reasoner(JamDetector(), modes=load_catalogue()).propose(sample_case(), "", MATERIALS)
    assert update.hypotheses[0].failure_mode == "press.jammed"
    assert (update.hypotheses[0].mechanism, update.solutions) == ("", ())


async def test_without_documents_it_asks_for_some() -> None:
    update = await reasoner(JamDetector()).propose(sample_case(), "help", Materials())
    assert update.hypotheses == ()
    assert "nothing has been uploaded" in update.data_gaps[0].problem


async def test_without_a_cause_it_shows_the_lines_nearest_to_the_question() -> None:
    search = Search()
    case = sample_case(turns=())
    update = await reasoner(search=search).propose(case, "", MATERIALS)
    assert case.problem is not None
    assert search.queries == [case.problem.text]
    assert [item.spans[0].quote for item in update.evidence] == ["nothing printed"]
    assert update.hypotheses == ()


@pytest.mark.parametrize("error", [Unavailable("busy"), InvalidInput("no"), ContractError("broken")])
async def test_a_failing_search_costs_nothing_but_its_leads(error: Exception) -> None:
    class Failing(Search):
        async def call(self, arguments: Mapping[str, Any], materials: Materials) -> ToolResult:
            raise error

    update = await reasoner(JamDetector(), search=Failing()).propose(sample_case(), "desk?", MATERIALS)
    assert update.hypotheses
    assert str(error) in update.data_gaps[-1].problem


async def test_a_hit_that_names_no_lines_is_no_lead() -> None:
    class Wrong(Search):
        async def call(self, arguments: Mapping[str, Any], materials: Materials) -> ToolResult:
            places = [("a", 1), (1, 99), (2, 1), (None, 1)]
            return ToolResult(
                text="",
                data=tuple(
                    {"source": "desk.log", "start_line": first, "end_line": last, "quote": "x"}
                    for first, last in places
                ),
            )

    update = await reasoner(search=Wrong()).propose(sample_case(), "desk?", MATERIALS)
    assert update.evidence == ()


async def test_a_follow_up_question_is_searched_for_too() -> None:
    search = Search()
    await reasoner(JamDetector(), search=search).propose(sample_case(), "what about the desk?", MATERIALS)
    assert search.queries == ["what about the desk?"]
