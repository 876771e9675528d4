"""Evidence search and knowledge bases for FaultMaven, over an embedded index."""

from __future__ import annotations

from faultmaven_tools.case_evidence_qa import CaseEvidenceSearch
from faultmaven_tools.embeddings.hashing import HashingEmbedder
from faultmaven_tools.evidence_index import EvidenceHit, EvidenceIndex
from faultmaven_tools.knowledge_base import KnowledgeBase, KnowledgeBaseTool
from faultmaven_tools.stores.embedded import EmbeddedVectorStore

__all__ = [
    "CaseEvidenceSearch",
    "EmbeddedVectorStore",
    "EvidenceHit",
    "EvidenceIndex",
    "HashingEmbedder",
    "KnowledgeBase",
    "KnowledgeBaseTool",
]
