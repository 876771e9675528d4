"""A case, its events and a report that fill every field, for tests of stores, services and renderers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from faultmaven_models.case import (
    Case,
    CaseStatus,
    Examination,
    ProblemStatement,
    Progress,
    RefusedClaim,
    RuledOut,
    StatusChange,
    Turn,
)
from faultmaven_models.events import DomainEvent, EventType
from faultmaven_models.evidence import DataGap, Evidence, EvidenceCategory
from faultmaven_models.hypothesis import (
    EvidenceLink,
    EvidenceRequirement,
    Hypothesis,
    HypothesisCategory,
    HypothesisStatus,
    Stance,
)
from faultmaven_models.investigation import (
    AffectedComponent,
    ChangeRecord,
    ChangeSearch,
    DegradedReason,
    DegradedState,
    EscalationState,
    InvestigationPath,
    Milestone,
    MilestoneRecord,
    RootCauseConclusion,
    TemporalState,
    TimelineEntry,
    TurnOutcome,
    Urgency,
    WorkingConclusion,
)
from faultmaven_models.materials import Document
from faultmaven_models.solution import Solution
from faultmaven_models.testing.builders import document_from_text

SAMPLE_TIME = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When the sample case was opened."""

SAMPLE_LOG = (
    "09:01:12 payments: connection to database accepted\n"
    "09:04:40 payments: FATAL: sorry, too many clients already\n"
    "09:04:41 checkout: payment of order 1138 failed — upstream answered 500\n"
)


def sample_document() -> Document:
    """The log that the sample case rests on: three lines of ``app/payments.log``."""
    return document_from_text("app/payments.log", SAMPLE_LOG)


def sample_case(**changes: Any) -> Case:  # noqa: ANN401  any field of Case
    """A case after one turn, with every collection filled; ``changes`` replace fields.

    Raises ValidationError (pydantic's) for a value that the field does not take.
    """
    document = sample_document()
    fields: dict[str, Any] = {
        "id": "case_0123456789abc",
        "title": "Payments fail — «заказ» 注文",
        "owner_id": "owner-1",
        "status": CaseStatus.INVESTIGATING,
        "version": 1,
        "created_at": SAMPLE_TIME,
        "updated_at": SAMPLE_TIME + timedelta(seconds=2, microseconds=250),
        "path": InvestigationPath.MITIGATION_FIRST,
        "artifacts": (document.artifact,),
        **_observations(document),
        **_conclusions(),
        **_conversation(document),
    }
    return Case(**{**fields, **changes})


def sample_events(case: Case, *, first: int = 1, count: int = 2) -> tuple[DomainEvent, ...]:
    """Events of the case with consecutive sequence numbers from ``first``."""
    types = (EventType.TURN_COMPLETED, EventType.EVIDENCE_ADDED, EventType.MILESTONE_REACHED)
    return tuple(
        DomainEvent(
            event_id=f"{case.id}:{sequence}",
            type=types[sequence % len(types)],
            case_id=case.id,
            sequence=sequence,
            occurred_at=SAMPLE_TIME + timedelta(seconds=sequence),
            data={"turn": sequence, "note": "größer ≥ 3", "nested": {"ids": ["ev_1_1"], "none": None}},
        )
        for sequence in range(first, first + count)
    )


def _observations(document: Document) -> dict[str, Any]:
    evidence = (
        Evidence(
            id="ev_1_1",
            summary="The database refuses connections of payments.",
            spans=(document.span(2),),
            category=EvidenceCategory.CAUSAL,
            collected_at_turn=1,
            independence_group="log:app/payments.log",
        ),
        Evidence(
            id="ev_1_2",
            summary="Orders fail.",
            spans=(document.span(3),),
            category=EvidenceCategory.SYMPTOM,
            collected_at_turn=1,
        ),
    )
    return {
        "evidence": evidence,
        "affected": (AffectedComponent(component="app/checkout", evidence_id="ev_1_2"),),
        "timeline": (
            TimelineEntry(
                at=SAMPLE_TIME + timedelta(minutes=4, seconds=40),
                text="payments is refused a connection",
                component="app/payments",
                evidence_id="ev_1_1",
                zone_guessed=True,
            ),
        ),
        "changes": (ChangeRecord(text="pool size raised", component="app/payments", evidence_id="ev_1_1"),),
        "change_search": ChangeSearch(searched=("app/payments.log",), found=1),
        "data_gaps": (DataGap(subject="host/db", problem="no server log", mend="upload postgresql.log"),),
        "examined": (Examination(examiner="postgresql", examined="3 lines", findings=1),),
    }


def _conclusions() -> dict[str, Any]:
    hypothesis = Hypothesis(
        id="hyp_1_1",
        statement="The database has no connection left for payments.",
        category=HypothesisCategory.CONFIG,
        failure_mode="postgresql.too_many_connections",
        component="app/postgresql",
        mechanism="Every slot is taken, so new clients are refused.",
        status=HypothesisStatus.VALIDATED,
        likelihood=0.8176,
        links=(
            EvidenceLink(
                evidence_id="ev_1_1",
                stance=Stance.STRONGLY_SUPPORTS,
                completeness=0.9,
                reasoning="The server says so.",
            ),
        ),
        requirements=(EvidenceRequirement(needed="pg_stat_activity", how_to_get="psql -c 'select 1'"),),
        created_at_turn=1,
        updated_at_turn=1,
    )
    solution = Solution(
        id="sol_1_1",
        hypothesis_id=hypothesis.id,
        title="Free connections",
        immediate=("End idle sessions.",),
        permanent=("Put a pooler before the database.",),
        verify=("Watch the count of sessions.",),
        risks=("Ending a session rolls its transaction back.",),
        proposed_at_turn=1,
    )
    return {
        "hypotheses": (hypothesis,),
        "solutions": (solution,),
        "ruled_out": (RuledOut(statement="The network is down.", reason="The server answers."),),
        "refused_claims": (RefusedClaim(claim="The disk is full.", reason="no such line", turn=1),),
        "working_conclusion": WorkingConclusion(
            statement=hypothesis.statement,
            confidence=hypothesis.likelihood,
            hypothesis_id=hypothesis.id,
            evidence_ids=("ev_1_1",),
            caveats=("One source only.",),
        ),
        "root_cause": RootCauseConclusion(
            hypothesis_id=hypothesis.id,
            statement=hypothesis.statement,
            confidence=hypothesis.likelihood,
            concluded_at_turn=1,
        ),
        "degraded": DegradedState(reason=DegradedReason.LIMITED_DATA, since_turn=1, offered=("escalate",)),
        "escalation": EscalationState(to="database owners", summary="Out of connections.", at_turn=1),
    }


def _conversation(document: Document) -> dict[str, Any]:
    milestone = MilestoneRecord(
        milestone=Milestone.SYMPTOM_VERIFIED,
        turn=1,
        reached_at=SAMPLE_TIME,
        reason="cited",
        evidence_ids=("ev_1_2",),
    )
    return {
        "problem": ProblemStatement(
            text="Payments fail since 09:04.",
            confirmed=True,
            temporal_state=TemporalState.ONGOING,
            urgency=Urgency.HIGH,
        ),
        "progress": Progress(milestones=(milestone,)),
        "status_changes": (
            StatusChange(
                from_status=CaseStatus.CONSULTING,
                to_status=CaseStatus.INVESTIGATING,
                by="owner-1",
                reason="confirmed",
                at=SAMPLE_TIME,
            ),
        ),
        "turns": (
            Turn(
                number=1,
                message="Why do payments fail?",
                answer="The database has no connection left.",
                outcome=TurnOutcome.MILESTONE_COMPLETED,
                at=SAMPLE_TIME,
                artifact_ids=(document.artifact.id,),
                milestones=(Milestone.SYMPTOM_VERIFIED,),
                timings={"total": 0.25},
            ),
        ),
    }


__all__ = ["SAMPLE_LOG", "SAMPLE_TIME", "sample_case", "sample_document", "sample_events"]
