from __future__ import annotations

import asyncio
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultmaven_models.errors import InvalidInput, Unavailable
from faultmaven_models.knowledge import GLOBAL_KB, KnowledgeDocument, VectorHit, case_evidence, user_kb
from faultmaven_models.materials import Materials
from faultmaven_tools import EmbeddedVectorStore, HashingEmbedder, KnowledgeBase, KnowledgeBaseTool

SCOPES = [GLOBAL_KB, user_kb("ann"), user_kb("bob"), case_evidence("case_0000000000001")]
WORDS = ["pooler", "quartz", "segment", "certificate", "lantern"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "drop"]),
        st.sampled_from(SCOPES),
        st.sampled_from(["one", "two"]),
        st.sampled_from(WORDS),
    ),
    max_size=12,
)


def document(name: str, text: str) -> KnowledgeDocument:
    return KnowledgeDocument(id=name, title=name, text=text, source=f"{name}.md")


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_a_search_never_sees_another_scope(steps: list[tuple[str, str, str, str]]) -> None:
    async def run() -> None:
        base = KnowledgeBase()
        model: dict[str, dict[str, str]] = {scope: {} for scope in SCOPES}
        for step, scope, name, word in steps:
            if step == "add":
                await base.add(scope, [document(name, f"{word} {scope}")])
                model[scope][name] = word
            elif step == "remove":
                await base.remove(scope, [name])
                model[scope].pop(name, None)
            else:
                await base.remove(scope)
                model[scope].clear()
        for scope in SCOPES:
            for word in WORDS:
                hits = await base.search(scope, word, limit=20)
                holders = {name for name, held in model[scope].items() if held == word}
                assert {hit.chunk.document_id for hit in hits} == holders
                assert all(scope in hit.chunk.text for hit in hits)

    asyncio.run(run())


async def test_words_and_vectors_are_put_together() -> None:
    base = KnowledgeBase()
    await base.add(GLOBAL_KB, [document("a", "certificate has expired"), document("b", "the disk is full")])
    (hit,) = await base.search(GLOBAL_KB, "expired certificates")
    assert hit.chunk.document_id == "a"
    assert set(hit.matched) == {"expired", "certificate"}


async def test_a_chunk_near_in_spelling_is_found_without_a_common_word() -> None:
    base = KnowledgeBase()
    await base.add(GLOBAL_KB, [document("misconfigured", "misconfigured"), document("lantern", "lantern")])
    (hit,) = await base.search(GLOBAL_KB, "misconfigurd")
    assert (hit.chunk.document_id, hit.matched) == ("misconfigured", ())


async def test_replacing_many_times_leaves_the_last() -> None:
    store = EmbeddedVectorStore()
    base = KnowledgeBase(vector_store=store)
    words = ["".join(letters) for letters in itertools.product("bdgk", "ao", "mpt")]
    for word in words:
        assert await base.add(GLOBAL_KB, [document("a", f"# H\n\n{word}\n\n# I\n\nother")]) == 1
    assert await store.count(GLOBAL_KB) == 2
    assert await base.search(GLOBAL_KB, words[0]) == ()
    assert len(await base.search(GLOBAL_KB, words[-1])) == 1


async def test_the_last_of_two_with_one_id_counts() -> None:
    base = KnowledgeBase()
    assert await base.add(GLOBAL_KB, [document("a", "first"), document("a", "second")]) == 1
    assert await base.search(GLOBAL_KB, "first") == ()


class BrokenStore(EmbeddedVectorStore):
    async def upsert(self, scope: str, records: object) -> None:
        raise Unavailable("the store does not answer")


async def test_what_could_not_be_stored_is_not_found() -> None:
    base = KnowledgeBase(vector_store=BrokenStore())
    with pytest.raises(Unavailable):
        await base.add(GLOBAL_KB, [document("a", "pooler")])
    assert await base.search(GLOBAL_KB, "pooler") == ()


class StrangerStore(EmbeddedVectorStore):
    """Answers with a record that this knowledge base never stored."""

    async def query(self, *args: object, **options: object) -> tuple[VectorHit, ...]:
        return (VectorHit(id="stranger#1", score=0.99),)


async def test_a_record_that_is_not_the_scope_s_own_is_no_hit() -> None:
    base = KnowledgeBase(vector_store=StrangerStore(), embedder=HashingEmbedder())
    await base.add(GLOBAL_KB, [document("a", "pooler")])
    assert [hit.chunk.id for hit in await base.search(GLOBAL_KB, "pooler", limit=5)] == ["a#1"]


@pytest.mark.parametrize("scope", ["", "global", "user_kb_", "case_evidence_", "../global_kb"])
async def test_a_name_that_is_no_scope_is_refused(scope: str) -> None:
    base = KnowledgeBase()
    for call in (base.add(scope, []), base.search(scope, "x"), base.remove(scope)):
        with pytest.raises(InvalidInput, match="no scope"):
            await call
    with pytest.raises(InvalidInput, match="no scope"):
        KnowledgeBaseTool(scope=scope)


async def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(InvalidInput, match="limit"):
        await KnowledgeBase().search(GLOBAL_KB, "x", limit=0)


async def test_the_tool_cites_document_heading_and_lines() -> None:
    base = KnowledgeBase()
    await base.add(GLOBAL_KB, [document("pg", "# Mend\n\nRaise max_connections.\n")])
    result = await KnowledgeBaseTool(knowledge_base=base).call({"query": "max_connections"}, Materials())
    assert result.text == "[1] pg, Mend (pg.md, lines 1 to 3)\n# Mend\n\nRaise max_connections."
    (hit,) = result.data
    assert {key: hit[key] for key in ("document_id", "heading", "start_line", "end_line", "quote")} == {
        "document_id": "pg",
        "heading": "Mend",
        "start_line": 1,
        "end_line": 3,
        "quote": "# Mend\n\nRaise max_connections.",
    }


async def test_the_tool_s_caller_cannot_choose_the_scope() -> None:
    base = KnowledgeBase()
    await base.add(user_kb("ann"), [document("secret", "pooler")])
    tool = KnowledgeBaseTool(knowledge_base=base, scope=user_kb("bob"))
    assert (await tool.call({"query": "pooler"}, Materials())).text == "No document matches."
    with pytest.raises(InvalidInput, match="scope"):
        await tool.call({"query": "pooler", "scope": user_kb("ann")}, Materials())
