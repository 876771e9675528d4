from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import DataGap
from faultmaven_models.investigation import Milestone
from faultmaven_prompts.plain_data import PLACEHOLDER, clean, one_line, plain, quoted

DELIMITER = "0123456789abcdef"


def cleaned(text: str) -> Any:
    return clean(text, delimiter=DELIMITER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text", "plain text"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("dos\r\nline", "dos\nline"),
        ("bell\x07 escape\x1b[31m nul\x00", "bell  escape [31m nul "),
        ("größer, 大きい", "größer, 大きい"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        (DELIMITER, PLACEHOLDER),
        (f"a{DELIMITER}b{DELIMITER.upper()}c", f"a{PLACEHOLDER}b{PLACEHOLDER}c"),
        (DELIMITER[:8] + DELIMITER + DELIMITER[8:], DELIMITER[:8] + PLACEHOLDER + DELIMITER[8:]),
    ],
)
def test_cleaning(text: str, expected: Any) -> None:
    assert cleaned(text) == expected


@given(
    pieces=st.lists(
        st.one_of(st.text(max_size=5), st.sampled_from([DELIMITER, DELIMITER[:7], DELIMITER[7:].upper()]))
    )
)
def test_the_delimiter_never_survives(pieces: Any) -> None:
    assert DELIMITER not in cleaned("".join(pieces)).lower()


@given(text=st.text())
def test_cleaned_text_can_be_sent_and_is_clean(text: str) -> None:
    once = cleaned(text)
    assert once.encode("utf-8").decode("utf-8") == once
    assert cleaned(once) == once


@given(text=st.text())
def test_every_quoted_line_is_behind_a_bar(text: str) -> None:
    assert all(line.startswith("| ") for line in quoted(text).splitlines())


@given(text=st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


def test_values_become_plain_data() -> None:
    gap = DataGap(subject="a\x00", problem="b", mend=DELIMITER)
    value = {"gap": gap, "list": (1, 2.5, None, True), "state": Milestone.SYMPTOM_VERIFIED}
    made = plain(value, delimiter=DELIMITER)
    assert made == {
        "gap": {"subject": "a ", "problem": "b", "mend": PLACEHOLDER},
        "list": [1, 2.5, None, True],
        "state": "symptom_verified",
    }
    assert type(made["state"]) is str


@pytest.mark.parametrize("value", [object(), {"a": {1, 2}}, [b"bytes"], lambda: None])
def test_what_is_not_data_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput, match="a prompt takes text"):
        plain(value, delimiter=DELIMITER)
