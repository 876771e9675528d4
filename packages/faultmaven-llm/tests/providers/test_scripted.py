from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_llm import FunctionProvider, IncompleteAnswer, ScriptedProvider
from faultmaven_models.chat import ChatMessage, ChatReply, ChatRequest, FinishReason, Speaker
from faultmaven_models.errors import RateLimited, Unavailable


def request(text: str = "What broke?", **values: Any) -> Any:
    return ChatRequest(messages=(ChatMessage(speaker=Speaker.USER, text=text),), **values)


async def joined(stream: Any) -> Any:
    return "".join([piece async for piece in stream])


async def test_replies_come_in_order_and_requests_are_kept() -> None:
    provider = ScriptedProvider(replies=["one", "two"])
    assert (await provider.complete(request("a"))).text == "one"
    assert await joined(provider.stream(request("b"))) == "two"
    assert [asked.messages[0].text for asked in provider.requests] == ["a", "b"]
    assert provider.left == 0


async def test_an_error_in_the_script_is_raised_and_the_script_goes_on() -> None:
    provider = ScriptedProvider(replies=[RateLimited("slow", retry_after=3), "after"])
    with pytest.raises(RateLimited) as caught:
        await provider.complete(request())
    assert caught.value.retry_after == 3
    assert (await provider.complete(request())).text == "after"
    assert len(provider.requests) == 2


async def test_an_error_in_the_script_comes_while_a_stream_is_read() -> None:
    stream = ScriptedProvider(replies=[Unavailable("gone")]).stream(request())
    with pytest.raises(Unavailable, match="gone"):
        await anext(stream)


async def test_a_script_at_its_end_says_so() -> None:
    provider = ScriptedProvider(replies=["only"])
    await provider.complete(request())
    with pytest.raises(Unavailable, match="all its 1 prepared"):
        await provider.complete(request())


async def test_a_whole_reply_is_handed_on() -> None:
    reply = ChatReply(text="whole", model="other")
    assert await ScriptedProvider(replies=[reply]).complete(request()) == reply


@pytest.mark.parametrize("reason", [FinishReason.LENGTH, FinishReason.FILTERED, FinishReason.OTHER])
async def test_an_incomplete_reply_in_the_script_is_an_error_as_of_a_real_model(reason: FinishReason) -> None:
    provider = ScriptedProvider(replies=[ChatReply(text="half", model="m", finish_reason=reason)])
    with pytest.raises(IncompleteAnswer):
        await provider.complete(request())


async def test_an_empty_text_is_an_error_as_of_a_real_model() -> None:
    with pytest.raises(Unavailable):
        await ScriptedProvider(replies=[""]).complete(request())


async def test_a_function_answers_from_the_request() -> None:
    provider = FunctionProvider(lambda asked: asked.messages[-1].text.upper())
    reply = await provider.complete(request("loud", model="some/model"))
    assert (reply.text, reply.model, provider.name) == ("LOUD", "some/model", "function")


async def test_a_function_may_be_async() -> Any:
    async def function(asked: Any) -> Any:
        return f"{len(asked.messages)} message"

    assert (await FunctionProvider(function).complete(request())).text == "1 message"


async def test_what_a_function_raises_passes_through() -> None:
    def function(asked: Any) -> None:
        raise Unavailable("down")

    provider = FunctionProvider(function)
    with pytest.raises(Unavailable, match="down"):
        await provider.complete(request())
    assert len(provider.requests) == 1


@given(text=st.text(min_size=1).filter(str.strip))
async def test_a_streamed_text_joins_to_the_whole(text: str) -> None:
    provider = FunctionProvider(lambda asked: text)
    pieces = [piece async for piece in provider.stream(request())]
    assert "".join(pieces) == text
    assert all(pieces)
