"""The documents of a case: kept while the engine works with it, read again from the file store when they are not."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_models.errors import InvalidInput, NotFound
from faultmaven_models.evidence import Attachment, DataGap
from faultmaven_models.materials import Document, Materials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_models.case import Case
    from faultmaven_models.evidence import Artifact
    from faultmaven_models.interfaces import IFileStore, IPreprocessor

_KEPT_CASES = 8


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
            content = await self._stored(artifact.sha256)
            attachment = Attachment(name=artifact.source, content=content)
            read, _ = await asyncio.to_thread(self._preprocessor.prepare, (attachment,))
        except (NotFound, InvalidInput) as error:
            return DataGap(
                subject=artifact.source,
                problem=f"is no longer there: {error}",
                mend="attach it again",
            )
        kept.documents[artifact.id] = Document(artifact=artifact, lines=read[0].lines)
        return None

    async def _stored(self, sha256: str) -> bytes:
        if self._file_store is None:
            msg = "it was kept in memory by another engine"
            raise NotFound(msg)
        return await self._file_store.get(sha256)

    async def _store(self, document: Document) -> Document:
        if self._file_store is not None and document.content is not None:
            await self._file_store.put(document.content)
        return Document(artifact=document.artifact, lines=document.lines)

    def _keep(self, case_id: str) -> _Kept:
        """What is kept of the case; with a file store the cases used longest ago are forgotten."""
        kept = self._kept.setdefault(case_id, _Kept())
        self._kept.move_to_end(case_id)
        while self._file_store is not None and len(self._kept) > _KEPT_CASES:
            self._kept.popitem(last=False)
        return kept
