# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN202  a mutant has the signature of what it breaks
from __future__ import annotations

import math

from faultmaven_models.errors import InvalidInput, NotFound
from faultmaven_models.knowledge import VectorHit
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeVectorStore

KIT = KITS["IVectorStore"]
NEAREST = "the nearest come first"
COSINE = "the score is the cosine"
LIMIT = "no more than the limit come"
FILTER = "a filter keeps records that hold every pair"
UNKNOWN = "an unknown scope is empty"
APART = "scopes are apart"
REPLACED = "a record is replaced by id"
LENGTH = "a vector of another length is refused"
COUNTED = "records are counted"
DELETED = "deleted records are gone"
SCOPE = "a deleted scope is empty and free"


def store(**overrides):
    return Subject(type("Store", (FakeVectorStore,), overrides))


def query(change):
    async def changed(self, scope, vector, *, limit=10, where=None):
        return change(await FakeVectorStore.query(self, scope, vector, limit=limit, where=where))

    return store(query=changed)


async def by_product(self, scope, vector, *, limit=10, where=None):
    hits = [
        VectorHit(
            id=r.id,
            score=math.sumprod(vector, r.vector)
            if hasattr(math, "sumprod")
            else sum(a * b for a, b in zip(vector, r.vector, strict=True)),
            metadata=r.metadata,
        )
        for r in self._scopes.get(scope, {}).values()
        if (where or {}).items() <= r.metadata.items()
    ]
    return tuple(sorted(hits, key=lambda hit: -hit.score)[:limit])


async def filtered_after_the_limit(self, scope, vector, *, limit=10, where=None):
    hits = await FakeVectorStore.query(self, scope, vector, limit=limit)
    return tuple(hit for hit in hits if (where or {}).items() <= hit.metadata.items())


async def filtered_by_any(self, scope, vector, *, limit=10, where=None):
    hits = await FakeVectorStore.query(self, scope, vector, limit=100)
    kept = [h for h in hits if not where or any(h.metadata.get(k) == v for k, v in where.items())]
    return tuple(kept[:limit])


async def strict_query(self, scope, vector, *, limit=10, where=None):
    if scope not in self._scopes:
        raise NotFound(scope)
    return await FakeVectorStore.query(self, scope, vector, limit=limit, where=where)


def in_one_scope(name):
    method = getattr(FakeVectorStore, name)

    async def called(self, scope, *arguments, **options):
        return await method(self, "everything", *arguments, **options)

    return called


ONE_SCOPE = {name: in_one_scope(name) for name in ("upsert", "query", "delete", "count")}


async def upsert_new_only(self, scope, records):
    known = self._scopes.get(scope, {})
    await FakeVectorStore.upsert(self, scope, [r for r in records if r.id not in known])


async def upsert_anything(self, scope, records):
    self._scopes.setdefault(scope, {}).update({record.id: record for record in records})


async def upsert_with_value_error(self, scope, records):
    try:
        await FakeVectorStore.upsert(self, scope, records)
    except InvalidInput as error:
        raise ValueError(str(error)) from error


async def count_all(self, scope):
    return 1 + await FakeVectorStore.count(self, scope)


async def delete_nothing(self, scope, ids=None):
    return None


async def delete_all(self, scope, ids=None):
    await FakeVectorStore.delete(self, scope)


async def delete_everywhere(self, scope, ids=None):
    for known in list(self._scopes):
        await FakeVectorStore.delete(self, known, ids)


async def delete_strictly(self, scope, ids=None):
    for record_id in ids or ():
        del self._scopes[scope][record_id]
    if ids is None:
        del self._scopes[scope]


MUTANTS = [
    Mutant("farthest first", query(lambda hits: hits[::-1]), (NEAREST,)),
    Mutant("the product for the cosine", store(query=by_product), (NEAREST, COSINE)),
    Mutant(
        "the distance for the cosine",
        query(lambda hits: tuple(h.model_copy(update={"score": 1 - h.score}) for h in hits)),
        (COSINE,),
    ),
    Mutant("always all", query(lambda hits: hits + hits), (LIMIT,)),
    Mutant("filters after the limit", store(query=filtered_after_the_limit), (FILTER,)),
    Mutant("one pair is enough", store(query=filtered_by_any), (FILTER,)),
    Mutant(
        "loses metadata",
        query(lambda hits: tuple(VectorHit(id=h.id, score=h.score) for h in hits)),
        (FILTER,),
    ),
    Mutant("raises for an unknown scope", store(query=strict_query), (UNKNOWN, SCOPE)),
    Mutant("one scope for all", store(**ONE_SCOPE), (APART,)),
    Mutant("deletes in every scope", store(delete=delete_everywhere), (APART,)),
    Mutant("does not replace", store(upsert=upsert_new_only), (REPLACED,)),
    Mutant("takes vectors of any length", store(upsert=upsert_anything), (LENGTH,)),
    Mutant("raises another error", store(upsert=upsert_with_value_error), (LENGTH,)),
    Mutant("counts one too many", store(count=count_all), (COUNTED, UNKNOWN)),
    Mutant("deletes nothing", store(delete=delete_nothing), (DELETED, SCOPE)),
    Mutant("deletes all instead of some", store(delete=delete_all), (DELETED,)),
    Mutant("raises for unknown ids", store(delete=delete_strictly), (DELETED, SCOPE)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, FakeVectorStore)
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
