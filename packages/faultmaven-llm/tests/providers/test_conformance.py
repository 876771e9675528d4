from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from faultmaven_llm import FunctionProvider, LiteLLMProvider, RetryPolicy, ScriptedProvider
from faultmaven_models.chat import ChatReply, FinishReason
from faultmaven_models.errors import InvalidInput, RateLimited, SetupError, Unavailable
from faultmaven_models.testing.conformance.check import Check
from faultmaven_models.testing.conformance.llm_provider import LLM_PROVIDER_KIT

pytestmark = pytest.mark.filterwarnings("ignore:Item .* on TypedDict class 'ChatCompletion:UserWarning")
every_check = pytest.mark.parametrize("check", LLM_PROVIDER_KIT.checks, ids=str)
TEXT = "The disk is full, see [E1]."


def scripted(*replies: Any) -> Callable[[], ScriptedProvider]:
    return lambda: ScriptedProvider(replies=replies * 3)


def unfinished(reason: FinishReason) -> ChatReply:
    return ChatReply(text="The dis", model="m", finish_reason=reason)


# A script knows neither time nor servers; what a real provider finds out is written into it.
SCRIPTS: dict[str, Callable[[], Any]] = {
    "cut": scripted(unfinished(FinishReason.LENGTH)),
    "cut_stream": scripted(unfinished(FinishReason.OTHER)),
    "empty": scripted(""),
    "filtered": scripted(unfinished(FinishReason.FILTERED)),
    "limited": scripted(RateLimited("slow down")),
    "refused": scripted(InvalidInput("malformed")),
    "slow": scripted(Unavailable("too late")),
    "unreachable": scripted(Unavailable("nobody there")),
    "without_key": scripted(SetupError("no key", mend="export KEY=...")),
}


@every_check
async def test_the_scripted_provider_keeps_the_port(check: Check[Any]) -> None:
    await check.run(LLM_PROVIDER_KIT.subject(scripted(TEXT), variants=SCRIPTS))


@every_check
async def test_the_function_provider_keeps_the_port(check: Check[Any]) -> None:
    def model() -> FunctionProvider:
        return FunctionProvider(lambda _: TEXT)

    await check.run(LLM_PROVIDER_KIT.subject(model, variants=SCRIPTS))


@every_check
async def test_the_litellm_provider_keeps_the_port(
    check: Check[Any], tidy: None, chat_server: Any, acts: Any, dead_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_ADMIN_KEY", raising=False)

    def provider(
        always: Any = acts.hang, *, url: str = chat_server.url, key: str | None = "k"
    ) -> LiteLLMProvider:
        chat_server.always = always
        at_once = RetryPolicy(first_wait_seconds=0, jitter_seconds=0)
        return LiteLLMProvider(model="openai/m", api_base=url, api_key=key, retry=at_once)

    def either(text: str, finish: str | None) -> Any:
        whole, pieces = acts.answer(text, finish), acts.streamed(*text.split(), finish=finish)

        def act(handler: Any) -> None:
            chosen = pieces if chat_server.requests[-1].get("stream") else whole
            chosen(handler)

        return act

    def good(handler: Any) -> None:
        pieces = acts.streamed(TEXT[:5], TEXT[5:])
        chosen = pieces if chat_server.requests[-1].get("stream") else acts.answer(TEXT)
        chosen(handler)

    variants = {
        "cut": lambda: provider(either("The dis", "length")),
        "cut_stream": lambda: provider(either("The dis", None)),
        "empty": lambda: provider(either("", "stop")),
        "filtered": lambda: provider(either("The dis", "content_filter")),
        "limited": lambda: provider(acts.fault(429)),
        "refused": lambda: provider(acts.fault(400)),
        "slow": lambda: provider(acts.hang),
        "unreachable": lambda: provider(url=dead_url),
        "without_key": lambda: provider(key=None),
    }
    await check.run(LLM_PROVIDER_KIT.subject(lambda: provider(good), variants=variants))
