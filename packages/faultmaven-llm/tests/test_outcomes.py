from __future__ import annotations

from typing import Any

import pytest

from faultmaven_llm.outcomes import IncompleteAnswer, ProviderFault, RawAnswer, accept, finish_reason_of
from faultmaven_models.chat import FinishReason, TokenUsage
from faultmaven_models.errors import Unavailable


def raw(**changes: Any) -> Any:
    return RawAnswer(**{"model": "m", "text": "It is the disk.", "finish": "stop", **changes})


@pytest.mark.parametrize("finish", ["stop", "STOP", "end_turn", "stop_sequence", "COMPLETE", "eos_token"])
def test_a_finished_text_is_a_reply(finish: Any) -> None:
    usage = TokenUsage(input_tokens=4, output_tokens=2)
    reply = accept(raw(finish=finish, usage=usage))
    assert (reply.text, reply.model, reply.finish_reason) == ("It is the disk.", "m", FinishReason.STOP)
    assert reply.usage == usage


def test_the_text_is_kept_to_the_letter() -> None:
    assert accept(raw(text="  two\n lines ")).text == "  two\n lines "


@pytest.mark.parametrize("text", [None, "", " \n\t"])
def test_no_text_is_a_fault_that_may_pass(text: str) -> None:
    with pytest.raises(ProviderFault, match="empty"):
        accept(raw(text=text))


def test_a_missing_finish_mark_is_a_fault_that_may_pass() -> None:
    with pytest.raises(ProviderFault, match="without a finish mark"):
        accept(raw(finish=None))


@pytest.mark.parametrize(
    ("finish", "reason", "words"),
    [
        ("length", FinishReason.LENGTH, "max_output_tokens"),
        ("MAX_TOKENS", FinishReason.LENGTH, "max_output_tokens"),
        ("content_filter", FinishReason.FILTERED, "filter"),
        ("SAFETY", FinishReason.FILTERED, "filter"),
        ("tool_calls", FinishReason.OTHER, "tool_calls"),
        ("error", FinishReason.OTHER, "error"),
        ("", FinishReason.OTHER, "before it was done"),
    ],
)
def test_any_other_finish_is_incomplete_and_says_why(finish: Any, reason: FinishReason, words: str) -> None:
    with pytest.raises(IncompleteAnswer, match=words) as caught:
        accept(raw(finish=finish))
    assert caught.value.finish_reason is reason


def test_a_refusal_wins_over_a_text_and_a_stop() -> None:
    with pytest.raises(IncompleteAnswer, match="I will not") as caught:
        accept(raw(refusal="I will not."))
    assert caught.value.finish_reason is FinishReason.FILTERED


def test_an_unknown_finish_word_is_never_a_stop() -> None:
    assert finish_reason_of("stopped_by_the_moon") is FinishReason.OTHER


def test_both_errors_are_what_the_port_promises() -> None:
    assert issubclass(ProviderFault, Unavailable)
    assert issubclass(IncompleteAnswer, Unavailable)
