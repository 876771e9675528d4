from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from faultmaven_models.evidence import Attachment, Evidence, SourceSpan
from faultmaven_models.testing import sample_case

SPAN: dict[str, Any] = {
    "artifact_id": "art_0123456789abcdef",
    "source": "app.log",
    "start_line": 2,
    "end_line": 3,
    "quote": "x",
}


def test_a_span_has_lines_in_order() -> None:
    assert SourceSpan(**SPAN).end_line == 3
    with pytest.raises(ValidationError, match=r"ends at line 1, before it starts at 2"):
        SourceSpan(**{**SPAN, "end_line": 1})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start_line", 0),
        ("end_line", -1),
        ("quote", ""),
        ("artifact_id", "art_1"),
        ("artifact_id", "ART_" + "0" * 16),
    ],
)
def test_a_span_that_cites_nothing_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        SourceSpan(**{**SPAN, field: value})


def test_evidence_without_spans_is_refused() -> None:
    fields = sample_case().evidence[0].model_dump()
    with pytest.raises(ValidationError, match="spans"):
        Evidence(**{**fields, "spans": ()})


@pytest.mark.parametrize("sources", [{}, {"path": Path("a"), "content": b""}], ids=["neither", "both"])
def test_an_attachment_has_exactly_one_source(sources: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="exactly one of path and content"):
        Attachment(name="a", **sources)


@pytest.mark.parametrize("sources", [{"path": Path("a")}, {"content": b""}])
def test_an_attachment_is_a_path_or_bytes(sources: dict[str, Any]) -> None:
    assert Attachment(name="a", **sources).name == "a"
