"""The street of a turn: what is stored, what is refused, and what an engine finds again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from worlds import APP, PHRASE, engine, evidence, hypothesis, link, rules, span, upload, uploads

from faultmaven_core.investigation import MilestoneEngine
from faultmaven_core.persistence.files import InMemoryFileStore, LocalFileStore
from faultmaven_core.persistence.memory import InMemoryCaseRepository
from faultmaven_core.persistence.sqlite import SQLiteCaseRepository
from faultmaven_models.case import Case, CaseStatus, CloseReason
from faultmaven_models.errors import CaseVersionConflict, InvalidInput, NotFound, Refused, Unavailable
from faultmaven_models.events import EventType
from faultmaven_models.evidence import Attachment
from faultmaven_models.interfaces import ICaseRepository
from faultmaven_models.investigation import InvestigationPath, Milestone, TemporalState, TurnOutcome, Urgency
from faultmaven_models.materials import Materials
from faultmaven_models.report import Verdict
from faultmaven_models.testing.fakes import FakeCaseRepository, FakeReasoner, FakeTracer
from faultmaven_models.updates import TurnUpdate

QUESTION = "Why does checkout fail?"


async def test_a_case_is_opened_as_an_investigation_of_its_title() -> None:
    case = await engine().open_case(
        f"  {QUESTION} ", owner_id="ada", temporal_state=TemporalState.ONGOING, urgency=Urgency.CRITICAL
    )
    assert (case.title, case.owner_id, case.version, case.status) == (
        QUESTION,
        "ada",
        1,
        CaseStatus.INVESTIGATING,
    )
    assert case.problem is not None
    assert case.problem.confirmed
    assert case.path is InvestigationPath.MITIGATION_FIRST
    assert [change.by for change in case.status_changes] == ["ada"]


@pytest.mark.parametrize("title", ["", "  \n\t "])
async def test_a_blank_question_is_refused_and_nothing_is_stored(title: str) -> None:
    subject = engine()
    with pytest.raises(InvalidInput, match="question is empty"):
        await subject.open_case(title)
    assert await subject.parts.repository.list_cases() == ()


async def test_a_consultation_begins_an_investigation_once() -> None:
    subject = engine()
    case = await subject.open_case("Slow today", investigate=False)
    assert (case.status, case.problem) == (CaseStatus.CONSULTING, None)
    with pytest.raises(InvalidInput, match="question is empty"):
        await subject.begin(case.id, " ")
    begun = await subject.begin(case.id, QUESTION, by="ada")
    assert (begun.status, begun.version) == (CaseStatus.INVESTIGATING, 2)
    assert begun == await subject.parts.repository.load(case.id)
    with pytest.raises(Refused):
        await subject.begin(case.id, QUESTION)


async def test_a_turn_finds_the_cause_and_cites_the_lines() -> None:
    subject = engine()
    case = await subject.open_case(QUESTION)
    result = await subject.process_turn(case.id, attachments=uploads())
    assert Milestone.ROOT_CAUSE_IDENTIFIED in result.milestones
    assert (result.outcome, result.case.version, result.refused) == (TurnOutcome.MILESTONE_COMPLETED, 2, ())
    report = await subject.report(case.id)
    assert report.verdict is Verdict.ROOT_CAUSE_IDENTIFIED
    assert report.root_causes[0].failure_mode == "fake.phrase_seen"
    assert {(item.source, item.start_line) for item in report.root_causes[0].evidence} == {
        ("app.log", 2),
        ("db.log", 1),
        ("db.log", 2),
    }
    assert report.answer == result.answer
    steps = {"preprocessing", "reasoning", "verification", "answering", "total"}
    assert set(report.timings) == steps
    assert set(result.timings) == {*steps, "storing"}


async def test_a_follow_up_turn_adds_to_what_is_known() -> None:
    subject = engine()
    case = await subject.open_case(QUESTION)
    first = await subject.process_turn(case.id, attachments=(upload("db.log", f"FATAL {PHRASE}\n"),))
    assert not first.case.progress.has(Milestone.ROOT_CAUSE_IDENTIFIED)
    second = await subject.process_turn(
        case.id, "and the application?", attachments=(upload("app.log", PHRASE),)
    )
    assert [turn.number for turn in second.case.turns] == [1, 2]
    assert [item.source for item in second.case.artifacts] == ["db.log", "app.log"]
    assert len(second.case.hypotheses) == 1
    assert second.case.progress.has(Milestone.ROOT_CAUSE_IDENTIFIED)
    third = await subject.process_turn(case.id, "anything else?")
    assert third.case.evidence == second.case.evidence
    assert third.case.progress.turns_without_progress == 1


async def test_what_was_missing_is_no_longer_missing_once_it_is_there() -> None:
    subject = engine()
    case = await subject.open_case(QUESTION)
    asked = await subject.process_turn(case.id, "what is wrong?")
    assert asked.outcome is TurnOutcome.DATA_REQUESTED
    assert [gap.subject for gap in asked.case.data_gaps] == ["incident data"]
    broken = await subject.process_turn(case.id, attachments=(upload("a.log", "fine\n"), Attachment(
        name="b.log", content=b"\xff broken\n"
    )))  # fmt: skip
    assert [gap.subject for gap in broken.case.data_gaps] == ["b.log"]
    mended = await subject.process_turn(case.id, attachments=(upload("b.log", "whole\n"),))
    assert mended.case.data_gaps == ()


async def test_events_count_every_change_in_order() -> None:
    subject = engine()
    case = await subject.open_case(QUESTION)
    await subject.process_turn(case.id, attachments=uploads())
    closed = await subject.close_case(case.id, reason=CloseReason.DUPLICATE, by="ada")
    events = await subject.parts.repository.events(case.id)
    assert [event.sequence for event in events] == list(range(1, closed.event_count + 1))
    assert (events[0].type, events[-1].type) == (EventType.CASE_CREATED, EventType.CASE_CLOSED)


async def test_a_solution_is_confirmed_by_the_user_and_then_resolves_the_case() -> None:
    subject = engine()
    case = await subject.open_case(QUESTION)
    await subject.process_turn(case.id, attachments=uploads())
    with pytest.raises(Refused, match="no verified solution"):
        await subject.resolve_case(case.id)
    done = frozenset({Milestone.SOLUTION_APPLIED, Milestone.SOLUTION_VERIFIED, Milestone.SYMPTOM_VERIFIED})
    result = await subject.process_turn(case.id, "it works again", confirmed=done)
    assert set(result.milestones) == {Milestone.SOLUTION_APPLIED, Milestone.SOLUTION_VERIFIED}
    assert (await subject.resolve_case(case.id)).status is CaseStatus.RESOLVED


@pytest.mark.parametrize("step", ["turn", "close", "resolve", "begin"])
async def test_a_closed_case_takes_no_further_step(step: str) -> None:
    subject = engine()
    case = await subject.open_case(QUESTION)
    closed = await subject.close_case(case.id, reason=CloseReason.ABANDONED)
    steps = {
        "turn": lambda: subject.process_turn(case.id, "again", attachments=uploads()),
        "close": lambda: subject.close_case(case.id, reason=CloseReason.OTHER),
        "resolve": lambda: subject.resolve_case(case.id),
        "begin": lambda: subject.begin(case.id, QUESTION),
    }
    with pytest.raises(Refused, match=r"closed|no verified solution"):
        await steps[step]()
    assert await subject.parts.repository.load(case.id) == closed


async def test_an_unknown_case_is_not_found() -> None:
    with pytest.raises(NotFound, match="case_zzzzzzzzzzzzz"):
        await engine().process_turn("case_zzzzzzzzzzzzz", "hello")


class Rendezvous:
    """A reasoner whose first two turns wait for each other, so that both have loaded the same version."""

    name = "rendezvous"

    def __init__(self) -> None:
        self.barrier = asyncio.Barrier(2)
        self.turns = 0

    async def propose(self, case: Case, message: str, materials: Materials) -> TurnUpdate:
        self.turns += 1
        if self.turns <= 2:
            await self.barrier.wait()
        return await rules().propose(case, message, materials)


async def test_of_two_concurrent_turns_one_is_stored_and_the_other_can_be_repeated() -> None:
    subject = engine(reasoner=Rendezvous())
    case = await subject.open_case(QUESTION)
    files = {"first": upload("one.log", f"one {PHRASE}\n"), "second": upload("two.log", f"two {PHRASE}\n")}
    results = await asyncio.gather(
        *(subject.process_turn(case.id, name, attachments=(file,)) for name, file in files.items()),
        return_exceptions=True,
    )
    lost = [result for result in results if isinstance(result, BaseException)]
    assert [type(error) for error in lost] == [CaseVersionConflict]
    loser = ("first", "second")[[isinstance(result, BaseException) for result in results].index(True)]
    stored = await subject.parts.repository.load(case.id)
    assert (stored.version, [turn.message for turn in stored.turns]) == (
        2,
        [{"first": "second", "second": "first"}[loser]],
    )
    again = await subject.process_turn(case.id, loser, attachments=(files[loser],))
    assert {item.source for item in again.case.artifacts} == {"one.log", "two.log"}
    assert again.case.data_gaps == ()
    assert {item.spans[0].source for item in again.case.evidence} == {"one.log", "two.log"}


async def test_documents_of_a_turn_that_was_not_stored_are_not_seen_later() -> None:
    class Failing(FakeCaseRepository):
        fail_next = False

        async def commit(self, case: Case, **options: Any) -> None:
            if self.fail_next:
                self.fail_next = False
                raise Unavailable("the store is away")
            await super().commit(case, **options)

    repository = Failing()
    subject = engine(repository=repository)
    case = await subject.open_case(QUESTION)
    repository.fail_next = True
    with pytest.raises(Unavailable):
        await subject.process_turn(case.id, attachments=(upload("lost.log", PHRASE),))
    result = await subject.process_turn(case.id, attachments=(upload("kept.log", PHRASE),))
    assert {item.spans[0].source for item in result.case.evidence} == {"kept.log"}


@pytest.mark.parametrize("name", ["missing", "empty", "binary", "blank"])
async def test_attachments_that_cannot_be_read_leave_the_case_untouched(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "binary").write_bytes(bytes(range(32)) * 100)
    subject = engine()
    case = await subject.open_case(QUESTION)
    with pytest.raises(InvalidInput):
        await subject.process_turn(case.id, attachments=("" if name == "blank" else tmp_path / name,))
    assert await subject.parts.repository.load(case.id) == case
    assert len(await subject.parts.repository.events(case.id)) == case.event_count


async def test_investigating_stores_no_case_when_its_files_cannot_be_read(tmp_path: Path) -> None:
    subject = engine()
    with pytest.raises(InvalidInput, match="no such file"):
        await subject.investigate(QUESTION, attachments=(tmp_path / "missing",))
    assert await subject.parts.repository.list_cases() == ()
    result = await subject.investigate(QUESTION, attachments=uploads(), owner_id="ada")
    assert (result.case.version, result.case.owner_id) == (2, "ada")
    assert await subject.parts.repository.load(result.case.id) == result.case


def on_disk(folder: Path, **parts: Any) -> MilestoneEngine:
    return engine(
        repository=SQLiteCaseRepository(folder / "cases.db"),
        file_store=LocalFileStore(folder / "files"),
        **parts,
    )


async def test_another_engine_continues_the_case_with_its_documents(tmp_path: Path) -> None:
    first = on_disk(tmp_path)
    case = await first.open_case(QUESTION)
    before = await first.process_turn(case.id, attachments=(upload("db.log", f"FATAL {PHRASE}\n"),))
    await first.aclose()
    second = on_disk(tmp_path)
    assert await second.parts.repository.load(case.id) == before.case
    after = await second.process_turn(case.id, attachments=(upload("app.log", PHRASE),))
    assert after.case.progress.has(Milestone.ROOT_CAUSE_IDENTIFIED)
    assert after.case.data_gaps == ()
    assert after.refused == ()


@pytest.mark.parametrize("damage", ["gone", "damaged"])
async def test_a_lost_file_becomes_a_gap_until_it_is_attached_again(tmp_path: Path, damage: str) -> None:
    first = on_disk(tmp_path)
    case = await first.open_case(QUESTION)
    text = f"FATAL {PHRASE}\n"
    before = await first.process_turn(case.id, attachments=(upload("db.log", text),))
    [stored] = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    if damage == "gone":
        stored.unlink()
    else:
        stored.write_bytes(b"something else")
    second = on_disk(tmp_path)
    after = await second.process_turn(case.id, "and now?")
    assert [(gap.subject, gap.mend) for gap in after.data_gaps] == [("db.log", "attach it again")]
    assert "is no longer there" in after.data_gaps[0].problem
    assert after.case.evidence == before.case.evidence
    stored.unlink(missing_ok=True)
    mended = await second.process_turn(case.id, attachments=(upload("db.log", text),))
    assert mended.case.data_gaps == ()


async def test_without_a_file_store_another_engine_lacks_the_documents() -> None:
    repository = InMemoryCaseRepository()
    case = (await engine(repository=repository).investigate(QUESTION, attachments=uploads())).case
    after = await engine(repository=repository).process_turn(case.id, "and now?")
    assert [gap.subject for gap in after.data_gaps] == ["app.log", "db.log"]


async def test_only_the_cases_used_last_are_kept_beside_a_file_store() -> None:
    subject = engine(file_store=InMemoryFileStore())
    cases = [(await subject.investigate(f"question {n}", attachments=uploads())).case for n in range(12)]
    assert len(subject._materials._kept) == 8
    again = await subject.process_turn(cases[0].id, "and now?")
    assert again.data_gaps == ()
    assert again.case.evidence == cases[0].evidence


async def test_the_same_materials_are_handed_out_while_nothing_is_added() -> None:
    seen: list[Materials] = []

    def watch(case: Case, message: str, materials: Materials) -> TurnUpdate:
        seen.append(materials)
        return TurnUpdate(reasoner="watch")

    subject = engine(reasoner=FakeReasoner(watch))
    case = (await subject.investigate(QUESTION, attachments=uploads())).case
    await subject.process_turn(case.id, "again")
    await subject.process_turn(case.id, attachments=(upload("new.log", "new\n"),))
    assert seen[0] is seen[1]
    assert [document.source for document in seen[2].documents] == ["app.log", "db.log", "new.log"]


async def test_a_reasoner_that_does_not_answer_costs_the_reasoning_only() -> None:
    repository = FakeCaseRepository()
    dead = engine(repository=repository, reasoner=FakeReasoner(error=Unavailable("no answer in 60 s")))
    case = (await dead.investigate(QUESTION, attachments=uploads())).case
    assert [(gap.subject, gap.mend) for gap in case.data_gaps] == [("reasoning", "repeat the turn later")]
    assert "no answer in 60 s" in case.data_gaps[0].problem
    assert len(case.artifacts) == 2
    assert case.progress.milestones == ()
    alive = engine(repository=repository)
    assert (await alive.process_turn(case.id, attachments=uploads())).case.data_gaps == ()


def lies() -> TurnUpdate:
    """Every milestone claimed, over lines that nobody wrote."""
    invented = span("db.log", 1).model_copy(update={"quote": "ERROR disk is on fire"})
    elsewhere = span("db.log", 1).model_copy(update={"artifact_id": "art_0123456789abcdef"})
    return TurnUpdate(
        reasoner="liar",
        answer="",
        evidence=(evidence("invented", invented), evidence("elsewhere", elsewhere, symptom=True)),
        hypotheses=(hypothesis("fire", link("invented"), link("elsewhere")),),
        claimed_milestones=tuple(Milestone),
    )


async def test_a_lying_reasoner_sets_no_milestone_and_leaves_no_evidence() -> None:
    files = (upload("app.log", APP), upload("db.log", "10:00:00 FATAL too many connections\n"))
    result = await engine(reasoner=FakeReasoner(lies())).investigate(QUESTION, attachments=files)
    case = result.case
    assert (case.progress.milestones, case.evidence, case.hypotheses, case.root_cause) == ((), (), (), None)
    assert {claim.claim for claim in result.refused} >= {f"milestone {item.value}" for item in Milestone}
    assert case.refused_claims == result.refused
    assert "fire" not in result.answer


async def test_a_milestone_claimed_before_its_evidence_is_refused_once_and_reached_later() -> None:
    update = TurnUpdate(reasoner="eager", claimed_milestones=(Milestone.ROOT_CAUSE_IDENTIFIED,))
    repository = FakeCaseRepository()
    case = (await engine(repository=repository, reasoner=FakeReasoner(update)).investigate(
        QUESTION, attachments=uploads()
    )).case  # fmt: skip
    assert [claim.claim for claim in case.refused_claims] == ["milestone root_cause_identified"]
    later = await engine(repository=repository).process_turn(case.id, attachments=uploads())
    assert Milestone.ROOT_CAUSE_IDENTIFIED in later.milestones


async def street(repository: ICaseRepository) -> Case:
    subject = engine(repository=repository)
    case = await subject.open_case(QUESTION)
    await subject.process_turn(case.id, attachments=uploads()[:1])
    await subject.process_turn(case.id, "more", attachments=uploads()[1:])
    return (await subject.process_turn(case.id, "done", confirmed=(Milestone.SOLUTION_APPLIED,))).case


async def test_two_runs_with_the_same_clock_and_ids_give_the_same_case() -> None:
    first, second = [
        await street(repository) for repository in (InMemoryCaseRepository(), FakeCaseRepository())
    ]
    assert [untimed(first), untimed(second)] == [untimed(first)] * 2
    assert first.version == 4


def untimed(case: Case) -> Case:
    turns = tuple(turn.model_copy(update={"timings": {}}) for turn in case.turns)
    return case.model_copy(update={"turns": turns})


async def test_every_step_of_a_turn_is_traced() -> None:
    tracer = FakeTracer()
    case = (await engine(tracer=tracer).investigate(QUESTION, attachments=uploads())).case
    names = [item.name for item in tracer.spans]
    steps = ("preprocessing", "reasoning", "verification", "answering", "storing")
    assert names == [f"faultmaven.{step}" for step in steps]
    assert {item.attributes["faultmaven.case_id"] for item in tracer.spans} == {case.id}
