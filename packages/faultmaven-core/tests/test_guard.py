"""Nothing reaches a provider that a sanitizer has not seen."""

from __future__ import annotations

import pytest

from faultmaven_core.guard import GuardedProvider
from faultmaven_models.chat import ChatMessage, ChatRequest, Speaker
from faultmaven_models.errors import ContractError, RedactionFailed, Unavailable
from faultmaven_models.testing.fakes import FakeSanitizer, ScriptedLLM

SECRET = "token=s3cr3t-value"  # noqa: S105  what must not leave


def request(*texts: str) -> ChatRequest:
    return ChatRequest(messages=tuple(ChatMessage(speaker=Speaker.USER, text=text) for text in texts))


def guarded(provider: ScriptedLLM, sanitizer: FakeSanitizer | None) -> GuardedProvider:
    return GuardedProvider(provider, sanitizer, case_id="case_0123456789abc")


async def test_every_message_is_redacted_before_it_is_sent() -> None:
    provider = ScriptedLLM()
    await guarded(provider, FakeSanitizer()).complete(request(SECRET, f"again {SECRET} ada@example.com"))
    texts = [message.text for message in provider.requests[0].messages]
    assert texts == ["token=SECRETX1X", "again token=SECRETX1X EMAILX2X"]


async def test_the_answer_gets_personal_data_back() -> None:
    provider = ScriptedLLM(["write to EMAILX1X"])
    reply = await guarded(provider, FakeSanitizer()).complete(request("from ada@example.com"))
    assert reply.text == "write to ada@example.com"


async def test_a_stream_is_restored_as_a_whole() -> None:
    provider = ScriptedLLM(["please write to EMAILX1X at once"])
    subject = guarded(provider, FakeSanitizer())
    pieces = [piece async for piece in subject.stream(request("from ada@example.com"))]
    assert pieces == ["please write to ada@example.com at once"]
    assert "ada@" not in provider.requests[0].messages[0].text


async def test_without_a_sanitizer_it_refuses_and_says_how_to_get_one() -> None:
    provider = ScriptedLLM()
    with pytest.raises(RedactionFailed, match=r"pip install .*faultmaven-core\[security\]"):
        await guarded(provider, None).complete(request("hello"))
    with pytest.raises(RedactionFailed):
        [piece async for piece in guarded(provider, None).stream(request("hello"))]
    assert provider.requests == []


class Fragile(FakeSanitizer):
    """Redacts, or fails as code fails that its author did not finish."""

    def __init__(self, *, fails_on: str) -> None:
        super().__init__()
        self.fails_on = fails_on

    def redact(self, text: str, *, case_id: str):  # type: ignore[no-untyped-def]  # noqa: ANN201  as its parent
        if self.fails_on in text:
            raise IndexError(text)
        return super().redact(text, case_id=case_id)

    def restore(self, text: str, *, case_id: str) -> str:
        if self.fails_on in text:
            raise IndexError(text)
        return super().restore(text, case_id=case_id)


async def test_one_message_that_cannot_be_redacted_holds_back_all() -> None:
    provider = ScriptedLLM()
    with pytest.raises(RedactionFailed, match="IndexError, so nothing was sent") as raised:
        await guarded(provider, Fragile(fails_on="odd")).complete(request("plain", "odd s3cr3t"))
    assert provider.requests == []
    assert "s3cr3t" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


async def test_an_answer_that_cannot_be_restored_is_a_broken_promise() -> None:
    subject = guarded(ScriptedLLM(["odd s3cr3t"]), Fragile(fails_on="odd"))
    with pytest.raises(ContractError, match="fake failed with IndexError") as raised:
        await subject.complete(request("plain"))
    assert "s3cr3t" not in str(raised.value)


async def test_the_providers_own_errors_pass_and_its_defects_are_named() -> None:
    with pytest.raises(Unavailable, match="away"):
        await guarded(ScriptedLLM([Unavailable("away")]), FakeSanitizer()).complete(request("hello"))

    class Broken(ScriptedLLM):
        async def complete(self, request: ChatRequest) -> None:  # type: ignore[override]  # it never answers
            raise RuntimeError(request.messages[0].text)

    with pytest.raises(ContractError, match="scripted-fake failed with RuntimeError"):
        await guarded(Broken(), FakeSanitizer()).complete(request("hello"))


def test_it_bears_the_name_of_the_provider_behind_it() -> None:
    assert guarded(ScriptedLLM(), None).name == "scripted-fake"
