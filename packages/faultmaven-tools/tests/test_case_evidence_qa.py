from __future__ import annotations

from typing import Any

import pytest

from faultmaven_models.errors import InvalidInput
from faultmaven_models.materials import Materials
from faultmaven_models.testing import materials_from_texts
from faultmaven_tools import evidence_index
from faultmaven_tools.case_evidence_qa import CaseEvidenceSearch

MATERIALS = materials_from_texts(
    {"a.log": "disk full on 1\ndisk full on 2\nall fine\n", "b.log": "disk ok\n"}
)


async def test_the_answer_names_file_line_and_text() -> None:
    result = await CaseEvidenceSearch().call({"query": "disk full"}, MATERIALS)
    assert result.text.splitlines()[0] == "a.log:1: disk full on 1  [and 1 lines like it]"
    first = result.data[0]
    assert (first["source"], first["start_line"], first["end_line"], first["quote"]) == (
        "a.log",
        1,
        1,
        "disk full on 1",
    )
    assert first["score"] > result.data[1]["score"] > 0


async def test_limit_and_sources_are_kept() -> None:
    tool = CaseEvidenceSearch()
    assert len((await tool.call({"query": "disk", "limit": 1}, MATERIALS)).data) == 1
    data = (await tool.call({"query": "disk", "sources": ["b.log"]}, MATERIALS)).data
    assert [hit["source"] for hit in data] == ["b.log"]


async def test_an_empty_answer_says_so() -> None:
    for materials in (MATERIALS, Materials()):
        result = await CaseEvidenceSearch().call({"query": "quokka"}, materials)
        assert result.data == ()
        assert result.text.startswith("No line")


async def test_what_was_not_searched_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_index, "GROUP_LIMIT", 1)
    result = await CaseEvidenceSearch().call(
        {"query": "one"}, materials_from_texts({"x": "one\ntwo\nthree\n"})
    )
    assert "2 lines were not searched" in result.text


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({}, "query"),
        ({"query": "   "}, "query"),
        ({"query": "x" * 1001}, "1001 characters"),
        ({"query": "x", "limit": 0}, "limit"),
        ({"query": "x", "limit": 51}, "51"),
        ({"query": "x", "limit": True}, "True"),
        ({"query": "x", "sources": "a.log"}, "sources"),
        ({"query": "x", "sources": [1]}, "sources"),
        ({"query": "x", "scope": "global_kb"}, "scope"),
    ],
)
async def test_arguments_that_do_not_fit_are_named(arguments: dict[str, Any], names: str) -> None:
    with pytest.raises(InvalidInput, match=names):
        await CaseEvidenceSearch().call(arguments, MATERIALS)
