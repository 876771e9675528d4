from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from faultmaven_llm import IncompleteAnswer, ProviderFault
from faultmaven_llm.providers.litellm_errors import CallFacts, translate
from faultmaven_models.chat import FinishReason
from faultmaven_models.errors import InvalidInput, RateLimited, SetupError


class VendorError(Exception):
    """An error with what litellm puts on its own."""

    def __init__(
        self,
        text: str = "OpenAIException - no",
        *,
        status: int = 500,
        provider: str = "openai",
        headers: Any = None,
    ) -> None:
        super().__init__(text)
        self.status_code = status
        self.llm_provider = provider
        self.litellm_response_headers = headers


class ContentPolicyViolationError(VendorError):
    """As litellm calls it."""


CALL = CallFacts(model="openai/m", api_key="sk-1234")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, InvalidInput),
        (401, SetupError),
        (402, SetupError),
        (403, SetupError),
        (404, SetupError),
        (405, SetupError),
        (408, ProviderFault),
        (409, ProviderFault),
        (413, InvalidInput),
        (418, InvalidInput),
        (422, InvalidInput),
        (425, ProviderFault),
        (429, RateLimited),
        (500, ProviderFault),
        (503, ProviderFault),
        (529, ProviderFault),
    ],
)
def test_the_status_decides(status: int, expected: Any) -> None:
    assert type(translate(VendorError(status=status), CALL)) is expected


def test_an_error_without_a_status_is_a_fault() -> None:
    assert isinstance(translate(ConnectionResetError("reset"), CALL), ProviderFault)


def test_after_a_good_status_every_error_is_a_fault() -> None:
    answered = CallFacts(model="openai/m", answered=True)
    assert isinstance(translate(VendorError(status=422), answered), ProviderFault)


def test_a_filtered_request_is_an_incomplete_answer() -> None:
    error = translate(ContentPolicyViolationError(status=400), CALL)
    assert isinstance(error, IncompleteAnswer)
    assert error.finish_reason is FinishReason.FILTERED


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("0", 0.0), ("-3", None), ("inf", None), ("soon", None), ("", None)],
)
def test_retry_after_in_seconds(value: str, seconds: float) -> None:
    error = translate(VendorError(status=429, headers={"retry-after": value}), CALL)
    assert error.retry_after == seconds


def test_retry_after_as_a_date() -> None:
    date = format_datetime(datetime.now(tz=UTC) + timedelta(seconds=90), usegmt=True)
    error = translate(VendorError(status=503, headers={"retry-after": date}), CALL)
    assert isinstance(error, ProviderFault)
    assert error.retry_after == pytest.approx(90, abs=3)


def test_retry_after_as_a_date_in_the_past_is_now() -> None:
    error = translate(VendorError(status=429, headers={"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}), CALL)
    assert error.retry_after == 0


def test_a_message_is_one_line_of_readable_length_without_the_key() -> None:
    long = "litellm.X: OpenAIException - key sk-1234 " + "x" * 5000 + "\nTraceback (most recent call last):"
    text = str(translate(VendorError(long, status=400), CALL))
    assert "sk-1234" not in text
    assert "Traceback" not in text
    assert "litellm.X" not in text
    assert len(text) < 500


@pytest.mark.parametrize(
    "text",
    [
        "FOO_API_KEY is not set",
        "Please set `FOO_API_KEY` or `FOO_AUTH_TOKEN`.",
        "Set the FOO_API_KEY variable",
    ],
)
def test_a_fault_that_names_an_unset_key_is_a_missing_key(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOO_API_KEY", raising=False)
    call = CallFacts(model="groq/m")
    error = translate(VendorError(text, status=500, provider="groq"), call)
    assert isinstance(error, SetupError)
    assert "GROQ_API_KEY" in error.mend
    monkeypatch.setenv("FOO_API_KEY", "k")
    assert isinstance(translate(VendorError(text, status=500, provider="groq"), call), ProviderFault)


def test_a_missing_module_names_the_command_that_installs_it() -> None:
    error = VendorError("cannot start")
    error.__context__ = ModuleNotFoundError("No module named 'boto3.session'", name="boto3.session")
    translated = translate(error, CALL)
    assert isinstance(translated, SetupError)
    assert translated.mend == "pip install boto3"


def test_a_model_that_a_local_server_lacks_names_the_command_that_brings_it() -> None:
    call = CallFacts(model="ollama/llama3.1:8b")
    error = translate(VendorError(status=404, provider="ollama"), call)
    assert isinstance(error, SetupError)
    assert error.mend == "ollama pull llama3.1:8b"


def test_a_provider_that_the_table_does_not_know_still_gets_a_mend() -> None:
    error = translate(VendorError(status=401, provider="newcomer"), CallFacts(model="newcomer/m"))
    assert isinstance(error, SetupError)
    assert "newcomer" in error.mend
