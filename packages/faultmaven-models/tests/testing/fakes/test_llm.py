from __future__ import annotations

import pytest

from faultmaven_models.chat import ChatMessage, ChatRequest, FinishReason, Speaker
from faultmaven_models.errors import RateLimited, SetupError, Unavailable
from faultmaven_models.testing.fakes import ScriptedLLM, ScriptedReply

REQUEST = ChatRequest(
    messages=(ChatMessage(speaker=Speaker.USER, text="three words here"),), deadline_seconds=5
)


async def test_the_script_is_followed_step_by_step() -> None:
    llm = ScriptedLLM(["first", RateLimited("slow down"), "last"])
    assert (await llm.complete(REQUEST)).text == "first"
    with pytest.raises(RateLimited):
        await llm.complete(REQUEST)
    assert [(await llm.complete(REQUEST)).text for _ in range(2)] == ["last", "last"]
    assert llm.requests == [REQUEST] * 4


async def test_a_script_that_is_not_repeated_ends() -> None:
    llm = ScriptedLLM(["only"], repeat=False)
    await llm.complete(REQUEST)
    with pytest.raises(SetupError, match="1 steps and all were used"):
        await llm.complete(REQUEST)


async def test_an_answer_after_the_deadline_is_unavailable_without_waiting() -> None:
    late = ScriptedReply(text="late", after_seconds=5.1)
    in_time = ScriptedReply(text="in time", after_seconds=5.0)
    llm = ScriptedLLM([late, in_time])
    with pytest.raises(Unavailable, match="within 5"):
        await llm.complete(REQUEST)
    assert (await llm.complete(REQUEST)).text == "in time"


async def test_a_cut_stream_gives_its_pieces_and_then_raises() -> None:
    llm = ScriptedLLM([ScriptedReply(text="the beginning of it", finish_reason=FinishReason.LENGTH)])
    pieces = llm.stream(REQUEST)
    assert [await anext(pieces) for _ in range(3)] == ["the beg", "inning ", "of it"]
    with pytest.raises(Unavailable, match="not complete"):
        await anext(pieces)


async def test_words_are_counted_as_tokens() -> None:
    reply = await ScriptedLLM(["two words"]).complete(REQUEST)
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (3, 2)


@pytest.mark.parametrize(("asked", "answered"), [(None, "scripted-fake"), ("m-1", "m-1")])
async def test_the_reply_names_the_model(asked: str | None, answered: str) -> None:
    request = REQUEST.model_copy(update={"model": asked})
    assert (await ScriptedLLM().complete(request)).model == answered
