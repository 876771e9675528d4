"""The kit for IEmbedder."""

from __future__ import annotations

import math

from faultmaven_models.interfaces import IEmbedder
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_EMBED = "A vector for each text, in order, of length 1 (an empty text may give zeros)."
_TEXTS = (
    "connection refused by the database",
    "Größe überschritten — 注文",
    "out of memory: killed process 1138",
    "x " * 5000,
)
_TOLERANCE = 1e-3


@check("The length of every vector.")
async def _every_vector_has_the_declared_length(bench: Bench[IEmbedder]) -> None:
    embedder = await bench.fresh()
    bench.expect(embedder.dimensions > 0, f"dimensions is {embedder.dimensions}")
    for text, vector in zip(_TEXTS, await embedder.embed(_TEXTS), strict=True):
        bench.expect_equal(len(vector), embedder.dimensions, f"the length of the vector of {text[:30]!r}")


@check("True when texts leave the process, so that they must be redacted first.")
async def _it_says_whether_texts_leave_the_process(bench: Bench[IEmbedder]) -> None:
    remote = (await bench.fresh()).remote
    bench.expect(isinstance(remote, bool), f"remote is {remote!r}, neither True nor False")


@check(_EMBED)
async def _vectors_have_length_one(bench: Bench[IEmbedder]) -> None:
    for text, vector in zip(_TEXTS, await (await bench.fresh()).embed(_TEXTS), strict=True):
        length = math.hypot(*vector)
        bench.expect(abs(length - 1.0) <= _TOLERANCE, f"the vector of {text[:30]!r} has the length {length}")


@check(_EMBED)
async def _there_is_a_vector_for_each_text(bench: Bench[IEmbedder]) -> None:
    embedder = await bench.fresh()
    bench.expect_equal(len(await embedder.embed([])), 0, "the number of vectors of no text")
    bench.expect_equal(len(await embedder.embed([_TEXTS[0]] * 5)), 5, "the number of vectors of 5 texts")


@check(_EMBED)
async def _vectors_come_in_the_order_of_the_texts(bench: Bench[IEmbedder]) -> None:
    embedder = await bench.fresh()
    together = await embedder.embed(_TEXTS)
    for text, vector in zip(_TEXTS, together, strict=True):
        (alone,) = await embedder.embed([text])
        apart = math.dist(alone, vector)
        bench.expect(apart <= _TOLERANCE, f"{text[:30]!r} alone is {apart} from its vector among others")
    apart = math.dist(together[0], together[2])
    bench.expect(apart > _TOLERANCE, "two different texts have one vector")


@check("an empty text may give zeros")
async def _an_empty_text_gives_a_vector(bench: Bench[IEmbedder]) -> None:
    embedder = await bench.fresh()
    vectors = await embedder.embed(["", " \n"])
    bench.expect_equal(len(vectors), 2, "the number of vectors of two texts without words")
    for vector in vectors:
        length = math.hypot(*vector)
        bench.expect_equal(len(vector), embedder.dimensions, "the length of the vector of no words")
        bench.expect(min(length, abs(length - 1.0)) <= _TOLERANCE, f"its length is {length}, neither 0 nor 1")


EMBEDDER_KIT = Kit(
    port=IEmbedder,
    checks=(
        implements(IEmbedder),
        _every_vector_has_the_declared_length,
        _it_says_whether_texts_leave_the_process,
        _vectors_have_length_one,
        _there_is_a_vector_for_each_text,
        _vectors_come_in_the_order_of_the_texts,
        _an_empty_text_gives_a_vector,
    ),
)
