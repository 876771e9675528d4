"""What came back from a provider, judged: a complete answer, or an error that says what is wrong with it.

A status of 200 says little. Providers, and the libraries in front of them, hand out empty choices, refusals,
filtered and cut texts as if they were answers. Only a text with a finish mark that means "I was done" is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from faultmaven_models.chat import ChatReply, FinishReason, TokenUsage
from faultmaven_models.errors import Unavailable

_SHOWN = 200
_MEANINGS = {
    "stop": FinishReason.STOP,
    "complete": FinishReason.STOP,
    "end_turn": FinishReason.STOP,
    "eos": FinishReason.STOP,
    "eos_token": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH,
    "blocklist": FinishReason.FILTERED,
    "content_filter": FinishReason.FILTERED,
    "content_filtered": FinishReason.FILTERED,
    "guardrail_intervened": FinishReason.FILTERED,
    "prohibited_content": FinishReason.FILTERED,
    "recitation": FinishReason.FILTERED,
    "refusal": FinishReason.FILTERED,
    "safety": FinishReason.FILTERED,
    "sensitive": FinishReason.FILTERED,
    "spii": FinishReason.FILTERED,
}


class ProviderFault(Unavailable):
    """The provider could not be reached, broke off, failed or said nothing: another try may help.

    ``retry_after`` is the wait in seconds that it asked for, or None.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class IncompleteAnswer(Unavailable):
    """The provider answered, but cut, filtered or unfinished: the same request would end the same way."""

    def __init__(self, message: str, *, finish_reason: FinishReason) -> None:
        super().__init__(message)
        self.finish_reason = finish_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """What a provider sent, before anybody has believed it."""

    model: str
    text: str | None
    finish: str | None
    """The provider's own word for why it stopped; None when it gave none."""
    refusal: str | None = None
    usage: TokenUsage = field(default_factory=TokenUsage)


def finish_reason_of(finish: str) -> FinishReason:
    """What a provider's finish word means; a word that nobody knows is never a STOP."""
    return _MEANINGS.get(finish.casefold(), FinishReason.OTHER)


def accept(answer: RawAnswer) -> ChatReply:
    """The reply, if the answer is complete.

    Raises ProviderFault when there is no text or no finish mark, IncompleteAnswer when the model refused, was
    filtered, was cut at its limit or stopped for any other reason than being done.
    """
    if answer.refusal:
        raise IncompleteAnswer(
            f"model {answer.model} refused: {answer.refusal[:_SHOWN]}", finish_reason=FinishReason.FILTERED
        )
    if answer.finish is None:
        raise ProviderFault(f"the answer of model {answer.model} broke off: it ends without a finish mark")
    reason = finish_reason_of(answer.finish)
    if reason is not FinishReason.STOP:
        raise IncompleteAnswer(_unfinished(answer.model, answer.finish, reason), finish_reason=reason)
    if answer.text is None or not answer.text.strip():
        raise ProviderFault(f"model {answer.model} gave an empty answer")
    return ChatReply(text=answer.text, model=answer.model, finish_reason=reason, usage=answer.usage)


def _unfinished(model: str, finish: str, reason: FinishReason) -> str:
    if reason is FinishReason.LENGTH:
        return f"the answer of model {model} was cut at its limit: raise max_output_tokens or ask for less"
    if reason is FinishReason.FILTERED:
        return f"the answer of model {model} was withheld by the provider's filter ({finish})"
    return f"model {model} stopped before it was done ({finish[:_SHOWN]})"


__all__ = ["IncompleteAnswer", "ProviderFault", "RawAnswer", "accept", "finish_reason_of"]
