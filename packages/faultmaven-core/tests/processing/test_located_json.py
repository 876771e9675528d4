from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.located_json import JsonNode, NotJson, read_located_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def plain(node: JsonNode) -> Any:
    if node.members is not None:
        return {key: plain(value) for key, _, value in node.members}
    return [plain(one) for one in node.elements] if node.elements is not None else node.scalar


@given(VALUES, st.sampled_from([None, 0, 2]))
def test_it_reads_what_the_standard_library_writes(value: Any, indent: int | None) -> None:
    assert plain(read_located_json(json.dumps(value, indent=indent))) == value


def test_every_value_has_its_line() -> None:
    root = read_located_json('{ // a\n "a": [1,\n  2,], /* b\n */ "b":\n null}', first_line=11)
    second, nothing = root.get("a"), root.get("b")
    assert second is not None
    assert nothing is not None
    assert ([one.line for one in second.each()], second.line, second.end_line) == ([12, 13], 12, 13)
    assert (nothing.line, nothing.scalar, root.end_line) == (15, None, 15)
    assert root.get("a", "b") is None


WRONG = ["", "{", "[1 2]", '{"a" 1}', '{"a": }', "{a: 1}", '["a\nb"]', "[,]", "[1,,2]", "nul", "1 2", "/* "]
BEYOND = ["9" * 5_000, "[" * 101 + "]" * 101, "{" * 100_000, "]", '{"a":1 "b":2}', "[}"]


@pytest.mark.parametrize("text", [*WRONG, *BEYOND])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        read_located_json(text)
