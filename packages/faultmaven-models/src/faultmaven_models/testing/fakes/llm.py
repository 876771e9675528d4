"""A language model that says what a script tells it to say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from faultmaven_models.chat import ChatReply, ChatRequest, FinishReason, TokenUsage
from faultmaven_models.errors import FaultMavenError, SetupError, Unavailable

_PIECE = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedReply:
    """One answer of the script: its text, why the model stopped, and after how many seconds it is there."""

    text: str
    finish_reason: FinishReason = FinishReason.STOP
    after_seconds: float = 0.0


class ScriptedLLM:
    """ILLMProvider: each call takes the next step of the script; the last one is repeated if ``repeat``.

    A step is a text, a ``ScriptedReply``, or an error of the tree that is raised. Nobody waits for a slow line: one
    that comes after the deadline is Unavailable at once. ``requests`` holds what was asked, in order.
    """

    def __init__(
        self, script: Iterable[str | ScriptedReply | FaultMavenError] = ("ok",), *, repeat: bool = True
    ) -> None:
        self._steps = [ScriptedReply(text=step) if isinstance(step, str) else step for step in script]
        self._repeat = repeat
        self.requests: list[ChatRequest] = []

    @property
    def name(self) -> str:
        """``scripted-fake``."""
        return "scripted-fake"

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The next line of the script, if it is complete and in time."""
        line = self._next(request)
        self._refuse_incomplete(line)
        asked = sum(len(message.text.split()) for message in request.messages)
        usage = TokenUsage(input_tokens=asked, output_tokens=len(line.text.split()))
        return ChatReply(text=line.text, model=request.model or self.name, usage=usage)

    async def stream(self, request: ChatRequest) -> AsyncIterator[str]:
        """The next line of the script in pieces of a few characters."""
        line = self._next(request)
        for start in range(0, len(line.text), _PIECE):
            yield line.text[start : start + _PIECE]
        self._refuse_incomplete(line)

    def _next(self, request: ChatRequest) -> ScriptedReply:
        step = self._step()
        self.requests.append(request)
        if isinstance(step, FaultMavenError):
            raise step
        if step.after_seconds > request.deadline_seconds:
            raise Unavailable(f"{self.name} gave no answer within {request.deadline_seconds} s")
        return step

    def _step(self) -> ScriptedReply | FaultMavenError:
        position = len(self.requests)
        if position < len(self._steps):
            return self._steps[position]
        if self._repeat and self._steps:
            return self._steps[-1]
        raise SetupError(
            f"the script of {self.name} has {len(self._steps)} steps and all were used",
            mend="add a step to ScriptedLLM, or pass repeat=True",
        )

    def _refuse_incomplete(self, line: ScriptedReply) -> None:
        if line.finish_reason is not FinishReason.STOP:
            raise Unavailable(f"the answer of {self.name} is not complete: {line.finish_reason}")
        if not line.text:
            raise Unavailable(f"the answer of {self.name} is empty")


__all__ = ["ScriptedLLM", "ScriptedReply"]
