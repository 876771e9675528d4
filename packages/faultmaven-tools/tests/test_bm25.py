from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_tools import bm25
from faultmaven_tools.bm25 import LexicalIndex

ENTRIES = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=20)


def index_of(*entries: str) -> LexicalIndex:
    index = LexicalIndex()
    for entry in entries:
        index.add(entry.split())
    return index


def test_the_entry_with_the_rare_word_comes_first() -> None:
    index = index_of("disk ok", "disk full", "disk ok", "disk ok")
    best, *_ = index.search(["disk", "full"], limit=4)
    assert (best.entry, best.matched) == (1, ("full", "disk"))


def test_a_word_that_comes_more_often_counts_more_and_length_counts_less() -> None:
    assert [r.entry for r in index_of("a b b", "a a b").search(["a"], limit=2)] == [1, 0]
    assert [r.entry for r in index_of("a x y z u v", "a x").search(["a"], limit=2)] == [1, 0]


def test_discarded_entries_are_not_found() -> None:
    index = index_of("a b", "a c")
    index.discard(0)
    index.discard(0)
    assert [ranked.entry for ranked in index.search(["a"], limit=5)] == [1]
    assert index.discarded == 1


def test_refused_entries_are_not_found() -> None:
    assert [r.entry for r in index_of("a", "a", "a").search(["a"], limit=2, accept=lambda e: e != 0)] == [
        1,
        2,
    ]


def test_common_words_are_left_out_when_they_cost_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bm25, "POSTINGS_READ", 3)
    index = index_of("rare common", "common", "common", "common")
    assert [ranked.entry for ranked in index.search(["rare", "common"], limit=9)] == [0]
    assert len(index.search(["common"], limit=9)) == 3


@given(ENTRIES, st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4))
def test_exactly_the_entries_that_share_a_word_are_found(entries: list[list[str]], query: list[str]) -> None:
    index = LexicalIndex()
    for entry in entries:
        index.add(entry)
    ranked = index.search(query, limit=100)
    assert {item.entry for item in ranked} == {
        n for n, entry in enumerate(entries) if set(entry) & set(query)
    }
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)
    for item in ranked:
        assert set(item.matched) == set(entries[item.entry]) & set(query)
        assert item.score == pytest.approx(index.weight(entries[item.entry], query))
