from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from faultmaven_llm import IncompleteAnswer, LiteLLMProvider, ProviderFault
from faultmaven_models.chat import FinishReason
from faultmaven_models.errors import RateLimited, SetupError, Unavailable

# pydantic says this of litellm's own types; load_litellm silences it, but pytest resets the filters.
pytestmark = pytest.mark.filterwarnings("ignore:Item .* on TypedDict class 'ChatCompletion:UserWarning")


async def read(stream: AsyncIterator[str]) -> tuple[list[str], Unavailable | None]:
    """The pieces, and the error at the end of them, if there is one."""
    pieces: list[str] = []
    try:
        async for piece in stream:
            pieces.append(piece)  # noqa: PERF401  the pieces before an error are wanted too
    except Unavailable as error:
        return pieces, error
    return pieces, None


async def test_the_pieces_joined_give_the_whole(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.streamed("The ", "disk ", "is full.")]
    pieces, error = await read(provider.stream(ask()))
    assert ("".join(pieces), error) == ("The disk is full.", None)
    assert len(pieces) == 3
    assert chat_server.requests[0]["stream"] is True


@pytest.mark.parametrize("tail", [b"", b"data: [DONE]\n\n"])
async def test_a_stream_without_a_finish_mark_was_cut(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any, tail: bytes
) -> None:
    chat_server.script = [acts.streamed("The disk", finish=None, tail=tail)]
    pieces, error = await read(provider.stream(ask()))
    assert pieces == ["The disk"]
    assert isinstance(error, ProviderFault)
    assert "without a finish mark" in str(error)


@pytest.mark.parametrize(
    "tail", [b'data: {"error": {"message": "boom", "code": 500}}\n\n', b'data: {"id": "c1", "choi\n\n']
)
async def test_a_fault_in_mid_stream_is_raised_and_not_repeated(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any, tail: bytes
) -> None:
    chat_server.script = [acts.streamed("The disk", finish=None, tail=tail)]
    pieces, error = await read(provider.stream(ask()))
    assert pieces == ["The disk"]
    assert isinstance(error, Unavailable)
    assert len(chat_server.requests) == 1, "what was given out cannot be taken back"


@pytest.mark.parametrize(
    ("finish", "reason"), [("length", FinishReason.LENGTH), ("content_filter", FinishReason.FILTERED)]
)
async def test_an_unfinished_stream_is_no_answer(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any, finish: Any, reason: FinishReason
) -> None:
    chat_server.script = [acts.streamed("The disk", finish=finish)]
    pieces, error = await read(provider.stream(ask()))
    assert pieces == ["The disk"]
    assert isinstance(error, IncompleteAnswer)
    assert error.finish_reason is reason


async def test_a_finish_mark_of_error_is_not_a_stop(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.streamed("The disk", finish="error")]
    _, error = await read(provider.stream(ask()))
    assert isinstance(error, Unavailable)


async def test_a_fault_before_the_first_piece_is_tried_again(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.fault(500), acts.streamed(), acts.streamed("third ", "time")]
    pieces, error = await read(provider.stream(ask()))
    assert (pieces, error) == (["third ", "time"], None)
    assert len(chat_server.requests) == 3


async def test_errors_come_while_iterating(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.fault(401)]
    stream = provider.stream(ask())
    with pytest.raises(SetupError, match="OPENAI_API_KEY"):
        await anext(stream)


async def test_retry_after_beyond_the_deadline_ends_a_stream(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.fault(429, retry_after="60")]
    with pytest.raises(RateLimited):
        await anext(provider.stream(ask(deadline_seconds=2)))


async def test_a_drip_does_not_outlive_the_deadline(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.streamed(*["drop "] * 50, pause=0.2)]
    started = time.monotonic()
    pieces, error = await read(provider.stream(ask(deadline_seconds=0.9)))
    assert time.monotonic() - started < 2
    assert pieces
    assert isinstance(error, Unavailable)
    assert "deadline" in str(error)


async def test_a_reader_may_stop_early(
    provider: LiteLLMProvider, chat_server: Any, acts: Any, ask: Any
) -> None:
    chat_server.script = [acts.streamed("one ", "two ", "three", pause=0.1), acts.answer("still works")]
    stream = provider.stream(ask())
    assert await anext(stream) == "one "
    await stream.aclose()
    assert (await provider.complete(ask())).text == "still works"
