"""Nothing that a log line holds moves a cursor, turns text around or hides."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.reports.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("über 50 €, 日本語", "über 50 €, 日本語"),
        ("\x1b[31mred\x1b[0m", "\\u001b[31mred\\u001b[0m"),
        ("\x1b]0;title\x07", "\\u001b]0;title\\u0007"),
        ("\x9b31m", "\\u009b31m"),
        ("admin\u202egnp.exe", "admin\\u202egnp.exe"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("line\u2028separator", "line\\u2028separator"),
        ("over\rwritten", "over\\u000dwritten"),
        ("back\bspace\x00", "back\\u0008space\\u0000"),
        ("tab\there", "tab    here"),
        ("two\nlines", "two\nlines"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("", ""),
    ],
)
def test_what_acts_or_hides_is_spelled_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(("limit", "shown"), [(None, "abcdef"), (6, "abcdef"), (5, "abcd…"), (1, "…")])
def test_the_limit_counts_the_ellipsis(limit: int | None, shown: str) -> None:
    assert printable("abcdef", limit=limit) == shown


@given(st.text())
def test_the_result_holds_no_hidden_character_and_stays_as_it_is(text: str) -> None:
    shown = printable(text)
    hidden = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    assert [mark for mark in shown if mark != "\n" and unicodedata.category(mark) in hidden] == []
    assert printable(shown) == shown
    assert shown.count("\n") == text.count("\n")
