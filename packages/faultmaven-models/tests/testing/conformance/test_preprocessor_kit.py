# ruff: noqa: ANN001, ANN003, ANN201, ANN202  a mutant has the signature of what it breaks
from __future__ import annotations

from faultmaven_models.errors import InvalidInput, NotFound
from faultmaven_models.evidence import Attachment
from faultmaven_models.materials import Document
from faultmaven_models.testing import document_from_text
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakePreprocessor

KIT = KITS["IPreprocessor"]
BYTES = "bytes become a document"
LINES = "only line feeds end a line"
NAMED = "artifacts are named by source and content"
FOLDER = "a folder gives its files"
ARCHIVE = "an archive is unpacked"
INSIDE = "no member leaves its archive"
GAPS = "what cannot be read is told and the rest goes on"
HOSTILE = "hostile files do not stop the rest"
MISSING = "a missing path is refused"
NOTHING = "nothing at all is refused"


def preprocessor(prepare):
    return Subject(type("Preprocessor", (FakePreprocessor,), {"prepare": prepare}))


def changed(change):
    def prepare(self, attachments):
        documents, gaps = FakePreprocessor.prepare(self, attachments)
        return tuple(change(document) for document in documents), gaps

    return preprocessor(prepare)


def split_everywhere(document):
    return Document(artifact=document.artifact, lines="\n".join(document.lines).splitlines())


def with_artifact(**changes):
    def change(document):
        return Document(artifact=document.artifact.model_copy(update=changes), lines=document.lines)

    return changed(change)


def base_name(document):
    source = document.source.rsplit("/", 1)[-1]
    return Document(artifact=document.artifact.model_copy(update={"source": source}), lines=document.lines)


def trimmed(document):
    return Document(artifact=document.artifact, lines=[line.split(": ")[-1] for line in document.lines])


def without_unpacking(self, attachments):
    hidden = [
        Attachment(name=item.name, content=item.content.replace(b"PK", b"KP"))
        if (item.content or b"").startswith(b"PK")
        else item
        for item in attachments
    ]
    return FakePreprocessor.prepare(self, hidden)


def anywhere(self, attachments):
    documents, gaps = FakePreprocessor.prepare(self, attachments)
    outside = tuple(document_from_text("../outside.log", "x\n") for gap in gaps if "leave" in gap.problem)
    return documents + outside, gaps


def without_gaps(self, attachments):
    return FakePreprocessor.prepare(self, attachments)[0], ()


def all_or_nothing(self, attachments):
    documents, gaps = FakePreprocessor.prepare(self, attachments)
    if gaps:
        raise InvalidInput(gaps[0].problem)
    return documents, gaps


def strict_text(self, attachments):
    for item in attachments:
        (item.content or b"").decode()
    return FakePreprocessor.prepare(self, attachments)


def lenient(self, attachments):
    try:
        return FakePreprocessor.prepare(self, attachments)
    except InvalidInput:
        return (), ()


def not_found(self, attachments):
    try:
        return FakePreprocessor.prepare(self, attachments)
    except InvalidInput as error:
        raise NotFound(str(error)) from error


def nameless(self, attachments):
    try:
        return FakePreprocessor.prepare(self, attachments)
    except InvalidInput as error:
        raise InvalidInput("cannot read it") from error


MUTANTS = [
    Mutant("changes the text", changed(trimmed), (BYTES,)),
    Mutant("splits at every line separator", changed(split_everywhere), (LINES,)),
    Mutant("random ids", with_artifact(id=f"art_{7:016x}"), (NAMED,)),
    Mutant("wrong hash", with_artifact(sha256="0" * 64), (NAMED,)),
    Mutant("wrong number of lines", with_artifact(line_count=3), (NAMED,)),
    Mutant("wrong size", with_artifact(size_bytes=1), (NAMED,)),
    Mutant("file names without folders", changed(base_name), (FOLDER,)),
    Mutant("does not unpack", preprocessor(without_unpacking), (ARCHIVE,)),
    Mutant("lets members out", preprocessor(anywhere), (INSIDE,)),
    Mutant("does not tell what it left out", preprocessor(without_gaps), (INSIDE, GAPS, HOSTILE)),
    Mutant("one broken file stops all", preprocessor(all_or_nothing), (GAPS, HOSTILE)),
    Mutant("invalid UTF-8 stops all", preprocessor(strict_text), (HOSTILE,)),
    Mutant("nothing is fine", preprocessor(lenient), (MISSING, NOTHING)),
    Mutant("raises another error", preprocessor(not_found), (MISSING, NOTHING)),
    Mutant("does not name the path", preprocessor(nameless), (MISSING,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, FakePreprocessor)
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
