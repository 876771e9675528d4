"""The kit for ITool."""

from __future__ import annotations

import copy
from typing import Any

from faultmaven_models.chat import ToolResult, ToolSpec
from faultmaven_models.errors import InvalidInput, Unavailable
from faultmaven_models.interfaces import ITool
from faultmaven_models.materials import Materials
from faultmaven_models.testing.builders import materials_from_texts
from faultmaven_models.testing.conformance.arguments import fitting_arguments, unfitting_arguments
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import BREAKING, Kit
from faultmaven_models.testing.samples import SAMPLE_LOG

_SPEC = "Name, description, JSON Schema of the arguments."
_CALL = "Answer from the materials of the case (or from the tool's own source); changes nothing."
_FAILS = "Raises InvalidInput for arguments that do not fit the schema; Unavailable when its source does not answer."


def _materials() -> Materials:
    return materials_from_texts({"app/payments.log": SAMPLE_LOG, "notes/error.txt": "error: none\n"})


def _arguments(bench: Bench[ITool], tool: ITool) -> dict[str, Any]:
    return dict(bench.sample("arguments", default=fitting_arguments(tool.spec.parameters)))


@check(_SPEC)
async def _the_spec_is_complete_and_stable(bench: Bench[ITool]) -> None:
    tool = await bench.fresh()
    spec = tool.spec
    bench.expect(isinstance(spec, ToolSpec), f"the spec is {type(spec).__name__}")
    bench.expect(bool(spec.description.strip()), "the description is empty")
    bench.expect_equal((await bench.fresh()).spec, spec, "the spec of the next adapter")


@check(_SPEC)
async def _the_schema_describes_an_object(bench: Bench[ITool]) -> None:
    schema = (await bench.fresh()).spec.parameters
    bench.expect_equal(schema.get("type"), "object", "the type in the schema of the arguments")
    properties = schema.get("properties", {})
    missing = sorted(set(schema.get("required", ())) - set(properties))
    bench.expect(not missing, f"required but not described: {missing}")


@check(_CALL)
async def _it_answers(bench: Bench[ITool]) -> None:
    tool = await bench.fresh()
    for materials in (_materials(), Materials()):
        result = await tool.call(_arguments(bench, tool), materials)
        bench.expect(isinstance(result, ToolResult), f"call gave {type(result).__name__}")


@check(_CALL)
async def _it_changes_neither_arguments_nor_materials(bench: Bench[ITool]) -> None:
    tool, materials = await bench.fresh(), _materials()
    arguments = _arguments(bench, tool)
    given, documents = copy.deepcopy(arguments), materials.documents
    lines = [list(document.lines) for document in documents]
    await tool.call(arguments, materials)
    bench.expect_equal(arguments, given, "what the caller passed, afterwards,")
    bench.expect(materials.documents is documents, "the documents were exchanged")
    bench.expect_equal([list(document.lines) for document in documents], lines, "the text afterwards")


@check("Something read-only that a reasoner may ask.")
async def _asking_twice_gives_the_same_answer(bench: Bench[ITool]) -> None:
    tool, materials = await bench.fresh(), _materials()
    first = await tool.call(_arguments(bench, tool), materials)
    bench.expect_equal(await tool.call(_arguments(bench, tool), materials), first, "the second answer")


@check(_FAILS)
async def _arguments_that_do_not_fit_are_refused(bench: Bench[ITool]) -> None:
    tool = await bench.fresh()
    for arguments in unfitting_arguments(tool.spec.parameters):
        await bench.expect_error(InvalidInput, tool.call(arguments, _materials()), f"call with {arguments}")


@check(_FAILS)
async def _a_source_that_does_not_answer_is_unavailable(bench: Bench[ITool]) -> None:
    tool = await bench.variant(BREAKING)
    call = tool.call(_arguments(bench, tool), _materials())
    await bench.expect_error(Unavailable, call, "call without a source that answers")


TOOL_KIT = Kit(
    port=ITool,
    checks=(
        implements(ITool),
        _the_spec_is_complete_and_stable,
        _the_schema_describes_an_object,
        _it_answers,
        _it_changes_neither_arguments_nor_materials,
        _asking_twice_gives_the_same_answer,
        _arguments_that_do_not_fit_are_refused,
        _a_source_that_does_not_answer_is_unavailable,
    ),
    variants={BREAKING: "a tool whose source does not answer (a tool over the materials alone has none)"},
    samples={"arguments": "arguments that fit (default: made from the schema)"},
)
