"""Models that answer from a script or a function: deterministic, without a network, for tests and replays."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from faultmaven_llm.outcomes import RawAnswer, accept
from faultmaven_models.chat import ChatReply, ChatRequest
from faultmaven_models.errors import Unavailable

Answer = str | ChatReply
Reply = Answer | Exception


class FunctionProvider:
    """A model that is a function of the request, plain or async. It implements ``ILLMProvider``.

    The function returns the text (or a whole ``ChatReply``) or raises one of ``faultmaven_models.errors``.
    What was asked is kept in ``requests``, oldest first. An empty text raises Unavailable, as an empty answer
    of a real model does.
    """

    def __init__(
        self, function: Callable[[ChatRequest], Answer | Awaitable[Answer]], *, name: str = "function"
    ) -> None:
        self._function = function
        self._name = name
        self._requests: list[ChatRequest] = []

    @property
    def name(self) -> str:
        """``function``, unless another was given."""
        return self._name

    @property
    def requests(self) -> tuple[ChatRequest, ...]:
        """Every request so far, also those that ended in an error."""
        return tuple(self._requests)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The function's answer; whatever it raises passes through."""
        self._requests.append(request)
        outcome = self._function(request)
        answer = await outcome if inspect.isawaitable(outcome) else outcome
        if isinstance(answer, ChatReply):
            return accept(
                RawAnswer(
                    model=answer.model, text=answer.text, finish=answer.finish_reason, usage=answer.usage
                )
            )
        return accept(RawAnswer(model=request.model or self._name, text=answer, finish="stop"))

    async def stream(self, request: ChatRequest) -> AsyncIterator[str]:
        """The same answer, word by word."""
        reply = await self.complete(request)
        for word in _words(reply.text):
            yield word


class ScriptedProvider(FunctionProvider):
    """A model that gives prepared replies one after the other. It implements ``ILLMProvider``.

    ``replies`` holds texts, whole ``ChatReply`` values, and errors, which are raised. Once they are used up,
    each further call raises Unavailable.
    """

    def __init__(self, *, replies: Sequence[Reply], name: str = "scripted") -> None:
        super().__init__(self._next, name=name)
        self._replies = tuple(replies)
        self._given = 0

    @property
    def left(self) -> int:
        """How many prepared replies have not been given yet."""
        return len(self._replies) - self._given

    def _next(self, _request: ChatRequest) -> Answer:
        if not self.left:
            raise Unavailable(f"provider {self.name} has given all its {len(self._replies)} prepared replies")
        reply = self._replies[self._given]
        self._given += 1
        if isinstance(reply, Exception):
            raise reply
        return reply


def _words(text: str) -> list[str]:
    """The text in pieces, each with the blank that followed it, so that joined they give the whole."""
    *heads, tail = text.split(" ")
    return [f"{head} " for head in heads] + ([tail] if tail else [])


__all__ = ["FunctionProvider", "ScriptedProvider"]
