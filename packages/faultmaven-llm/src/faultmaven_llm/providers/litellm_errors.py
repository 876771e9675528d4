"""Turns what litellm raises into ``faultmaven_models.errors``, with the mend where the set-up is wrong.

litellm tells a missing key, a dead server and a defect of its own apart by text and little else, so the order
of the questions below matters. Nothing here imports it: its errors carry a status code, a provider, headers.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import isfinite

from faultmaven_llm.outcomes import IncompleteAnswer, ProviderFault
from faultmaven_llm.providers.provider_table import ProviderFacts, facts_of
from faultmaven_models.chat import FinishReason
from faultmaven_models.errors import FaultMavenError, InvalidInput, RateLimited, SetupError

_SHOWN = 300
_KEY_ENDINGS = ("_API_KEY", "_AUTH_TOKEN")
_NO_KEY = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_NOT_THERE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})
_MAY_PASS = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What a call was, as far as its failure can be explained by it."""

    model: str
    api_base: str | None = None
    api_key: str | None = None
    answered: bool = False
    """True once the provider has sent an answer with a good status."""


def translate(error: Exception, call: CallFacts) -> FaultMavenError:
    """The error to raise in place of litellm's; raise it ``from`` the original."""
    provider = str(getattr(error, "llm_provider", "") or "")
    facts = facts_of(provider or call.model.partition("/")[0])
    said = _said(error, call, facts)
    status = getattr(error, "status_code", None)
    if type(error).__name__ == "ContentPolicyViolationError":
        return IncompleteAnswer(
            f"the provider's filter refused the request to {call.model}: {said}",
            finish_reason=FinishReason.FILTERED,
        )
    if call.answered:
        return ProviderFault(f"model {call.model} sent an answer that cannot be read: {said}")
    return (
        _before_sending(error, call, facts, said, known_provider=bool(provider))
        or _refused(error, status, call, facts, said)
        or ProviderFault(
            f"model {call.model} did not answer: {said}{facts.start_hint(call.model)}",
            retry_after=_retry_after(error),
        )
    )


def _before_sending(
    error: Exception, call: CallFacts, facts: ProviderFacts, said: str, *, known_provider: bool
) -> SetupError | None:
    """What went wrong on this machine, though litellm reports most of it as a fault of the server."""
    module = _missing_module(error)
    if module:
        return SetupError(f"model {call.model} needs the module {module}", mend=f"pip install {module}")
    if not known_provider and getattr(error, "status_code", None) == HTTPStatus.BAD_REQUEST:
        return SetupError(
            f"{call.model!r} names no provider that litellm knows",
            mend="name the model as provider/model, for instance openai/gpt-4o-mini or ollama/llama3.1",
        )
    variables = _named_key_variables(str(error))
    if variables and call.api_key is None and not any(os.environ.get(name) for name in variables):
        return SetupError(f"there is no key for model {call.model}: {said}", mend=facts.key_mend())
    return None


def _refused(
    error: Exception, status: object, call: CallFacts, facts: ProviderFacts, said: str
) -> FaultMavenError | None:
    """The provider's no, by its status; None for a fault that may pass."""
    if not isinstance(status, int) or status in _MAY_PASS:
        return None
    if status in _NO_KEY:
        return SetupError(
            f"the provider does not let us use model {call.model}: {said}", mend=facts.key_mend()
        )
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return SetupError(
            f"the provider wants to be paid for {call.model}: {said}", mend="top up the account"
        )
    if status in _NOT_THERE:
        return SetupError(
            f"the provider has no model {call.model}: {said}",
            mend=facts.model_mend(call.model, call.api_base),
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"model {call.model} is rate limited: {said}", retry_after=_retry_after(error))
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return InvalidInput(f"model {call.model} refuses the request ({status}): {said}")
    return None


def _said(error: Exception, call: CallFacts, facts: ProviderFacts) -> str:
    """The provider's words: one line of readable length, without litellm's own prefix and without the key."""
    text = str(error)
    text = (text.partition("Exception - ")[2] or text).strip()
    for secret in (call.api_key, *(os.environ.get(name) for name in facts.key_variables)):
        if secret:
            text = text.replace(secret, "***")
    line = text.splitlines()[0].strip() if text else type(error).__name__
    return line[:_SHOWN]


def _named_key_variables(text: str) -> list[str]:
    """Words that look like the environment variable of a key."""
    plain = "".join(sign if sign.isalnum() or sign == "_" else " " for sign in text)
    return [word for word in plain.split() if word.isupper() and word.endswith(_KEY_ENDINGS)]


def _missing_module(error: BaseException) -> str:
    """The module whose import failed somewhere below this error, or an empty text."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ModuleNotFoundError):
            return (seen.name or "").partition(".")[0]
        seen = seen.__cause__ or seen.__context__
    return ""


def _retry_after(error: Exception) -> float | None:
    """The wait in seconds that the provider asked for: a number, or a date as RFC 9110 has it."""
    headers = getattr(error, "litellm_response_headers", None)
    value = headers.get("retry-after") if isinstance(headers, Mapping) else None
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        return _seconds_until(value)
    return seconds if isfinite(seconds) and seconds >= 0 else None


def _seconds_until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


__all__ = ["CallFacts", "translate"]
