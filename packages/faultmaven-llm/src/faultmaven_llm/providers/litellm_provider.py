"""Any model that litellm can speak to, behind the ``ILLMProvider`` port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from faultmaven_llm.outcomes import RawAnswer, accept
from faultmaven_llm.providers.litellm_errors import CallFacts, translate
from faultmaven_llm.providers.litellm_library import LiteLLMLibrary, load_litellm
from faultmaven_llm.providers.litellm_stream import ReplyStream
from faultmaven_llm.resilience import Deadline, RetryPolicy, with_retries
from faultmaven_models.chat import ChatReply, ChatRequest, TokenUsage
from faultmaven_models.errors import SetupError

# litellm keeps one HTTP client per value of its time-out; the deadline is kept here, so it is constant.
_LIBRARY_TIMEOUT = 3600.0


class LiteLLMProvider:
    """A language model named as litellm names it: ``provider/model``. It implements ``ILLMProvider``.

    ``api_base`` and ``api_key`` go to the provider; without them litellm reads the provider's usual
    environment variables. ``retry`` says how often a passing fault is tried again; nothing below this class
    repeats a call. ``request.deadline_seconds`` bounds a call as a whole: loading litellm (seconds, the first
    time), every try, every wait. A parameter that the model does not take, a temperature say, is left out.

    Raises SetupError for an empty model name.
    """

    def __init__(
        self,
        *,
        model: str,
        api_base: str | None = None,
        api_key: str | None = None,
        retry: RetryPolicy | None = None,
    ) -> None:
        if not model.strip():
            raise SetupError(
                "no model is named", mend="name one as provider/model, for instance ollama/llama3.1"
            )
        self._model = model
        self._api_base = api_base
        self._api_key = api_key
        self._retry = retry or RetryPolicy()

    @property
    def name(self) -> str:
        """``litellm``."""
        return "litellm"

    @property
    def model(self) -> str:
        """The model that answers when a request names none."""
        return self._model

    async def complete(self, request: ChatRequest) -> ChatReply:
        """One complete answer; errors as ``ILLMProvider`` lists them."""
        deadline = Deadline(request.deadline_seconds)
        library = await self._library(deadline)
        attempt = partial(self._answer, request, library, deadline)
        return await with_retries(attempt, policy=self._retry, deadline=deadline)

    async def stream(self, request: ChatRequest) -> AsyncIterator[str]:
        """The answer in pieces; a fault before the first piece is tried again, a later one is raised."""
        deadline = Deadline(request.deadline_seconds)
        library = await self._library(deadline)
        opening = partial(self._open, request, library, deadline)
        reply, piece = await with_retries(opening, policy=self._retry, deadline=deadline)
        try:
            while piece is not None:
                yield piece
                piece = await reply.next_piece()
        finally:
            await reply.close()

    async def _library(self, deadline: Deadline) -> LiteLLMLibrary:
        return await deadline.bound(asyncio.to_thread(load_litellm), what="loading litellm")

    async def _answer(self, request: ChatRequest, library: LiteLLMLibrary, deadline: Deadline) -> ChatReply:
        call = self._call(request)
        original = _Original()
        sending = library.acompletion(**self._arguments(request), logger_fn=original)
        try:
            response = await deadline.bound(sending, what=f"model {call.model}")
        except library.failures as error:
            raise translate(error, replace(call, answered=original.text is not None)) from error
        return accept(_raw_answer(response, original, call.model))

    async def _open(
        self, request: ChatRequest, library: LiteLLMLibrary, deadline: Deadline
    ) -> tuple[ReplyStream, str | None]:
        call = self._call(request)
        sending = library.acompletion(**self._arguments(request), stream=True)
        try:
            response = await deadline.bound(sending, what=f"model {call.model}")
        except library.failures as error:
            raise translate(error, call) from error
        reply = ReplyStream(response, call=call, library=library, deadline=deadline)
        try:
            return reply, await reply.next_piece()
        except BaseException:
            await reply.close()
            raise

    def _call(self, request: ChatRequest) -> CallFacts:
        return CallFacts(model=request.model or self._model, api_base=self._api_base, api_key=self._api_key)

    def _arguments(self, request: ChatRequest) -> dict[str, Any]:
        return {
            "model": request.model or self._model,
            "messages": [
                {"role": message.speaker.value, "content": message.text} for message in request.messages
            ],
            "temperature": request.temperature,
            "max_tokens": request.max_output_tokens,
            "api_base": self._api_base,
            "api_key": self._api_key,
            "timeout": _LIBRARY_TIMEOUT,
            "max_retries": 0,
            "num_retries": 0,
            "drop_params": True,
        }


class _Original:
    """Keeps the provider's answer as it came: litellm shows it to a logging function, then rewrites it."""

    def __init__(self) -> None:
        self.text: str | None = None

    def __call__(self, details: Mapping[str, Any]) -> None:
        if details.get("log_event_type") == "post_api_call":
            self.text = str(details.get("original_response") or "")

    def finish(self, otherwise: str | None) -> str | None:
        """The finish mark of an answer in OpenAI's form, or None; in other forms ``otherwise``."""
        try:
            body = json.loads(self.text or "")
        except ValueError:
            return otherwise
        choices = body.get("choices") if isinstance(body, dict) else None
        if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
            return otherwise
        mark = choices[0].get("finish_reason")
        return mark if isinstance(mark, str) else None


def _raw_answer(response: Any, original: _Original, model: str) -> RawAnswer:  # noqa: ANN401  litellm ships partial types
    usage = getattr(response, "usage", None)
    counted = TokenUsage(
        input_tokens=getattr(usage, "prompt_tokens", None) or 0,
        output_tokens=getattr(usage, "completion_tokens", None) or 0,
    )
    served = response.model or model
    if not response.choices:
        return RawAnswer(model=served, text=None, finish="stop", usage=counted)
    choice = response.choices[0]
    native = (getattr(choice, "provider_specific_fields", None) or {}).get("native_finish_reason")
    extra = getattr(choice.message, "provider_specific_fields", None) or {}
    return RawAnswer(
        model=served,
        text=choice.message.content,
        finish=original.finish(native or choice.finish_reason),
        refusal=extra.get("refusal"),
        usage=counted,
    )


__all__ = ["LiteLLMProvider"]
