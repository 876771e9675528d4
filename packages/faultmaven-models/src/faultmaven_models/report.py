"""The stable JSON that users keep. Its schema is versioned and published in ``schemas/``.

Within one schema version fields are only ever added. A reader must ignore what it does not know.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from faultmaven_models.case import CaseId, CaseStatus
from faultmaven_models.component import ComponentName
from faultmaven_models.evidence import DataGap
from faultmaven_models.hypothesis import HypothesisCategory, HypothesisStatus, Stance
from faultmaven_models.investigation import Milestone
from faultmaven_models.value import Value

SCHEMA_VERSION: Literal["1.0"] = "1.0"


class Verdict(StrEnum):
    """What the investigation came to, in one word."""

    ROOT_CAUSE_IDENTIFIED = "root_cause_identified"
    PROBABLE_CAUSE = "probable_cause"
    """There is a leading cause, but its gate has not passed."""
    NO_FAULT_FOUND = "no_fault_found"
    """The data were enough to look, and nothing wrong was seen."""
    NOT_ENOUGH_DATA = "not_enough_data"
    """Trouble is seen without a cause, or there was nothing that a detector could read."""


class ReportEvidence(Value):
    """Lines that speak for or against a cause. ``source`` is the path below the folder that was given."""

    source: str
    start_line: Annotated[int, Field(ge=1)]
    end_line: Annotated[int, Field(ge=1)]
    quote: Annotated[str, Field(min_length=1)]
    stance: Stance
    summary: str = ""


class ReportCause(Value):
    """A possible root cause; rank 1 is the best."""

    rank: Annotated[int, Field(ge=1)]
    statement: str
    failure_mode: str | None
    category: HypothesisCategory
    component: ComponentName | None
    mechanism: str
    confidence: Annotated[float, Field(ge=0.0, le=1.0)]
    status: HypothesisStatus
    evidence: tuple[ReportEvidence, ...]


class ReportRuledOut(Value):
    """A cause that was considered and set aside."""

    statement: str
    failure_mode: str | None = None
    component: str | None = None
    reason: str
    evidence: tuple[ReportEvidence, ...] = ()


class ReportMilestone(Value):
    """A milestone that was reached and what the gate based it on."""

    milestone: Milestone
    turn: Annotated[int, Field(ge=1)]
    reason: str


class ReportTimelineEntry(Value):
    """A dated event; ``at`` is UTC, with flags where the zone or the year was guessed."""

    at: AwareDatetime
    text: str
    component: str | None = None
    source: str
    line: Annotated[int, Field(ge=1)]
    zone_guessed: bool = False
    year_guessed: bool = False


class ReportSolution(Value):
    """What to do, in which order, and how to see that it worked."""

    answers_rank: int | None
    """The rank of the cause it answers, or None for a mitigation of the symptom."""
    title: str
    immediate: tuple[str, ...]
    permanent: tuple[str, ...]
    verify: tuple[str, ...]
    risks: tuple[str, ...] = ()


class ReportRefusedClaim(Value):
    """Something a reasoner proposed that code struck out."""

    claim: str
    reason: str


class ReportExamination(Value):
    """What was looked at, and how many findings came of it."""

    examiner: str
    examined: str
    findings: int


class InvestigationReport(Value):
    """The result of an investigation."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    case_id: CaseId
    case_version: Annotated[int, Field(ge=0)]
    title: str
    question: str
    status: CaseStatus
    verdict: Verdict
    answer: str
    created_at: AwareDatetime
    milestones: tuple[ReportMilestone, ...]
    root_causes: tuple[ReportCause, ...]
    ruled_out: tuple[ReportRuledOut, ...]
    symptoms: tuple[ReportEvidence, ...]
    affected: tuple[ComponentName, ...]
    data_gaps: tuple[DataGap, ...]
    timeline: tuple[ReportTimelineEntry, ...]
    solutions: tuple[ReportSolution, ...]
    refused_claims: tuple[ReportRefusedClaim, ...]
    examined: tuple[ReportExamination, ...]
    artifacts: int
    timings: dict[str, float]
    """Seconds by step: preprocessing, reasoning, verification, storing, total."""

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report as JSON text, UTF-8 safe, ending without a line feed."""
        return self.model_dump_json(indent=indent)

    def _repr_markdown_(self) -> str:
        """What a notebook shows: the answer and the leading cause."""
        lines = [f"**{self.question or self.title}**", "", self.answer]
        lines += [
            f"{cause.rank}. {cause.statement} (`{cause.failure_mode}`, {cause.confidence:.0%})"
            for cause in self.root_causes[:3]
        ]
        return "\n".join(lines)


def report_json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the report, as published in ``schemas/``."""
    schema = InvestigationReport.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:faultmaven:schema:investigation-report:1",
        **schema,
    }
