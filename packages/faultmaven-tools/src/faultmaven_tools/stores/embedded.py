"""A vector store in the process itself: exact, without a server and without a numeric library."""

from __future__ import annotations

import asyncio
import heapq
import math
import threading
from array import array
from operator import itemgetter, mul
from typing import TYPE_CHECKING, TypeVar

from faultmaven_models.errors import InvalidInput, Unavailable
from faultmaven_models.knowledge import VectorHit
from faultmaven_tools.stores import scope_file
from faultmaven_tools.stores.scope_file import Scope, StoredVector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from faultmaven_models.knowledge import VectorRecord

Result = TypeVar("Result")


class EmbeddedVectorStore:
    """An IVectorStore that compares a query with every vector of its scope (cosine similarity).

    It is meant for up to about 20,000 vectors in a scope: a query then takes some tenths of a second for dense
    vectors and a tenth of that for sparse ones, and a vector of 512 numbers takes about 4 KB. Beyond, take a server.

    With ``folder`` every change is written there before the call returns, a whole scope at a time, and read back by
    the next store on that folder; one process at a time may have it. Without, everything is in memory. Raises
    SetupError for a damaged file, and Unavailable when the folder cannot be read or written: then nothing has changed.
    """

    def __init__(self, *, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._scopes: dict[str, Scope] = {} if folder is None else _answering(lambda: scope_file.read(folder))

    async def upsert(self, scope: str, records: Sequence[VectorRecord]) -> None:
        """Store or replace by id, all or none. Raises InvalidInput for a length that differs from the scope's."""
        if records:
            await asyncio.to_thread(self._upsert, scope, records)

    async def query(
        self, scope: str, vector: Sequence[float], *, limit: int = 10, where: Mapping[str, str] | None = None
    ) -> tuple[VectorHit, ...]:
        """The nearest first, those of equal score by id. Raises InvalidInput for a vector of another length."""
        return await asyncio.to_thread(self._query, scope, vector, limit, dict(where or {}))

    async def delete(self, scope: str, ids: Sequence[str] | None = None) -> None:
        """Forget these records, or with None the whole scope; a scope without records takes any length again."""
        await asyncio.to_thread(self._delete, scope, ids)

    async def count(self, scope: str) -> int:
        """How many records the scope holds."""
        return len(self._scopes.get(scope, ()))

    def _upsert(self, scope: str, records: Sequence[VectorRecord]) -> None:
        with self._lock:
            held = self._scopes.get(scope, {})
            length = len(next(iter(held.values())).vector if held else records[0].vector)
            for record in records:
                _check_vector(record.vector, length, f"record {record.id!r} of {scope}")
            new = {record.id: StoredVector(array("d", record.vector), record.metadata) for record in records}
            self._replace(scope, {**held, **new})

    def _delete(self, scope: str, ids: Sequence[str] | None) -> None:
        with self._lock:
            held = self._scopes.get(scope, {})
            gone = set(held if ids is None else ids)
            self._replace(scope, {name: record for name, record in held.items() if name not in gone})

    def _replace(self, scope: str, records: Scope) -> None:
        """Write first, so that what cannot be written does not change what is held."""
        folder = self._folder
        if folder is not None and records:
            _answering(lambda: scope_file.write(folder, scope, records))
        elif folder is not None:
            _answering(lambda: scope_file.remove(folder, scope))
        if records:
            self._scopes[scope] = records
        else:
            self._scopes.pop(scope, None)

    def _query(
        self, scope: str, vector: Sequence[float], limit: int, where: Mapping[str, str]
    ) -> tuple[VectorHit, ...]:
        if limit < 1:
            msg = f"limit is {limit}; it must be 1 or more"
            raise InvalidInput(msg)
        held = self._scopes.get(scope, {})
        if not held:
            return ()
        _check_vector(vector, len(next(iter(held.values())).vector), f"the query of {scope}")
        similar = _similarity(vector)
        scored = (
            (-similar(record.vector), name)
            for name, record in held.items()
            if all(record.metadata.get(key) == value for key, value in where.items())
        )
        nearest = heapq.nsmallest(limit, scored)
        return tuple(
            VectorHit(id=name, score=-score, metadata=held[name].metadata) for score, name in nearest
        )


def _check_vector(vector: Sequence[float], length: int, what: str) -> None:
    if len(vector) != length:
        msg = f"{what} has {len(vector)} numbers, the scope has vectors of {length}"
        raise InvalidInput(msg)
    if not length or not math.isfinite(sum(vector)):
        msg = f"{what} is empty or has a number that is not finite"
        raise InvalidInput(msg)


def _similarity(query: Sequence[float]) -> Callable[[Sequence[float]], float]:
    """The cosine with the query. Only places where the query is not zero are multiplied."""
    length = math.hypot(*query)
    places = [place for place, number in enumerate(query) if number]
    if not places:
        return lambda _: 0.0
    if len(places) == 1:
        (only,) = places
        return lambda other: _cosine(query[only] * other[only], length * math.hypot(*other))
    numbers = [query[place] for place in places]
    pick = itemgetter(*places)
    return lambda other: _cosine(sum(map(mul, numbers, pick(other))), length * math.hypot(*other))


def _cosine(product: float, lengths: float) -> float:
    return max(-1.0, min(1.0, product / lengths)) if lengths else 0.0


def _answering(work: Callable[[], Result]) -> Result:
    """The work's result; an error of the file system becomes Unavailable."""
    try:
        return work()
    except OSError as error:
        msg = f"the folder of the vector store does not answer: {error}"
        raise Unavailable(msg) from error


__all__ = ["EmbeddedVectorStore"]
