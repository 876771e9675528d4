# ruff: noqa: ANN001, ANN003, ANN201, ANN202  a mutant has the signature of what it breaks
from __future__ import annotations

from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeKnowledgeBase

KIT = KITS["IKnowledgeBase"]
COUNTED = "new and changed documents are counted"
REPLACED = "a replaced document has its new text alone"
BEST = "the best chunk comes first"
NOTHING = "nothing matches nothing"
LIMIT = "no more than the limit come"
LINES = "a chunk stands on its lines"
APART = "scopes are apart"
REMOVED = "a removed document is gone"
EMPTIED = "a removed scope is empty"


def base(**overrides):
    return Subject(type("Base", (FakeKnowledgeBase,), overrides))


def search(change):
    async def changed(self, scope, query, *, limit=5):
        return change(await FakeKnowledgeBase.search(self, scope, query, limit=limit))

    return base(search=changed)


def chunks(**changes):
    def change(hits):
        return tuple(h.model_copy(update={"chunk": h.chunk.model_copy(update=changes)}) for h in hits)

    return search(change)


async def count_all(self, scope, documents):
    await FakeKnowledgeBase.add(self, scope, documents)
    return len(documents)


async def add_new_only(self, scope, documents):
    known = self._scopes.get(scope, {})
    return await FakeKnowledgeBase.add(self, scope, [d for d in documents if d.id not in known])


async def append_text(self, scope, documents):
    known = self._scopes.get(scope, {})
    joined = [
        d.model_copy(update={"text": f"{known[d.id].text}\n{d.text}"}) if d.id in known else d
        for d in documents
    ]
    return await FakeKnowledgeBase.add(self, scope, joined)


async def anything(self, scope, query, *, limit=5):
    hits = await FakeKnowledgeBase.search(self, scope, query, limit=limit)
    return hits or await FakeKnowledgeBase.search(self, scope, "the fail number", limit=limit)


async def whole_scope(self, scope, query, *, limit=5):
    return await FakeKnowledgeBase.search(self, scope, query, limit=100)


async def three_without_a_limit(self, scope, query, *, limit=3):
    return await FakeKnowledgeBase.search(self, scope, query, limit=limit)


async def every_scope(self, scope, query, *, limit=5):
    hits = [
        h for known in self._scopes for h in await FakeKnowledgeBase.search(self, known, query, limit=limit)
    ]
    return tuple(sorted(hits, key=lambda hit: -hit.score)[:limit])


async def remove_everywhere(self, scope, document_ids=None):
    for known in list(self._scopes):
        await FakeKnowledgeBase.remove(self, known, document_ids)


async def remove_nothing(self, scope, document_ids=None):
    return None


async def remove_all(self, scope, document_ids=None):
    await FakeKnowledgeBase.remove(self, scope)


MUTANTS = [
    Mutant("counts what is unchanged", base(add=count_all), (COUNTED,)),
    Mutant("does not replace", base(add=add_new_only), (COUNTED, REPLACED)),
    Mutant("keeps the old text", base(add=append_text), (REPLACED,)),
    Mutant("worst first", search(lambda hits: hits[::-1]), (BEST,)),
    Mutant("always finds something", base(search=anything), (NOTHING, APART)),
    Mutant("ignores the limit", base(search=whole_scope), (LIMIT,)),
    Mutant("another limit by itself", base(search=three_without_a_limit), (LIMIT,)),
    Mutant("wrong lines", chunks(start_line=1, end_line=1), (LINES,)),
    Mutant("forgets the source", chunks(source=""), (LINES,)),
    Mutant("searches every scope", base(search=every_scope), (APART,)),
    Mutant("removes in every scope", base(remove=remove_everywhere), (APART,)),
    Mutant("removes nothing", base(remove=remove_nothing), (REMOVED, EMPTIED)),
    Mutant("removes all instead of some", base(remove=remove_all), (REMOVED,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, FakeKnowledgeBase)
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
