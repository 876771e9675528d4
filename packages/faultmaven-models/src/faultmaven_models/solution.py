"""What to do about a cause."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from faultmaven_models.hypothesis import HypothesisId
from faultmaven_models.value import Value

SolutionId = Annotated[str, StringConstraints(pattern=r"^sol_[0-9]+_[0-9]+$")]
"""``sol_TURN_NUMBER``, given by the engine when the solution enters the case."""


class SolutionKind(StrEnum):
    """What a solution answers: the cause, or on the mitigation path the symptom."""

    ROOT_CAUSE_FIX = "root_cause_fix"
    MITIGATION = "mitigation"


class SolutionStatus(StrEnum):
    """How far a solution has come."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    VERIFIED = "verified"
    REJECTED = "rejected"


class Solution(Value):
    """Steps for a person to take; FaultMaven never executes anything."""

    id: SolutionId
    kind: SolutionKind = SolutionKind.ROOT_CAUSE_FIX
    hypothesis_id: HypothesisId | None = None
    title: str
    immediate: tuple[str, ...]
    permanent: tuple[str, ...]
    verify: tuple[str, ...]
    risks: tuple[str, ...] = ()
    status: SolutionStatus = SolutionStatus.PROPOSED
    proposed_at_turn: Annotated[int, Field(ge=1)]
