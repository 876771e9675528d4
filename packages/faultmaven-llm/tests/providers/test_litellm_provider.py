from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from faultmaven_llm import IncompleteAnswer, LiteLLMProvider, ProviderFault, RetryPolicy
from faultmaven_models.chat import ChatMessage, ChatReply, ChatRequest, FinishReason, Speaker, TokenUsage
from faultmaven_models.errors import InvalidInput, RateLimited, SetupError, Unavailable


async def test_a_good_answer_is_returned_with_its_model_and_usage(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.answer("The disk is full.")]
    reply = await provider.complete(ask())
    assert reply == ChatReply(
        text="The disk is full.",
        model="served-model",
        finish_reason=FinishReason.STOP,
        usage=TokenUsage(input_tokens=7, output_tokens=3),
    )


async def test_the_request_arrives_as_it_was_made(provider: LiteLLMProvider, chat_server: Any) -> None:
    system = ChatMessage(speaker=Speaker.SYSTEM, text="Be short.")
    user = ChatMessage(speaker=Speaker.USER, text="Why {{ this }}?")
    await provider.complete(ChatRequest(messages=(system, user), temperature=0.5, max_output_tokens=77))
    (sent,) = chat_server.requests
    assert sent["model"] == "test-model"
    assert sent["messages"] == [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "Why {{ this }}?"},
    ]
    assert (sent["temperature"], sent["max_tokens"]) == (0.5, 77)
    assert chat_server.authorizations == ["Bearer sk-secret-of-the-test"]


async def test_a_request_may_name_another_model(
    provider: LiteLLMProvider, chat_server: Any, ask: Any
) -> None:
    await provider.complete(ask(model="openai/bigger"))
    assert chat_server.requests[0]["model"] == "bigger"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_a_fault_of_the_server_is_tried_again(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any, status: int
) -> None:
    chat_server.script = [acts.fault(status), acts.answer("back again")]
    assert (await provider.complete(ask())).text == "back again"
    assert len(chat_server.requests) == 2


@pytest.mark.parametrize("name", ["hang_up", "half_body"])
async def test_a_lost_connection_is_tried_again(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any, name: str
) -> None:
    chat_server.script = [getattr(acts, name), acts.answer("back again")]
    assert (await provider.complete(ask())).text == "back again"


async def test_three_tries_and_no_more_are_made_in_all_layers_together(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.fault(500)] * 9
    with pytest.raises(Unavailable, match="the server says no"):
        await provider.complete(ask())
    assert len(chat_server.requests) == 3


async def test_retry_after_is_waited_for(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.fault(429, retry_after="0.4"), acts.answer("now")]
    assert (await provider.complete(ask())).text == "now"
    assert chat_server.times[1] - chat_server.times[0] >= 0.4


async def test_retry_after_beyond_the_deadline_is_not_waited_for(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.fault(429, retry_after="30")]
    started = time.monotonic()
    with pytest.raises(RateLimited) as caught:
        await provider.complete(ask(deadline_seconds=5))
    assert caught.value.retry_after == 30
    assert time.monotonic() - started < 3
    assert len(chat_server.requests) == 1


async def test_the_deadline_bounds_a_server_that_hangs(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.hang] * 3
    started = time.monotonic()
    with pytest.raises(Unavailable, match=r"deadline of 0\.5 s"):
        await provider.complete(ask(deadline_seconds=0.5))
    assert time.monotonic() - started < 1.5


async def test_the_deadline_bounds_all_tries_together(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.fault(500), acts.hang]
    started = time.monotonic()
    with pytest.raises(Unavailable):
        await provider.complete(ask(deadline_seconds=0.7))
    assert time.monotonic() - started < 1.7


async def test_a_cancelled_call_ends_as_cancelled(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.hang]
    call = asyncio.create_task(provider.complete(ask()))
    await asyncio.sleep(0.2)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


@pytest.mark.parametrize(
    ("text", "finish", "extra", "reason"),
    [
        ("half an ans", "length", {}, FinishReason.LENGTH),
        ("", "content_filter", {}, FinishReason.FILTERED),
        ("some text", "content_filter", {}, FinishReason.FILTERED),
        (None, "stop", {"refusal": "I will not."}, FinishReason.FILTERED),
        ("some text", "error", {}, FinishReason.OTHER),
        ("some text", "word-nobody-knows", {}, FinishReason.OTHER),
        ("some text", "tool_calls", {}, FinishReason.OTHER),
    ],
)
async def test_an_unfinished_answer_is_no_answer(
    provider: LiteLLMProvider,
    chat_server: Any,
    acts: Any,
    ask: Any,
    text: str,
    finish: Any,
    extra: Any,
    reason: FinishReason,
) -> None:
    chat_server.script = [acts.answer(text, finish, **extra)]
    with pytest.raises(IncompleteAnswer) as caught:
        await provider.complete(ask())
    assert caught.value.finish_reason is reason
    assert len(chat_server.requests) == 1, "the same request would end the same way"


BAD_ANSWERS: dict[str, Callable[[Any], Any]] = {
    "empty choices": lambda acts: acts.body(acts.completion()),
    "null content": lambda acts: acts.answer(None),
    "blank content": lambda acts: acts.answer(" \n"),
    "no finish mark": lambda acts: acts.answer("half an ans", None),
    "cut JSON": lambda acts: acts.body(json.dumps(acts.completion(acts.choice("hi"))).encode()[:60]),
    "not JSON at all": lambda acts: acts.body(b"<html>proxy</html>", kind="text/html"),
    "an error in a good status": lambda acts: acts.body({"error": {"message": "upstream failed"}}),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_a_bad_200_is_a_fault_however_often_it_comes(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any, name: str
) -> None:
    chat_server.script = [BAD_ANSWERS[name](acts)] * 3
    with pytest.raises(ProviderFault):
        await provider.complete(ask())
    assert len(chat_server.requests) == 3


@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_a_good_answer_after_a_bad_200_is_taken(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any, name: str
) -> None:
    chat_server.script = [BAD_ANSWERS[name](acts), acts.answer("right")]
    assert (await provider.complete(ask())).text == "right"


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_does_not_hold_names_its_variable(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any, status: int
) -> None:
    chat_server.script = [acts.fault(status, "bad key sk-secret-of-the-test")]
    with pytest.raises(SetupError, match="bad key") as caught:
        await provider.complete(ask())
    assert "OPENAI_API_KEY" in caught.value.mend
    assert "sk-secret" not in str(caught.value)
    assert len(chat_server.requests) == 1


async def test_a_missing_key_names_its_variable_and_nothing_is_sent(
    tidy: None, chat_server: Any, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)
    provider = LiteLLMProvider(model="openai/test-model", api_base=chat_server.url)
    with pytest.raises(SetupError, match="no key") as caught:
        await provider.complete(ask())
    assert "OPENAI_API_KEY" in caught.value.mend
    assert chat_server.requests == []


async def test_a_key_in_the_environment_is_used_and_not_shown(
    tidy: None, chat_server: Any, acts: Any, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-environment")
    chat_server.script = [acts.fault(401, "bad key sk-from-environment")]
    provider = LiteLLMProvider(model="openai/test-model", api_base=chat_server.url)
    with pytest.raises(SetupError) as caught:
        await provider.complete(ask())
    assert chat_server.authorizations == ["Bearer sk-from-environment"]
    assert "sk-from-environment" not in str(caught.value)


async def test_an_unknown_model_says_where_it_was_looked_for(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.fault(404)]
    with pytest.raises(SetupError, match="no model openai/test-model") as caught:
        await provider.complete(ask())
    assert chat_server.url in caught.value.mend


async def test_an_unknown_provider_says_how_models_are_named(tidy: None, chat_server: Any, ask: Any) -> None:
    with pytest.raises(SetupError, match="provider/model"):
        await LiteLLMProvider(model="nosuch/thing", api_base=chat_server.url).complete(ask())


async def test_a_local_server_that_is_down_says_how_to_start_it(tidy: None, ask: Any, dead_url: str) -> None:
    provider = LiteLLMProvider(model="ollama/llama3.1", api_base=dead_url, retry=RetryPolicy(attempts=1))
    with pytest.raises(ProviderFault, match="ollama serve"):
        await provider.complete(ask())


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_request_that_is_refused_is_not_repeated(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any, status: int
) -> None:
    chat_server.script = [acts.fault(status, "temperature out of range")]
    with pytest.raises(InvalidInput, match="temperature out of range"):
        await provider.complete(ask())
    assert len(chat_server.requests) == 1


async def test_unpaid_bills_are_for_the_user_to_mend(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.fault(402, "insufficient credits")]
    with pytest.raises(SetupError, match="insufficient credits"):
        await provider.complete(ask())


def test_a_provider_without_a_model_is_refused() -> None:
    with pytest.raises(SetupError, match="provider/model"):
        LiteLLMProvider(model=" ")


def test_one_provider_serves_one_event_loop_after_the_other(chat_server: Any, ask: Any) -> Any:
    import litellm

    provider = LiteLLMProvider(model="openai/test-model", api_base=chat_server.url, api_key="k")

    async def call() -> str:
        try:
            return (await provider.complete(ask())).text
        finally:
            await litellm.close_litellm_async_clients()
            litellm.in_memory_llm_clients_cache.flush_cache()

    assert [asyncio.run(call()) for _ in range(3)] == ["fine"] * 3


async def test_calls_at_the_same_time_do_not_mix(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.answer("same")] * 8
    replies = await asyncio.gather(*(provider.complete(ask(f"question {number}")) for number in range(8)))
    assert [reply.text for reply in replies] == ["same"] * 8
    asked = {request["messages"][0]["content"] for request in chat_server.requests}
    assert asked == {f"question {number}" for number in range(8)}
