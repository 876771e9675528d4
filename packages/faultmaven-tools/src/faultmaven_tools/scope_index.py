"""The documents of one scope, their chunks and the lexical index over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_models.knowledge import KnowledgeHit
from faultmaven_tools.bm25 import LexicalIndex
from faultmaven_tools.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faultmaven_models.knowledge import KnowledgeChunk, KnowledgeDocument

TITLE_WEIGHT = 3
"""How many times the words of title and heading count."""


class ScopeIndex:
    """Keeps documents by id; knows nothing of other scopes."""

    def __init__(self) -> None:
        self._documents: dict[str, KnowledgeDocument] = {}
        self._chunks: dict[str, tuple[KnowledgeChunk, ...]] = {}
        self._index = LexicalIndex()
        self._by_entry: dict[int, KnowledgeChunk] = {}
        self._entries: dict[str, int] = {}

    def has(self, document: KnowledgeDocument) -> bool:
        """Whether the document is held exactly as it is."""
        return self._documents.get(document.id) == document

    def chunk_ids(self, document_ids: Iterable[str]) -> list[str]:
        """The ids of the chunks of these documents; unknown ones have none."""
        return [piece.id for name in document_ids for piece in self._chunks.get(name, ())]

    def put(self, document: KnowledgeDocument, chunks: tuple[KnowledgeChunk, ...]) -> None:
        """Hold the document with these chunks, in place of an earlier one of its id."""
        self.drop([document.id])
        self._documents[document.id] = document
        self._chunks[document.id] = chunks
        for piece in chunks:
            self._enter(piece)

    def drop(self, document_ids: Iterable[str]) -> None:
        """Forget these documents; unknown ones are fine."""
        for name in document_ids:
            self._documents.pop(name, None)
            for piece in self._chunks.pop(name, ()):
                entry = self._entries.pop(piece.id)
                self._index.discard(entry)
                del self._by_entry[entry]
        if self._index.discarded > len(self._by_entry):
            self._rebuild()

    def search(self, words: Sequence[str], *, limit: int) -> list[tuple[str, tuple[str, ...]]]:
        """Ids of the chunks that share words, best first, each with the words it shares."""
        ranked = self._index.search(words, limit=limit)
        return [(self._by_entry[item.entry].id, item.matched) for item in ranked]

    def hit(self, chunk_id: str, *, score: float, matched: tuple[str, ...]) -> KnowledgeHit | None:
        """The chunk as a hit; None when the scope does not hold it."""
        entry = self._entries.get(chunk_id)
        return (
            None if entry is None else KnowledgeHit(chunk=self._by_entry[entry], score=score, matched=matched)
        )

    def _enter(self, piece: KnowledgeChunk) -> None:
        titles = tokens(f"{piece.title}\n{piece.heading}")
        entry = self._index.add(titles * TITLE_WEIGHT + tokens(piece.text))
        self._entries[piece.id] = entry
        self._by_entry[entry] = piece

    def _rebuild(self) -> None:
        pieces = [self._by_entry[entry] for entry in sorted(self._by_entry)]
        self._index = LexicalIndex()
        self._by_entry, self._entries = {}, {}
        for piece in pieces:
            self._enter(piece)


__all__ = ["ScopeIndex"]
