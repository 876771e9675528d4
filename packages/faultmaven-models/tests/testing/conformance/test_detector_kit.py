# ruff: noqa: ANN001, ANN003, ANN201, ANN202  a mutant has the signature of what it breaks
from __future__ import annotations

import itertools

from faultmaven_models.finding import FindingKind
from faultmaven_models.testing import document_from_text
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeDetector

KIT = KITS["IDetector"]
NAME = "the name is short and stable"
MODES = "its failure modes have ids of their own"
NOTHING = "nothing is examined where there is nothing"
EXAMINED = "what has findings was examined"
SPANS = "every span holds"
KINDS = "causes alone name a failure mode"
SAME = "the same materials give the same findings"
UNCHANGED = "the materials stay as they are"
HOSTILE = "hostile files raise nothing"
HIDDEN = "hostile files hide no finding"
TEXTS = {"a/app.log": "fine\nFATAL out of widgets\n", "b/app.log": "out of widgets again\n"}


def detector(**overrides):
    return Subject(type("Detector", (FakeDetector,), overrides), samples={"texts": TEXTS})


def changed(change):
    """A detector whose findings, and the spans in them, are changed one by one."""

    def detect(self, materials):
        for finding in FakeDetector.detect(self, materials):
            yield change(finding)

    return detector(detect=detect)


def with_span(**changes):
    def change(finding):
        spans = tuple(span.model_copy(update=changes) for span in finding.spans)
        return finding.model_copy(update={"spans": spans})

    return changed(change)


def always_something(self, materials):
    if not materials.documents:
        spans = (document_from_text("x", "y").span(1),)
        finding = next(iter(FakeDetector().detect(FakeMaterials())))
        yield finding.model_copy(update={"spans": spans})
    yield from FakeDetector.detect(self, materials)


class FakeMaterials:
    documents = (document_from_text("x", "out of widgets"),)


NUMBERS = itertools.count()


def as_a_symptom(finding):
    return finding.model_copy(update={"kind": FindingKind.SYMPTOM})


def without_mode(finding):
    return finding.model_copy(update={"failure_mode": None})


def numbered(finding):
    return finding.model_copy(update={"summary": f"finding {next(NUMBERS)}"})


def once(self, materials):
    if not self.__dict__.setdefault("done", False):
        self.done = True
        yield from FakeDetector.detect(self, materials)


def editing(self, materials):
    for document in materials.documents:
        document.lines[:] = [line.strip() + " " for line in document.lines]
    return FakeDetector.detect(self, materials)


def first_word(self, materials):
    for document in materials.documents:
        document.lines[0].split()[0].encode("ascii")
    return FakeDetector.detect(self, materials)


def giving_up(self, materials):
    if any("\x00" in line for document in materials.documents for line in document.lines):
        return iter(())
    return FakeDetector.detect(self, materials)


def doubled_modes(self):
    return FakeDetector.failure_modes.fget(self) * 2


MUTANTS = [
    Mutant("a new name each time", detector(name=property(lambda self: f"d{next(NUMBERS)}")), (NAME,)),
    Mutant("one mode twice", detector(failure_modes=property(doubled_modes)), (MODES,)),
    Mutant("modes that are only ids", detector(failure_modes=["fake.phrase_seen"]), (MODES,)),
    Mutant("examines what is not there", detector(examined=lambda self, materials: "0 lines"), (NOTHING,)),
    Mutant("finds something in nothing", detector(detect=always_something), (NOTHING,)),
    Mutant("finds nothing", detector(detect=lambda self, materials: ()), (EXAMINED,)),
    Mutant("does not tell what it examined", detector(examined=lambda self, materials: ""), (EXAMINED,)),
    Mutant("cites words that are not there", with_span(quote="out of gadgets"), (SPANS,)),
    Mutant("cites a line that is not there", with_span(start_line=9, end_line=9), (SPANS,)),
    Mutant("cites another file", with_span(source="c/app.log"), (SPANS,)),
    Mutant("cites an unknown artifact", with_span(artifact_id=f"art_{0:016x}"), (SPANS,)),
    Mutant("a symptom with a failure mode", changed(as_a_symptom), (KINDS,)),
    Mutant("a cause without a failure mode", changed(without_mode), (KINDS,)),
    Mutant("finds something else each time", changed(numbered), (SAME,)),
    Mutant("works once", detector(detect=once), (SAME,)),
    Mutant("edits the lines", detector(detect=editing), (UNCHANGED,)),
    Mutant("takes words and ASCII for granted", detector(detect=first_word), (HOSTILE,)),
    Mutant("gives up beside a hostile file", detector(detect=giving_up), (HIDDEN,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, detector())
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
