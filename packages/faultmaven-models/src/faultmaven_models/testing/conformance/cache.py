"""The kit for ICache.

A cache may forget anything at any time, so no check asks that a value is still there; what it gives must be
the value last set, and nothing that expired or was deleted.
"""

from __future__ import annotations

from faultmaven_models.interfaces import ICache
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_SHORT, _LONG = 0.2, 60.0
_KEEPS = "Keeps bytes for a while; anything may be forgotten at any time."


@check("The value, or None.")
async def _a_kept_value_is_the_value(bench: Bench[ICache]) -> None:
    cache = await bench.fresh()
    values = {"a": b"one", "b": b"", "key with blanks ü": bytes(range(256))}
    for key, value in values.items():
        await cache.set(key, value, ttl_seconds=_LONG)
    for key, value in values.items():
        kept = await cache.get(key)
        bench.expect(kept is None or kept == value, f"{key!r} has {kept!r}, not {value!r}")


@check("The value, or None.")
async def _an_unknown_key_has_no_value(bench: Bench[ICache]) -> None:
    cache = await bench.fresh()
    await cache.set("a", b"one", ttl_seconds=_LONG)
    for unknown in ("b", "A", "a ", ""):
        bench.expect_equal(await cache.get(unknown), None, f"the value of {unknown!r}")


@check(_KEEPS)
async def _an_old_value_never_comes_back(bench: Bench[ICache]) -> None:
    cache = await bench.fresh()
    await cache.set("a", b"old", ttl_seconds=_LONG)
    await cache.set("a", b"new", ttl_seconds=_LONG)
    kept = await cache.get("a")
    bench.expect(kept in (None, b"new"), f"the value after it was replaced is {kept!r}")


@check("Keep the value for at most that long.")
async def _a_value_expires(bench: Bench[ICache]) -> None:
    cache = await bench.fresh()
    await cache.set("a", b"one", ttl_seconds=_SHORT)
    await cache.set("b", b"two", ttl_seconds=_LONG)
    await cache.set("b", b"two", ttl_seconds=_SHORT)
    await bench.let_pass(cache, 2 * _SHORT)
    bench.expect_equal(await cache.get("a"), None, "the value after its time")
    bench.expect_equal(await cache.get("b"), None, "the value set again, after its time")


@check("Forget it; deleting an unknown key is fine.")
async def _a_deleted_key_is_gone(bench: Bench[ICache]) -> None:
    cache = await bench.fresh()
    await cache.set("a", b"one", ttl_seconds=_LONG)
    for key in ("a", "a", "unknown"):
        await cache.delete(key)
    bench.expect_equal(await cache.get("a"), None, "the deleted value")


CACHE_KIT = Kit(
    port=ICache,
    checks=(
        implements(ICache),
        _a_kept_value_is_the_value,
        _an_unknown_key_has_no_value,
        _an_old_value_never_comes_back,
        _a_value_expires,
        _a_deleted_key_is_gone,
    ),
    samples={"advance": "a function of adapter and seconds that lets time pass (default: waiting)"},
)
