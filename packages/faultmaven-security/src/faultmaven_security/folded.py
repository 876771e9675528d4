"""A text, and the copies of it in which literals are searched."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_security.budget import Budget

_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_CHECK_EVERY = 256


class Look(StrEnum):
    """In which copy of the text a literal is searched."""

    EXACT = "exact"
    ANY_CASE = "any_case"
    """In lower case: the literal is in lower case."""
    SHAPE = "shape"
    """In lower case with every digit as 0: a literal ``+0`` is a plus sign before any digit."""


class FoldedText:
    """A text and copies of it, each made when first asked for.

    A copy has one byte for each character, so that an index into it is an index into the text; characters outside
    ASCII are question marks there.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def exact(self) -> bytes:
        """The text itself."""
        return self.text.encode("ascii", "replace")

    @cached_property
    def any_case(self) -> bytes:
        """In lower case."""
        return self.exact.lower()

    @cached_property
    def shape(self) -> bytes:
        """In lower case, with every digit as 0."""
        return self.any_case.translate(_DIGITS_TO_ZERO)

    @cached_property
    def words(self) -> bytes:
        """The different words of the shape: in a log they are a few hundredths of it."""
        return b" ".join(set(self.shape.split()))

    def copy(self, look: Look) -> bytes:
        """The copy for that look."""
        if look is Look.EXACT:
            return self.exact
        return self.any_case if look is Look.ANY_CASE else self.shape

    def places(self, literal: Literal, budget: Budget) -> Iterator[int]:
        """Where the literal stands, without overlaps. Raises BudgetSpent on the way."""
        if literal.trace not in self.words:
            return
        haystack = self.copy(literal.look)
        place = haystack.find(literal.text)
        seen = 0
        while place >= 0:
            yield place
            seen += 1
            if seen % _CHECK_EVERY == 0:
                budget.check()
            place = haystack.find(literal.text, place + len(literal.text))


class Literal:
    """Characters to search, and the trace that they leave among the words of a text."""

    __slots__ = ("look", "text", "trace")

    def __init__(self, text: str, *, look: Look) -> None:
        self.text = text.encode("ascii")
        self.look = look
        self.trace = max(self.text.lower().translate(_DIGITS_TO_ZERO).split(), key=len)


__all__ = ["FoldedText", "Literal", "Look"]
