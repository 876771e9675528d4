from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_models.evidence import DataType
from faultmaven_models.testing import document_from_text, lines_of, materials_from_texts


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\n", [""]),
        ("one", ["one"]),
        ("one\n", ["one"]),
        ("one\n\n", ["one", ""]),
        ("one\r\ntwo\r\n", ["one", "two"]),
        ("a\rb\n", ["a\rb"]),
        ("a\x0b\x0c\x1c\x85\u2028b\n", ["a\x0b\x0c\x1c\x85\u2028b"]),
    ],
)
def test_lines_end_at_line_feeds_alone(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


@given(st.text(st.characters(exclude_characters="\r", codec="utf-8")))
def test_lines_hold_the_whole_text(text: str) -> None:
    assert "\n".join(lines_of(text)) == text.removesuffix("\n")


def test_a_document_has_the_id_and_hash_of_its_text() -> None:
    document = document_from_text("pods/web.log", "größer\nzwei\n", data_type=DataType.LOGS_AND_ERRORS)
    content = "größer\nzwei\n".encode()
    artifact = document.artifact
    assert artifact.id == "art_" + hashlib.sha256(b"pods/web.log\x00" + content).hexdigest()[:16]
    assert artifact.sha256 == hashlib.sha256(content).hexdigest()
    assert (artifact.size_bytes, artifact.line_count) == (len(content), 2)
    assert (artifact.source, artifact.data_type) == ("pods/web.log", DataType.LOGS_AND_ERRORS)
    assert list(document.lines) == ["größer", "zwei"]


def test_materials_keep_the_order_and_the_question() -> None:
    materials = materials_from_texts({"b.log": "x", "a.log": "y"}, question="Why?")
    assert [document.source for document in materials.documents] == ["b.log", "a.log"]
    assert materials.question == "Why?"


def test_one_text_under_two_names_makes_two_artifacts() -> None:
    first, second = materials_from_texts({"a.log": "x", "b.log": "x"}).documents
    assert first.artifact.id != second.artifact.id
    assert first.artifact.sha256 == second.artifact.sha256
