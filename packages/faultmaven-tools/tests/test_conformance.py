from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faultmaven_models.errors import Unavailable
from faultmaven_models.knowledge import KnowledgeHit
from faultmaven_models.testing.conformance import KITS, Check
from faultmaven_tools import (
    CaseEvidenceSearch,
    EmbeddedVectorStore,
    HashingEmbedder,
    KnowledgeBase,
    KnowledgeBaseTool,
)


class SilentKnowledgeBase(KnowledgeBase):
    async def search(self, scope: str, query: str, *, limit: int = 5) -> tuple[KnowledgeHit, ...]:
        raise Unavailable("the index does not answer")


KNOWLEDGE_TOOL = KITS["ITool"].subject(
    KnowledgeBaseTool, breaking_factory=lambda: KnowledgeBaseTool(knowledge_base=SilentKnowledgeBase())
)
# The evidence tool reads the materials alone, so it has no source that could fail to answer.
EVIDENCE_CHECKS = [check for check in KITS["ITool"].checks if "unavailable" not in check.name]


@pytest.mark.parametrize("check", EVIDENCE_CHECKS, ids=str)
async def test_the_evidence_search_keeps_its_port(check: Check[Any]) -> None:
    await check.run(CaseEvidenceSearch)


@pytest.mark.parametrize("check", KITS["ITool"].checks, ids=str)
async def test_the_knowledge_tool_keeps_its_port(check: Check[Any]) -> None:
    await check.run(KNOWLEDGE_TOOL)


@pytest.mark.parametrize("check", KITS["IKnowledgeBase"].checks, ids=str)
async def test_the_knowledge_base_keeps_its_port(check: Check[Any]) -> None:
    await check.run(KnowledgeBase)


@pytest.mark.parametrize("check", KITS["IVectorStore"].checks, ids=str)
async def test_the_vector_store_keeps_its_port_in_memory(check: Check[Any]) -> None:
    await check.run(EmbeddedVectorStore)


@pytest.mark.parametrize("check", KITS["IVectorStore"].checks, ids=str)
async def test_the_vector_store_keeps_its_port_on_disk(check: Check[Any], tmp_path: Path) -> None:
    numbers = iter(range(100))
    await check.run(lambda: EmbeddedVectorStore(folder=tmp_path / str(next(numbers))))


@pytest.mark.parametrize("check", KITS["IEmbedder"].checks, ids=str)
async def test_the_embedder_keeps_its_port(check: Check[Any]) -> None:
    await check.run(HashingEmbedder)
