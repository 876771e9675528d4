from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.outline.text_sections import build_text_outlines, read_text_outline
from faultmaven_models.testing.builders import document_from_text, materials_from_texts

MARKED = "intro\n# Shop\ntext\n## Till\n```\n# no heading\n```\n## Pay ##\nx\n# End\n"


def test_sections_of_marked_text() -> None:
    outline = read_text_outline(document_from_text("a.md", MARKED))
    assert outline is not None
    assert [(one.title, one.level, one.line, one.end_line, one.within) for one in outline.sections] == [
        ("Shop", 1, 2, 9, ()),
        ("Till", 2, 4, 7, ("Shop",)),
        ("Pay", 2, 8, 9, ("Shop",)),
        ("End", 1, 10, 10, ()),
    ]
    around = outline.around(6)
    assert around is not None
    assert around.title == "Till"
    assert outline.around(1) is None
    assert outline.span(around).end_line == 7


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Shop\n====\na\n\nTill\n----\nb\n", ["Shop", "Till"]),
        ("1 Shop\n\na\n\n1.1 Till\n\nb\n", ["1 Shop", "1.1 Till"]),
        ("SUMMARY\n\na\n\nIMPACT:\n\nb\n", ["SUMMARY", "IMPACT"]),
    ],
)
def test_other_kinds_of_headings(text: str, titles: list[str]) -> None:
    outline = materials_from_texts({"a": text}).view(build_text_outlines)
    assert [[section.title for section in one.sections] for one in outline.values()] == [titles]


@pytest.mark.parametrize(
    "text",
    ["", "# one heading\ntext\n", "#no\n#heading\n", "| a |\n|---|\n| b |\n---\n", "10 things\n20 more\n"],
)
def test_texts_without_headings_have_no_outline(text: str) -> None:
    assert read_text_outline(document_from_text("a", text)) is None


@given(st.text(alphabet="# =-~`A1.\n a", max_size=300))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    outline = read_text_outline(document_from_text("a", "# A\n# B\n" + text))
    assert outline is None or all(one.line <= one.end_line for one in outline.sections)
