# ruff: noqa: ANN001, ANN003, ANN201, ANN202  a mutant has the signature of what it breaks
from __future__ import annotations

import asyncio

from faultmaven_models.case import Case
from faultmaven_models.errors import CaseVersionConflict, InvalidInput, NotFound, Unavailable
from faultmaven_models.events import DomainEvent
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeCaseRepository

KIT = KITS["ICaseRepository"]
EQUAL = "a loaded case equals the committed one"
WHOLE = "a later version replaces the whole case"
DURABLE = "a commit outlives the repository"
UNKNOWN = "an unknown case is not found"
STALE = "a stale commit conflicts and stores nothing"
NEW = "a case is new only once"
NEXT = "a version that is not the next is refused"
RIVALS = "of rivals exactly one wins"
DOWN = "a store that does not answer is unavailable"
ORDER = "the list starts with the last change"
FILTER = "the list keeps limit and owner"
LINE = "a line of the list describes its case"
EVENTS = "events come in order after a number"
THEIR = "events belong to their case"
CLOSE = "closing twice is fine"


def repository(*, reopen=lambda adapter: adapter.reopened(), **overrides):
    made = type("Repository", (FakeCaseRepository,), overrides)
    return Subject(made, variants={"breaking": lambda: made(fail_commits=True)}, samples={"reopen": reopen})


class Loose(FakeCaseRepository):
    """Commits step by step, so that a mutant can leave a step out or put it in the wrong place."""

    checks_next = checks_conflict = merges = events_first = pauses = hides_failure = False
    keeps_events = True

    async def commit(self, case, *, expected_version, events=()):
        self._open()
        stored = self._storage.cases.get(case.id)
        current = Case.model_validate_json(stored) if stored else None
        if self.events_first:
            self._append(case, events)
        if self.checks_next and case.version != expected_version + 1:
            raise InvalidInput(f"version {case.version} does not follow {expected_version}")
        if self.pauses:
            await asyncio.sleep(0)
        version = current.version if current else 0
        if self.checks_conflict and version != expected_version:
            raise CaseVersionConflict(case.id, expected_version=expected_version, current_version=version)
        if self.pauses:
            await asyncio.sleep(0)
        if self.fail_commits and not self.hides_failure:
            raise Unavailable("no answer")
        if self.merges and current:
            case = case.model_copy(update={"hypotheses": case.hypotheses or current.hypotheses})
        self._storage.cases[case.id] = case.model_dump_json()
        if not self.events_first and self.keeps_events:
            self._append(case, events)

    def _append(self, case, events):
        self._storage.events.setdefault(case.id, []).extend(e.model_dump_json() for e in events)


def loose(**flags):
    settings = {"checks_next": True, "checks_conflict": True, **flags}
    made = type("Repository", (Loose,), settings)
    samples = {"reopen": lambda adapter: adapter.reopened()}
    return Subject(made, variants={"breaking": lambda: made(fail_commits=True)}, samples=samples)


async def load_rounded(self, case_id):
    case = await FakeCaseRepository.load(self, case_id)
    return case.model_copy(update={"updated_at": case.updated_at.replace(microsecond=0)})


async def load_key_error(self, case_id):
    return Case.model_validate_json(self._storage.cases[case_id])


async def listed_by_creation(self, *, owner_id=None, limit=50):
    listed = await FakeCaseRepository.list_cases(self, owner_id=owner_id)
    return tuple(sorted(listed, key=lambda summary: summary.id, reverse=True))[:limit]


async def listed_by_text(self, *, owner_id=None, limit=50):
    listed = await FakeCaseRepository.list_cases(self, owner_id=owner_id)
    by_text = sorted(listed, key=lambda summary: summary.updated_at.replace("+00:00", "Z"), reverse=True)
    return tuple(by_text)[:limit]


async def listed_without_limit(self, *, owner_id=None, limit=50):
    return await FakeCaseRepository.list_cases(self, owner_id=owner_id)


async def listed_for_all(self, *, owner_id=None, limit=50):
    return await FakeCaseRepository.list_cases(self, limit=limit)


async def listed_wrongly(self, *, owner_id=None, limit=50):
    listed = await FakeCaseRepository.list_cases(self, owner_id=owner_id, limit=limit)
    return tuple(summary.model_copy(update={"turns": 0}) for summary in listed)


async def events_from(self, case_id, *, after=0):
    return await FakeCaseRepository.events(self, case_id, after=after - 1)


async def events_by_id(self, case_id, *, after=0):
    return tuple(
        sorted(await FakeCaseRepository.events(self, case_id, after=after), key=lambda e: e.event_id)
    )


async def events_of_all(self, case_id, *, after=0):
    stored = [DomainEvent.model_validate_json(e) for rows in self._storage.events.values() for e in rows]
    return tuple(event for event in stored if event.sequence > after)


async def close_once(self):
    self._open()
    self._closed = True


MUTANTS = [
    Mutant("loses microseconds", repository(load=load_rounded), (EQUAL,)),
    Mutant("keeps what a version dropped", loose(merges=True), (WHOLE,)),
    Mutant("forgets at the end", repository(reopen=lambda adapter: FakeCaseRepository()), (DURABLE,)),
    Mutant("KeyError for an unknown case", repository(load=load_key_error), (UNKNOWN,)),
    Mutant("the last one wins", loose(checks_conflict=False), (STALE, NEW, RIVALS)),
    Mutant("events before the conflict", loose(events_first=True), (STALE, RIVALS, DOWN)),
    Mutant("any version will do", loose(checks_next=False), (NEXT,)),
    Mutant("looks, then waits, then writes", loose(pauses=True), (RIVALS,)),
    Mutant("hides that the store is down", loose(hides_failure=True), (DOWN,)),
    Mutant("drops events", loose(keeps_events=False), (EVENTS, THEIR, DURABLE)),
    Mutant("lists by creation", repository(list_cases=listed_by_creation), (ORDER,)),
    Mutant("lists by the text of the time", repository(list_cases=listed_by_text), (ORDER,)),
    Mutant("ignores the limit", repository(list_cases=listed_without_limit), (FILTER,)),
    Mutant("ignores the owner", repository(list_cases=listed_for_all), (FILTER,)),
    Mutant("counts no turns", repository(list_cases=listed_wrongly), (LINE,)),
    Mutant("gives the event itself again", repository(events=events_from), (EVENTS,)),
    Mutant("orders events by the text of the id", repository(events=events_by_id), (EVENTS,)),
    Mutant("mixes the events of cases", repository(events=events_of_all), (THEIR,)),
    Mutant("closes once", repository(close=close_once), (CLOSE,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, repository())
    assert result.complete, str(result)


async def test_the_step_by_step_repository_of_the_mutants_keeps_every_clause() -> None:
    result = await run_kit(KIT, loose())
    assert result.complete, str(result)


async def test_a_closed_fake_answers_no_more() -> None:
    fake = FakeCaseRepository()
    await fake.close()
    for call in (fake.load("case_0123456789abc"), fake.list_cases(), fake.events("case_0123456789abc")):
        try:
            await call
        except NotFound as error:
            raise AssertionError(error) from error
        except Unavailable:
            continue


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
