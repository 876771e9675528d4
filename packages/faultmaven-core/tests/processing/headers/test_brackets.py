from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.headers.brackets import open_brackets


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("{", 1),
        ('"a": {"b": [', 2),
        ("]}", -2),
        ('{"a": "}"}', 0),
        ('"a\\"}": [', 1),
        ("plain", 0),
    ],
)
def test_brackets_in_strings_do_not_count(line: str, count: int) -> None:
    assert open_brackets(line) == count


@given(
    st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
)
def test_a_whole_json_value_leaves_none_open(value: object) -> None:
    assert open_brackets(json.dumps(value)) == 0
