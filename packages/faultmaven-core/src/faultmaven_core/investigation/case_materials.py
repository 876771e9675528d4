"""The documents of a case: kept while the engine works with it, read again from the file store when they are not."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from faultmaven_models.errors import InvalidInput, NotFound
from faultmaven_models.evidence import Attachment, DataGap
from faultmaven_models.materials import Document, Materials

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from faultmaven_models.case import Case
    from faultmaven_models.evidence import Artifact
    from faultmaven_models.interfaces import IFileStore, IPreprocessor
    from faultmaven_models.materials import Content

_KEPT_CASES = 8


@runtime_checkable
class LargeFileStore(Protocol):
    """What a file store may offer beyond IFileStore, so that a large file never stands in memory as a whole."""

    async def put_file(self, content: Content) -> str:
        """As ``put``, reading the content in pieces."""
        ...

    async def path_of(self, sha256: str) -> Path:
        """A file with that content, checked against its hash. Raises NotFound."""
        ...


@dataclass(slots=True)
class _Kept:
    """The documents seen with a case by artifact id, and the materials handed out last, with their views."""

    documents: dict[str, Document] = field(default_factory=dict)
    materials: Materials = field(default_factory=Materials)


class CaseMaterials:
    """Materials by case. Without a file store every case's documents stay in memory as long as the engine lives."""

    def __init__(self, preprocessor: IPreprocessor, file_store: IFileStore | None) -> None:
        self._preprocessor = preprocessor
        self._file_store = file_store
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def extend(
        self, case: Case, documents: Sequence[Document]
    ) -> tuple[Materials, tuple[DataGap, ...]]:
        """The case's materials with new documents; what the store has lost becomes a gap.

        New content is in the file store when this returns, before any case refers to it. Documents of a turn that
        was not stored are in no later turn's materials.
        """
        kept = self._keep(case.id)
        for document in documents:
            if document.artifact.id not in kept.documents:
                kept.documents[document.artifact.id] = await self._store(document)
        wanted = dict.fromkeys([item.id for item in case.artifacts])
        wanted |= dict.fromkeys([item.artifact.id for item in documents])
        gaps = [
            gap
            for artifact in case.artifacts
            if artifact.id not in kept.documents
            and (gap := await self._read_again(artifact, kept)) is not None
        ]
        chosen = [kept.documents[identifier] for identifier in wanted if identifier in kept.documents]
        question = case.problem.text if case.problem else case.title
        if kept.materials.question != question or kept.materials.documents != tuple(chosen):
            kept.materials = Materials(chosen, question=question)
        return kept.materials, tuple(gaps)

    async def _read_again(self, artifact: Artifact, kept: _Kept) -> DataGap | None:
        """Bring the artifact's document back from the file store, or say what became of it."""
        try:
            attachment = await self._stored(artifact)
            read, _ = await asyncio.to_thread(self._preprocessor.prepare, (attachment,))
        except (NotFound, InvalidInput) as error:
            return DataGap(
                subject=artifact.source,
                problem=f"is no longer there: {error}",
                mend="attach it again",
            )
        kept.documents[artifact.id] = Document(artifact=artifact, lines=read[0].lines)
        return None

    async def _stored(self, artifact: Artifact) -> Attachment:
        store = self._file_store
        if store is None:
            msg = "it was kept in memory by another engine"
            raise NotFound(msg)
        if isinstance(store, LargeFileStore):
            return Attachment(name=artifact.source, path=await store.path_of(artifact.sha256))
        return Attachment(name=artifact.source, content=await store.get(artifact.sha256))

    async def _store(self, document: Document) -> Document:
        content, store = document.content, self._file_store
        if store is not None and content is not None:
            if isinstance(content, bytes):
                await store.put(content)
            elif isinstance(store, LargeFileStore):
                await store.put_file(content)
            else:
                await store.put(await asyncio.to_thread(_whole, content))
        return Document(artifact=document.artifact, lines=document.lines)

    def _keep(self, case_id: str) -> _Kept:
        """What is kept of the case; with a file store the cases used longest ago are forgotten."""
        kept = self._kept.setdefault(case_id, _Kept())
        self._kept.move_to_end(case_id)
        while self._file_store is not None and len(self._kept) > _KEPT_CASES:
            self._kept.popitem(last=False)
        return kept


def _whole(content: Content) -> bytes:
    with content.open() as stream:
        return stream.read()
