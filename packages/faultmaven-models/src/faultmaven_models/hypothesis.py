"""Possible causes, the evidence for and against them, and how likely that makes them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from faultmaven_models.component import ComponentName
from faultmaven_models.evidence import EvidenceId
from faultmaven_models.value import Value

HypothesisId = Annotated[str, StringConstraints(pattern=r"^hyp_[0-9]+_[0-9]+$")]
"""``hyp_TURN_NUMBER``, given by the engine when the hypothesis enters the case."""


class HypothesisCategory(StrEnum):
    """The field a cause lies in; a forced alternative comes from another one."""

    CODE = "code"
    CONFIG = "config"
    ENVIRONMENT = "environment"
    NETWORK = "network"
    DATA = "data"
    HARDWARE = "hardware"
    EXTERNAL = "external"
    HUMAN = "human"
    OTHER = "other"


class HypothesisStatus(StrEnum):
    """Where a hypothesis stands."""

    CAPTURED = "captured"
    ACTIVE = "active"
    VALIDATED = "validated"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"
    RETIRED = "retired"
    SUPERSEDED = "superseded"


class GenerationMode(StrEnum):
    """How a hypothesis came up."""

    OPPORTUNISTIC = "opportunistic"
    SYSTEMATIC = "systematic"
    FORCED_ALTERNATIVE = "forced_alternative"


class Stance(StrEnum):
    """What a piece of evidence says about a hypothesis."""

    STRONGLY_SUPPORTS = "strongly_supports"
    SUPPORTS = "supports"
    NEUTRAL = "neutral"
    CONTRADICTS = "contradicts"
    STRONGLY_CONTRADICTS = "strongly_contradicts"

    @property
    def supports(self) -> bool:
        """True for the two supporting stances."""
        return self in (Stance.STRONGLY_SUPPORTS, Stance.SUPPORTS)

    @property
    def contradicts(self) -> bool:
        """True for the two contradicting stances."""
        return self in (Stance.STRONGLY_CONTRADICTS, Stance.CONTRADICTS)


class EvidenceLink(Value):
    """One piece of evidence weighed against one hypothesis."""

    evidence_id: EvidenceId
    stance: Stance
    completeness: Annotated[float, Field(ge=0.0, le=1.0)]
    """How much of the claim the evidence covers: 1.0 when it settles it alone."""
    reasoning: str


class EvidenceRequirement(Value):
    """Data that would help to tell the live hypotheses apart."""

    needed: str
    how_to_get: str
    splits: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    """How well the answer would separate the live hypotheses: 0 not at all, 1 completely."""


class Hypothesis(Value):
    """A possible root cause. ``likelihood`` is computed from the links and from nothing else."""

    id: HypothesisId
    statement: str
    category: HypothesisCategory
    failure_mode: str | None = None
    component: ComponentName | None = None
    mechanism: str = ""
    status: HypothesisStatus = HypothesisStatus.CAPTURED
    likelihood: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    links: tuple[EvidenceLink, ...] = ()
    requirements: tuple[EvidenceRequirement, ...] = ()
    generation_mode: GenerationMode = GenerationMode.OPPORTUNISTIC
    created_at_turn: Annotated[int, Field(ge=1)]
    updated_at_turn: Annotated[int, Field(ge=1)]
