# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

from faultmaven_models.errors import RateLimited
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeRateLimiter

KIT = KITS["IRateLimiter"]
FIRST = "a first call is allowed"
LIMITED = "a used up key is limited and says for how long"
KEYS = "keys have an allowance each"
COST = "a cost counts as that many calls"
AFTER = "after that time a call is allowed"


def limiter(**overrides):
    return Subject(
        type("Limiter", (FakeRateLimiter,), overrides),
        samples={"advance": lambda adapter, seconds: adapter.clock.advance(seconds)},
    )


async def never(self, key, *, cost=1):
    raise RateLimited("no calls today", retry_after=1.0)


async def always(self, key, *, cost=1):
    return None


async def without_time(self, key, *, cost=1):
    try:
        await FakeRateLimiter.acquire(self, key, cost=cost)
    except RateLimited as limited:
        raise RateLimited(str(limited)) from limited


async def one_for_all(self, key, *, cost=1):
    await FakeRateLimiter.acquire(self, "everybody", cost=cost)


async def free(self, key, *, cost=1):
    await FakeRateLimiter.acquire(self, key)


async def too_early(self, key, *, cost=1):
    try:
        await FakeRateLimiter.acquire(self, key, cost=cost)
    except RateLimited as limited:
        raise RateLimited(str(limited), retry_after=limited.retry_after / 2) from limited


async def waiting(self, key, *, cost=1):
    try:
        await FakeRateLimiter.acquire(self, key, cost=cost)
    except RateLimited as limited:
        raise TimeoutError from limited


MUTANTS = [
    Mutant("allows nothing", limiter(acquire=never), (FIRST, KEYS)),
    Mutant("allows everything", limiter(acquire=always), (LIMITED,)),
    Mutant("does not say how long", limiter(acquire=without_time), (LIMITED,)),
    Mutant("one allowance for all keys", limiter(acquire=one_for_all), (KEYS,)),
    Mutant("ignores the cost", limiter(acquire=free), (COST,)),
    Mutant("promises too early", limiter(acquire=too_early), (AFTER,)),
    Mutant("raises another error", limiter(acquire=waiting), (LIMITED,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, limiter())
    assert result.complete, str(result)


async def test_a_cost_above_what_is_left_takes_nothing() -> None:
    fake = FakeRateLimiter(allowance=3)
    await fake.acquire("key", cost=2)
    refused = 0
    for cost in (2, 1, 1):
        try:
            await fake.acquire("key", cost=cost)
        except RateLimited:
            refused += 1
    assert refused == 2


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
