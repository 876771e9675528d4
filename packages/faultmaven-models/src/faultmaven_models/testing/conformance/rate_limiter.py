"""The kit for IRateLimiter. The factory gives a limiter that allows a key fewer than a thousand calls at once."""

from __future__ import annotations

from faultmaven_models.errors import RateLimited
from faultmaven_models.interfaces import IRateLimiter
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_MOST = 1000
_LONGEST_WAIT = 5.0
_ACQUIRE = "Take ``cost`` from the key's allowance."
_LIMITED = "Raises RateLimited, with ``retry_after``, when it is used up."


async def _use_up(bench: Bench[IRateLimiter], limiter: IRateLimiter, key: str) -> tuple[int, RateLimited]:
    """Call until it is refused: the number of calls that went through, and the refusal."""
    for calls in range(_MOST):
        try:
            await limiter.acquire(key)
        except RateLimited as limited:
            return calls, limited
    raise bench.failure(f"{_MOST} calls went through without a limit")


@check("Says whether one more call is allowed.")
async def _a_first_call_is_allowed(bench: Bench[IRateLimiter]) -> None:
    calls, _ = await _use_up(bench, await bench.fresh(), "key")
    bench.expect(calls > 0, "the very first call was refused")


@check(_LIMITED)
async def _a_used_up_key_is_limited_and_says_for_how_long(bench: Bench[IRateLimiter]) -> None:
    limiter = await bench.fresh()
    _, limited = await _use_up(bench, limiter, "key")
    wait = limited.retry_after
    bench.expect(wait is not None and wait > 0, f"retry_after is {wait}")


@check(_ACQUIRE)
async def _keys_have_an_allowance_each(bench: Bench[IRateLimiter]) -> None:
    limiter = await bench.fresh()
    await _use_up(bench, limiter, "first")
    calls, _ = await _use_up(bench, limiter, "second")
    bench.expect(calls > 0, "the second key was refused because the first one was used up")


@check(_ACQUIRE)
async def _a_cost_counts_as_that_many_calls(bench: Bench[IRateLimiter]) -> None:
    calls, _ = await _use_up(bench, await bench.fresh(), "key")
    limiter = await bench.fresh()
    await limiter.acquire("key", cost=calls)
    rest, _ = await _use_up(bench, limiter, "key")
    bench.expect(rest < max(calls, 2) / 2, f"after a cost of {calls}, {rest} of {calls} calls went through")
    dear = (await bench.fresh()).acquire("key", cost=2 * calls + 1)
    await bench.expect_error(RateLimited, dear, f"a cost of {2 * calls + 1} where {calls} are allowed")


@check("with ``retry_after``")
async def _after_that_time_a_call_is_allowed(bench: Bench[IRateLimiter]) -> None:
    limiter = await bench.fresh()
    _, limited = await _use_up(bench, limiter, "key")
    wait = limited.retry_after or 0.0
    if wait > _LONGEST_WAIT:
        bench.sample("advance")
    await bench.let_pass(limiter, wait + 0.01)
    try:
        await limiter.acquire("key")
    except RateLimited as again:
        raise bench.failure(f"after {wait} s it was refused again, for {again.retry_after} s") from again


RATE_LIMITER_KIT = Kit(
    port=IRateLimiter,
    checks=(
        implements(IRateLimiter),
        _a_first_call_is_allowed,
        _a_used_up_key_is_limited_and_says_for_how_long,
        _keys_have_an_allowance_each,
        _a_cost_counts_as_that_many_calls,
        _after_that_time_a_call_is_allowed,
    ),
    samples={
        "advance": f"a function of adapter and seconds that lets time pass (else it waits, at most {_LONGEST_WAIT} s)"
    },
)
