"""An embedder without a model: words and pieces of words hashed into a vector."""

from __future__ import annotations

import asyncio
import math
import zlib
from collections import Counter
from typing import TYPE_CHECKING

from faultmaven_models.errors import InvalidInput
from faultmaven_tools.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DIMENSIONS = 256
_PIECE_SIZES = (3, 4)
_PIECE_WEIGHT = 1.2
"""What the pieces of a word weigh together, beside the word itself with 1."""


class HashingEmbedder:
    """An IEmbedder: the signed hashing trick (Weinberger and others, 2009) over words and their character n-grams.

    Texts are near when they share words or parts of words; meaning is not known to it. The same text has the
    same vector in every process. Nothing leaves the process. Raises InvalidInput for fewer than 8 dimensions.
    """

    __slots__ = ("_dimensions",)

    def __init__(self, *, dimensions: int = DIMENSIONS) -> None:
        if dimensions < 8:  # noqa: PLR2004
            msg = f"a vector of {dimensions} numbers tells no texts apart; take 8 or more"
            raise InvalidInput(msg)
        self._dimensions = dimensions

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        return self._dimensions

    @property
    def remote(self) -> bool:
        """False."""
        return False

    async def embed(self, texts: Sequence[str]) -> tuple[tuple[float, ...], ...]:
        """A vector of length 1 for each text; zeros for a text without words."""
        return await asyncio.to_thread(lambda: tuple(self._vector(text) for text in texts))

    def _vector(self, text: str) -> tuple[float, ...]:
        numbers = [0.0] * self._dimensions
        for feature, weight in _features(text):
            code = zlib.crc32(feature.encode("utf-8", "surrogatepass"))
            numbers[(code >> 1) % self._dimensions] += weight if code & 1 else -weight
        length = math.hypot(*numbers)
        return tuple(number / length for number in numbers) if length else tuple(numbers)


def _features(text: str) -> Iterator[tuple[str, float]]:
    """Words and n-grams with their weights; a word that comes often counts little more than one that comes once."""
    for word, count in Counter(tokens(text)).items():
        weight = 1.0 + math.log(count)
        yield word, weight
        marked = f"<{word}>"
        pieces = [marked[at : at + size] for size in _PIECE_SIZES for at in range(len(marked) - size + 1)]
        for piece in pieces:
            yield piece, weight * _PIECE_WEIGHT / math.sqrt(len(pieces))


__all__ = ["DIMENSIONS", "HashingEmbedder"]
