from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_models.errors import InvalidInput, SetupError, Unavailable
from faultmaven_models.knowledge import VectorRecord
from faultmaven_tools.stores import scope_file
from faultmaven_tools.stores.embedded import EmbeddedVectorStore

SCOPE = "user_kb_ann"
NUMBERS = st.floats(min_value=-1e3, max_value=1e3, allow_nan=False, width=32)
VECTORS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=12)


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def record(name: str, *vector: float, **metadata: str) -> VectorRecord:
    return VectorRecord(id=name, vector=vector, metadata=metadata)


@given(VECTORS, st.tuples(NUMBERS, NUMBERS, NUMBERS))
async def test_the_order_is_that_of_the_exact_cosine(
    vectors: list[tuple[float, ...]], query: tuple[float, ...]
) -> None:
    store = EmbeddedVectorStore()
    await store.upsert(SCOPE, [record(f"v{n:02d}", *vector) for n, vector in enumerate(vectors)])
    for hit in await store.query(SCOPE, query, limit=50):
        vector = vectors[int(hit.id[1:])]
        lengths = math.hypot(*vector) * math.hypot(*query)
        exact = sum(a * b for a, b in zip(vector, query, strict=True)) / lengths if lengths else 0.0
        assert hit.score == pytest.approx(exact, abs=1e-9)
    scores = [hit.score for hit in await store.query(SCOPE, query, limit=50)]
    assert scores == sorted(scores, reverse=True)


async def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    store = EmbeddedVectorStore(folder=tmp_path)
    await store.upsert(SCOPE, [record("a", 0.1, -2.5, kind="log"), record("ü#1", 1e-300, 3.0)])
    await store.upsert("global_kb", [record("b", 1.0)])
    await store.delete(SCOPE, ["a"])
    again = EmbeddedVectorStore(folder=tmp_path)
    (hit,) = await again.query(SCOPE, (0.0, 1.0))
    assert (hit.id, hit.score) == ("ü#1", pytest.approx(1.0))
    assert await again.count("global_kb") == 1


async def test_a_forgotten_scope_leaves_no_file(tmp_path: Path) -> None:
    store = EmbeddedVectorStore(folder=tmp_path)
    await store.upsert(SCOPE, [record("a", 1.0)])
    assert len(files(tmp_path)) == 1
    await store.delete(SCOPE)
    assert files(tmp_path) == []
    await store.delete(SCOPE)


async def test_a_scope_s_name_may_hold_anything(tmp_path: Path) -> None:
    scope = "user_kb_../../etc/\x00passwd"
    await EmbeddedVectorStore(folder=tmp_path).upsert(scope, [record("a", 1.0)])
    assert await EmbeddedVectorStore(folder=tmp_path).count(scope) == 1
    assert [path.parent for path in files(tmp_path)] == [tmp_path]


@pytest.mark.parametrize("place", [0, 70, -1])
async def test_a_damaged_file_is_named(tmp_path: Path, place: int) -> None:
    await EmbeddedVectorStore(folder=tmp_path).upsert(SCOPE, [record("a", 1.0, 2.0)])
    (file,) = files(tmp_path)
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(bytes(content))
    with pytest.raises(SetupError, match=file.name):
        EmbeddedVectorStore(folder=tmp_path)


async def test_a_write_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = EmbeddedVectorStore(folder=tmp_path)
    await store.upsert(SCOPE, [record("a", 1.0)])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scope_file.os, "fsync", full)
    with pytest.raises(Unavailable, match="No space left"):
        await store.upsert(SCOPE, [record("b", 1.0)])
    assert await store.count(SCOPE) == 1
    assert [file.suffix for file in files(tmp_path)] == [".vectors"]
    assert await EmbeddedVectorStore(folder=tmp_path).count(SCOPE) == 1


async def test_a_folder_that_is_a_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable):
        await EmbeddedVectorStore(folder=tmp_path / "file").upsert(SCOPE, [record("a", 1.0)])


@pytest.mark.parametrize("vector", [(), (math.nan, 1.0), (math.inf, 1.0)])
async def test_vectors_without_a_direction_are_refused(vector: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInput):
        await EmbeddedVectorStore().upsert(SCOPE, [record("a", *vector)])


async def test_one_wrong_record_stores_none() -> None:
    store = EmbeddedVectorStore()
    with pytest.raises(InvalidInput, match="'b'"):
        await store.upsert(SCOPE, [record("a", 1.0), record("b", 1.0, 2.0)])
    assert await store.count(SCOPE) == 0


async def test_queries_that_do_not_fit_are_refused() -> None:
    store = EmbeddedVectorStore()
    await store.upsert(SCOPE, [record("a", 1.0, 0.0)])
    with pytest.raises(InvalidInput, match="3 numbers"):
        await store.query(SCOPE, (1.0, 0.0, 0.0))
    with pytest.raises(InvalidInput, match="limit"):
        await store.query(SCOPE, (1.0, 0.0), limit=0)
