"""The case: everything known about one incident, as a value."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from faultmaven_models.evidence import Artifact, DataGap, Evidence
from faultmaven_models.hypothesis import Hypothesis
from faultmaven_models.investigation import (
    AffectedComponent,
    ChangeRecord,
    ChangeSearch,
    DegradedState,
    EscalationState,
    InvestigationPath,
    Milestone,
    MilestoneRecord,
    RootCauseConclusion,
    Stage,
    Strategy,
    TemporalState,
    TimelineEntry,
    TurnOutcome,
    Urgency,
    WorkingConclusion,
)
from faultmaven_models.solution import Solution
from faultmaven_models.value import Value

CaseId = Annotated[str, StringConstraints(pattern=r"^case_[a-z0-9]{13}$")]
"""``case_`` and 13 lower-case letters or digits."""


class CaseStatus(StrEnum):
    """CONSULTING -> INVESTIGATING -> RESOLVED | CLOSED, and CONSULTING -> CLOSED."""

    CONSULTING = "consulting"
    INVESTIGATING = "investigating"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def terminal(self) -> bool:
        """True for RESOLVED and CLOSED: such a case never changes again."""
        return self in (CaseStatus.RESOLVED, CaseStatus.CLOSED)


class CloseReason(StrEnum):
    """Why a case was closed without a verified solution."""

    ABANDONED = "abandoned"
    ESCALATED = "escalated"
    CONSULTING_ONLY = "consulting_only"
    DUPLICATE = "duplicate"
    OTHER = "other"


class StatusChange(Value):
    """One transition: from, to, by whom, why, when."""

    from_status: CaseStatus
    to_status: CaseStatus
    by: str
    reason: str
    at: AwareDatetime


class ProblemStatement(Value):
    """What is wrong, in one or two sentences; immutable once confirmed."""

    text: Annotated[str, Field(min_length=1)]
    confirmed: bool = False
    temporal_state: TemporalState = TemporalState.UNKNOWN
    urgency: Urgency = Urgency.UNKNOWN


class RefusedClaim(Value):
    """Something a reasoner proposed that code struck out, and why."""

    claim: str
    reason: str
    turn: Annotated[int, Field(ge=1)]


class RuledOut(Value):
    """A cause that was considered and set aside, with the lines that speak against it where there are any."""

    statement: str
    failure_mode: str | None = None
    component: str | None = None
    reason: str
    evidence_ids: tuple[str, ...] = ()


class Examination(Value):
    """What was looked at: one detector or reader, on how much, with how many findings."""

    examiner: str
    examined: str
    findings: Annotated[int, Field(ge=0)] = 0


class Turn(Value):
    """One exchange. ``answer`` is what the user was shown."""

    number: Annotated[int, Field(ge=1)]
    message: str
    answer: str
    outcome: TurnOutcome
    at: AwareDatetime
    artifact_ids: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    reasoner: str = "rules"
    timings: dict[str, float] = Field(default_factory=dict)
    """Seconds by step."""


class Progress(Value):
    """The milestones reached, in the order of reaching them, and the loop-backs so far."""

    milestones: tuple[MilestoneRecord, ...] = ()
    loop_backs: Annotated[int, Field(ge=0)] = 0
    turns_without_progress: Annotated[int, Field(ge=0)] = 0

    def has(self, milestone: Milestone) -> bool:
        """Whether the milestone was reached."""
        return any(record.milestone is milestone for record in self.milestones)

    @property
    def stage(self) -> Stage:
        """Where the work is, from the milestones."""
        if self.has(Milestone.ROOT_CAUSE_IDENTIFIED):
            return Stage.SOLUTION
        verified = self.has(Milestone.SYMPTOM_VERIFIED)
        if verified and self.has(Milestone.SCOPE_ASSESSED) and self.has(Milestone.TIMELINE_ESTABLISHED):
            return Stage.HYPOTHESIS_VALIDATION
        return Stage.HYPOTHESIS_FORMULATION if verified else Stage.SYMPTOM_VERIFICATION


class Case(Value):
    """Everything known about one incident. A change gives a new value with the next version."""

    id: CaseId
    title: str
    owner_id: str
    """Opaque to this library."""
    status: CaseStatus = CaseStatus.CONSULTING
    version: Annotated[int, Field(ge=0)] = 0
    """0 before the first commit; each commit adds 1."""
    event_count: Annotated[int, Field(ge=0)] = 0
    """How many events the case has had: the sequence of the last one."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    problem: ProblemStatement | None = None
    path: InvestigationPath = InvestigationPath.USER_CHOICE
    strategy: Strategy = Strategy.ACTIVE_INCIDENT
    artifacts: tuple[Artifact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    solutions: tuple[Solution, ...] = ()
    affected: tuple[AffectedComponent, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    changes: tuple[ChangeRecord, ...] = ()
    change_search: ChangeSearch | None = None
    ruled_out: tuple[RuledOut, ...] = ()
    data_gaps: tuple[DataGap, ...] = ()
    examined: tuple[Examination, ...] = ()
    refused_claims: tuple[RefusedClaim, ...] = ()
    progress: Progress = Progress()
    working_conclusion: WorkingConclusion | None = None
    root_cause: RootCauseConclusion | None = None
    degraded: DegradedState | None = None
    escalation: EscalationState | None = None
    close_reason: CloseReason | None = None
    status_changes: tuple[StatusChange, ...] = ()
    turns: tuple[Turn, ...] = ()

    def evidence_by_id(self, evidence_id: str) -> Evidence | None:
        """The evidence of that id, or None."""
        return next((item for item in self.evidence if item.id == evidence_id), None)

    def hypothesis_by_id(self, hypothesis_id: str) -> Hypothesis | None:
        """The hypothesis of that id, or None."""
        return next((item for item in self.hypotheses if item.id == hypothesis_id), None)

    @property
    def next_turn(self) -> int:
        """The number the next turn gets."""
        return len(self.turns) + 1
