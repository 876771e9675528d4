"""The kit for IKnowledgeBase."""

from __future__ import annotations

from faultmaven_models.interfaces import IKnowledgeBase
from faultmaven_models.knowledge import GLOBAL_KB, KnowledgeDocument, KnowledgeHit, case_evidence
from faultmaven_models.testing.builders import lines_of
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_OTHER_SCOPE = case_evidence("case_0000000000001")
_ADD = "Store or replace by document id; returns how many were new or changed."
_SEARCH = "The best chunks first; nothing when nothing matches."
_REMOVE = "Forget these documents, or with None the whole scope."
_DATABASE = KnowledgeDocument(
    id="database",
    title="Database out of connections",
    source="runbooks/database.md",
    text="# Sign\n\nThe server refuses clients.\n\n# Mend\n\nRaise max_connections\nor put a pooler before it.\n",
)
_DISK = KnowledgeDocument(
    id="disk", title="Full disk", text="Writes fail.\n\nDelete old segments.\n", source="runbooks/disk.md"
)


async def _filled(bench: Bench[IKnowledgeBase]) -> IKnowledgeBase:
    base = await bench.fresh()
    await base.add(GLOBAL_KB, [_DATABASE, _DISK])
    return base


def _documents(hits: tuple[KnowledgeHit, ...]) -> set[str]:
    return {hit.chunk.document_id for hit in hits}


def _changed(document: KnowledgeDocument, text: str) -> KnowledgeDocument:
    return document.model_copy(update={"text": text})


@check(_ADD)
async def _new_and_changed_documents_are_counted(bench: Bench[IKnowledgeBase]) -> None:
    base = await bench.fresh()
    bench.expect_equal(await base.add(GLOBAL_KB, [_DATABASE, _DISK]), 2, "the number of new documents")
    bench.expect_equal(await base.add(GLOBAL_KB, [_DATABASE, _DISK]), 0, "the number when they come again")
    again = [_DATABASE, _changed(_DISK, "Rotate the journal.\n")]
    bench.expect_equal(await base.add(GLOBAL_KB, again), 1, "the number when one has changed")
    bench.expect_equal(await base.add(GLOBAL_KB, []), 0, "the number of no documents")


@check(_ADD)
async def _a_replaced_document_has_its_new_text_alone(bench: Bench[IKnowledgeBase]) -> None:
    base = await _filled(bench)
    await base.add(GLOBAL_KB, [_changed(_DISK, "Rotate the journal.\n")])
    new = await base.search(GLOBAL_KB, "rotate journal")
    bench.expect("disk" in _documents(new), "the new text is not found")
    old = [hit.chunk.text for hit in await base.search(GLOBAL_KB, "delete segments", limit=20)]
    bench.expect(not any("segments" in text for text in old), f"the old text is still found: {old}")


@check(_SEARCH)
async def _the_best_chunk_comes_first(bench: Bench[IKnowledgeBase]) -> None:
    hits = await (await _filled(bench)).search(GLOBAL_KB, "raise max_connections or put a pooler")
    bench.expect(bool(hits), "nothing was found")
    bench.expect_equal(hits[0].chunk.document_id, "database", "the document of the first hit")
    bench.expect("pooler" in hits[0].chunk.text, f"the first chunk is {hits[0].chunk.text!r}")
    scores = [hit.score for hit in hits]
    bench.expect_equal(scores, sorted(scores, reverse=True), "the order of the scores")


@check(_SEARCH)
async def _nothing_matches_nothing(bench: Bench[IKnowledgeBase]) -> None:
    base = await bench.fresh()
    bench.expect_equal(await base.search(GLOBAL_KB, "pooler"), (), "the hits in a scope without documents")
    await base.add(GLOBAL_KB, [_DATABASE, _DISK])
    for query in ("zygomorphic quokkas", "", "  "):
        bench.expect_equal(await base.search(GLOBAL_KB, query), (), f"the hits for {query!r}")


@check(_SEARCH)
async def _no_more_than_the_limit_come(bench: Bench[IKnowledgeBase]) -> None:
    base = await bench.fresh()
    pages = [KnowledgeDocument(id=f"p{n}", title=f"Page {n}", text=f"pooler number {n}\n") for n in range(8)]
    await base.add(GLOBAL_KB, pages)
    bench.expect_equal(len(await base.search(GLOBAL_KB, "pooler", limit=3)), 3, "the number of hits")
    bench.expect_equal(len(await base.search(GLOBAL_KB, "pooler")), 5, "the number of hits without a limit")


@check("A part of a document and its place in it; lines count from 1.")
async def _a_chunk_stands_on_its_lines(bench: Bench[IKnowledgeBase]) -> None:
    texts = {document.id: document for document in (_DATABASE, _DISK)}
    hits = await (await _filled(bench)).search(GLOBAL_KB, "pooler clients writes segments", limit=20)
    bench.expect_equal(_documents(hits), set(texts), "the documents found")
    for chunk in (hit.chunk for hit in hits):
        document = texts[chunk.document_id]
        place = lines_of(document.text)[chunk.start_line - 1 : chunk.end_line]
        bench.expect(
            " ".join(chunk.text.split()) in " ".join(" ".join(place).split()),
            f"lines {chunk.start_line} to {chunk.end_line} of {chunk.document_id} do not hold {chunk.text!r}",
        )
        bench.expect_equal((chunk.title, chunk.source), (document.title, document.source), "title and source")


@check("A search never sees another scope's documents.")
async def _scopes_are_apart(bench: Bench[IKnowledgeBase]) -> None:
    base = await _filled(bench)
    await base.add(_OTHER_SCOPE, [_changed(_DISK, "Only here: quartz.\n")])
    bench.expect_equal(await base.search(_OTHER_SCOPE, "pooler"), (), "the hits from the other scope")
    bench.expect_equal(await base.search(GLOBAL_KB, "quartz"), (), "the hits from this scope in the other")
    await base.remove(_OTHER_SCOPE)
    still = await base.search(GLOBAL_KB, "segments")
    bench.expect_equal(_documents(still), {"disk"}, "the document of the same id in the other scope")


@check(_REMOVE)
async def _a_removed_document_is_gone(bench: Bench[IKnowledgeBase]) -> None:
    base = await _filled(bench)
    await base.remove(GLOBAL_KB, ["disk"])
    bench.expect_equal(await base.search(GLOBAL_KB, "segments"), (), "the hits in a removed document")
    bench.expect_equal(_documents(await base.search(GLOBAL_KB, "pooler")), {"database"}, "the rest")
    bench.expect_equal(await base.add(GLOBAL_KB, [_DISK]), 1, "the number when it is added again")


@check(_REMOVE)
async def _a_removed_scope_is_empty(bench: Bench[IKnowledgeBase]) -> None:
    base = await _filled(bench)
    await base.remove(GLOBAL_KB)
    bench.expect_equal(await base.search(GLOBAL_KB, "pooler segments"), (), "the hits in a removed scope")


KNOWLEDGE_BASE_KIT = Kit(
    port=IKnowledgeBase,
    checks=(
        implements(IKnowledgeBase),
        _new_and_changed_documents_are_counted,
        _a_replaced_document_has_its_new_text_alone,
        _the_best_chunk_comes_first,
        _nothing_matches_nothing,
        _no_more_than_the_limit_come,
        _a_chunk_stands_on_its_lines,
        _scopes_are_apart,
        _a_removed_document_is_gone,
        _a_removed_scope_is_empty,
    ),
)
