"""Ask the evidence search for lines that bear on a question, where the detectors leave it open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_models.errors import FaultMavenError
from faultmaven_models.evidence import DataGap
from faultmaven_models.updates import ProposedEvidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faultmaven_models.interfaces import ITool
    from faultmaven_models.materials import Materials

SEARCH_TOOL = "search_evidence"
_LIMIT = 5
_QUERY_LIMIT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """Lines that may bear on the question, and what kept the search from finding some."""

    evidence: tuple[ProposedEvidence, ...] = ()
    gaps: tuple[DataGap, ...] = ()


async def search_leads(tools: Sequence[ITool], query: str, materials: Materials) -> Leads:
    """The lines nearest to the query as evidence that proves nothing by itself; none without a search tool.

    A search that fails is a gap: what the detectors found stands without it.
    """
    tool = next((item for item in tools if item.spec.name == SEARCH_TOOL), None)
    if tool is None or not query.strip() or not materials.documents:
        return Leads()
    try:
        result = await tool.call({"query": query[:_QUERY_LIMIT], "limit": _LIMIT}, materials)
    except FaultMavenError as error:
        gap = DataGap(
            subject=f"tool {SEARCH_TOOL}", problem=f"failed: {error}", mend="ask again, or look at the files"
        )
        return Leads(gaps=(gap,))
    return Leads(evidence=tuple(_evidence(result.data, materials)))


def _evidence(hits: Iterable[dict[str, object]], materials: Materials) -> Iterable[ProposedEvidence]:
    """A lead for each hit that names lines which exist; `verify` looks at its quote like at any other."""
    by_source = {document.source: document for document in materials.documents}
    for number, hit in enumerate(hits, start=1):
        document = by_source.get(str(hit.get("source")))
        if document is None:
            continue
        try:
            first, last = int(str(hit.get("start_line"))), int(str(hit.get("end_line")))
            span = document.span(first, last, quote=str(hit.get("quote")))
        except (IndexError, ValueError):
            continue
        yield ProposedEvidence(
            key=f"lead{number}",
            summary=f"{document.source}:{span.start_line} is near to the question",
            spans=(span,),
            independence_group=f"search:{document.source}",
        )
