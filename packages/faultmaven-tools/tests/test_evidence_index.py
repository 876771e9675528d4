from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_models.materials import QUOTE_LIMIT, Materials
from faultmaven_models.testing import materials_from_texts
from faultmaven_models.testing.conformance import HOSTILE_TEXTS
from faultmaven_tools import evidence_index
from faultmaven_tools.evidence_index import EvidenceIndex

LOG = "".join(f"2026-03-01T10:00:{n % 60:02d} GET /items/{n} 200 took {n} ms\n" for n in range(3000))
TEXTS = {
    "web.log": LOG + "2026-03-01T10:01:00 FATAL: remaining connection slots are reserved\n" + LOG,
    "db/server.conf": "port = 5433\nmax_connections = 20\n",
}


@pytest.fixture(scope="module")
def materials() -> Materials:
    return materials_from_texts(TEXTS)


def assert_holds(materials: Materials, query: str) -> None:
    for hit in materials.view(EvidenceIndex).search(query, 50):
        document = materials.document(hit.artifact_id)
        assert document is not None
        assert document.source == hit.source
        assert hit.quote in "\n".join(document.lines[hit.start_line - 1 : hit.end_line])
        assert hit.span().quote == hit.quote


def test_the_line_with_the_rarest_word_comes_first(materials: Materials) -> None:
    hit, *_ = materials.view(EvidenceIndex).search("why are connection slots reserved GET took")
    assert (hit.source, hit.start_line) == ("web.log", 3001)
    assert hit.quote == "2026-03-01T10:01:00 FATAL: remaining connection slots are reserved"


def test_lines_that_differ_in_digits_are_one_entry(materials: Materials) -> None:
    index = materials.view(EvidenceIndex)
    assert len(index) == 4
    (hit,) = index.search("GET items")
    assert hit.similar_lines == 6000


@pytest.mark.parametrize("number", [1234, 2999, 77])
def test_a_number_is_found_among_lines_put_together(materials: Materials, number: int) -> None:
    hit, *_ = materials.view(EvidenceIndex).search(f"GET /items/{number} took")
    assert f"/items/{number} " in hit.quote


def test_a_number_alone_is_found(materials: Materials) -> None:
    assert {hit.quote for hit in materials.view(EvidenceIndex).search("5433")} == {"port = 5433"}
    assert materials.view(EvidenceIndex).search("987654") == ()


def test_sources_narrow_the_search(materials: Materials) -> None:
    index = materials.view(EvidenceIndex)
    assert {h.source for h in index.search("connections 20", 9)} == {"web.log", "db/server.conf"}
    assert {h.source for h in index.search("connections 20", 9, sources=["db/server.conf"])} == {
        "db/server.conf"
    }
    assert index.search("GET 1234", sources=["db/server.conf"]) == ()


def test_nothing_matches_nothing(materials: Materials) -> None:
    index = materials.view(EvidenceIndex)
    assert index.search("zygomorphic quokka") == ()
    assert index.search("") == ()
    assert EvidenceIndex(Materials()).search("anything") == ()


def test_the_index_is_built_once(materials: Materials) -> None:
    assert materials.view(EvidenceIndex) is materials.view(EvidenceIndex)


def test_a_long_line_is_searched_in_pieces() -> None:
    line = "filler " * 5000 + "needle " + "filler " * 5000
    materials = materials_from_texts({"one.json": line})
    hit, *_ = EvidenceIndex(materials).search("needle")
    assert "needle" in hit.quote
    assert len(hit.quote) <= QUOTE_LIMIT
    assert_holds(materials, "needle filler")


def test_noise_is_bounded_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_index, "GROUP_LIMIT", 100)
    noise = "".join(f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)} word\n" for n in range(676))
    index = EvidenceIndex(materials_from_texts({"noise.log": noise}))
    assert (len(index), index.left_out) == (100, 576)


def test_hexadecimal_ids_do_not_make_every_line_another() -> None:
    lines = "".join(f"request {n * 2654435761 % 2**32:08x} done\n" for n in range(9000))
    index = EvidenceIndex(materials_from_texts({"ids.log": lines}))
    assert len(index) < 50


@given(st.text(max_size=80))
def test_every_hit_holds(query: str) -> None:
    assert_holds(HOSTILE, query)
    assert_holds(HOSTILE, f"{query} error pod kind 9999 -0 x")


HOSTILE = materials_from_texts(HOSTILE_TEXTS)
