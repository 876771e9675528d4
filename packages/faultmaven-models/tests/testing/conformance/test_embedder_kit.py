# ruff: noqa: ANN001, ANN003, ANN201, ANN202  a mutant has the signature of what it breaks
from __future__ import annotations

from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeEmbedder

KIT = KITS["IEmbedder"]
DECLARED = "every vector has the declared length"
REMOTE = "it says whether texts leave the process"
ONE = "vectors have length one"
EACH = "there is a vector for each text"
ORDER = "vectors come in the order of the texts"
EMPTY = "an empty text gives a vector"


def embedder(**overrides):
    return Subject(type("Embedder", (FakeEmbedder,), overrides))


def vectors(change):
    async def embed(self, texts):
        return change(await FakeEmbedder.embed(self, texts))

    return embedder(embed=embed)


async def of_words(self, texts):
    return await FakeEmbedder.embed(self, [text for text in texts if text.strip()])


async def each_once(self, texts):
    return await FakeEmbedder.embed(self, list(dict.fromkeys(texts)))


async def longest_first(self, texts):
    return await FakeEmbedder.embed(self, sorted(texts, key=len, reverse=True))


async def needs_texts(self, texts):
    texts[0].split()
    return await FakeEmbedder.embed(self, texts)


async def all_the_same(self, texts):
    return await FakeEmbedder.embed(self, ["x"] * len(texts))


MUTANTS = [
    Mutant("declares another length", embedder(dimensions=property(lambda self: 8)), (DECLARED, EMPTY)),
    Mutant("declares no length", embedder(dimensions=property(lambda self: 0)), (DECLARED,)),
    Mutant("does not know where texts go", embedder(remote=property(lambda self: None)), (REMOTE,)),
    Mutant("not scaled", vectors(lambda all_: tuple(tuple(3 * x for x in v) for v in all_)), (ONE,)),
    Mutant("drops empty texts", embedder(embed=of_words), (EMPTY,)),
    Mutant("embeds equal texts once", embedder(embed=each_once), (EACH,)),
    Mutant("sorts by length", embedder(embed=longest_first), (ORDER,)),
    Mutant("cannot take no text", embedder(embed=needs_texts), (EACH,)),
    Mutant("one vector for all", embedder(embed=all_the_same), (ORDER,)),
    Mutant(
        "half a vector for nothing",
        vectors(lambda all_: tuple(v if any(v) else (0.5, *v[1:]) for v in all_)),
        (EMPTY,),
    ),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, FakeEmbedder)
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
