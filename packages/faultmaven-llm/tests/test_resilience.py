from __future__ import annotations

import asyncio
from typing import Any

import pytest

from faultmaven_llm.outcomes import IncompleteAnswer, ProviderFault
from faultmaven_llm.resilience import Deadline, RetryPolicy, with_retries
from faultmaven_models.chat import FinishReason
from faultmaven_models.errors import InvalidInput, RateLimited, SetupError, Unavailable


class Time:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now = 100.0
        self.sleeps = []

    def clock(self) -> Any:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds


class Script:
    """An operation that raises and returns what it was given, in order."""

    def __init__(self, *outcomes: Any, takes: Any = 0.0, time: Any = None) -> None:
        self.outcomes = list(outcomes)
        self.takes = takes
        self.time = time
        self.calls = 0

    async def __call__(self) -> Any:
        self.calls += 1
        if self.time:
            self.time.now += self.takes
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


async def run(script: Any, time: Any, *, seconds: float = 60.0, **policy: Any) -> Any:
    chosen = RetryPolicy(**{"jitter_seconds": 0, **policy})
    deadline = Deadline(seconds, clock=time.clock)
    return await with_retries(script, policy=chosen, deadline=deadline, sleep=time.sleep)


async def test_the_wait_doubles() -> None:
    time = Time()
    script = Script(ProviderFault("a"), ProviderFault("b"), ProviderFault("c"), "done")
    assert await run(script, time, attempts=4) == "done"
    assert time.sleeps == [0.5, 1.0, 2.0]


async def test_the_wait_has_a_longest_value() -> None:
    time = Time()
    script = Script(*[ProviderFault("x")] * 4, "done")
    await run(script, time, attempts=5, longest_wait_seconds=1.5)
    assert time.sleeps == [0.5, 1.0, 1.5, 1.5]


async def test_jitter_only_adds() -> None:
    time = Time()
    await run(Script(ProviderFault("a"), "done"), time, jitter_seconds=0.25)
    assert 0.5 <= time.sleeps[0] <= 0.75


@pytest.mark.parametrize("error", [RateLimited("slow", retry_after=7), ProviderFault("busy", retry_after=7)])
async def test_the_wait_that_was_asked_for_wins_when_it_is_longer(error: Any) -> None:
    time = Time()
    await run(Script(error, "done"), time)
    assert time.sleeps == [7]


async def test_a_shorter_wait_that_was_asked_for_does_not_shorten_ours() -> None:
    time = Time()
    await run(Script(RateLimited("slow", retry_after=0.1), "done"), time)
    assert time.sleeps == [0.5]


async def test_the_last_error_is_raised_when_the_attempts_are_used_up() -> None:
    script = Script(ProviderFault("first"), ProviderFault("second"))
    with pytest.raises(ProviderFault, match="second"):
        await run(script, Time(), attempts=2)
    assert script.calls == 2


@pytest.mark.parametrize(
    "error",
    [
        SetupError("no key", mend="set one"),
        InvalidInput("too long"),
        IncompleteAnswer("cut", finish_reason=FinishReason.LENGTH),
        Unavailable("the deadline has passed"),
    ],
)
async def test_what_would_fail_again_is_not_tried_again(error: Any) -> None:
    script = Script(error, "never")
    with pytest.raises(type(error)):
        await run(script, Time())
    assert script.calls == 1


async def test_nobody_waits_for_a_try_that_cannot_come() -> None:
    time = Time()
    with pytest.raises(RateLimited):
        await run(Script(RateLimited("slow", retry_after=61)), time, seconds=60)
    assert time.sleeps == []


async def test_the_deadline_counts_the_tries_as_well_as_the_waits() -> None:
    time = Time()
    script = Script(*[ProviderFault("slow")] * 9, takes=3.0, time=time)
    with pytest.raises(ProviderFault):
        await run(script, time, seconds=8, attempts=9)
    assert script.calls == 3
    assert time.now - 100 <= 8 + 3


def test_a_deadline_counts_down_to_nought() -> None:
    time = Time()
    deadline = Deadline(2, clock=time.clock)
    assert deadline.remaining == 2
    time.now += 1.5
    assert deadline.remaining == 0.5
    time.now += 9
    assert deadline.remaining == 0


async def test_a_deadline_stops_what_takes_too_long_and_names_it() -> None:
    with pytest.raises(Unavailable, match=r"model m .* 0\.05 s"):
        await Deadline(0.05).bound(asyncio.sleep(5), what="model m")


async def test_a_timeout_of_something_else_is_not_taken_for_the_deadline() -> None:
    async def socket_timeout() -> None:
        raise TimeoutError("connect")

    with pytest.raises(TimeoutError, match="connect"):
        await Deadline(5).bound(socket_timeout(), what="model m")


@pytest.mark.parametrize(
    "values",
    [{"attempts": 0}, {"first_wait_seconds": -1}, {"longest_wait_seconds": -0.1}, {"jitter_seconds": -1}],
)
def test_a_policy_out_of_range_is_refused(values: Any) -> None:
    with pytest.raises(InvalidInput):
        RetryPolicy(**values)
