"""The kit for IReasoner."""

from __future__ import annotations

from faultmaven_models.errors import Temporary
from faultmaven_models.interfaces import IReasoner
from faultmaven_models.materials import Materials
from faultmaven_models.testing.builders import materials_from_texts
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import BREAKING, Kit
from faultmaven_models.testing.conformance.names import expect_short_stable_name
from faultmaven_models.testing.samples import SAMPLE_LOG, sample_case
from faultmaven_models.updates import TurnUpdate

_QUESTION = "Why do payments fail?"
_PROPOSE = "A proposal for this turn."


def _materials() -> Materials:
    return materials_from_texts({"app/payments.log": SAMPLE_LOG}, question=_QUESTION)


@check("Recorded with the turn.")
async def _the_name_is_short_and_in_every_proposal(bench: Bench[IReasoner]) -> None:
    await expect_short_stable_name(bench)
    reasoner = await bench.fresh()
    update = await reasoner.propose(sample_case(), _QUESTION, _materials())
    bench.expect_equal(update.reasoner, reasoner.name, "the reasoner that the proposal names")


@check(_PROPOSE)
async def _it_proposes_for_materials(bench: Bench[IReasoner]) -> None:
    update = await (await bench.fresh()).propose(sample_case(), _QUESTION, _materials())
    bench.expect(isinstance(update, TurnUpdate), f"propose gave {type(update).__name__}")


@check(_PROPOSE)
async def _it_proposes_without_materials_and_message(bench: Bench[IReasoner]) -> None:
    update = await (await bench.fresh()).propose(sample_case(), "", Materials())
    bench.expect(isinstance(update, TurnUpdate), f"propose gave {type(update).__name__}")
    bench.expect_equal(update.evidence, (), "the evidence taken from no materials")


@check("Given the same arguments a rule reasoner gives the same proposal.")
async def _the_same_arguments_give_the_same_proposal(bench: Bench[IReasoner]) -> None:
    if not bench.sample("deterministic", default=True):
        return
    reasoner = await bench.fresh()
    first = await reasoner.propose(sample_case(), _QUESTION, _materials())
    again = await reasoner.propose(sample_case(), _QUESTION, _materials())
    other = await (await bench.fresh()).propose(sample_case(), _QUESTION, _materials())
    bench.expect_equal(again, first, "the second proposal of one reasoner")
    bench.expect_equal(other, first, "the proposal of another reasoner")


@check("It changes nothing itself.")
async def _case_and_materials_stay_as_they_are(bench: Bench[IReasoner]) -> None:
    case, materials = sample_case(), _materials()
    documents, before = materials.documents, case.model_dump_json()
    await (await bench.fresh()).propose(case, _QUESTION, materials)
    bench.expect_equal(case.model_dump_json(), before, "the case afterwards")
    bench.expect(materials.documents is documents, "the documents were exchanged")
    bench.expect_equal("\n".join(documents[0].lines), SAMPLE_LOG.rstrip("\n"), "the text afterwards")


@check("Raises Temporary errors when a model it needs does not answer; the engine then goes on without it.")
async def _a_model_that_does_not_answer_is_temporary(bench: Bench[IReasoner]) -> None:
    reasoner = await bench.variant(BREAKING)
    call = reasoner.propose(sample_case(), _QUESTION, _materials())
    await bench.expect_error(Temporary, call, "propose without a model that answers")


REASONER_KIT = Kit(
    port=IReasoner,
    checks=(
        implements(IReasoner),
        _the_name_is_short_and_in_every_proposal,
        _it_proposes_for_materials,
        _it_proposes_without_materials_and_message,
        _the_same_arguments_give_the_same_proposal,
        _case_and_materials_stay_as_they_are,
        _a_model_that_does_not_answer_is_temporary,
    ),
    variants={BREAKING: "a reasoner whose model does not answer"},
    samples={"deterministic": "False for a reasoner that asks a model (default: True)"},
)
