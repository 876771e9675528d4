from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.log_search import log_documents, search_document, search_logs
from faultmaven_models.evidence import DataType
from faultmaven_models.materials import Materials
from faultmaven_models.testing.builders import document_from_text, materials_from_texts


def test_every_line_with_a_phrase_once() -> None:
    document = document_from_text("a.log", "no ink\nall well\nno ink, no ink\n")
    assert [(hit.line, hit.phrase) for hit in search_document(document, ("no ink", "well"))] == [
        (1, "no ink"),
        (3, "no ink"),
        (2, "well"),
    ]
    assert len(search_document(document, ("no ink",), limit=1)) == 1


def test_chunks_do_not_shift_lines() -> None:
    document = document_from_text("a.log", "x\n" * 20_005 + "no ink\n")
    assert [hit.line for hit in search_document(document, ("no ink",))] == [20_006]


def test_long_lines_are_quoted_around_the_phrase() -> None:
    (hit,) = search_logs(materials_from_texts({"a.log": "-" * 5000 + " no ink " + "-" * 5000}), ("no ink",))
    assert "no ink" in hit.span().quote
    assert len(hit.span().quote) <= 700


def test_listings_of_a_cluster_are_no_logs() -> None:
    listing = document_from_text("pods", "no ink", data_type=DataType.CLUSTER_SNAPSHOT)
    materials = Materials([listing, document_from_text("a.log", "no ink")])
    assert [document.source for document in log_documents(materials)] == ["a.log"]
    assert [hit.document.source for hit in search_logs(materials, ("no ink",))] == ["a.log"]


@given(st.lists(st.text(alphabet="ab", max_size=5), max_size=30))
def test_the_lines_found_are_those_that_hold_the_phrase(lines: list[str]) -> None:
    document = document_from_text("a.log", "\n".join(lines))
    expected = [number for number, line in document.numbered() if "ab" in line]
    assert [hit.line for hit in search_document(document, ("ab",))] == expected
