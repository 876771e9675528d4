"""A model words the answer; it adds nothing, and it is told no secret."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from worlds import PHRASE, engine, upload, uploads

from faultmaven_core.settings import Settings
from faultmaven_models.case import Case
from faultmaven_models.chat import ChatReply, ChatRequest
from faultmaven_models.errors import FaultMavenError, RateLimited, SetupError, Unavailable
from faultmaven_models.testing.fakes import FakeSanitizer, ScriptedLLM
from faultmaven_models.testing.fakes.llm import ScriptedReply

QUESTION = "Why does checkout fail?"
SECRET = "hunter2-correct-horse"  # noqa: S105  what must not leave
ADDRESS = "ada@example.com"


async def investigated(provider: object, *, sanitizer: object | None = None) -> Case:
    subject = engine(llm_provider=provider, sanitizer=sanitizer or FakeSanitizer())
    return (await subject.investigate(QUESTION, attachments=uploads())).case


async def rules_answer() -> str:
    return (await engine().investigate(QUESTION, attachments=uploads())).case.turns[0].answer


def said(request: ChatRequest) -> str:
    return "\n".join(message.text for message in request.messages)


async def test_good_prose_is_shown_with_the_places_of_its_labels() -> None:
    provider = ScriptedLLM(["The pool is used up [E1], as the database says [E2, E3].\n"])
    case = await investigated(provider)
    [first, second, third] = [f"{item.spans[0].source}:{item.spans[0].start_line}" for item in case.evidence]
    assert case.turns[0].answer == f"The pool is used up [{first}], as the database says [{second}, {third}]."
    assert case.refused_claims == ()
    assert len(provider.requests) == 1
    assert PHRASE in said(provider.requests[0])


@pytest.mark.parametrize("text", ["The disk is full [E9].", "It is the pool [E1, E77].", "See [E0]; [E1]."])
async def test_prose_with_an_invented_label_is_refused(text: str) -> None:
    case = await investigated(ScriptedLLM([text]))
    assert case.turns[0].answer == await rules_answer()
    [refused] = case.refused_claims
    assert "is not in the case" in refused.reason
    assert refused.claim.startswith("prose by ")
    assert refused.turn == 1


async def test_blank_prose_is_refused() -> None:
    case = await investigated(ScriptedLLM([" \n "]))
    assert case.turns[0].answer == await rules_answer()
    assert [claim.reason for claim in case.refused_claims] == ["it is blank"]


@pytest.mark.parametrize(
    "step",
    [
        Unavailable("no answer in time"),
        RateLimited("slow down", retry_after=3.0),
        SetupError("no key", mend="set the key"),
        ScriptedReply(text="cut", after_seconds=10_000.0),
    ],
)
async def test_when_the_provider_fails_the_rules_answer_stands_and_the_reason_is_kept(
    step: FaultMavenError | ScriptedReply,
) -> None:
    case = await investigated(ScriptedLLM([step]))
    assert case.turns[0].answer == await rules_answer()
    [refused] = case.refused_claims
    assert refused.claim == "prose by scripted-fake"
    assert str(step) in refused.reason or "no answer within" in refused.reason
    assert case.root_cause is not None


class BrokenProvider:
    """Raises what its port does not allow, with the prompt in the message."""

    name = "broken"

    async def complete(self, request: ChatRequest) -> ChatReply:
        raise KeyError(said(request))

    def stream(self, request: ChatRequest) -> AsyncIterator[str]:
        raise KeyError(said(request))


async def test_a_provider_with_a_defect_costs_the_prose_only() -> None:
    case = await investigated(BrokenProvider())
    assert case.turns[0].answer == await rules_answer()
    assert [claim.reason for claim in case.refused_claims] == [
        "broken failed with KeyError, which its port does not allow"
    ]


async def test_without_a_sanitizer_nothing_is_sent() -> None:
    provider = ScriptedLLM(["never asked"])
    subject = engine(llm_provider=provider, settings=Settings(sanitizer="none-of-that-name"))
    case = (await subject.investigate(QUESTION, attachments=uploads())).case
    assert provider.requests == []
    assert case.turns[0].answer == await rules_answer()
    assert "nothing was sent" in case.refused_claims[0].reason


class RaisingSanitizer(FakeSanitizer):
    """Fails as a missing model would, on what its author did not think of."""

    def redact(self, text: str, *, case_id: str) -> None:  # type: ignore[override]  # it never answers
        raise ZeroDivisionError(text)


@pytest.mark.parametrize("sanitizer", [FakeSanitizer(broken=True), RaisingSanitizer()])
async def test_when_the_sanitizer_fails_nothing_is_sent(sanitizer: FakeSanitizer) -> None:
    provider = ScriptedLLM(["never asked"])
    case = await investigated(provider, sanitizer=sanitizer)
    assert provider.requests == []
    assert case.turns[0].answer == await rules_answer()
    assert "nothing was sent" in case.refused_claims[0].reason
    assert PHRASE not in case.refused_claims[0].reason


async def test_secrets_in_quotes_questions_and_names_never_reach_the_provider() -> None:
    provider = ScriptedLLM(["The pool is used up [E1], ask EMAILX1X."])
    subject = engine(llm_provider=provider, sanitizer=FakeSanitizer())
    line = f"password={SECRET} {PHRASE} by {ADDRESS}"
    case = (
        await subject.investigate(
            f"Why did {ADDRESS} fail? password={SECRET}",
            attachments=(upload("a.log", line), upload("b.log", line)),
        )
    ).case
    sent = said(provider.requests[0])
    assert f"password=SECRETX2X {PHRASE} by EMAILX" in sent
    assert SECRET not in sent
    assert ADDRESS not in sent
    assert "EMAILX" in sent
    assert SECRET not in case.turns[0].answer


async def test_personal_data_come_back_in_the_answer_and_secrets_do_not() -> None:
    class Echo(ScriptedLLM):
        async def complete(self, request: ChatRequest) -> ChatReply:
            await super().complete(request)
            words = [word for word in said(request).split() if word.startswith(("EMAILX", "password="))]
            return ChatReply(text=" ".join(dict.fromkeys(words)), model="echo")

    line = f"{PHRASE} {ADDRESS} password={SECRET}"
    subject = engine(llm_provider=Echo(), sanitizer=FakeSanitizer())
    case = (
        await subject.investigate(QUESTION, attachments=(upload("a.log", line), upload("b.log", line)))
    ).case
    assert ADDRESS in case.turns[0].answer
    assert SECRET not in case.turns[0].answer
    assert "password=SECRETX" in case.turns[0].answer
