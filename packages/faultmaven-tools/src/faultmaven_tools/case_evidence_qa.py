"""The tool that searches a case's own evidence."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from faultmaven_models.chat import ToolResult, ToolSpec
from faultmaven_tools.arguments import (
    QUERY_LIMIT,
    count_argument,
    names_argument,
    refuse_unknown,
    text_argument,
)
from faultmaven_tools.evidence_index import EvidenceHit, EvidenceIndex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from faultmaven_models.materials import Materials

NAME = "search_evidence"
MOST_HITS = 50
USUAL_HITS = 10

_SPEC = ToolSpec(
    name=NAME,
    description=(
        "Search the lines of this case's files by words. Identifiers match whole and in their parts; rare words "
        "count most. Each hit gives the file, the line number and the line as it stands, to be cited."
    ),
    parameters={
        "type": "object",
        "properties": {
            "query": {
                "type": "string",
                "minLength": 1,
                "maxLength": QUERY_LIMIT,
                "description": "Words to look for.",
            },
            "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": MOST_HITS,
                "default": USUAL_HITS,
                "description": "How many lines at most.",
            },
            "sources": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Only these files, named as in the case; all files when left out.",
            },
        },
        "required": ["query"],
        "additionalProperties": False,
    },
)


class CaseEvidenceSearch:
    """An ITool over an EvidenceIndex, which is built once for the materials of a case and shared."""

    __slots__ = ()

    @property
    def spec(self) -> ToolSpec:
        """``search_evidence`` with ``query``, ``limit`` and ``sources``; nothing leaves the process."""
        return _SPEC

    async def call(self, arguments: Mapping[str, Any], materials: Materials) -> ToolResult:
        """The best lines first. ``data`` has the fields of EvidenceHit for each. Raises InvalidInput."""
        refuse_unknown(arguments, tool=NAME, known=tuple(_SPEC.parameters["properties"]))
        query = text_argument(arguments, "query", tool=NAME)
        limit = count_argument(arguments, "limit", tool=NAME, default=USUAL_HITS, most=MOST_HITS)
        sources = names_argument(arguments, "sources", tool=NAME)
        return await asyncio.to_thread(_answer, materials, query, limit, sources)


def _answer(materials: Materials, query: str, limit: int, sources: tuple[str, ...] | None) -> ToolResult:
    index = materials.view(EvidenceIndex)
    hits = index.search(query, limit, sources=sources)
    return ToolResult(text=_text(hits, index.left_out), data=tuple(asdict(hit) for hit in hits))


def _text(hits: Sequence[EvidenceHit], left_out: int) -> str:
    lines = [
        f"{hit.source}:{hit.start_line}: {hit.quote}"
        + (f"  [and {hit.similar_lines - 1} lines like it]" if hit.similar_lines > 1 else "")
        for hit in hits
    ] or ["No line of the case's files has any of these words."]
    if left_out:
        lines.append(
            f"{left_out} lines were not searched, or not to their end: too many different lines, or too long ones."
        )
    return "\n".join(lines)


__all__ = ["CaseEvidenceSearch", "EvidenceHit", "EvidenceIndex"]
