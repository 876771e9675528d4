"""The kit for IJobQueue. The factory gives a queue that has the handlers of `job_handlers`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from faultmaven_models.errors import InvalidInput, NotFound, Refused
from faultmaven_models.interfaces import IJobQueue
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

ECHO, FAIL, WAIT = "kit.echo", "kit.fail", "kit.wait"
_PATIENCE_SECONDS = 10.0
_SUBMIT = "Queue the job of that name and return its id. Raises NotFound for a name that has no handler."
_RESULT = "The result, or None when it is not done in time. Raises NotFound, or the job's own error."
_CANCEL = "Stop it if it has not finished; True when it was stopped. A cancelled job's result raises Refused."


async def _echo(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"echo": dict(payload)}


async def _fail(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    raise InvalidInput(f"the job was made to fail: {payload.get('why')}")


async def _wait(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    await asyncio.sleep(float(payload.get("seconds", 3600)))
    return {"waited": True}


def _patience(bench: Bench[IJobQueue]) -> float:
    return float(bench.sample("patience", default=_PATIENCE_SECONDS))


def job_handlers() -> dict[str, Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]]:
    """The handlers that a queue under test must have.

    ``kit.echo`` gives ``{"echo": payload}``, ``kit.fail`` raises InvalidInput with ``payload["why"]`` in its
    message, ``kit.wait`` takes ``payload["seconds"]`` (an hour) and then gives ``{"waited": True}``.
    """
    return {ECHO: _echo, FAIL: _fail, WAIT: _wait}


@check(_RESULT)
async def _a_result_comes_back_and_is_kept(bench: Bench[IJobQueue]) -> None:
    queue, payload = await bench.fresh(), {"n": 1, "text": "größer", "list": [1, None, {"a": 0.5}]}
    job = await queue.submit(ECHO, payload)
    for _ in range(2):
        result = await queue.result(job, timeout_seconds=_patience(bench))
        bench.expect_equal(result, {"echo": payload}, "the result")


@check(_SUBMIT)
async def _every_job_has_an_id_of_its_own(bench: Bench[IJobQueue]) -> None:
    queue = await bench.fresh()
    jobs = [await queue.submit(ECHO, {"n": number}) for number in range(5)]
    bench.expect_equal(len(set(jobs)), len(jobs), "the number of different ids")
    for number, job in enumerate(jobs):
        result = await queue.result(job, timeout_seconds=_patience(bench))
        bench.expect_equal(result, {"echo": {"n": number}}, f"the result of job {number}")


@check(_SUBMIT)
async def _a_name_without_a_handler_is_not_found(bench: Bench[IJobQueue]) -> None:
    queue = await bench.fresh()
    await bench.expect_error(NotFound, queue.submit("kit.no_such_job", {}), "submit of an unknown name")


@check(_RESULT)
async def _a_job_that_is_not_done_has_no_result_yet(bench: Bench[IJobQueue]) -> None:
    queue = await bench.fresh()
    job = await queue.submit(WAIT, {"seconds": 0.3})
    bench.expect_equal(await queue.result(job), None, "the result at once")
    bench.expect_equal(await queue.result(job, timeout_seconds=0.05), None, "the result after a moment")
    bench.expect_equal(
        await queue.result(job, timeout_seconds=_patience(bench)), {"waited": True}, "the result"
    )


@check(_RESULT)
async def _an_unknown_job_is_not_found(bench: Bench[IJobQueue]) -> None:
    queue = await bench.fresh()
    await queue.submit(ECHO, {})
    await bench.expect_error(NotFound, queue.result("no-such-job"), "result of an unknown job")


@check(_RESULT)
async def _a_failed_job_raises_its_own_error(bench: Bench[IJobQueue]) -> None:
    queue = await bench.fresh()
    job = await queue.submit(FAIL, {"why": "quartz"})
    for _ in range(2):
        result = queue.result(job, timeout_seconds=_patience(bench))
        error = await bench.expect_error(InvalidInput, result, "result of a failed job")
        bench.expect("quartz" in str(error), f"the message is {error}")


@check(_CANCEL)
async def _a_cancelled_job_is_refused(bench: Bench[IJobQueue]) -> None:
    queue = await bench.fresh()
    job = await queue.submit(WAIT, {"seconds": 3600})
    bench.expect(await queue.cancel(job) is True, "cancel of a running job did not give True")
    result = queue.result(job, timeout_seconds=_patience(bench))
    await bench.expect_error(Refused, result, "result of a cancelled job")


@check(_CANCEL)
async def _a_finished_job_cannot_be_stopped(bench: Bench[IJobQueue]) -> None:
    queue = await bench.fresh()
    job = await queue.submit(ECHO, {})
    await queue.result(job, timeout_seconds=_patience(bench))
    bench.expect(await queue.cancel(job) is False, "cancel of a finished job did not give False")
    bench.expect_equal(await queue.result(job, timeout_seconds=_patience(bench)), {"echo": {}}, "its result")


JOB_QUEUE_KIT = Kit(
    port=IJobQueue,
    checks=(
        implements(IJobQueue),
        _a_result_comes_back_and_is_kept,
        _every_job_has_an_id_of_its_own,
        _a_name_without_a_handler_is_not_found,
        _a_job_that_is_not_done_has_no_result_yet,
        _an_unknown_job_is_not_found,
        _a_failed_job_raises_its_own_error,
        _a_cancelled_job_is_refused,
        _a_finished_job_cannot_be_stopped,
    ),
    samples={"patience": f"how many seconds to wait for a short job (default: {_PATIENCE_SECONDS:.0f})"},
)
