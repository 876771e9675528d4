"""The lazy index and the plain list agree on what a line is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.preprocessing.lines import LineIndex, split_lines


@given(st.text(alphabet="ab\n\r", max_size=60))
def test_index_and_list_agree(text: str) -> None:
    lines, cut = split_lines(text, max_chars=3)
    index = LineIndex(text, max_chars=3)
    assert len(index) == len(lines)
    shortened = [line[:3] for line in text.split("\n")]
    assert cut == sum(len(line.removesuffix("\r")) > 3 for line in text.split("\n"))
    assert [index[number].rstrip("\r") for number in range(len(index))] == [
        line.rstrip("\r") for line in shortened[: len(index)]
    ]


@given(st.text(alphabet="abc\n", max_size=60))
def test_joined_lines_give_the_text_back(text: str) -> None:
    lines, _ = split_lines(text, max_chars=100)
    assert "\n".join(lines) == text.removesuffix("\n")


def test_slices_and_negative_positions() -> None:
    index = LineIndex("a\nb\nc", max_chars=10)
    assert index[-1] == "c"
    assert index[1:] == ["b", "c"]
