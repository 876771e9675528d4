"""The numbers and names of the house style. Where a file outgrows them it is two things: find the seam."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.tree

MEDIAN_FILE_LINES = 150
FILE_LINES = 500
FUNCTION_LINES = 60
CLASS_LINES = 250
# Names that say nothing about what the file holds.
EMPTY_NAMES = {"base", "common", "helper", "helpers", "manager", "misc", "shared", "stuff", "util", "utils"}
# A suppression comment is not a reason; what follows it is.
SUPPRESSION = re.compile(r"(noqa|type: ignore|pragma)[:\[ ]*[A-Z0-9, ]*\]?")
REASON_LENGTH = 12


def too_long(tree: ast.Module, kinds: tuple[type[ast.AST], ...], limit: int) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, kinds):
            definition: Any = node
            length = definition.end_lineno - definition.lineno + 1
            if length > limit:
                yield f"{definition.lineno} {definition.name}: {length} lines"


def test_files_are_short(sources: list[Any]) -> None:
    written = [source.lines for source in sources if source.lines > 1]
    assert statistics.median(written) <= MEDIAN_FILE_LINES
    assert [f"{source.name}: {source.lines} lines" for source in sources if source.lines > FILE_LINES] == []


def test_functions_are_short(sources: list[Any]) -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert [f"{s.name}:{line}" for s in sources for line in too_long(s.tree, kinds, FUNCTION_LINES)] == []


def test_classes_are_short(sources: list[Any]) -> None:
    assert [
        f"{s.name}:{line}" for s in sources for line in too_long(s.tree, (ast.ClassDef,), CLASS_LINES)
    ] == []


def test_the_length_rule_sees_a_long_function() -> None:
    tree = ast.parse("def long():\n" + "    step()\n" * FUNCTION_LINES)
    assert list(too_long(tree, (ast.FunctionDef,), FUNCTION_LINES)) == ["1 long: 61 lines"]


def test_no_file_or_folder_has_an_empty_name(root: Path) -> None:
    modules = [
        path.relative_to(root) for path in root.glob("packages/*/src/**/*") if "__pycache__" not in path.parts
    ]
    assert [str(path) for path in modules if path.stem.strip("_") in EMPTY_NAMES] == []


def test_no_mocks(root: Path) -> None:
    found = []
    for path in [*root.glob("packages/**/*.py"), *root.glob("tests/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            from_unittest = isinstance(node, ast.ImportFrom) and node.module == "unittest"
            names += [f"unittest.{alias.name}" for alias in node.names] if from_unittest else []
            if any(
                name == "unittest.mock" or name.startswith(("unittest.mock.", "pytest_mock"))
                for name in names
            ):
                found.append(f"{path.relative_to(root)}:{node.lineno}")
    assert found == []


def unexplained_handlers(tree: ast.Module, lines: list[str]) -> Iterator[int]:
    """The lines of handlers that catch everything and do not say why this is a process boundary."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler) or raises_again(node):
            continue
        caught = [node.type] if not isinstance(node.type, ast.Tuple) else node.type.elts
        names = {ast.unparse(item) if item else "everything" for item in caught}
        if names & {"everything", "Exception", "BaseException"}:
            comment = lines[node.lineno - 1].partition("#")[2]
            if len(SUPPRESSION.sub("", comment).strip(" :#-")) < REASON_LENGTH:
                yield node.lineno


def raises_again(handler: ast.ExceptHandler) -> bool:
    """Say whether the handler only looks on: its last step lets the error go on."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_catching_everything_has_a_reason(sources: list[Any]) -> None:
    found = [f"{s.name}:{n}" for s in sources for n in unexplained_handlers(s.tree, s.text.splitlines())]
    assert found == []


@pytest.mark.parametrize(
    ("handler", "last", "explained"),
    [
        ("except Exception:", "report()", False),
        ("except:", "report()", False),
        ("except (ValueError, Exception) as error:  # noqa: BLE001", "report()", False),
        ("except Exception as error:", "raise SystemExit from error", False),
        (
            "except Exception as error:  # noqa: BLE001  the process ends here and reports it",
            "report()",
            True,
        ),
        ("except BaseException:", "raise", True),
        ("except ValueError:", "report()", True),
    ],
)
def test_a_reason_is_more_than_a_suppression(handler: str, last: str, *, explained: bool) -> None:
    text = f"try:\n    step()\n{handler}\n    clean_up()\n    {last}\n"
    assert (list(unexplained_handlers(ast.parse(text), text.splitlines())) == []) is explained
