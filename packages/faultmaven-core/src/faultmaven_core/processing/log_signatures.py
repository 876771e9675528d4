"""Known log messages: what a signature is, and what was found of it in a document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator

from faultmaven_core.processing.log_lines import NO_YEAR, LineHeader
from faultmaven_models.failure_mode import FailureModeId
from faultmaven_models.hypothesis import Stance
from faultmaven_models.value import Value

if TYPE_CHECKING:
    from datetime import datetime

    from faultmaven_models.materials import Document

Literal_ = Annotated[str, Field(min_length=4, max_length=200)]


class Bearing(StrEnum):
    """What a matching line is to the incident."""

    CAUSE = "cause"
    SYMPTOM = "symptom"
    RULED_OUT = "ruled_out"
    """It speaks against the failure mode; its stance must contradict."""
    CHANGE = "change"
    """Somebody or something changed the system."""


class Speaker(StrEnum):
    """Whose fault the line tells."""

    SELF = "self"
    """The program that wrote it."""
    PROGRAM = "program"
    """The program that the signature names, whoever wrote the line."""
    HOST = "host"
    """The machine."""
    PEER = "peer"
    """The other side, named by the captured value ``peer``."""


class LogSignature(Value):
    """One message of one piece of software. Literals are compared without regard to case."""

    id: str
    failure_mode: FailureModeId | None = None
    bearing: Bearing = Bearing.CAUSE
    any: Annotated[tuple[Literal_, ...], Field(min_length=1)]
    """One of these stands in the line."""
    all: tuple[str, ...] = ()
    """All of these too."""
    none: tuple[str, ...] = ()
    """None of these."""
    at_start: bool = False
    """The literal begins the message (what follows the header)."""
    speaker: Speaker = Speaker.SELF
    program: str = ""
    """The program's usual name: where the data do not name it, or always for the speaker ``program``."""
    stance: Stance = Stance.STRONGLY_SUPPORTS
    completeness: Annotated[float, Field(gt=0.0, le=1.0)] = 0.7
    summary: str
    captures: dict[str, tuple[str, str]] = Field(default_factory=dict)
    """Value name -> the text before it and the text after it in the line."""
    endpoint: bool = False
    """The other side that the line names (a host, an address) is captured as ``peer``."""
    informational: bool = False
    """Lines at level INFO or DEBUG count too."""
    min_count: Annotated[int, Field(ge=1)] = 1
    recovered_by: tuple[str, ...] = ()
    """A later line of the document with one of these says that it is over."""
    fatal: bool = False
    """The program cannot go on serving: those who call it will see it refused or silent."""

    @field_validator("any", "all", "none", "recovered_by")
    @classmethod
    def _lowered(cls, literals: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(literal.lower() for literal in literals)


@dataclass(slots=True, kw_only=True)
class SignatureHits:
    """All lines of one document that match one signature and tell of the same thing. Lines count from 1."""

    signature: LogSignature
    document: Document
    host: str | None
    program: str | None
    values: dict[str, str]
    count: int = 0
    first_line: int = 0
    last_line: int = 0
    first_time: datetime | None = None
    zone_guessed: bool = False
    """``first_time`` was read without a zone."""
    year_guessed: bool = False
    """``first_time`` was read without a year."""
    last_time: datetime | None = None
    recovered: bool = False

    def add(self, line: int, header: LineHeader) -> None:
        """Take in one more line; they come in any order."""
        time = header.time
        known = time is not None and not (time.year_guessed and time.value.year == NO_YEAR)
        moment = time.value if time is not None and known else None
        if not self.count or line < self.first_line:
            self.first_line, self.first_time = line, moment
            self.zone_guessed = moment is not None and time is not None and time.zone_guessed
            self.year_guessed = moment is not None and time is not None and time.year_guessed
        if line > self.last_line:
            self.last_line, self.last_time = line, moment
        self.count += 1
