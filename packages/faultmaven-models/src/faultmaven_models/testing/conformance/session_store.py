"""The kit for ISessionStore."""

from __future__ import annotations

from faultmaven_models.interfaces import ISessionStore
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_PUT = "Store or replace; the record expires ``ttl_seconds`` after this call."
_GET = "The record, or None when it is unknown or expired."
_SHORT, _LONG = 0.2, 60.0


@check(_PUT)
async def _a_record_comes_back(bench: Bench[ISessionStore]) -> None:
    store = await bench.fresh()
    for session_id, data in {"s-1": {"user": "größer", "empty": ""}, "s-2": {}}.items():
        await store.put(session_id, data, ttl_seconds=_LONG)
    bench.expect_equal(await store.get("s-1"), {"user": "größer", "empty": ""}, "the record")
    bench.expect_equal(await store.get("s-2"), {}, "the empty record")


@check(_PUT)
async def _a_record_is_replaced_whole(bench: Bench[ISessionStore]) -> None:
    store = await bench.fresh()
    await store.put("s-1", {"user": "a", "step": "1"}, ttl_seconds=_LONG)
    await store.put("s-1", {"user": "b"}, ttl_seconds=_LONG)
    bench.expect_equal(await store.get("s-1"), {"user": "b"}, "the record after it was replaced")


@check(_GET)
async def _an_unknown_session_has_no_record(bench: Bench[ISessionStore]) -> None:
    store = await bench.fresh()
    await store.put("s-1", {"user": "a"}, ttl_seconds=_LONG)
    for unknown in ("s-2", "S-1", "s-1 ", ""):
        bench.expect_equal(await store.get(unknown), None, f"the record of {unknown!r}")


@check(_GET)
async def _a_record_expires(bench: Bench[ISessionStore]) -> None:
    store = await bench.fresh()
    await store.put("short", {"user": "a"}, ttl_seconds=_SHORT)
    await store.put("long", {"user": "b"}, ttl_seconds=_LONG)
    await bench.let_pass(store, 2 * _SHORT)
    bench.expect_equal(await store.get("short"), None, "the record after its time")
    bench.expect_equal(await store.get("long"), {"user": "b"}, "the record before its time")


@check(_PUT)
async def _storing_again_starts_its_time_again(bench: Bench[ISessionStore]) -> None:
    store = await bench.fresh()
    await store.put("s-1", {"user": "a"}, ttl_seconds=_SHORT)
    await store.put("s-1", {"user": "b"}, ttl_seconds=_LONG)
    await store.put("s-2", {"user": "a"}, ttl_seconds=_LONG)
    await store.put("s-2", {"user": "b"}, ttl_seconds=_SHORT)
    await bench.let_pass(store, 2 * _SHORT)
    bench.expect_equal(await store.get("s-1"), {"user": "b"}, "the record with the later, longer time")
    bench.expect_equal(await store.get("s-2"), None, "the record with the later, shorter time")


@check("Keeps small session records that expire.")
async def _the_stored_record_is_a_copy(bench: Bench[ISessionStore]) -> None:
    store, data = await bench.fresh(), {"user": "a"}
    await store.put("s-1", data, ttl_seconds=_LONG)
    data["user"] = "changed"
    bench.expect_equal(await store.get("s-1"), {"user": "a"}, "the record after its source changed")


@check("Forget it; deleting an unknown session is fine.")
async def _a_deleted_session_is_gone(bench: Bench[ISessionStore]) -> None:
    store = await bench.fresh()
    await store.put("s-1", {"user": "a"}, ttl_seconds=_LONG)
    await store.put("s-2", {"user": "b"}, ttl_seconds=_LONG)
    for session_id in ("s-1", "s-1", "unknown"):
        await store.delete(session_id)
    bench.expect_equal(await store.get("s-1"), None, "the deleted record")
    bench.expect_equal(await store.get("s-2"), {"user": "b"}, "the other record")


SESSION_STORE_KIT = Kit(
    port=ISessionStore,
    checks=(
        implements(ISessionStore),
        _a_record_comes_back,
        _a_record_is_replaced_whole,
        _an_unknown_session_has_no_record,
        _a_record_expires,
        _storing_again_starts_its_time_again,
        _the_stored_record_is_a_copy,
        _a_deleted_session_is_gone,
    ),
    samples={"advance": "a function of adapter and seconds that lets time pass (default: waiting)"},
)
