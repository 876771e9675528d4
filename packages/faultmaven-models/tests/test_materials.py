from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from faultmaven_models.materials import QUOTE_LIMIT, Materials
from faultmaven_models.testing import document_from_text, materials_from_texts

DOCUMENT = document_from_text("app.log", "one\n\nthree\nfour\n")


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (1, None, "one"),
        (1, 1, "one"),
        (3, 4, "three\nfour"),
        (1, 3, "one\n\nthree"),
        (2, 3, "three"),
        (1, 2, "one"),
    ],
)
def test_a_span_quotes_its_lines(start: int, end: int | None, quote: str) -> None:
    span = DOCUMENT.span(start, end)
    assert (span.start_line, span.end_line, span.quote) == (start, end or start, quote)
    assert (span.artifact_id, span.source) == (DOCUMENT.artifact.id, "app.log")


def test_a_span_may_quote_a_part() -> None:
    assert DOCUMENT.span(3, quote="hre").quote == "hre"


@pytest.mark.parametrize(("start", "end"), [(0, None), (5, None), (4, 5), (3, 2), (-1, 1)])
def test_a_span_outside_the_document_is_refused(start: int, end: int | None) -> None:
    with pytest.raises(IndexError, match="4 lines"):
        DOCUMENT.span(start, end)


def test_a_span_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError):
        DOCUMENT.span(2)


def test_a_long_quote_is_cut() -> None:
    assert len(document_from_text("a", "x" * (QUOTE_LIMIT + 5)).span(1).quote) == QUOTE_LIMIT


def test_lines_are_numbered_from_one() -> None:
    assert list(DOCUMENT.numbered())[:1] == [(1, "one")]


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_every_quote_stands_in_its_lines(text: str) -> None:
    document = document_from_text("any", text)
    for number, line in document.numbered():
        if line.strip("\n"):
            assert document.span(number).quote in document.lines[number - 1]


def test_a_document_is_found_by_its_artifact() -> None:
    materials = materials_from_texts({"a": "x\n", "b": "x\n"})
    for document in materials.documents:
        assert materials.document(document.artifact.id) is document
    assert materials.document("art_ffffffffffffffff") is None


def test_a_view_is_built_once_for_each_builder() -> None:
    calls: list[str] = []

    def lines(materials: Materials) -> list[str]:
        calls.append("lines")
        return [line for document in materials.documents for line in document.lines]

    def count(materials: Materials) -> int:
        calls.append("count")
        return len(materials.view(lines))

    materials = materials_from_texts({"a": "x\ny\n"})
    assert materials.view(count) == materials.view(count) == 2
    assert materials.view(lines) is materials.view(lines)
    assert calls == ["count", "lines"]


def test_materials_do_not_share_views() -> None:
    def first(materials: Materials) -> str:
        return materials.documents[0].source

    assert materials_from_texts({"a": ""}).view(first) == "a"
    assert materials_from_texts({"b": ""}).view(first) == "b"


def test_threads_that_ask_at_once_get_one_view() -> None:
    workers = 8
    together = threading.Barrier(workers)
    calls: list[int] = []

    def slow(materials: Materials) -> object:
        calls.append(len(materials.documents))
        time.sleep(0.02)
        return object()

    materials = materials_from_texts({"a": "x"})

    def ask(_: int) -> object:
        together.wait(timeout=10)
        return materials.view(slow)

    with ThreadPoolExecutor(workers) as pool:
        views = list(pool.map(ask, range(workers)))
    assert len(calls) == 1
    assert all(view is views[0] for view in views)


def test_a_builder_that_fails_is_asked_again() -> None:
    calls: list[int] = []

    def failing(materials: Materials) -> int:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("not yet")
        return len(materials.documents)

    materials = Materials()
    with pytest.raises(ValueError, match="not yet"):
        materials.view(failing)
    assert materials.view(failing) == 0
