"""What was given (attachments, artifacts) and what was seen in it (spans, evidence)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from faultmaven_models.value import Value

ArtifactId = Annotated[str, StringConstraints(pattern=r"^art_[0-9a-f]{16}$")]
"""``art_`` and the first 16 hexadecimal digits of SHA-256 over source name, NUL and content."""

EvidenceId = Annotated[str, StringConstraints(pattern=r"^ev_[0-9]+_[0-9]+$")]
"""``ev_TURN_NUMBER``, given by the engine when the evidence is accepted."""


class DataType(StrEnum):
    """What kind of data an artifact holds; it decides which digest is made."""

    LOGS_AND_ERRORS = "logs_and_errors"
    METRICS_AND_PERFORMANCE = "metrics_and_performance"
    STRUCTURED_CONFIG = "structured_config"
    SOURCE_CODE = "source_code"
    UNSTRUCTURED_TEXT = "unstructured_text"
    VISUAL_EVIDENCE = "visual_evidence"
    CLUSTER_SNAPSHOT = "cluster_snapshot"
    TRACE_DATA = "trace_data"


class Attachment(Value):
    """Something handed in with a turn: a path (file, folder or archive) or bytes with a name."""

    name: Annotated[str, Field(min_length=1)]
    path: Path | None = None
    content: bytes | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Attachment:
        if (self.path is None) == (self.content is None):
            msg = f"attachment {self.name!r} needs exactly one of path and content"
            raise ValueError(msg)
        return self


class Artifact(Value):
    """One file of the incident, unpacked and decoded; the bytes are kept by ``sha256``."""

    id: ArtifactId
    source: str
    """The path below the folder that was given, with forward slashes."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size_bytes: Annotated[int, Field(ge=0)]
    data_type: DataType
    encoding: str = "utf-8"
    line_count: Annotated[int, Field(ge=0)]
    notes: tuple[str, ...] = ()
    """What a reader must know: bytes replaced while decoding, lines too long to examine whole."""


class SourceSpan(Value):
    """Lines of an artifact and their text: the unit of every claim.

    Lines count from 1 and end at a line feed; a carriage return before it is not part of the line.
    ``quote`` is the text of those lines joined by line feeds, or a contiguous part of it.
    """

    artifact_id: ArtifactId
    source: str
    start_line: Annotated[int, Field(ge=1)]
    end_line: Annotated[int, Field(ge=1)]
    quote: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> SourceSpan:
        if self.end_line < self.start_line:
            msg = f"span of {self.source} ends at line {self.end_line}, before it starts at {self.start_line}"
            raise ValueError(msg)
        return self


class EvidenceCategory(StrEnum):
    """What the evidence speaks for; inferred by code from the links, never taken from a reasoner."""

    SYMPTOM = "symptom"
    CAUSAL = "causal"
    RESOLUTION = "resolution"
    OTHER = "other"


class EvidenceSource(StrEnum):
    """Where the evidence came from; it weighs in the likelihood."""

    UPLOAD = "upload"
    TOOL = "tool"
    USER_STATEMENT = "user_statement"


class Evidence(Value):
    """An observation that was accepted into a case: every span was looked up and holds."""

    id: EvidenceId
    summary: str
    spans: Annotated[tuple[SourceSpan, ...], Field(min_length=1)]
    category: EvidenceCategory
    source_type: EvidenceSource = EvidenceSource.UPLOAD
    collected_at_turn: Annotated[int, Field(ge=1)]
    independence_group: str = ""
    """Evidence with the same group comes from one origin and does not count twice."""


class DataGap(Value):
    """Something that is missing or could not be read, what it means and how to get it."""

    subject: str
    """The file, the kind of data or the component that the gap is about."""
    problem: str
    mend: str
    """What the user can do: the command or the upload that closes the gap."""
