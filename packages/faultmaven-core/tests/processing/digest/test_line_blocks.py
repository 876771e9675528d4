from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.digest.line_blocks import LINE_LIMIT, line_blocks, read_chunks

_TEXT = st.lists(st.sampled_from([b"a", b"b c", b"\n", b"\r\n", b"\r"]), max_size=40).map(b"".join)


def _lines(chunks: list[bytes]) -> list[bytes]:
    return [line for block in line_blocks(chunks) for line in block.split(b"\n")]


@given(text=_TEXT, cuts=st.lists(st.integers(0, 60), max_size=5))
def test_lines_do_not_depend_on_where_chunks_are_cut(text: bytes, cuts: list[int]) -> None:
    borders = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in pairwise(borders)]
    assert _lines(pieces) == _lines([text])


def test_a_long_line_is_shortened_and_the_next_is_whole() -> None:
    text = b"x" * (5 * LINE_LIMIT) + b"\nnext\n"
    assert _lines([text]) == [b"x" * LINE_LIMIT, b"next"]
    assert _lines([text[i : i + 700] for i in range(0, len(text), 700)]) == _lines([text])


@given(text=_TEXT, size=st.integers(1, 12))
def test_ranges_of_a_file_hold_each_line_once(
    tmp_path_factory: pytest.TempPathFactory, text: bytes, size: int
) -> None:
    path = tmp_path_factory.mktemp("ranges") / "a.log"
    path.write_bytes(text)
    parts = [read_chunks(path, start=at, end=min(at + size, len(text))) for at in range(0, len(text), size)]
    assert [line for part in parts for line in _lines(list(part))] == _lines([text])
