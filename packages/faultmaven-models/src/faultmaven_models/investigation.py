"""Milestones, stages, paths and what else describes how far an investigation has come."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from faultmaven_models.component import ComponentName
from faultmaven_models.evidence import EvidenceId
from faultmaven_models.hypothesis import HypothesisId
from faultmaven_models.value import Value


class Milestone(StrEnum):
    """What an investigation reaches; each is set by a gate in code."""

    SYMPTOM_VERIFIED = "symptom_verified"
    SCOPE_ASSESSED = "scope_assessed"
    TIMELINE_ESTABLISHED = "timeline_established"
    CHANGES_IDENTIFIED = "changes_identified"
    ROOT_CAUSE_IDENTIFIED = "root_cause_identified"
    MITIGATION_APPLIED = "mitigation_applied"
    SOLUTION_PROPOSED = "solution_proposed"
    SOLUTION_APPLIED = "solution_applied"
    SOLUTION_VERIFIED = "solution_verified"


class Stage(StrEnum):
    """Where the work is; derived from the milestones, never stored."""

    SYMPTOM_VERIFICATION = "symptom_verification"
    HYPOTHESIS_FORMULATION = "hypothesis_formulation"
    HYPOTHESIS_VALIDATION = "hypothesis_validation"
    SOLUTION = "solution"


class TemporalState(StrEnum):
    """Whether the trouble goes on."""

    ONGOING = "ongoing"
    HISTORICAL = "historical"
    UNKNOWN = "unknown"


class Urgency(StrEnum):
    """How much it hurts."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class InvestigationPath(StrEnum):
    """What comes first; chosen by table in code from temporal state and urgency."""

    MITIGATION_FIRST = "mitigation_first"
    ROOT_CAUSE = "root_cause"
    USER_CHOICE = "user_choice"


class Strategy(StrEnum):
    """How sure is sure enough."""

    ACTIVE_INCIDENT = "active_incident"
    POST_MORTEM = "post_mortem"

    @property
    def threshold(self) -> float:
        """The likelihood at which a root cause counts as identified."""
        return 0.65 if self is Strategy.ACTIVE_INCIDENT else 0.85


class TurnOutcome(StrEnum):
    """What a turn brought."""

    MILESTONE_COMPLETED = "milestone_completed"
    DATA_PROVIDED = "data_provided"
    DATA_REQUESTED = "data_requested"
    DATA_NOT_PROVIDED = "data_not_provided"
    HYPOTHESIS_TESTED = "hypothesis_tested"
    CASE_RESOLVED = "case_resolved"
    CONVERSATION = "conversation"
    OTHER = "other"


class DegradedReason(StrEnum):
    """Why an investigation does not get on."""

    NO_PROGRESS = "no_progress"
    LIMITED_DATA = "limited_data"
    HYPOTHESIS_DEADLOCK = "hypothesis_deadlock"
    EXTERNAL_DEPENDENCY = "external_dependency"


class MilestoneRecord(Value):
    """A milestone that was reached, when, and on what the gate based it."""

    milestone: Milestone
    turn: Annotated[int, Field(ge=1)]
    reached_at: AwareDatetime
    reason: str
    evidence_ids: tuple[EvidenceId, ...] = ()


class AffectedComponent(Value):
    """A component that the evidence shows to suffer."""

    component: ComponentName
    evidence_id: EvidenceId


class TimelineEntry(Value):
    """Something that happened, with the evidence that dates it."""

    at: AwareDatetime
    text: str
    component: ComponentName | None = None
    evidence_id: EvidenceId
    zone_guessed: bool = False
    """True where the source gives no zone and UTC was assumed."""
    year_guessed: bool = False
    """True where the source gives no year."""


class ChangeRecord(Value):
    """A change to the system that the evidence shows."""

    text: str
    component: ComponentName | None = None
    evidence_id: EvidenceId
    at: AwareDatetime | None = None


class ChangeSearch(Value):
    """A search for changes and what was looked through; recorded also when it found none."""

    searched: Annotated[tuple[str, ...], Field(min_length=1)]
    found: int = 0


class WorkingConclusion(Value):
    """The best current guess, recomputed every turn."""

    statement: str
    confidence: Annotated[float, Field(ge=0.0, le=1.0)]
    hypothesis_id: HypothesisId | None = None
    reasoning: str = ""
    evidence_ids: tuple[EvidenceId, ...] = ()
    caveats: tuple[str, ...] = ()


class RootCauseConclusion(Value):
    """Made once, when the gate for root_cause_identified passes."""

    hypothesis_id: HypothesisId
    statement: str
    confidence: Annotated[float, Field(ge=0.0, le=1.0)]
    concluded_at_turn: Annotated[int, Field(ge=1)]


class DegradedState(Value):
    """The investigation is stuck; fallbacks are offered."""

    reason: DegradedReason
    since_turn: Annotated[int, Field(ge=1)]
    offered: tuple[str, ...] = ()


class EscalationState(Value):
    """The case was handed to somebody else."""

    to: str
    summary: str
    key_findings: tuple[str, ...] = ()
    at_turn: Annotated[int, Field(ge=1)]
