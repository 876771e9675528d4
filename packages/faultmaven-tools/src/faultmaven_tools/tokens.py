"""Cuts text into the words that a search compares: identifiers whole and in their parts."""

from __future__ import annotations

import re

LONGEST = 80
"""Characters of a word that is kept; longer ones are data, not words."""

_WORDS = re.compile(r"\w+(?:[-./:@]\w+)*")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", re.ASCII)
_KEEP_S = ("ss", "us", "is")
_SHORTEST_PLURAL = 4


def tokens(text: str) -> list[str]:
    """The words of the text in order, in lower case, each with its parts.

    ``CrashLoopBackOff`` gives itself, crash, loop, back and off; ``max_connections=100`` gives max_connections, max,
    connection and 100. A plural's s is dropped. Words of more than ``LONGEST`` characters give their parts alone.
    """
    found: list[str] = []
    for word in _WORDS.findall(text):
        if word.isalpha() and (word.islower() or not word.isascii()):
            found.append(singular(word.lower()))
            continue
        parts = _parts(word)
        if len(word) <= LONGEST and parts != [word.lower()]:
            found.append(word.lower())
        found += parts
    return [token for token in found if len(token) <= LONGEST]


def singular(word: str) -> str:
    """The word without the s of an English plural."""
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith(_KEEP_S):
        return word[:-1]
    return word


def _parts(word: str) -> list[str]:
    pieces: list[str] = []
    for piece in _PARTS.findall(word):
        if piece.isascii() and not piece.islower() and not piece.isdigit():
            pieces += [part.lower() for part in _CAMEL.findall(piece)]
        else:
            pieces.append(piece.lower())
    return [singular(piece) for piece in pieces if len(piece) > 1 or piece.isdigit()]


__all__ = ["LONGEST", "singular", "tokens"]
