"""The part of ICaseRepository's kit about the list of cases and their events."""

from __future__ import annotations

from datetime import datetime, timedelta

from faultmaven_models.api_models import CaseSummary
from faultmaven_models.case import Case
from faultmaven_models.interfaces import ICaseRepository
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check
from faultmaven_models.testing.samples import SAMPLE_TIME, sample_case, sample_events

_ORDER = "The newest cases first, by last change."
_EVENTS = "The case's events with a sequence above ``after``, in order."
_ATOMIC = "Store the case and its events in one transaction, if the stored version is ``expected_version``."


def _case(number: int, *, changed: timedelta, owner: str = "owner-1") -> Case:
    return sample_case(id=f"case_{number:013d}", updated_at=SAMPLE_TIME + changed, owner_id=owner)


async def _committed(repository: ICaseRepository, *cases: Case) -> None:
    for case in cases:
        await repository.commit(case, expected_version=0)


@check(_ORDER)
async def _the_list_starts_with_the_last_change(bench: Bench[ICaseRepository]) -> None:
    repository = await bench.fresh()
    first, second, third = (_case(number, changed=timedelta(seconds=number)) for number in (1, 2, 3))
    await _committed(repository, first, second, third)
    changed = first.model_copy(
        update={"version": 2, "updated_at": SAMPLE_TIME + timedelta(seconds=3, microseconds=1)}
    )
    await repository.commit(changed, expected_version=1)
    listed = [summary.id for summary in await repository.list_cases()]
    bench.expect_equal(listed, [first.id, third.id, second.id], "the order")


@check(_ORDER)
async def _the_list_keeps_limit_and_owner(bench: Bench[ICaseRepository]) -> None:
    repository = await bench.fresh()
    cases = [
        _case(number, changed=timedelta(seconds=number), owner=f"owner-{number % 2}")
        for number in range(1, 6)
    ]
    await _committed(repository, *cases)
    newest = [summary.id for summary in await repository.list_cases(limit=2)]
    bench.expect_equal(newest, [cases[4].id, cases[3].id], "the two newest")
    owned = [summary.id for summary in await repository.list_cases(owner_id="owner-0")]
    bench.expect_equal(owned, [cases[3].id, cases[1].id], "the cases of one owner")
    bench.expect_equal(await repository.list_cases(owner_id="nobody"), (), "the cases of nobody")


@check(_ORDER)
async def _a_line_of_the_list_describes_its_case(bench: Bench[ICaseRepository]) -> None:
    repository, case = await bench.fresh(), sample_case()
    bench.expect_equal(await repository.list_cases(), (), "the list of an empty repository")
    await _committed(repository, case)
    (summary,) = await repository.list_cases()
    bench.expect(isinstance(summary, CaseSummary), f"the list holds {type(summary).__name__}")
    actual = (summary.id, summary.title, summary.status, summary.version, summary.turns)
    bench.expect_equal(actual, (case.id, case.title, case.status, case.version, len(case.turns)), "the line")
    bench.expect_equal(datetime.fromisoformat(summary.updated_at), case.updated_at, "the time of the change")


@check(_EVENTS)
async def _events_come_in_order_after_a_number(bench: Bench[ICaseRepository]) -> None:
    repository, case = await bench.fresh(), sample_case()
    events = sample_events(case, count=12)
    await repository.commit(case, expected_version=0, events=events[:2])
    later = case.model_copy(update={"version": 2})
    await repository.commit(later, expected_version=1, events=events[2:])
    bench.expect_equal(await repository.events(case.id), events, "all events")
    bench.expect_equal(await repository.events(case.id, after=1), events[1:], "the events after 1")
    bench.expect_equal(await repository.events(case.id, after=12), (), "the events after the last")


@check(_ATOMIC)
async def _events_belong_to_their_case(bench: Bench[ICaseRepository]) -> None:
    repository = await bench.fresh()
    first, second = _case(1, changed=timedelta()), _case(2, changed=timedelta())
    await repository.commit(first, expected_version=0, events=sample_events(first))
    await repository.commit(second, expected_version=0, events=sample_events(second, count=1))
    bench.expect_equal(
        await repository.events(first.id), sample_events(first), "the events of the first case"
    )
    bench.expect_equal(
        await repository.events(second.id), sample_events(second, count=1), "those of the second"
    )
    bench.expect_equal(await repository.events("case_zzzzzzzzzzzzz"), (), "the events of an unknown case")


CASE_HISTORY_CHECKS = (
    _the_list_starts_with_the_last_change,
    _the_list_keeps_limit_and_owner,
    _a_line_of_the_list_describes_its_case,
    _events_come_in_order_after_a_number,
    _events_belong_to_their_case,
)
