"""What the prompts about findings are given: verified already, and labelled so that a model can cite it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from faultmaven_models.value import Value

EvidenceLabel = Annotated[str, StringConstraints(pattern=r"^E[1-9][0-9]*$")]
"""``E1``, ``E2`` …: how a line is cited in this prompt; the caller keeps what each stands for."""


class EvidenceLine(Value):
    """Lines of a file that a model may cite. Lines count from 1."""

    label: EvidenceLabel
    source: str
    """The path below the folder that was given."""
    start_line: Annotated[int, Field(ge=1)]
    end_line: Annotated[int, Field(ge=1)]
    quote: Annotated[str, Field(min_length=1)]
    value: Annotated[float, Field(ge=0.0)] = 1.0
    """How much it matters that the model sees it, compared with the other lines; any unit."""


class RankedCause(Value):
    """A possible root cause, as the gates left it."""

    statement: str
    likelihood: Annotated[float, Field(ge=0.0, le=1.0)]
    component: str = ""
    mechanism: str = ""
    labels: tuple[EvidenceLabel, ...] = ()


class RuledOutCause(Value):
    """A cause that a reader might suspect, and what speaks against it."""

    statement: str
    reason: str
    labels: tuple[EvidenceLabel, ...] = ()


class NextSteps(Value):
    """What to do, in the order in which to do it."""

    immediate: tuple[str, ...] = ()
    permanent: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()


__all__ = ["EvidenceLabel", "EvidenceLine", "NextSteps", "RankedCause", "RuledOutCause"]
