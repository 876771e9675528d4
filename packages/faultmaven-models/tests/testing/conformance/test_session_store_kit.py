# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

from datetime import timedelta

from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeSessionStore

KIT = KITS["ISessionStore"]
BACK = "a record comes back"
REPLACED = "a record is replaced whole"
UNKNOWN = "an unknown session has no record"
EXPIRES = "a record expires"
AGAIN = "storing again starts its time again"
COPY = "the stored record is a copy"
DELETED = "a deleted session is gone"


def store(**overrides):
    return Subject(
        type("Store", (FakeSessionStore,), overrides),
        samples={"advance": lambda adapter, seconds: adapter.clock.advance(seconds)},
    )


async def get_unless_empty(self, session_id):
    return await FakeSessionStore.get(self, session_id) or None


async def get_or_empty(self, session_id):
    return await FakeSessionStore.get(self, session_id) or {}


async def put_merged(self, session_id, data, *, ttl_seconds):
    old = await FakeSessionStore.get(self, session_id) or {}
    await FakeSessionStore.put(self, session_id, {**old, **data}, ttl_seconds=ttl_seconds)


async def put_for_ever(self, session_id, data, *, ttl_seconds):
    await FakeSessionStore.put(self, session_id, data, ttl_seconds=1e6)


async def put_with_first_time(self, session_id, data, *, ttl_seconds):
    expires = self._records.get(session_id, (self.clock.now() + timedelta(seconds=ttl_seconds),))[0]
    self._records[session_id] = (expires, dict(data))


async def put_without_copy(self, session_id, data, *, ttl_seconds):
    self._records[session_id] = (self.clock.now() + timedelta(seconds=ttl_seconds), data)


async def delete_all(self, session_id):
    self._records.clear()


async def delete_strictly(self, session_id):
    del self._records[session_id]


MUTANTS = [
    Mutant("loses empty records", store(get=get_unless_empty), (BACK,)),
    Mutant("an empty record for an unknown session", store(get=get_or_empty), (UNKNOWN, EXPIRES, DELETED)),
    Mutant("merges", store(put=put_merged), (REPLACED,)),
    Mutant("never expires", store(put=put_for_ever), (EXPIRES,)),
    Mutant("keeps the first time", store(put=put_with_first_time), (AGAIN,)),
    Mutant("shares the caller's mapping", store(put=put_without_copy), (COPY,)),
    Mutant("deletes every session", store(delete=delete_all), (DELETED,)),
    Mutant("raises for an unknown session", store(delete=delete_strictly), (DELETED,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, store())
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
