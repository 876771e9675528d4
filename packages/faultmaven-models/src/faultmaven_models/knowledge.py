"""Documents to look things up in, and what a search gives back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from faultmaven_models.value import Value

KnowledgeScope = Annotated[str, StringConstraints(pattern=r"^(global_kb|user_kb_.+|case_evidence_.+)$")]
"""``global_kb``, ``user_kb_{user_id}`` or ``case_evidence_{case_id}``."""

GLOBAL_KB: KnowledgeScope = "global_kb"


def user_kb(user_id: str) -> KnowledgeScope:
    """The scope of one user's own documents."""
    return f"user_kb_{user_id}"


def case_evidence(case_id: str) -> KnowledgeScope:
    """The scope of one case's evidence; it dies with the case."""
    return f"case_evidence_{case_id}"


class KnowledgeDocument(Value):
    """A document to search in."""

    id: Annotated[str, Field(min_length=1)]
    title: str
    text: str
    source: str = ""
    metadata: dict[str, str] = Field(default_factory=dict)


class KnowledgeChunk(Value):
    """A part of a document and its place in it; lines count from 1."""

    id: Annotated[str, Field(min_length=1)]
    document_id: str
    title: str
    heading: str = ""
    text: str
    source: str = ""
    start_line: Annotated[int, Field(ge=1)] = 1
    end_line: Annotated[int, Field(ge=1)] = 1
    metadata: dict[str, str] = Field(default_factory=dict)


class KnowledgeHit(Value):
    """A chunk that answers a query; a higher score is better, scores compare within one answer only."""

    chunk: KnowledgeChunk
    score: float
    matched: tuple[str, ...] = ()
    """The words of the query that it holds, where the search knows them."""


class VectorRecord(Value):
    """A vector under an id, with what a filter may ask for."""

    id: Annotated[str, Field(min_length=1)]
    vector: tuple[float, ...]
    metadata: dict[str, str] = Field(default_factory=dict)


class VectorHit(Value):
    """A record that is near a query vector; ``score`` is the cosine similarity, -1 to 1."""

    id: str
    score: float
    metadata: dict[str, str] = Field(default_factory=dict)
