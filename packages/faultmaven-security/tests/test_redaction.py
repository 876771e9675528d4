from __future__ import annotations

import traceback
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faultmaven_models.errors import RedactionFailed
from faultmaven_security.budget import Budget
from faultmaven_security.folded import FoldedText
from faultmaven_security.matches import Match, MatchKind
from faultmaven_security.redaction import PatternSanitizer
from faultmaven_security.vault import Vault

CASE = "case_0000000000001"
WORD = "quartz-lantern-81"

PIECES = st.sampled_from(
    [
        "ann@example.org",
        "bob.roe@mail.example.com",
        "+49 30 901820",
        "4111 1111 1111 1111",
        "QZ",
        "qz",
        "Q",
        "Z",
        "QZEMAIL1",
        "QZEMAIL1BB",
        "QZ email 1 bb",
        "qz-text-12-cc",
        "TEXT1BB",
        "12",
        "BB",
        "\n",
        " ",
        "-",
        "_",
        "é",
        "\u2028",
        "ſ",
        "\ud800",
        "K",
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES | st.text(max_size=6), max_size=14).map("".join))
@example("QZEMAIL1BBann@example.orgBB")
@example("qz ann@example.org1bb")
def test_restoring_gives_back_what_was_redacted(text: str) -> None:
    sanitizer = PatternSanitizer()
    once = sanitizer.redact(text, case_id=CASE)
    again = sanitizer.redact(text, case_id=CASE)
    secrets = sum(
        n
        for kind, n in once.counts.items()
        if not kind.startswith(("email", "phone", "payment", "iban", "us_"))
    )
    assert secrets == 0
    assert again == once
    assert sanitizer.restore(once.text, case_id=CASE) == text


def test_a_placeholder_read_back_as_text_is_escaped(sanitizer: PatternSanitizer) -> None:
    first = sanitizer.redact("from ann@example.org", case_id=CASE).text
    quoted = f"the model wrote {first.split()[-1]}"
    second = sanitizer.redact(quoted, case_id=CASE).text
    assert first.split()[-1] not in second
    assert sanitizer.restore(second, case_id=CASE) == quoted


def test_lines_keep_their_numbers(sanitizer: PatternSanitizer) -> None:
    body = "\n".join("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ" for _ in range(6))
    text = f"before\n-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\nafter"
    redacted = sanitizer.redact(text, case_id=CASE).text
    assert "MIIEv" not in redacted
    assert redacted.split("\n").index("after") == text.split("\n").index("after")


def test_counts_name_the_patterns(sanitizer: PatternSanitizer) -> None:
    counts = sanitizer.redact(f"password={WORD} ann@example.org bob@example.org", case_id=CASE).counts
    assert counts == {"password_value": 1, "email_address": 2}


def test_cases_do_not_share_values(sanitizer: PatternSanitizer) -> None:
    text = sanitizer.redact("from ann@example.org", case_id=CASE).text
    sanitizer.redact("from eve@example.org", case_id="case_0000000000002")
    assert sanitizer.restore(text, case_id="case_0000000000002") == text


def test_a_secret_inside_personal_data_is_never_restored() -> None:
    class Overlapping:
        def find(self, text: FoldedText, budget: Budget) -> Iterable[Match]:
            yield Match(start=0, end=10, pattern="wide", kind=MatchKind.PII, label="NAME")
            yield Match(start=4, end=8, pattern="narrow", kind=MatchKind.SECRET, label="SECRET")

    sanitizer = PatternSanitizer(detectors=[Overlapping()])
    redacted = sanitizer.redact("abcdSSSSefgh", case_id=CASE).text
    assert redacted.endswith("gh")
    assert "SSSS" not in sanitizer.restore(redacted, case_id=CASE)


class Quoting:
    """Raises an error that quotes the text, with another one as its cause."""

    def find(self, text: FoldedText, budget: Budget) -> Iterable[Match]:
        try:
            int(text.text)
        except ValueError as error:
            raise RuntimeError(f"cannot read {text.text}") from error
        return []


def test_a_failure_carries_nothing_of_the_text() -> None:
    sanitizer = PatternSanitizer(extra_detectors=[Quoting()])
    with pytest.raises(RedactionFailed) as caught:
        sanitizer.redact(f"password={WORD}", case_id=CASE)
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert WORD not in "".join(traceback.format_exception(error))
    assert "RuntimeError" in str(error)


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(RedactionFailed, match="limit of 10"):
        PatternSanitizer(text_limit=10).redact("x" * 11, case_id=CASE)


def test_a_text_that_takes_too_long_is_refused() -> None:
    ticks = iter(range(0, 10_000, 5))
    sanitizer = PatternSanitizer(time_limit_seconds=20.0, timer=lambda: float(next(ticks)))
    with pytest.raises(RedactionFailed, match="longer than 20 s"):
        sanitizer.redact("ann@example.org", case_id=CASE)


def test_a_vault_that_is_full_stops_the_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faultmaven_security.vault.ENTRY_LIMIT", 1)
    sanitizer = PatternSanitizer()
    sanitizer.redact("ann@example.org", case_id=CASE)
    with pytest.raises(RedactionFailed, match="values to hide"):
        sanitizer.redact("bob@example.org", case_id=CASE)


def test_a_shared_vault_gives_the_same_placeholder() -> None:
    vault = Vault(key=b"k" * 32)
    first = PatternSanitizer(vault=vault).redact(f"password={WORD}", case_id=CASE)
    second = PatternSanitizer(vault=vault).redact(f"PWD='{WORD}'", case_id=CASE)
    assert first.text.removeprefix("password=") == second.text.removeprefix("PWD='").removesuffix("'")
