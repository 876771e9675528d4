"""What happened to a case, for others to react to. A type is versioned by its name's suffix."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from faultmaven_models.case import CaseId
from faultmaven_models.value import Value


class EventType(StrEnum):
    """The events that exist; a change of meaning or a removed field makes a ``.v2``."""

    CASE_CREATED = "case.created.v1"
    CASE_STATUS_CHANGED = "case.status_changed.v1"
    EVIDENCE_ADDED = "evidence.added.v1"
    HYPOTHESIS_VALIDATED = "hypothesis.validated.v1"
    MILESTONE_REACHED = "milestone.reached.v1"
    SOLUTION_PROPOSED = "solution.proposed.v1"
    TURN_COMPLETED = "turn.completed.v1"
    CASE_CLOSED = "case.closed.v1"


class DomainEvent(Value):
    """An event in its envelope. ``sequence`` is per case, from 1, without gaps."""

    event_id: Annotated[str, Field(min_length=1)]
    """``CASE_ID:SEQUENCE``: stable, so that a consumer can tell a repetition."""
    type: EventType
    case_id: CaseId
    sequence: Annotated[int, Field(ge=1)]
    occurred_at: AwareDatetime
    data: dict[str, Any] = Field(default_factory=dict)
