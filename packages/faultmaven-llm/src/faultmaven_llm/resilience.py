"""The one place where calls to a model are repeated, and the deadline that bounds them all together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential, wait_random

from faultmaven_llm.outcomes import ProviderFault
from faultmaven_models.errors import InvalidInput, RateLimited, Unavailable

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often a call is tried and how long to wait in between; the request's deadline bounds it all.

    The wait doubles from ``first_wait_seconds`` up to ``longest_wait_seconds``, plus a random part of at most
    ``jitter_seconds``. A provider's Retry-After wins where it asks for more. Raises InvalidInput for values
    out of range.
    """

    attempts: int = 3
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 20.0
    jitter_seconds: float = 0.5

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise InvalidInput(f"attempts is {self.attempts}: a call needs at least 1")
        waits = (self.first_wait_seconds, self.longest_wait_seconds, self.jitter_seconds)
        if min(waits) < 0:
            raise InvalidInput(f"a wait of {min(waits)} seconds cannot be kept: give 0 or more")


class Deadline:
    """A moment after which nobody waits for the answer any more; counted from when it is made."""

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._end - self._clock())

    async def bound(self, awaitable: Awaitable[T], *, what: str) -> T:
        """Await it, but not beyond the deadline. Raises Unavailable naming ``what`` when the time is up."""
        scope = asyncio.timeout(self.remaining)
        try:
            async with scope:
                return await awaitable
        except TimeoutError as error:
            if not scope.expired():
                raise
            raise Unavailable(f"{what} did not finish within the deadline of {self.seconds:g} s") from error


async def with_retries(
    operation: Callable[[], Awaitable[T]],
    *,
    policy: RetryPolicy,
    deadline: Deadline,
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
) -> T:
    """The operation's result, tried again after a RateLimited or a ProviderFault.

    It gives up, raising the last error, when the attempts are used up or when the next wait would end after
    the deadline: nobody is kept waiting for a try that cannot come. Other errors pass at once.
    """
    backoff = wait_exponential(multiplier=policy.first_wait_seconds, max=policy.longest_wait_seconds)
    jitter = wait_random(max=policy.jitter_seconds)

    def wait(state: RetryCallState) -> float:
        return max(backoff(state) + jitter(state), _asked_wait(state))

    def stop(state: RetryCallState) -> bool:
        return state.attempt_number >= policy.attempts or state.upcoming_sleep >= deadline.remaining

    retrying = AsyncRetrying(
        retry=retry_if_exception_type((RateLimited, ProviderFault)),
        wait=wait,
        stop=stop,
        sleep=sleep,
        reraise=True,
    )
    return await retrying(operation)


def _asked_wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, (RateLimited, ProviderFault)) else None
    return asked or 0.0


__all__ = ["Deadline", "RetryPolicy", "with_retries"]
