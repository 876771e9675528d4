"""A lexical index in memory: Okapi BM25 over postings, rare words first."""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

K1 = 1.2
B = 0.75
"""The usual constants of BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009)."""

POSTINGS_READ = 400_000
"""Postings that one search reads; words so common that they go beyond are left out unless nothing else matches."""

_MOST = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An entry, its score (higher is better) and the words of the query that it has."""

    entry: int
    score: float
    matched: tuple[str, ...]


class LexicalIndex:
    """Entries are numbered from 0 in the order they are added; an entry that is discarded is found no more.

    Memory is about 6 bytes for each different word of each entry, and about 250 for each different word.
    """

    __slots__ = ("_alive", "_counts", "_lengths", "_postings", "_total", "discarded")

    def __init__(self) -> None:
        self._postings: dict[str, array[int]] = {}
        self._counts: dict[str, array[int]] = {}
        self._lengths: array[int] = array("I")
        self._alive = bytearray()
        self._total = 0
        self.discarded = 0
        """How many of the entries were discarded; they still cost memory and blur the rarity of words."""

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, words: Sequence[str]) -> int:
        """Add an entry of these words and return its number."""
        entry = len(self._lengths)
        for word, count in Counter(words).items():
            if word not in self._postings:
                self._postings[word] = array("I")
                self._counts[word] = array("H")
            self._postings[word].append(entry)
            self._counts[word].append(min(count, _MOST))
        self._lengths.append(len(words))
        self._alive.append(1)
        self._total += len(words)
        return entry

    def discard(self, entry: int) -> None:
        """Find this entry no more."""
        self.discarded += self._alive[entry]
        self._alive[entry] = 0

    def knows(self, word: str) -> bool:
        """Whether any entry has the word."""
        return word in self._postings

    def rarity(self, word: str) -> float:
        """The weight of a word: the rarer the higher, always above 0, also for a word no entry has."""
        held = len(self._postings.get(word, ()))
        return math.log1p((len(self._lengths) - held + 0.5) / (held + 0.5))

    def search(
        self, words: Iterable[str], *, limit: int, accept: Callable[[int], bool] | None = None
    ) -> list[Ranked]:
        """The best entries first, at most ``limit``; those that ``accept`` refuses are left out.

        Entries of equal score come in the order they were added.
        """
        known = sorted({word for word in words if word in self._postings}, key=self._how_often)
        scores: dict[int, float] = {}
        read: list[str] = []
        left = POSTINGS_READ
        for word in known:
            if scores and len(self._postings[word]) > left:
                break
            left -= len(self._postings[word])
            read.append(word)
            self._add_scores(word, scores)
        allowed = (
            (-score, e) for e, score in scores.items() if self._alive[e] and (accept is None or accept(e))
        )
        return [
            Ranked(entry=entry, score=-score, matched=tuple(word for word in read if self._has(word, entry)))
            for score, entry in heapq.nsmallest(limit, allowed)
        ]

    def weight(self, words: Sequence[str], query: Iterable[str]) -> float:
        """What an entry of these words would score for the query, whether it was added or not."""
        counts = Counter(words)
        norm = self._norm(len(words))
        return sum(self._score(word, counts[word], norm) for word in set(query) if word in counts)

    def _how_often(self, word: str) -> tuple[int, str]:
        return len(self._postings[word]), word

    def _norm(self, length: int) -> float:
        average = self._total / len(self._lengths) if self._total else 1.0
        return K1 * (1 - B + B * length / average)

    def _score(self, word: str, count: int, norm: float) -> float:
        return self.rarity(word) * count * (K1 + 1) / (count + norm)

    def _has(self, word: str, entry: int) -> bool:
        postings = self._postings[word]
        place = bisect_left(postings, entry)
        return place < len(postings) and postings[place] == entry

    def _add_scores(self, word: str, scores: dict[int, float]) -> None:
        weight = self.rarity(word) * (K1 + 1)
        base = self._norm(0)
        slope = self._norm(1) - base
        lengths, held = self._lengths, scores.get
        entries = self._postings[word][:POSTINGS_READ]
        for entry, count in zip(entries, self._counts[word], strict=False):
            scores[entry] = held(entry, 0.0) + weight * count / (count + base + slope * lengths[entry])


__all__ = ["LexicalIndex", "Ranked"]
