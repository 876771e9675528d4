"""What a detector reports: an observation that bears on one failure mode of one component."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from faultmaven_models.component import ComponentName
from faultmaven_models.evidence import SourceSpan
from faultmaven_models.failure_mode import FailureModeId
from faultmaven_models.hypothesis import Stance
from faultmaven_models.value import Value


class FindingKind(StrEnum):
    """What the observation is to the incident."""

    CAUSE = "cause"
    """It shows that the failure mode is at work in the component."""
    SYMPTOM = "symptom"
    """It shows a consequence: something is unhealthy, whatever the reason."""
    CHANGE = "change"
    """It shows that somebody or something changed the system."""
    RULED_OUT = "ruled_out"
    """It shows that the failure mode is not at work in the component."""


class Finding(Value):
    """One observation with the lines that show it.

    Findings about the same failure mode and component become one hypothesis; each of them weighs by its
    stance and completeness. Findings that share an ``independence_group`` come from one origin (the same
    event seen in two listings) and are discounted. A symptom or a change names no failure mode.
    """

    kind: FindingKind
    component: ComponentName
    failure_mode: FailureModeId | None = None
    summary: str
    """One sentence in plain words, with the real names and values."""
    spans: Annotated[tuple[SourceSpan, ...], Field(min_length=1)]
    stance: Stance = Stance.SUPPORTS
    completeness: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    """How much of the claim it covers: 1.0 settles it alone, 0.3 is a hint."""
    independence_group: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    """Fills the ``{name}`` fields of the failure mode's texts."""
    affects: tuple[ComponentName, ...] = ()
    """Other components whose trouble this would explain."""
    observed_at: AwareDatetime | None = None
    """When it happened, in UTC, where the lines say so."""
    zone_guessed: bool = False
    """True where the lines give no time zone and UTC was assumed."""
    year_guessed: bool = False
    """True where the lines give no year."""
    detector: str = ""
    """Filled in by the engine."""
