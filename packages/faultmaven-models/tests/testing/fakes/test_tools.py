from __future__ import annotations

from typing import Any

import pytest

from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import SourceSpan
from faultmaven_models.testing import materials_from_texts
from faultmaven_models.testing.fakes import FakeTool

MATERIALS = materials_from_texts({"a.log": "error one\nfine\nerror two\n", "b.log": "error three\n"})


async def test_lines_are_found_with_their_spans() -> None:
    result = await FakeTool().call({"text": "error", "limit": 2}, MATERIALS)
    assert result.text == "a.log:1: error one\na.log:3: error two"
    spans = [SourceSpan.model_validate(item) for item in result.data]
    assert [(span.source, span.start_line) for span in spans] == [("a.log", 1), ("a.log", 3)]


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"text": ""},
        {"text": 3},
        {"text": "x", "limit": 0},
        {"text": "x", "limit": True},
        {"text": "x", "more": 1},
    ],
)
async def test_arguments_that_do_not_fit_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="find_lines"):
        await FakeTool().call(arguments, MATERIALS)
