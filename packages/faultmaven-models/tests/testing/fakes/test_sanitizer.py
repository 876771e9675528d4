from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_models.testing.fakes import FakeSanitizer
from faultmaven_models.testing.fakes.sanitizer import find_sensitive

CASE = "case_0000000000001"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nothing here", []),
        ("mail jane@example.org.", [("email", "jane@example.org")]),
        (
            "<jane@example.org>, user=john@example.org",
            [("email", "jane@example.org"), ("email", "john@example.org")],
        ),
        ("password=abc token: x", [("secret", "abc")]),
        ("PASSWORD:abc", [("secret", "abc")]),
        ("a@b user@host @example.org x@y@z.org", []),
        ("password= next", []),
    ],
)
def test_it_finds_addresses_and_values_of_secret_keys(text: str, found: list[tuple[str, str]]) -> None:
    assert find_sensitive(text) == found


def test_counts_are_by_kind() -> None:
    redaction = FakeSanitizer().redact("password=abc a@b.org a@b.org", case_id=CASE)
    assert redaction.counts == {"secret": 1, "email": 2}
    assert redaction.text == "password=SECRETX1X EMAILX2X EMAILX2X"


def test_a_value_inside_another_is_not_torn() -> None:
    sanitizer = FakeSanitizer()
    text = "a@b.org xa@b.org"
    redacted = sanitizer.redact(text, case_id=CASE).text
    assert redacted == "EMAILX1X EMAILX2X"
    assert sanitizer.restore(redacted, case_id=CASE) == text


@given(st.lists(st.sampled_from(["a@b.org", "jane@example.org", "word", "X1X", "EMAILX7"]), max_size=8))
def test_what_was_personal_comes_back(words: list[str]) -> None:
    sanitizer, text = FakeSanitizer(), " ".join(words)
    redacted = sanitizer.redact(text, case_id=CASE).text
    assert "@" not in redacted
    assert sanitizer.restore(redacted, case_id=CASE) == text
