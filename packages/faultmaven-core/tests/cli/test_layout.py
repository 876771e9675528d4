"""Wrapped text: nothing is lost, padded or too wide, whatever the words."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from faultmaven_core.cli.layout import put, put_list


def shown(text: str, *, width: int = 40, **options: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    put(console, Text(text), **options)
    written: io.StringIO = console.file  # type: ignore[assignment]  # as given above
    return written.getvalue().split("\n")[:-1]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["one two three four five six seven eight", "nine"]),
        ({"indent": 4}, ["    one two three four five six seven", "    eight nine"]),
        ({"hang": 6}, ["one two three four five six seven eight", "      nine"]),
        ({"indent": 2, "hang": 10, "max_lines": 1}, ["  one two three four five six seven…"]),
    ],
)
def test_lines_are_indented_and_continued_further_in(options: dict[str, int], expected: list[str]) -> None:
    assert shown("one two three four five six seven eight nine", **options) == expected


def test_leading_blanks_count_as_width() -> None:
    assert shown(" " * 10 + "- aaaa bbbb cccc dddd eeee ffff", hang=12) == [
        " " * 10 + "- aaaa bbbb cccc dddd eeee",
        " " * 12 + "ffff",
    ]


def test_a_path_is_never_broken_and_a_longer_word_is() -> None:
    path = "a/" * 60
    assert shown(f"see {path} there") == ["see", path, "there"]
    assert [len(line) for line in shown("x" * 290)] == [40] * 7 + [10]


def test_a_list_is_cut_with_a_hint_and_an_empty_one_is_not_there() -> None:
    console = Console(file=io.StringIO(), width=60, color_system=None)
    put_list(console, "Nothing", [], limit=3)
    put_list(console, "Some", ["a", "b", "a", "c"], limit=2)
    written: io.StringIO = console.file  # type: ignore[assignment]  # as given above
    assert written.getvalue() == "\nSome\n  - a\n  - b\n  … 1 more in the JSON report (--json FILE)\n"


words = st.lists(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=24), min_size=1)


@given(words, st.integers(0, 6), st.integers(0, 10))
def test_no_word_is_lost_and_no_line_is_too_wide(parts: list[str], indent: int, hang: int) -> None:
    lines = shown(" ".join(parts), width=60, indent=indent, hang=hang)
    assert " ".join(line.strip() for line in lines).split() == " ".join(parts).split()
    for line in lines:
        assert line == line.rstrip()
        assert cell_len(line) <= 60 or len(line.split()) == 1
