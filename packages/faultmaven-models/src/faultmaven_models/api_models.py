"""Request and response bodies, for services that put the engine behind an interface of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from faultmaven_models.case import Case, CaseId, CaseStatus, RefusedClaim
from faultmaven_models.evidence import DataGap
from faultmaven_models.hypothesis import EvidenceRequirement
from faultmaven_models.investigation import Milestone, TurnOutcome
from faultmaven_models.value import Value


class OpenCaseRequest(Value):
    """Open a case. With ``investigate`` the title is the problem statement, stated and confirmed by the caller."""

    title: Annotated[str, Field(min_length=1, max_length=500)]
    owner_id: Annotated[str, Field(min_length=1)] = "local"
    investigate: bool = True


class TurnRequest(Value):
    """One message to a case."""

    case_id: CaseId
    message: str


class CaseSummary(Value):
    """A line in a list of cases."""

    id: CaseId
    title: str
    status: CaseStatus
    version: int
    turns: int
    created_at: str
    updated_at: str
    conclusion: str = ""


class TurnResult(Value):
    """What a turn brought: the answer, what changed, what was refused and why, what is needed next."""

    case: Case
    answer: str
    outcome: TurnOutcome
    milestones: tuple[Milestone, ...]
    """Reached in this turn."""
    refused: tuple[RefusedClaim, ...]
    """Struck out in this turn."""
    data_gaps: tuple[DataGap, ...]
    needed: tuple[EvidenceRequirement, ...]
    """The next most useful data, best first."""
    timings: dict[str, float]
    """Seconds by step."""
