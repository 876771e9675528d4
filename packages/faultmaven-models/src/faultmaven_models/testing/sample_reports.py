"""A report that fills every field, for tests of renderers, services and readers of the JSON."""

from __future__ import annotations

from typing import Any

from faultmaven_models.case import Case
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
    Verdict,
)
from faultmaven_models.testing.samples import sample_case


def sample_report(**changes: Any) -> InvestigationReport:  # noqa: ANN401  any field of the report
    """The report on `sample_case`; ``changes`` replace fields.

    Raises ValidationError (pydantic's) for a value that the field does not take.
    """
    case = sample_case()
    fields: dict[str, Any] = {
        "case_id": case.id,
        "case_version": case.version,
        "title": case.title,
        "question": case.turns[0].message,
        "status": case.status,
        "verdict": Verdict.ROOT_CAUSE_IDENTIFIED,
        "answer": case.turns[0].answer,
        "created_at": case.updated_at,
        "milestones": tuple(
            ReportMilestone(milestone=record.milestone, turn=record.turn, reason=record.reason)
            for record in case.progress.milestones
        ),
        "root_causes": (_cause(case),),
        "ruled_out": tuple(
            ReportRuledOut(statement=item.statement, reason=item.reason) for item in case.ruled_out
        ),
        "symptoms": (_cited(case, "ev_1_2", Stance.NEUTRAL),),
        "affected": tuple(item.component for item in case.affected),
        "data_gaps": case.data_gaps,
        "timeline": _timeline(case),
        "solutions": _solutions(case),
        "refused_claims": tuple(
            ReportRefusedClaim(claim=item.claim, reason=item.reason) for item in case.refused_claims
        ),
        "examined": tuple(
            ReportExamination(examiner=item.examiner, examined=item.examined, findings=item.findings)
            for item in case.examined
        ),
        "artifacts": len(case.artifacts),
        "timings": {"preprocessing": 0.01, "reasoning": 0.2, "total": 0.25},
    }
    return InvestigationReport(**{**fields, **changes})


def _cited(case: Case, evidence_id: str, stance: Stance) -> ReportEvidence:
    evidence = next(item for item in case.evidence if item.id == evidence_id)
    span = evidence.spans[0]
    return ReportEvidence(
        source=span.source,
        start_line=span.start_line,
        end_line=span.end_line,
        quote=span.quote,
        stance=stance,
        summary=evidence.summary,
    )


def _cause(case: Case) -> ReportCause:
    hypothesis = case.hypotheses[0]
    return ReportCause(
        rank=1,
        statement=hypothesis.statement,
        failure_mode=hypothesis.failure_mode,
        category=hypothesis.category,
        component=hypothesis.component,
        mechanism=hypothesis.mechanism,
        confidence=hypothesis.likelihood,
        status=hypothesis.status,
        evidence=tuple(_cited(case, link.evidence_id, link.stance) for link in hypothesis.links),
    )


def _timeline(case: Case) -> tuple[ReportTimelineEntry, ...]:
    return tuple(
        ReportTimelineEntry(
            at=entry.at,
            text=entry.text,
            component=entry.component,
            source=case.artifacts[0].source,
            line=2,
            zone_guessed=entry.zone_guessed,
        )
        for entry in case.timeline
    )


def _solutions(case: Case) -> tuple[ReportSolution, ...]:
    return tuple(
        ReportSolution(
            answers_rank=1,
            title=solution.title,
            immediate=solution.immediate,
            permanent=solution.permanent,
            verify=solution.verify,
            risks=solution.risks,
        )
        for solution in case.solutions
    )


__all__ = ["sample_report"]
