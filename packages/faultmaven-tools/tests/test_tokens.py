from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_tools.tokens import LONGEST, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the pods restarted", ["the", "pod", "restarted"]),
        ("CrashLoopBackOff", ["crashloopbackoff", "crash", "loop", "back", "off"]),
        ("HTTPServer", ["httpserver", "http", "server"]),
        ("max_connections=100", ["max_connections", "max", "connection", "100"]),
        ("10.0.0.7:5432", ["10.0.0.7:5432", "10", "0", "0", "7", "5432"]),
        (
            "node.kubernetes.io/disk-pressure",
            [
                "node.kubernetes.io/disk-pressure",
                "node",
                "kubernete",
                "io",
                "disk",
                "pressure",
            ],
        ),
        ("status class", ["status", "class"]),
        ("Größe überschritten", ["größe", "überschritten"]),
        ("ERROR", ["error"]),
        ("", []),
        ("  !? ", []),
    ],
)
def test_words_and_their_parts(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.text(max_size=200))
def test_words_are_lower_case_and_short(text: str) -> None:
    assert all(0 < len(token) <= LONGEST and token == token.lower() for token in tokens(text))


def test_a_megabyte_of_one_word_gives_none() -> None:
    assert tokens("x" * 1_000_000) == []
    assert len(tokens("a-" * 500_000)) == 0
