# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

import hashlib

from faultmaven_models.errors import InvalidInput
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeFileStore

KIT = KITS["IFileStore"]
HASH = "the name of a content is its hash"
BACK = "a content comes back"
AGAIN = "storing again is fine"
UNKNOWN = "an unknown hash is not found"
DAMAGED = "a damaged content is not given"
DELETED = "a deleted content is gone"


def store(**overrides):
    return Subject(
        type("Store", (FakeFileStore,), overrides),
        samples={"damage": lambda adapter, sha256: adapter.damage(sha256)},
    )


async def put_under_sha1(self, content):
    name = hashlib.sha1(content).hexdigest()  # noqa: S324  the wrong hash is the point
    self._contents[name] = content
    return name


async def put_once(self, content):
    name = hashlib.sha256(content).hexdigest()
    if name in self._contents:
        raise InvalidInput(f"{name} is there already")
    return await FakeFileStore.put(self, content)


async def get_as_text(self, sha256):
    return (await FakeFileStore.get(self, sha256)).replace(b"\r\n", b"\n")


async def get_unchecked(self, sha256):
    return self._contents[sha256] if sha256 in self._contents else await FakeFileStore.get(self, sha256)


async def get_or_empty(self, sha256):
    return self._contents.get(sha256, b"")


async def get_any_prefix(self, sha256):
    found = next((name for name in self._contents if name.startswith(sha256)), sha256)
    return await FakeFileStore.get(self, found)


async def get_raw(self, sha256):
    return self._contents[sha256]


async def keep(self, sha256):
    return None


async def delete_strictly(self, sha256):
    del self._contents[sha256]


MUTANTS = [
    Mutant("another hash", store(put=put_under_sha1, get=get_raw), (HASH,)),
    Mutant("refuses the same content", store(put=put_once), (AGAIN,)),
    Mutant("changes line ends", store(get=get_as_text), (BACK,)),
    Mutant("does not check the hash", store(get=get_unchecked), (DAMAGED,)),
    Mutant("nothing instead of NotFound", store(get=get_or_empty), (UNKNOWN, DELETED)),
    Mutant("takes a part of a hash", store(get=get_any_prefix), (UNKNOWN,)),
    Mutant("KeyError instead of NotFound", store(get=get_raw), (UNKNOWN,)),
    Mutant("does not delete", store(delete=keep), (DELETED,)),
    Mutant("raises for an unknown hash", store(delete=delete_strictly), (DELETED,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, store())
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
