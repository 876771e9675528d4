"""A vector store, an embedder and a knowledge base, in memory and exact."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence

from faultmaven_models.errors import InvalidInput
from faultmaven_models.knowledge import (
    KnowledgeChunk,
    KnowledgeDocument,
    KnowledgeHit,
    VectorHit,
    VectorRecord,
)
from faultmaven_models.testing.builders import lines_of


class FakeVectorStore:
    """IVectorStore: compares the query with every record of the scope."""

    def __init__(self) -> None:
        self._scopes: dict[str, dict[str, VectorRecord]] = {}

    async def upsert(self, scope: str, records: Sequence[VectorRecord]) -> None:
        """Store all of them, or none when one has the wrong length."""
        kept = dict(self._scopes.get(scope, {}))
        kept.update({record.id: record for record in records})
        lengths = {len(record.vector) for record in kept.values()}
        if len(lengths) > 1:
            raise InvalidInput(f"vectors of one length are wanted in {scope}, not of {sorted(lengths)}")
        if kept:
            self._scopes[scope] = kept

    async def query(
        self, scope: str, vector: Sequence[float], *, limit: int = 10, where: Mapping[str, str] | None = None
    ) -> tuple[VectorHit, ...]:
        """The records by falling cosine similarity, then by id."""
        wanted = (where or {}).items()
        hits = [
            VectorHit(id=record.id, score=_cosine(vector, record.vector), metadata=dict(record.metadata))
            for record in self._scopes.get(scope, {}).values()
            if wanted <= record.metadata.items()
        ]
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit])

    async def delete(self, scope: str, ids: Sequence[str] | None = None) -> None:
        """Forget records or the scope."""
        if ids is None:
            self._scopes.pop(scope, None)
        for record_id in ids or ():
            self._scopes.get(scope, {}).pop(record_id, None)

    async def count(self, scope: str) -> int:
        """The number of records."""
        return len(self._scopes.get(scope, {}))


class FakeEmbedder:
    """IEmbedder: counts words in buckets, so that texts with common words are near each other."""

    def __init__(self, *, dimensions: int = 32, remote: bool = False) -> None:
        self._dimensions = dimensions
        self._remote = remote

    @property
    def dimensions(self) -> int:
        """The number of buckets."""
        return self._dimensions

    @property
    def remote(self) -> bool:
        """As given; nothing is sent anywhere in any case."""
        return self._remote

    async def embed(self, texts: Sequence[str]) -> tuple[tuple[float, ...], ...]:
        """Word counts, scaled to length 1; zeros for a text without words."""
        return tuple(self._vector(text) for text in texts)

    def _vector(self, text: str) -> tuple[float, ...]:
        counts = [0.0] * self._dimensions
        for word in _words(text):
            counts[int(hashlib.sha256(word.encode()).hexdigest()[:8], 16) % self._dimensions] += 1.0
        length = math.hypot(*counts)
        return tuple(count / length for count in counts) if length else tuple(counts)


class FakeKnowledgeBase:
    """IKnowledgeBase: a chunk is a paragraph; the score is the share of the query's words that it holds."""

    def __init__(self) -> None:
        self._scopes: dict[str, dict[str, KnowledgeDocument]] = {}

    async def add(self, scope: str, documents: Sequence[KnowledgeDocument]) -> int:
        """Store them and count those that differ from what was there."""
        kept = self._scopes.setdefault(scope, {})
        changed = [document for document in documents if kept.get(document.id) != document]
        kept.update({document.id: document for document in documents})
        return len({document.id for document in changed})

    async def search(self, scope: str, query: str, *, limit: int = 5) -> tuple[KnowledgeHit, ...]:
        """The chunks that hold a word of the query, the best first, then by id."""
        asked = set(_words(query))
        hits = []
        for document in self._scopes.get(scope, {}).values():
            for chunk in _chunks(document):
                matched = asked.intersection(_words(f"{chunk.title} {chunk.text}"))
                if matched:
                    score = len(matched) / len(asked)
                    hits.append(KnowledgeHit(chunk=chunk, score=score, matched=tuple(sorted(matched))))
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.chunk.id))[:limit])

    async def remove(self, scope: str, document_ids: Sequence[str] | None = None) -> None:
        """Forget documents or the scope."""
        if document_ids is None:
            self._scopes.pop(scope, None)
        for document_id in document_ids or ():
            self._scopes.get(scope, {}).pop(document_id, None)


def _cosine(left: Sequence[float], right: Sequence[float]) -> float:
    lengths = math.hypot(*left) * math.hypot(*right)
    if len(left) != len(right) or not lengths:
        return 0.0
    return max(-1.0, min(1.0, sum(a * b for a, b in zip(left, right, strict=True)) / lengths))


def _words(text: str) -> list[str]:
    return "".join(char.lower() if char.isalnum() else " " for char in text).split()


def _chunks(document: KnowledgeDocument) -> Iterator[KnowledgeChunk]:
    first, paragraph = 1, list[str]()
    for number, line in enumerate([*lines_of(document.text), ""], start=1):
        if line.strip():
            first = first if paragraph else number
            paragraph.append(line)
        elif paragraph:
            yield KnowledgeChunk(
                id=f"{document.id}#{first}",
                document_id=document.id,
                title=document.title,
                text="\n".join(paragraph),
                source=document.source,
                start_line=first,
                end_line=number - 1,
                metadata=dict(document.metadata),
            )
            paragraph = []


__all__ = ["FakeEmbedder", "FakeKnowledgeBase", "FakeVectorStore"]
