"""The kit for IFileStore."""

from __future__ import annotations

import hashlib

from faultmaven_models.errors import FaultMavenError, NotFound
from faultmaven_models.interfaces import IFileStore
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_PUT = "Store and return the hexadecimal SHA-256; storing the same content again is fine."
_GET = "The content, checked against its hash. Raises NotFound."
_CONTENTS = (b"", b"\x00\xff\r\n", "größer\n".encode(), bytes(range(256)) * 4096)


@check(_PUT)
async def _the_name_of_a_content_is_its_hash(bench: Bench[IFileStore]) -> None:
    store = await bench.fresh()
    for content in _CONTENTS:
        expected = hashlib.sha256(content).hexdigest()
        bench.expect_equal(await store.put(content), expected, f"the hash of {len(content)} bytes")


@check(_GET)
async def _a_content_comes_back(bench: Bench[IFileStore]) -> None:
    store = await bench.fresh()
    names = [await store.put(content) for content in _CONTENTS]
    for name, content in zip(names, _CONTENTS, strict=True):
        bench.expect_equal(await store.get(name), content, "the content")


@check(_PUT)
async def _storing_again_is_fine(bench: Bench[IFileStore]) -> None:
    store = await bench.fresh()
    first = await store.put(b"same")
    bench.expect_equal(await store.put(b"same"), first, "the hash of the same content")
    bench.expect_equal(await store.get(first), b"same", "the content")


@check(_GET)
async def _an_unknown_hash_is_not_found(bench: Bench[IFileStore]) -> None:
    store = await bench.fresh()
    await store.put(b"known")
    absent = hashlib.sha256(b"absent").hexdigest()
    for name in (absent, "", ".", "..", "../../../../etc/hostname", "no hash", "0" * 4000, "a\x00b"):
        await bench.expect_error(NotFound, store.get(name), f"get of {name[:40]!r}")


@check("The content, checked against its hash.")
async def _a_damaged_content_is_not_given(bench: Bench[IFileStore]) -> None:
    damage = bench.sample("damage")
    store = await bench.fresh()
    name = await store.put(b"as it was")
    damage(store, name)
    await bench.expect_error(FaultMavenError, store.get(name), "get of a damaged content")


@check("Forget it; deleting an unknown hash is fine.")
async def _a_deleted_content_is_gone(bench: Bench[IFileStore]) -> None:
    store = await bench.fresh()
    gone, kept = await store.put(b"gone"), await store.put(b"kept")
    for name in (gone, gone, hashlib.sha256(b"absent").hexdigest()):
        await store.delete(name)
    await bench.expect_error(NotFound, store.get(gone), "get of a deleted content")
    bench.expect_equal(await store.get(kept), b"kept", "the other content")
    await store.put(b"gone")
    bench.expect_equal(await store.get(gone), b"gone", "the content that was stored again")


FILE_STORE_KIT = Kit(
    port=IFileStore,
    checks=(
        implements(IFileStore),
        _the_name_of_a_content_is_its_hash,
        _a_content_comes_back,
        _storing_again_is_fine,
        _an_unknown_hash_is_not_found,
        _a_damaged_content_is_not_given,
        _a_deleted_content_is_gone,
    ),
    samples={"damage": "a function of adapter and hash that changes the bytes which are stored under it"},
)
