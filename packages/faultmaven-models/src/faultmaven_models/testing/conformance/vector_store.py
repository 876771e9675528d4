"""The kit for IVectorStore."""

from __future__ import annotations

from faultmaven_models.errors import InvalidInput
from faultmaven_models.interfaces import IVectorStore
from faultmaven_models.knowledge import GLOBAL_KB, VectorHit, VectorRecord, case_evidence
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_OTHER_SCOPE = case_evidence("case_0000000000001")
_TOLERANCE = 1e-3
_UPSERT = "Store or replace by id. Raises InvalidInput when a vector's length differs from the scope's."
_NEAREST = (
    "The nearest first; ``where`` keeps only records whose metadata hold these pairs. Unknown scope: none."
)
_DELETE = "Forget these records, or with None the whole scope. Unknown ids are fine."

_RECORDS = (
    VectorRecord(id="same", vector=(1.0, 0.0, 0.0), metadata={"kind": "log", "lang": "en"}),
    VectorRecord(id="near", vector=(3.0, 4.0, 0.0), metadata={"kind": "log", "lang": "de"}),
    VectorRecord(id="across", vector=(0.0, 1.0, 0.0), metadata={"kind": "doc"}),
    VectorRecord(id="opposite", vector=(-2.0, 0.0, 0.0), metadata={}),
)
_COSINES = {"same": 1.0, "near": 0.6, "across": 0.0, "opposite": -1.0}
_QUERY = (2.0, 0.0, 0.0)


async def _filled(bench: Bench[IVectorStore]) -> IVectorStore:
    store = await bench.fresh()
    await store.upsert(GLOBAL_KB, _RECORDS)
    return store


def _ids(hits: tuple[VectorHit, ...]) -> list[str]:
    return [hit.id for hit in hits]


@check(_NEAREST)
async def _the_nearest_come_first(bench: Bench[IVectorStore]) -> None:
    hits = await (await _filled(bench)).query(GLOBAL_KB, _QUERY)
    bench.expect_equal(_ids(hits), list(_COSINES), "the order")


@check("``score`` is the cosine similarity, -1 to 1.")
async def _the_score_is_the_cosine(bench: Bench[IVectorStore]) -> None:
    for hit in await (await _filled(bench)).query(GLOBAL_KB, _QUERY):
        difference = abs(hit.score - _COSINES[hit.id])
        bench.expect(difference <= _TOLERANCE, f"{hit.id} has {hit.score}, not {_COSINES[hit.id]}")


@check(_NEAREST)
async def _no_more_than_the_limit_come(bench: Bench[IVectorStore]) -> None:
    store = await _filled(bench)
    bench.expect_equal(_ids(await store.query(GLOBAL_KB, _QUERY, limit=2)), ["same", "near"], "the first two")


@check(_NEAREST)
async def _a_filter_keeps_records_that_hold_every_pair(bench: Bench[IVectorStore]) -> None:
    store = await _filled(bench)
    hits = await store.query(GLOBAL_KB, _QUERY, where={"kind": "log"})
    bench.expect_equal(_ids(hits), ["same", "near"], "the logs")
    bench.expect_equal(hits[0].metadata, _RECORDS[0].metadata, "the metadata of a hit")
    german = await store.query(GLOBAL_KB, _QUERY, limit=1, where={"kind": "log", "lang": "de"})
    bench.expect_equal(_ids(german), ["near"], "the nearest German log")
    bench.expect_equal(await store.query(GLOBAL_KB, _QUERY, where={"kind": "pod"}), (), "the pods")


@check("Unknown scope: none.")
async def _an_unknown_scope_is_empty(bench: Bench[IVectorStore]) -> None:
    store = await bench.fresh()
    bench.expect_equal(await store.query(_OTHER_SCOPE, _QUERY), (), "the hits in an unknown scope")
    bench.expect_equal(await store.count(_OTHER_SCOPE), 0, "the number of records in it")


@check("A query never sees another scope's records.")
async def _scopes_are_apart(bench: Bench[IVectorStore]) -> None:
    store = await _filled(bench)
    await store.upsert(_OTHER_SCOPE, [VectorRecord(id="same", vector=(0.0, 1.0), metadata={"mine": "yes"})])
    hits = await store.query(_OTHER_SCOPE, (0.0, 1.0))
    bench.expect_equal([(hit.id, hit.metadata) for hit in hits], [("same", {"mine": "yes"})], "the hits")
    await store.delete(_OTHER_SCOPE)
    bench.expect_equal(
        _ids(await store.query(GLOBAL_KB, _QUERY)), list(_COSINES), "the hits in the other scope"
    )


@check(_UPSERT)
async def _a_record_is_replaced_by_id(bench: Bench[IVectorStore]) -> None:
    store = await _filled(bench)
    await store.upsert(GLOBAL_KB, [VectorRecord(id="same", vector=(0.0, 0.0, 1.0), metadata={"kind": "new"})])
    bench.expect_equal(await store.count(GLOBAL_KB), len(_RECORDS), "the number of records")
    (nearest,) = await store.query(GLOBAL_KB, (0.0, 0.0, 1.0), limit=1)
    bench.expect_equal((nearest.id, nearest.metadata), ("same", {"kind": "new"}), "the replaced record")


@check(_UPSERT)
async def _a_vector_of_another_length_is_refused(bench: Bench[IVectorStore]) -> None:
    store = await _filled(bench)
    wrong = store.upsert(GLOBAL_KB, [VectorRecord(id="short", vector=(1.0, 0.0))])
    await bench.expect_error(InvalidInput, wrong, "upsert of 2 numbers where there are 3")
    bench.expect_equal(await store.count(GLOBAL_KB), len(_RECORDS), "the number of records")


@check("How many records the scope holds.")
async def _records_are_counted(bench: Bench[IVectorStore]) -> None:
    store = await _filled(bench)
    bench.expect_equal(await store.count(GLOBAL_KB), len(_RECORDS), "the number of records")


@check(_DELETE)
async def _deleted_records_are_gone(bench: Bench[IVectorStore]) -> None:
    store = await _filled(bench)
    await store.delete(GLOBAL_KB, ["same", "unknown"])
    await store.delete(GLOBAL_KB, [])
    bench.expect_equal(_ids(await store.query(GLOBAL_KB, _QUERY)), ["near", "across", "opposite"], "the rest")


@check(_DELETE)
async def _a_deleted_scope_is_empty_and_free(bench: Bench[IVectorStore]) -> None:
    store = await _filled(bench)
    await store.delete(GLOBAL_KB)
    await store.delete("user_kb_unknown")
    bench.expect_equal(await store.count(GLOBAL_KB), 0, "the number of records")
    bench.expect_equal(await store.query(GLOBAL_KB, _QUERY), (), "the hits")
    await store.upsert(GLOBAL_KB, [VectorRecord(id="short", vector=(1.0, 0.0))])
    bench.expect_equal(await store.count(GLOBAL_KB), 1, "the number of records of the new length")


VECTOR_STORE_KIT = Kit(
    port=IVectorStore,
    checks=(
        implements(IVectorStore),
        _the_nearest_come_first,
        _the_score_is_the_cosine,
        _no_more_than_the_limit_come,
        _a_filter_keeps_records_that_hold_every_pair,
        _an_unknown_scope_is_empty,
        _scopes_are_apart,
        _a_record_is_replaced_by_id,
        _a_vector_of_another_length_is_refused,
        _records_are_counted,
        _deleted_records_are_gone,
        _a_deleted_scope_is_empty_and_free,
    ),
)
