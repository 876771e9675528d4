"""Lines kept in a list and lines cut out of content agree on what a line is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.preprocessing.blob import MemoryBlob, chunks
from faultmaven_core.preprocessing.decode import decode
from faultmaven_core.preprocessing.line_index import IndexedLines, build_table
from faultmaven_core.preprocessing.lines import split_lines

MAX_CHARS = 3
BYTES = st.lists(
    st.sampled_from([b"a", b"b", b"\n", b"\r", b"\xff", b"\xe2\x82", "é".encode(), "😀".encode(), b"\xc3"]),
    max_size=60,
).map(b"".join)


def indexed(content: bytes, *, block: int, max_chars: int = MAX_CHARS) -> IndexedLines:
    blob = MemoryBlob(content)
    table = build_table(chunks(blob, size=block), max_chars=max_chars, block=block)
    return IndexedLines(blob, table, name="x.log", max_chars=max_chars)


@given(BYTES, st.integers(min_value=1, max_value=16))
def test_index_and_list_agree(content: bytes, block: int) -> None:
    lines, cut = split_lines(content.decode("utf-8", "replace"), max_chars=MAX_CHARS)
    index = indexed(content, block=block)
    table = build_table(chunks(MemoryBlob(content), size=block), max_chars=MAX_CHARS, block=block)
    assert len(index) == len(lines)
    assert list(index) == lines
    assert [index[number] for number in range(len(lines))] == lines
    assert [index[number] for number in reversed(range(len(lines)))] == lines[::-1]
    assert table.long_lines == cut
    notes = decode(content).notes
    assert bool(table.replaced) == bool(notes)
    assert notes == () or notes[0].startswith(f"{table.replaced} ")


@given(BYTES, st.integers(-40, 40), st.integers(-40, 40), st.sampled_from([None, 1, 2, -1]))
def test_slices_are_those_of_a_list(content: bytes, start: int, stop: int, step: int | None) -> None:
    lines, _ = split_lines(content.decode("utf-8", "replace"), max_chars=MAX_CHARS)
    assert indexed(content, block=5)[start:stop:step] == lines[start:stop:step]


@given(st.text(alphabet="abc\n", max_size=60))
def test_joined_lines_give_the_text_back(text: str) -> None:
    lines, _ = split_lines(text, max_chars=100)
    assert "\n".join(lines) == text.removesuffix("\n")


def test_positions_from_the_end() -> None:
    index = indexed(b"a\nb\nc", block=2)
    assert index[-1] == "c"
    assert index[1:] == ["b", "c"]
