# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

import itertools

from faultmaven_models.chat import ChatReply, FinishReason
from faultmaven_models.errors import FaultMavenError, InvalidInput, RateLimited, SetupError, Unavailable
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import ScriptedLLM, ScriptedReply

KIT = KITS["ILLMProvider"]
TEXT = "Line 2: the database refuses connections — größer."
NAME = "the name is short and stable"
COMPLETE = "an answer is complete"
JOINED = "the pieces joined are the whole"
CUT_STREAM = "a stream that is cut raises"
NEVER = "an incomplete answer is never returned"
SCRIPTS = {
    "slow": ScriptedReply(text=TEXT, after_seconds=60.0),
    "unreachable": Unavailable("connection refused"),
    "empty": "",
    "cut": ScriptedReply(text="Line 2: the", finish_reason=FinishReason.LENGTH),
    "filtered": ScriptedReply(text="Line", finish_reason=FinishReason.FILTERED),
    "limited": RateLimited("too many calls", retry_after=3.0),
    "without_key": SetupError("there is no key", mend="export THE_KEY=..."),
    "refused": InvalidInput("the request is malformed"),
    "cut_stream": ScriptedReply(text="Line 2: the", finish_reason=FinishReason.OTHER),
}
STREAM_FAILURES = tuple(check.name for check in KIT.checks if check.name.startswith("stream raises"))
COMPLETE_FAILURES = tuple(check.name for check in KIT.checks if check.name.startswith("complete raises"))


def provider(**overrides):
    made = type("Provider", (ScriptedLLM,), overrides)
    variants = {name: (lambda step=step: made([step])) for name, step in SCRIPTS.items()}
    return Subject(lambda: made([TEXT]), variants=variants)


async def complete_anything(self, request):
    return ChatReply(text=getattr(self._step(), "text", "") or "(no answer)", model="m")


async def complete_cut(self, request):
    reply = await ScriptedLLM.complete(self, request)
    return reply.model_copy(update={"finish_reason": FinishReason.LENGTH})


async def complete_with_os_errors(self, request):
    try:
        return await ScriptedLLM.complete(self, request)
    except Exception as error:
        raise OSError(str(error)) from error


async def stream_words(self, request):
    async for piece in ScriptedLLM.stream(self, request):
        yield piece.strip()


async def stream_what_came(self, request):
    try:
        async for piece in ScriptedLLM.stream(self, request):
            yield piece
    except FaultMavenError:
        return


NAMES = itertools.count()
MUTANTS = [
    Mutant("a new name each time", provider(name=property(lambda self: f"llm-{next(NAMES)}")), (NAME,)),
    Mutant("a sentence for a name", provider(name=property(lambda self: "my own model")), (NAME,)),
    Mutant("returns what it has", provider(complete=complete_anything), (NEVER, *COMPLETE_FAILURES)),
    Mutant("returns a cut answer", provider(complete=complete_cut), (COMPLETE,)),
    Mutant("raises what the SDK raises", provider(complete=complete_with_os_errors), COMPLETE_FAILURES),
    Mutant("loses blanks between pieces", provider(stream=stream_words), (JOINED,)),
    Mutant("ends a stream silently", provider(stream=stream_what_came), (CUT_STREAM, *STREAM_FAILURES)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, provider())
    assert result.complete, str(result)


def test_each_failure_is_checked_for_both_methods() -> None:
    assert len(STREAM_FAILURES) == len(COMPLETE_FAILURES) == len(SCRIPTS) - 1


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
