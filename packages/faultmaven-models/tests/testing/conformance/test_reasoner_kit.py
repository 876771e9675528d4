# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

import itertools

from faultmaven_models.errors import InvalidInput, Unavailable
from faultmaven_models.testing import document_from_text
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeReasoner
from faultmaven_models.updates import ProposedEvidence

KIT = KITS["IReasoner"]
NAME = "the name is short and in every proposal"
PROPOSES = "it proposes for materials"
EMPTY = "it proposes without materials and message"
SAME = "the same arguments give the same proposal"
UNCHANGED = "case and materials stay as they are"
DOWN = "a model that does not answer is temporary"


SILENT = Unavailable("no answer")


def reasoner(*, error=SILENT, samples=(), **overrides):
    made = type("Reasoner", (FakeReasoner,), overrides)
    return Subject(made, variants={"breaking": lambda: made(error=error)}, samples=dict(samples))


async def anonymous(self, case, message, materials):
    update = await FakeReasoner.propose(self, case, message, materials)
    return update.model_copy(update={"reasoner": "somebody"})


async def as_mapping(self, case, message, materials):
    return (await FakeReasoner.propose(self, case, message, materials)).model_dump()


async def first_document(self, case, message, materials):
    span = materials.documents[0].span(1)
    evidence = ProposedEvidence(key="e1", summary=f"{message.split()[0]}", spans=(span,))
    update = await FakeReasoner.propose(self, case, message, materials)
    return update.model_copy(update={"evidence": (evidence,)})


async def invented_evidence(self, case, message, materials):
    span = document_from_text("made-up.log", "a line\n").span(1)
    update = await FakeReasoner.propose(self, case, message, materials)
    return update.model_copy(update={"evidence": (ProposedEvidence(key="e", summary="s", spans=(span,)),)})


COUNT = itertools.count()


async def counting(self, case, message, materials):
    update = await FakeReasoner.propose(self, case, message, materials)
    return update.model_copy(update={"answer": f"answer {next(COUNT)}"})


async def changing_materials(self, case, message, materials):
    materials.documents = materials.documents[:0]
    return await FakeReasoner.propose(self, case, message, materials)


async def changing_lines(self, case, message, materials):
    for document in materials.documents:
        document.lines[0] = "changed"
    return await FakeReasoner.propose(self, case, message, materials)


async def changing_the_case(self, case, message, materials):
    object.__setattr__(case, "title", "changed")
    return await FakeReasoner.propose(self, case, message, materials)


async def hiding_errors(self, case, message, materials):
    return await FakeReasoner().propose(case, message, materials)


MUTANTS = [
    Mutant("names another reasoner", reasoner(propose=anonymous), (NAME,)),
    Mutant("gives a mapping", reasoner(propose=as_mapping), (PROPOSES, EMPTY)),
    Mutant("needs a document and a message", reasoner(propose=first_document), (EMPTY,)),
    Mutant("takes evidence from nowhere", reasoner(propose=invented_evidence), (EMPTY,)),
    Mutant("answers differently each time", reasoner(propose=counting), (SAME,)),
    Mutant("takes documents away", reasoner(propose=changing_materials), (UNCHANGED,)),
    Mutant("edits the text", reasoner(propose=changing_lines), (UNCHANGED,)),
    Mutant("edits the case", reasoner(propose=changing_the_case), (UNCHANGED,)),
    Mutant("hides that its model is down", reasoner(propose=hiding_errors), (DOWN,)),
    Mutant("gives up for good", reasoner(error=InvalidInput("no answer")), (DOWN,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, reasoner())
    assert result.complete, str(result)


async def test_a_reasoner_with_a_model_may_answer_differently() -> None:
    result = await run_kit(KIT, reasoner(propose=counting, samples={"deterministic": False}))
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
