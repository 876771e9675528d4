"""A knowledge base in the process itself, and the tool that answers from it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from faultmaven_models.chat import ToolResult, ToolSpec
from faultmaven_models.errors import InvalidInput
from faultmaven_models.knowledge import GLOBAL_KB, KnowledgeHit, KnowledgeScope, VectorRecord
from faultmaven_tools.arguments import QUERY_LIMIT, count_argument, refuse_unknown, text_argument
from faultmaven_tools.chunks import chunk
from faultmaven_tools.embeddings.hashing import HashingEmbedder
from faultmaven_tools.scope_index import ScopeIndex
from faultmaven_tools.stores.embedded import EmbeddedVectorStore
from faultmaven_tools.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from faultmaven_models.interfaces import IEmbedder, IKnowledgeBase, IVectorStore
    from faultmaven_models.knowledge import KnowledgeDocument
    from faultmaven_models.materials import Materials

NAME = "search_knowledge"
MOST_HITS = 20
USUAL_HITS = 5

RANKS_READ = 50
"""How far down each of the two rankings is read."""

RANK_OFFSET = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009)."""

NEAR_ENOUGH = 0.3
"""Cosine similarity from which a chunk is a hit although it shares no word with the query."""

_SCOPES: TypeAdapter[str] = TypeAdapter(KnowledgeScope)


class KnowledgeBase:
    """An IKnowledgeBase: BM25 over words and nearest vectors, put together by reciprocal rank fusion.

    Documents and the lexical index are in memory; vectors go to ``vector_store`` (embedded by default), made by
    ``embedder`` (hashing by default, so that it works without a model). A search reads its own scope's index and its
    own scope of the store, and nothing else. Raises InvalidInput for a name that is no scope.
    """

    def __init__(
        self, *, vector_store: IVectorStore | None = None, embedder: IEmbedder | None = None
    ) -> None:
        self._store = EmbeddedVectorStore() if vector_store is None else vector_store
        self._embedder = HashingEmbedder() if embedder is None else embedder
        self._scopes: dict[str, ScopeIndex] = {}
        self._writing = asyncio.Lock()

    async def add(self, scope: str, documents: Sequence[KnowledgeDocument]) -> int:
        """Store or replace by document id; returns how many were new or changed.

        Of documents with one id the last counts. Raises what the vector store and the embedder raise.
        """
        _check_scope(scope)
        async with self._writing:
            index = self._scopes.setdefault(scope, ScopeIndex())
            changed = [d for d in {d.id: d for d in documents}.values() if not index.has(d)]
            pieces = {document.id: chunk(document) for document in changed}
            chunks = [piece for document in changed for piece in pieces[document.id]]
            vectors = await self._embedder.embed([f"{c.title}\n{c.heading}\n{c.text}" for c in chunks])
            records = [VectorRecord(id=c.id, vector=v) for c, v in zip(chunks, vectors, strict=True)]
            await self._store.delete(scope, index.chunk_ids(pieces))
            await self._store.upsert(scope, records)
            for document in changed:
                index.put(document, pieces[document.id])
        return len(changed)

    async def search(self, scope: str, query: str, *, limit: int = USUAL_HITS) -> tuple[KnowledgeHit, ...]:
        """The best chunks first; nothing when nothing matches. Raises InvalidInput for a limit below 1."""
        _check_scope(scope)
        if limit < 1:
            msg = f"limit is {limit}; it must be 1 or more"
            raise InvalidInput(msg)
        index = self._scopes.get(scope)
        words = tokens(query)
        if index is None or not words:
            return ()
        reach = max(limit, RANKS_READ)
        by_words = index.search(words, limit=reach)
        near = await self._near(scope, query, reach)
        scores: dict[str, float] = {}
        for rank, (chunk_id, _) in enumerate(by_words, start=1):
            scores[chunk_id] = 1.0 / (RANK_OFFSET + rank)
        for rank, (chunk_id, similarity) in enumerate(near, start=1):
            if chunk_id in scores or similarity >= NEAR_ENOUGH:
                scores[chunk_id] = scores.get(chunk_id, 0.0) + 1.0 / (RANK_OFFSET + rank)
        matched = dict(by_words)
        best = sorted(scores, key=lambda chunk_id: (-scores[chunk_id], chunk_id))
        hits = (
            index.hit(chunk_id, score=scores[chunk_id], matched=matched.get(chunk_id, ()))
            for chunk_id in best
        )
        return tuple(hit for hit in hits if hit is not None)[:limit]

    async def remove(self, scope: str, document_ids: Sequence[str] | None = None) -> None:
        """Forget these documents, or with None the whole scope."""
        _check_scope(scope)
        async with self._writing:
            index = self._scopes.get(scope)
            if document_ids is None:
                await self._store.delete(scope)
                self._scopes.pop(scope, None)
            elif index is not None:
                await self._store.delete(scope, index.chunk_ids(document_ids))
                index.drop(document_ids)

    async def _near(self, scope: str, query: str, limit: int) -> list[tuple[str, float]]:
        (vector,) = await self._embedder.embed([query])
        return [
            (hit.id, hit.score)
            for hit in await self._store.query(scope, vector, limit=limit)
            if hit.score > 0
        ]


def _check_scope(scope: str) -> None:
    try:
        _SCOPES.validate_python(scope)
    except ValidationError:
        msg = f"{scope!r} is no scope; scopes are global_kb, user_kb_USER and case_evidence_CASE"
        raise InvalidInput(msg) from None


class KnowledgeBaseTool:
    """An ITool that searches one scope of a knowledge base.

    The scope is given by whoever builds the tool, never by its caller, so that a model cannot ask for another
    one's documents. Without ``knowledge_base`` it has an empty one.
    """

    def __init__(self, *, knowledge_base: IKnowledgeBase | None = None, scope: str = GLOBAL_KB) -> None:
        _check_scope(scope)
        self._base = KnowledgeBase() if knowledge_base is None else knowledge_base
        self._scope = scope

    @property
    def spec(self) -> ToolSpec:
        """``search_knowledge`` with ``query`` and ``limit``."""
        return ToolSpec(
            name=NAME,
            description=(
                "Search runbooks and documentation by words. Each hit gives the document, the heading, the lines "
                "and their text, to be cited."
            ),
            parameters={
                "type": "object",
                "properties": {
                    "query": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": QUERY_LIMIT,
                        "description": "What to look up: symptoms, messages, names.",
                    },
                    "limit": {
                        "type": "integer",
                        "minimum": 1,
                        "maximum": MOST_HITS,
                        "default": USUAL_HITS,
                        "description": "How many passages at most.",
                    },
                },
                "required": ["query"],
                "additionalProperties": False,
            },
        )

    async def call(self, arguments: Mapping[str, Any], materials: Materials) -> ToolResult:  # noqa: ARG002  the port's
        """The best passages first.

        ``data`` has for each ``document_id``, ``title``, ``source``, ``heading``, ``start_line``, ``end_line``,
        ``quote`` and ``score``. Raises InvalidInput, and what the knowledge base raises.
        """
        refuse_unknown(arguments, tool=NAME, known=("query", "limit"))
        query = text_argument(arguments, "query", tool=NAME)
        limit = count_argument(arguments, "limit", tool=NAME, default=USUAL_HITS, most=MOST_HITS)
        hits = await self._base.search(self._scope, query, limit=limit)
        return ToolResult(text=_text(hits), data=tuple(_data(hit) for hit in hits))


def _data(hit: KnowledgeHit) -> dict[str, Any]:
    chunk = hit.chunk
    return {
        "document_id": chunk.document_id,
        "title": chunk.title,
        "source": chunk.source,
        "heading": chunk.heading,
        "start_line": chunk.start_line,
        "end_line": chunk.end_line,
        "quote": chunk.text,
        "score": hit.score,
    }


def _text(hits: Sequence[KnowledgeHit]) -> str:
    passages = []
    for number, hit in enumerate(hits, start=1):
        chunk = hit.chunk
        place = f"{chunk.source or chunk.document_id}, lines {chunk.start_line} to {chunk.end_line}"
        heading = f", {chunk.heading}" if chunk.heading else ""
        passages.append(f"[{number}] {chunk.title}{heading} ({place})\n{chunk.text}")
    return "\n\n".join(passages) or "No document matches."


__all__ = ["KnowledgeBase", "KnowledgeBaseTool"]
