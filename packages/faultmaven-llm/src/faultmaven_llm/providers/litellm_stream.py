"""One streamed answer of litellm, read piece by piece and judged at its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from faultmaven_llm.outcomes import RawAnswer, accept
from faultmaven_llm.providers.litellm_errors import CallFacts, translate
from faultmaven_llm.providers.litellm_library import LiteLLMLibrary
from faultmaven_llm.resilience import Deadline


class ReplyStream:
    """The pieces of an answer, and whether they are all of it.

    litellm invents a finish mark when a stream ends early, so its last chunk proves nothing: what it kept of
    the provider's own mark does.
    """

    def __init__(
        self,
        response: Any,  # noqa: ANN401  litellm's stream has no public type
        *,
        call: CallFacts,
        library: LiteLLMLibrary,
        deadline: Deadline,
    ) -> None:
        self._response = response
        self._chunks: AsyncIterator[Any] = aiter(response)
        self._call = call
        self._library = library
        self._deadline = deadline
        self._seen: list[str] = []
        self._refusal = ""

    async def next_piece(self) -> str | None:
        """The next text that is not empty, or None after the last one of a complete answer.

        Raises as ``ILLMProvider.stream`` says: Unavailable when the stream breaks off, is cut or is late.
        """
        while True:
            try:
                chunk = await self._deadline.bound(anext(self._chunks), what=f"model {self._call.model}")
            except StopAsyncIteration:
                self._judge()
                return None
            except self._library.failures as error:
                raise translate(error, self._call) from error
            piece = self._text_of(chunk)
            if piece:
                self._seen.append(piece)
                return piece

    async def close(self) -> None:
        """Let go of the connection; a stream that was read to its end has none left."""
        await self._response.aclose()

    def _text_of(self, chunk: Any) -> str:  # noqa: ANN401  as above
        if not chunk.choices:
            return ""
        delta = chunk.choices[0].delta
        extra = getattr(delta, "provider_specific_fields", None) or {}
        self._refusal += getattr(delta, "refusal", None) or extra.get("refusal") or ""
        return delta.content or ""

    def _judge(self) -> None:
        finish = self._response.received_finish_reason or self._response.intermittent_finish_reason
        text = "".join(self._seen)
        accept(RawAnswer(model=self._call.model, text=text, finish=finish, refusal=self._refusal or None))


__all__ = ["ReplyStream"]
