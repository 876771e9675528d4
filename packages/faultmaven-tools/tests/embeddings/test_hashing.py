from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from faultmaven_models.errors import InvalidInput
from faultmaven_tools.embeddings.hashing import HashingEmbedder


def cosine(one: tuple[float, ...], two: tuple[float, ...]) -> float:
    return sum(a * b for a, b in zip(one, two, strict=True))


async def test_texts_that_share_words_are_nearer() -> None:
    texts = [
        "database connections exhausted",
        "the database has no connection left",
        "certificate expired on ingress",
    ]
    first, near, far = await HashingEmbedder().embed(texts)
    assert cosine(first, near) > 0.3 > cosine(first, far)


async def test_a_misspelt_word_is_near() -> None:
    first, near, far = await HashingEmbedder().embed(["misconfigured", "misconfigurd", "lantern"])
    assert cosine(first, near) > 0.2 > cosine(first, far)


def test_the_vector_is_the_same_in_every_process() -> None:
    code = (
        "import asyncio; from faultmaven_tools import HashingEmbedder;"
        "print(asyncio.run(HashingEmbedder(dimensions=16).embed(['disk full']))[0])"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    (vector,) = asyncio.run(HashingEmbedder(dimensions=16).embed(["disk full"]))
    assert printed == [f"{vector}\n"] * 2


def test_too_few_dimensions_are_refused() -> None:
    with pytest.raises(InvalidInput, match="8 or more"):
        HashingEmbedder(dimensions=4)


def test_texts_stay_in_the_process() -> None:
    assert HashingEmbedder().remote is False
