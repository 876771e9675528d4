# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeCache

KIT = KITS["ICache"]
VALUE = "a kept value is the value"
UNKNOWN = "an unknown key has no value"
REPLACED = "an old value never comes back"
EXPIRES = "a value expires"
DELETED = "a deleted key is gone"


def cache(**overrides):
    return Subject(
        type("Cache", (FakeCache,), overrides),
        samples={"advance": lambda adapter, seconds: adapter.clock.advance(seconds)},
    )


async def get_reversed(self, key):
    value = await FakeCache.get(self, key)
    return value and value[::-1]


async def get_or_empty(self, key):
    return await FakeCache.get(self, key) or b""


async def get_stripped(self, key):
    return await FakeCache.get(self, key.strip().lower())


async def set_once(self, key, value, *, ttl_seconds):
    if await self.get(key) is None:
        await FakeCache.set(self, key, value, ttl_seconds=ttl_seconds)


async def set_for_ever(self, key, value, *, ttl_seconds):
    await FakeCache.set(self, key, value, ttl_seconds=1e6)


async def set_with_longest_time(self, key, value, *, ttl_seconds):
    self.longest = max(getattr(self, "longest", 0.0), ttl_seconds)
    await FakeCache.set(self, key, value, ttl_seconds=self.longest)


async def keep(self, key):
    return None


async def delete_strictly(self, key):
    del self._values[key]


MUTANTS = [
    Mutant("gives other bytes", cache(get=get_reversed), (VALUE,)),
    Mutant("empty bytes for an unknown key", cache(get=get_or_empty), (UNKNOWN, EXPIRES, DELETED)),
    Mutant("folds keys together", cache(get=get_stripped), (UNKNOWN,)),
    Mutant("does not replace", cache(set=set_once), (REPLACED,)),
    Mutant("never expires", cache(set=set_for_ever), (EXPIRES,)),
    Mutant("keeps the longer of two times", cache(set=set_with_longest_time), (EXPIRES,)),
    Mutant("does not delete", cache(delete=keep), (DELETED,)),
    Mutant("raises for an unknown key", cache(delete=delete_strictly), (DELETED,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, cache())
    assert result.complete, str(result)


async def test_a_cache_that_keeps_nothing_keeps_the_contract() -> None:
    result = await run_kit(KIT, cache(get=keep))
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
