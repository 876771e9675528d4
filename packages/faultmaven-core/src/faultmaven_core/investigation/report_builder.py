"""A case as the report that users keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.investigation.verdict import shown_causes, verdict
from faultmaven_models.evidence import EvidenceCategory
from faultmaven_models.hypothesis import Stance
from faultmaven_models.report import (
    InvestigationReport,
    ReportCause,
    ReportEvidence,
    ReportExamination,
    ReportMilestone,
    ReportRefusedClaim,
    ReportRuledOut,
    ReportSolution,
    ReportTimelineEntry,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_models.case import Case
    from faultmaven_models.evidence import Evidence
    from faultmaven_models.hypothesis import Hypothesis

_MAX_CAUSES = 5


def build_report(case: Case) -> InvestigationReport:
    """The report of the case as it stands; the answer is that of the last turn."""
    causes = shown_causes(case)[:_MAX_CAUSES]
    ranks = {item.id: rank for rank, item in enumerate(causes, start=1)}
    by_id = {item.id: item for item in case.evidence}
    return InvestigationReport(
        case_id=case.id,
        case_version=case.version,
        title=case.title,
        question=case.problem.text if case.problem else case.title,
        status=case.status,
        verdict=verdict(case),
        answer=case.turns[-1].answer if case.turns else "Nothing has been investigated yet.",
        created_at=case.created_at,
        milestones=tuple(
            ReportMilestone(milestone=item.milestone, turn=item.turn, reason=item.reason)
            for item in case.progress.milestones
        ),
        root_causes=tuple(_cause(item, rank, by_id) for rank, item in enumerate(causes, start=1)),
        ruled_out=tuple(_ruled_out(case, by_id)),
        symptoms=_cite(
            (item for item in case.evidence if item.category is EvidenceCategory.SYMPTOM), Stance.NEUTRAL
        ),
        affected=tuple(dict.fromkeys(item.component for item in case.affected)),
        data_gaps=case.data_gaps,
        timeline=tuple(_timeline(case, by_id)),
        solutions=tuple(_solutions(case, ranks)),
        refused_claims=tuple(
            ReportRefusedClaim(claim=item.claim, reason=item.reason) for item in case.refused_claims
        ),
        examined=tuple(
            ReportExamination(examiner=item.examiner, examined=item.examined, findings=item.findings)
            for item in case.examined
        ),
        artifacts=len(case.artifacts),
        timings=dict(case.turns[-1].timings) if case.turns else {},
    )


def _cause(hypothesis: Hypothesis, rank: int, by_id: dict[str, Evidence]) -> ReportCause:
    links = sorted(hypothesis.links, key=lambda link: (not link.stance.supports, -link.completeness))
    return ReportCause(
        rank=rank,
        statement=hypothesis.statement,
        failure_mode=hypothesis.failure_mode,
        category=hypothesis.category,
        component=hypothesis.component,
        mechanism=hypothesis.mechanism,
        confidence=round(hypothesis.likelihood, 4),
        status=hypothesis.status,
        evidence=tuple(
            cited
            for link in links
            if link.evidence_id in by_id
            for cited in _cite((by_id[link.evidence_id],), link.stance, summary=link.reasoning)
        ),
    )


def _cite(
    evidence: Iterable[Evidence], stance: Stance, *, summary: str | None = None
) -> tuple[ReportEvidence, ...]:
    return tuple(
        ReportEvidence(
            source=span.source,
            start_line=span.start_line,
            end_line=span.end_line,
            quote=span.quote,
            stance=stance,
            summary=summary or item.summary,
        )
        for item in evidence
        for span in item.spans
    )


def _ruled_out(case: Case, by_id: dict[str, Evidence]) -> Iterator[ReportRuledOut]:
    for item in case.ruled_out:
        held = (by_id[key] for key in item.evidence_ids if key in by_id)
        yield ReportRuledOut(
            statement=item.statement,
            failure_mode=item.failure_mode,
            component=item.component,
            reason=item.reason,
            evidence=_cite(held, Stance.CONTRADICTS),
        )


def _timeline(case: Case, by_id: dict[str, Evidence]) -> Iterator[ReportTimelineEntry]:
    for entry in case.timeline:
        span = by_id[entry.evidence_id].spans[0]
        yield ReportTimelineEntry(
            at=entry.at,
            text=entry.text,
            component=entry.component,
            source=span.source,
            line=span.start_line,
            zone_guessed=entry.zone_guessed,
            year_guessed=entry.year_guessed,
        )


def _solutions(case: Case, ranks: dict[str, int]) -> Iterator[ReportSolution]:
    """The solutions of the causes that are shown, in their order, then mitigations."""
    shown = [item for item in case.solutions if item.hypothesis_id is None or item.hypothesis_id in ranks]
    for item in sorted(shown, key=lambda item: ranks.get(item.hypothesis_id or "", len(ranks) + 1)):
        yield ReportSolution(
            answers_rank=ranks.get(item.hypothesis_id) if item.hypothesis_id else None,
            title=item.title,
            immediate=item.immediate,
            permanent=item.permanent,
            verify=item.verify,
            risks=item.risks,
        )
