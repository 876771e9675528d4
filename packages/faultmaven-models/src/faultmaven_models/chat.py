"""What is said to a language model and to a tool, and what comes back."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from faultmaven_models.value import Value


class Speaker(StrEnum):
    """Who says a message, in the words of the chat protocols."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class ChatMessage(Value):
    """One message of a conversation with a model."""

    speaker: Speaker
    text: str


class ChatRequest(Value):
    """A call to a model. ``max_output_tokens`` and ``deadline_seconds`` bound the whole call."""

    messages: Annotated[tuple[ChatMessage, ...], Field(min_length=1)]
    model: str | None = None
    """None means the provider's own default."""
    temperature: Annotated[float, Field(ge=0.0, le=2.0)] = 0.0
    max_output_tokens: Annotated[int, Field(ge=1)] = 1024
    deadline_seconds: Annotated[float, Field(gt=0.0)] = 60.0
    purpose: str = "answer"


class FinishReason(StrEnum):
    """Why the model stopped. Only STOP is a complete answer."""

    STOP = "stop"
    LENGTH = "length"
    FILTERED = "filtered"
    OTHER = "other"


class TokenUsage(Value):
    """Tokens counted by the provider, 0 where it does not say."""

    input_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0


class ChatReply(Value):
    """A model's complete answer, never empty."""

    text: Annotated[str, Field(min_length=1)]
    model: str
    finish_reason: FinishReason = FinishReason.STOP
    usage: TokenUsage = TokenUsage()


class ToolSpec(Value):
    """What a tool does and takes. ``parameters`` is a JSON Schema of an object."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    description: str
    parameters: dict[str, Any]
    leaves_process: bool = False
    """True when its arguments are sent elsewhere, so that they must be redacted first."""


class ToolResult(Value):
    """A tool's answer: text for a reader, and the spans that it rests on."""

    text: str
    data: tuple[dict[str, Any], ...] = ()


class Redaction(Value):
    """A text without its secrets, and how many of each kind were taken out."""

    text: str
    counts: dict[str, int] = Field(default_factory=dict)


class Identity(Value):
    """Who a token speaks for."""

    user_id: Annotated[str, Field(min_length=1)]
    claims: dict[str, str] = Field(default_factory=dict)
