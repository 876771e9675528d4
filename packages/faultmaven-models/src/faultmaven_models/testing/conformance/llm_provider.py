"""The kit for ILLMProvider.

The provider is arranged (by a script, or by a server on the loopback) so that a fresh one answers every
request with the same complete text.
"""

from __future__ import annotations

from faultmaven_models.chat import ChatMessage, ChatReply, ChatRequest, FinishReason, Speaker
from faultmaven_models.errors import FaultMavenError, InvalidInput, RateLimited, SetupError, Unavailable
from faultmaven_models.interfaces import ILLMProvider
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import Check, check, implements
from faultmaven_models.testing.conformance.kit import Kit
from faultmaven_models.testing.conformance.names import expect_short_stable_name

_DEADLINE_SECONDS = 2.0
_FAILURES = (
    "Raises Unavailable (no answer in time, connection lost, empty, cut or filtered answer), RateLimited, "
    "SetupError (no key, unknown model) or InvalidInput (the provider refuses the request)."
)
_STREAM = "The answer in pieces that joined give the whole; the same errors, raised while iterating."
_VARIANTS: dict[str, tuple[str, type[FaultMavenError]]] = {
    "slow": (f"gives its answer long after {_DEADLINE_SECONDS:.0f} seconds", Unavailable),
    "unreachable": ("has no service to connect to", Unavailable),
    "empty": ("is given an answer without text", Unavailable),
    "cut": ("is given an answer that stopped at the token limit", Unavailable),
    "filtered": ("is given an answer that a content filter stopped", Unavailable),
    "limited": ("is told that it calls too often", RateLimited),
    "without_key": ("has no key", SetupError),
    "refused": ("is told that the request is malformed", InvalidInput),
}


def _request() -> ChatRequest:
    message = ChatMessage(speaker=Speaker.USER, text="Which line shows the cause? «größer»")
    return ChatRequest(messages=(message,), deadline_seconds=_DEADLINE_SECONDS)


async def _streamed(provider: ILLMProvider) -> list[str]:
    return [piece async for piece in provider.stream(_request())]


@check("A short stable name, such as ``litellm``.")
async def _the_name_is_short_and_stable(bench: Bench[ILLMProvider]) -> None:
    await expect_short_stable_name(bench)


@check("One complete answer within ``request.deadline_seconds``.")
async def _an_answer_is_complete(bench: Bench[ILLMProvider]) -> None:
    reply = await (await bench.fresh()).complete(_request())
    bench.expect(isinstance(reply, ChatReply), f"complete gave {reply!r}")
    bench.expect(bool(reply.text), "the text is empty")
    bench.expect_equal(reply.finish_reason, FinishReason.STOP, "the reason why the model stopped")


@check("pieces that joined give the whole")
async def _the_pieces_joined_are_the_whole(bench: Bench[ILLMProvider]) -> None:
    reply = await (await bench.fresh()).complete(_request())
    bench.expect_equal("".join(await _streamed(await bench.fresh())), reply.text, "the joined stream")


@check("A stream that ends without the provider's finish mark raises Unavailable.")
async def _a_stream_that_is_cut_raises(bench: Bench[ILLMProvider]) -> None:
    provider = await bench.variant("cut_stream")
    await bench.expect_error(Unavailable, _streamed(provider), "a stream without a finish mark")


def _completion_fails(variant: str, state: str, error: type[FaultMavenError]) -> Check[ILLMProvider]:
    async def body(bench: Bench[ILLMProvider]) -> None:
        provider = await bench.variant(variant)
        await bench.expect_error(error, provider.complete(_request()), f"a provider that {state}")

    return Check(name=f"complete raises {error.__name__} when {variant}", clause=_FAILURES, body=body)


def _stream_fails(variant: str, state: str, error: type[FaultMavenError]) -> Check[ILLMProvider]:
    async def body(bench: Bench[ILLMProvider]) -> None:
        provider = await bench.variant(variant)
        await bench.expect_error(error, _streamed(provider), f"the stream of a provider that {state}")

    return Check(name=f"stream raises {error.__name__} when {variant}", clause=_STREAM, body=body)


@check("It never returns an incomplete answer as a complete one.")
async def _an_incomplete_answer_is_never_returned(bench: Bench[ILLMProvider]) -> None:
    for variant in ("cut", "filtered", "empty"):
        provider = await bench.variant(variant)
        try:
            reply = await provider.complete(_request())
        except FaultMavenError:
            continue
        raise bench.failure(f"a provider whose answer is {variant} returned {reply.text!r}")


LLM_PROVIDER_KIT = Kit(
    port=ILLMProvider,
    checks=(
        implements(ILLMProvider),
        _the_name_is_short_and_stable,
        _an_answer_is_complete,
        _the_pieces_joined_are_the_whole,
        _a_stream_that_is_cut_raises,
        _an_incomplete_answer_is_never_returned,
        *(_completion_fails(name, *expected) for name, expected in _VARIANTS.items()),
        *(_stream_fails(name, *expected) for name, expected in _VARIANTS.items()),
    ),
    variants={
        **{name: f"a provider that {state}" for name, (state, _) in _VARIANTS.items()},
        "cut_stream": "a provider whose stream ends in the middle, without a finish mark",
    },
)
