# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

import json

from faultmaven_models.errors import NotFound, Refused, Unavailable
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, job_handlers, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeJobQueue

KIT = KITS["IJobQueue"]
BACK = "a result comes back and is kept"
IDS = "every job has an id of its own"
NO_HANDLER = "a name without a handler is not found"
NOT_YET = "a job that is not done has no result yet"
UNKNOWN = "an unknown job is not found"
FAILED = "a failed job raises its own error"
CANCELLED = "a cancelled job is refused"
FINISHED = "a finished job cannot be stopped"


def queue(**overrides):
    made = type("Queue", (FakeJobQueue,), overrides)
    return Subject(lambda: made(job_handlers()), samples={"patience": 0.5})


async def result_once(self, job_id, *, timeout_seconds=0.0):
    result = await FakeJobQueue.result(self, job_id, timeout_seconds=timeout_seconds)
    if result is not None:
        del self._tasks[job_id]
    return result


async def result_as_ascii(self, job_id, *, timeout_seconds=0.0):
    result = await FakeJobQueue.result(self, job_id, timeout_seconds=timeout_seconds)
    return result and json.loads(json.dumps(result).replace("\\u00f6", "oe"))


async def submit_by_name(self, name, payload):
    job_id = await FakeJobQueue.submit(self, name, payload)
    self._tasks[name] = self._tasks.pop(job_id)
    return name


async def submit_anything(self, name, payload):
    return await FakeJobQueue.submit(self, name if name in self._handlers else "kit.echo", payload)


async def result_in_any_case(self, job_id, *, timeout_seconds=0.0):
    return await FakeJobQueue.result(self, job_id, timeout_seconds=1.0)


async def result_with_timeout_error(self, job_id, *, timeout_seconds=0.0):
    result = await FakeJobQueue.result(self, job_id, timeout_seconds=timeout_seconds)
    if result is None:
        raise Unavailable("not done in time")
    return result


async def result_of_unknown(self, job_id, *, timeout_seconds=0.0):
    try:
        return await FakeJobQueue.result(self, job_id, timeout_seconds=timeout_seconds)
    except (NotFound, Refused):
        return None


async def result_with_general_error(self, job_id, *, timeout_seconds=0.0):
    try:
        return await FakeJobQueue.result(self, job_id, timeout_seconds=timeout_seconds)
    except Exception as error:
        raise RuntimeError("the job failed") from error


async def cancel_in_name_only(self, job_id):
    return not self._task(job_id).done()


async def cancel_always_true(self, job_id):
    await FakeJobQueue.cancel(self, job_id)
    return True


async def cancel_without_answer(self, job_id):
    await FakeJobQueue.cancel(self, job_id)


MUTANTS = [
    Mutant("gives a result once", queue(result=result_once), (BACK,)),
    Mutant("changes the result", queue(result=result_as_ascii), (BACK,)),
    Mutant("one id for all jobs of a name", queue(submit=submit_by_name), (IDS,)),
    Mutant("takes unknown names", queue(submit=submit_anything), (NO_HANDLER,)),
    Mutant("waits as long as it takes", queue(result=result_in_any_case), (NOT_YET,)),
    Mutant("raises when it is not done", queue(result=result_with_timeout_error), (NOT_YET,)),
    Mutant("None for what is unknown or refused", queue(result=result_of_unknown), (UNKNOWN, CANCELLED)),
    Mutant("hides the job's error", queue(result=result_with_general_error), (FAILED, UNKNOWN)),
    Mutant("does not stop the job", queue(cancel=cancel_in_name_only), (CANCELLED,)),
    Mutant("says that it stopped a finished job", queue(cancel=cancel_always_true), (FINISHED,)),
    Mutant("does not say whether it stopped", queue(cancel=cancel_without_answer), (CANCELLED, FINISHED)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, queue())
    assert result.complete, str(result)


async def test_a_cancelled_job_is_stopped_once() -> None:
    fake = FakeJobQueue(job_handlers())
    job = await fake.submit("kit.wait", {"seconds": 3600})
    assert await fake.cancel(job)
    assert not await fake.cancel(job)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
