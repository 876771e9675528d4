# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

import itertools

import pytest

from faultmaven_models.chat import ToolResult
from faultmaven_models.errors import Unavailable
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.conformance.arguments import fitting_arguments, unfitting_arguments
from faultmaven_models.testing.fakes import FakeTool

KIT = KITS["ITool"]
SPEC = "the spec is complete and stable"
SCHEMA = "the schema describes an object"
ANSWERS = "it answers"
UNCHANGED = "it changes neither arguments nor materials"
TWICE = "asking twice gives the same answer"
REFUSED = "arguments that do not fit are refused"
DOWN = "a source that does not answer is unavailable"


def tool(**overrides):
    made = type("Tool", (FakeTool,), overrides)
    return Subject(made, variants={"breaking": lambda: made(unavailable=True)})


def spec(**changes):
    return property(lambda self: FakeTool().spec.model_copy(update=changes))


NUMBERS = itertools.count()


async def first_document(self, arguments, materials):
    materials.documents[0]
    return await FakeTool.call(self, arguments, materials)


async def as_text(self, arguments, materials):
    return (await FakeTool.call(self, arguments, materials)).text


async def taking_arguments(self, arguments, materials):
    result = await FakeTool.call(self, arguments, materials)
    arguments.pop("text")
    return result


async def sorting_lines(self, arguments, materials):
    for document in materials.documents:
        document.lines.sort(reverse=True)
    return await FakeTool.call(self, arguments, materials)


async def counting(self, arguments, materials):
    await FakeTool.call(self, arguments, materials)
    return ToolResult(text=f"answer {next(NUMBERS)}")


async def lenient(self, arguments, materials):
    text = str(arguments.get("text") or "error")
    return await FakeTool.call(self, {"text": text}, materials)


async def key_error(self, arguments, materials):
    return await FakeTool.call(self, {"text": arguments["text"]}, materials)


async def empty_when_down(self, arguments, materials):
    try:
        return await FakeTool.call(self, arguments, materials)
    except Unavailable:
        return ToolResult(text="")


MUTANTS = [
    Mutant("no description", tool(spec=spec(description=" ")), (SPEC,)),
    Mutant(
        "another description each time",
        tool(spec=property(lambda self: FakeTool(name=f"tool_{next(NUMBERS)}").spec)),
        (SPEC,),
    ),
    Mutant("parameters that are no object", tool(spec=spec(parameters={"type": "string"})), (SCHEMA,)),
    Mutant(
        "requires what it does not describe",
        tool(spec=spec(parameters={"type": "object", "required": ["text"]})),
        (SCHEMA,),
    ),
    Mutant("needs a document", tool(call=first_document), (ANSWERS,)),
    Mutant("gives a bare text", tool(call=as_text), (ANSWERS,)),
    Mutant("takes from the arguments", tool(call=taking_arguments), (UNCHANGED,)),
    Mutant("sorts the lines", tool(call=sorting_lines), (UNCHANGED,)),
    Mutant("answers differently", tool(call=counting), (TWICE,)),
    Mutant("takes any arguments", tool(call=lenient), (REFUSED,)),
    Mutant("KeyError for a missing argument", tool(call=key_error), (REFUSED,)),
    Mutant("hides that its source is down", tool(call=empty_when_down), (DOWN,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, tool())
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()


@pytest.mark.parametrize(
    ("described", "fitting"),
    [
        ({"type": "string"}, "error"),
        ({"type": "integer"}, 1),
        ({"type": "array"}, []),
        ({"enum": ["b", "a"]}, "b"),
        ({"type": "string", "default": "x"}, "x"),
    ],
)
def test_arguments_are_made_from_the_schema(described, fitting) -> None:
    schema = {"type": "object", "properties": {"a": described, "b": {"type": "string"}}, "required": ["a"]}
    assert fitting_arguments(schema) == {"a": fitting}
    assert {} in list(unfitting_arguments(schema))
    assert {"a": fitting, "no_such_argument": 1} not in list(unfitting_arguments(schema))
    assert {"a": fitting, "b": [1]} in list(unfitting_arguments(schema))
