"""The kit for ICaseRepository: commits and conflicts. Lists and events are checked in `case_history`."""

from __future__ import annotations

import asyncio

from faultmaven_models.case import Case
from faultmaven_models.errors import CaseVersionConflict, InvalidInput, NotFound, Unavailable
from faultmaven_models.interfaces import ICaseRepository
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.case_history import CASE_HISTORY_CHECKS
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import BREAKING, Kit
from faultmaven_models.testing.samples import sample_case, sample_events

_EQUAL = "a loaded case equals the one committed"
_ATOMIC = "Store the case and its events in one transaction, if the stored version is ``expected_version``."
_CONFLICT = (
    "Raises CaseVersionConflict, and Unavailable when the store does not answer; nothing is stored then."
)
_RIVALS = 5


def _next(case: Case, **changes: object) -> Case:
    return case.model_copy(update={"version": case.version + 1, **changes})


async def _expect_stored(bench: Bench[ICaseRepository], repository: ICaseRepository, case: Case) -> None:
    loaded = await repository.load(case.id)
    bench.expect_equal(loaded.version, case.version, "the stored version")
    for name in type(case).model_fields:
        bench.expect_equal(getattr(loaded, name), getattr(case, name), f"the loaded {name}")


@check(_EQUAL)
async def _a_loaded_case_equals_the_committed_one(bench: Bench[ICaseRepository]) -> None:
    repository, case = await bench.fresh(), sample_case()
    await repository.commit(case, expected_version=0)
    await _expect_stored(bench, repository, case)


@check(_EQUAL)
async def _a_later_version_replaces_the_whole_case(bench: Bench[ICaseRepository]) -> None:
    repository, case = await bench.fresh(), sample_case()
    await repository.commit(case, expected_version=0)
    changed = _next(case, hypotheses=(), turns=case.turns * 2, title="renamed", root_cause=None, data_gaps=())
    await repository.commit(changed, expected_version=1)
    await _expect_stored(bench, repository, changed)


@check("A commit is atomic and durable")
async def _a_commit_outlives_the_repository(bench: Bench[ICaseRepository]) -> None:
    reopen = bench.sample("reopen")
    repository, case = await bench.fresh(), sample_case()
    await repository.commit(case, expected_version=0, events=sample_events(case))
    await repository.close()
    later: ICaseRepository = reopen(repository)
    try:
        await _expect_stored(bench, later, case)
        bench.expect_equal(await later.events(case.id), sample_events(case), "the events afterwards")
    finally:
        await later.close()


@check("The case at its current version. Raises NotFound.")
async def _an_unknown_case_is_not_found(bench: Bench[ICaseRepository]) -> None:
    repository = await bench.fresh()
    await repository.commit(sample_case(), expected_version=0)
    for unknown in ("case_zzzzzzzzzzzzz", "no id at all", ""):
        await bench.expect_error(NotFound, repository.load(unknown), f"load of {unknown!r}")


@check(_CONFLICT)
async def _a_stale_commit_conflicts_and_stores_nothing(bench: Bench[ICaseRepository]) -> None:
    repository, first = await bench.fresh(), sample_case()
    second = _next(first, title="second")
    await repository.commit(first, expected_version=0)
    await repository.commit(second, expected_version=1)
    stale = repository.commit(_next(first, title="stale"), expected_version=1, events=sample_events(first))
    error = await bench.expect_error(CaseVersionConflict, stale, "a commit over version 2 that expects 1")
    bench.expect_equal(error.current_version, 2, "the current version that the error tells")
    await _expect_stored(bench, repository, second)
    bench.expect_equal(await repository.events(first.id), (), "the events afterwards")


@check("``expected_version`` is 0 for a new case")
async def _a_case_is_new_only_once(bench: Bench[ICaseRepository]) -> None:
    repository, case = await bench.fresh(), sample_case()
    missing = sample_case(id="case_0000000000009", version=4)
    early = repository.commit(missing, expected_version=3)
    await bench.expect_error(CaseVersionConflict, early, "a commit to a case that does not exist")
    await bench.expect_error(NotFound, repository.load(missing.id), "load of it afterwards")
    await repository.commit(case, expected_version=0)
    again = repository.commit(case.model_copy(update={"title": "again"}), expected_version=0)
    await bench.expect_error(CaseVersionConflict, again, "a second first commit")
    await _expect_stored(bench, repository, case)


@check("``case.version`` must be one more, else it raises InvalidInput.")
async def _a_version_that_is_not_the_next_is_refused(bench: Bench[ICaseRepository]) -> None:
    repository, case = await bench.fresh(), sample_case()
    for version in (0, 2):
        wrong = repository.commit(sample_case(version=version), expected_version=0)
        await bench.expect_error(InvalidInput, wrong, f"a first commit with version {version}")
        await bench.expect_error(NotFound, repository.load(case.id), "load of it afterwards")


@check(_ATOMIC)
async def _of_rivals_exactly_one_wins(bench: Bench[ICaseRepository]) -> None:
    repository, case = await bench.fresh(), sample_case()
    await repository.commit(case, expected_version=0)
    rivals = [_next(case, title=f"rival {number}") for number in range(_RIVALS)]
    outcomes = await asyncio.gather(
        *(repository.commit(rival, expected_version=1, events=sample_events(case)) for rival in rivals),
        return_exceptions=True,
    )
    winners = [rival for rival, outcome in zip(rivals, outcomes, strict=True) if outcome is None]
    bench.expect_equal(len(winners), 1, f"the number of winners among {_RIVALS} commits at the same time")
    for outcome in outcomes:
        bench.expect(outcome is None or isinstance(outcome, CaseVersionConflict), f"a loser got {outcome!r}")
    await _expect_stored(bench, repository, winners[0])
    bench.expect_equal(await repository.events(case.id), sample_events(case), "the events afterwards")


@check(_CONFLICT)
async def _a_store_that_does_not_answer_is_unavailable(bench: Bench[ICaseRepository]) -> None:
    repository, case = await bench.variant(BREAKING), sample_case()
    commit = repository.commit(case, expected_version=0, events=sample_events(case))
    await bench.expect_error(Unavailable, commit, "a commit to a store that does not answer")
    await bench.expect_error(NotFound, repository.load(case.id), "load of it afterwards")
    bench.expect_equal(await repository.events(case.id), (), "the events afterwards")


@check("Closing twice is fine.")
async def _closing_twice_is_fine(bench: Bench[ICaseRepository]) -> None:
    repository = await bench.fresh()
    await repository.commit(sample_case(), expected_version=0)
    await repository.close()
    await repository.close()


CASE_REPOSITORY_KIT = Kit(
    port=ICaseRepository,
    checks=(
        implements(ICaseRepository),
        _a_loaded_case_equals_the_committed_one,
        _a_later_version_replaces_the_whole_case,
        _a_commit_outlives_the_repository,
        _an_unknown_case_is_not_found,
        _a_stale_commit_conflicts_and_stores_nothing,
        _a_case_is_new_only_once,
        _a_version_that_is_not_the_next_is_refused,
        _of_rivals_exactly_one_wins,
        _a_store_that_does_not_answer_is_unavailable,
        *CASE_HISTORY_CHECKS,
        _closing_twice_is_fine,
    ),
    variants={BREAKING: "a repository that answers readers, but whose store does not answer a commit"},
    samples={"reopen": "a function of the closed adapter: a new one over the same store"},
)
