"""The definitions of Python code: by the standard library's parser, and by indentation where it does not parse."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from faultmaven_core.processing.outline.definition import Definition, DefinitionKind

_HEAD = re.compile(r"(\s*)(?:async\s+def|def|class)\s+(\w+)")
_OPENERS = "([{"
_OPEN_LIMIT = 200
"""Brackets on one line: the parser recurses, so texts with more are read by indentation."""


def python_definitions(lines: Sequence[str]) -> list[Definition]:
    """The functions and classes of the text."""
    tree = _parsed(lines)
    return list(_by_indentation(lines) if tree is None else _by_tree(tree))


def _parsed(lines: Sequence[str]) -> ast.Module | None:
    if any(sum(map(line.count, _OPENERS)) > _OPEN_LIMIT for line in lines):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the compiler thinks of somebody's code is not said here
            return ast.parse("\n".join(lines).lstrip("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _by_tree(tree: ast.Module) -> Iterator[Definition]:
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(tree, ())]
    while waiting:
        node, within = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield Definition(
                kind=DefinitionKind.TYPE if isinstance(node, ast.ClassDef) else DefinitionKind.FUNCTION,
                name=node.name,
                within=within,
                line=min([node.lineno, *(one.lineno for one in node.decorator_list)]),
                end_line=node.end_lineno or node.lineno,
            )
            within = (*within, node.name)
        waiting.extend((child, within) for child in ast.iter_child_nodes(node))


def _by_indentation(lines: Sequence[str]) -> Iterator[Definition]:
    """A definition lasts to the last line that is indented deeper than its head."""
    around: list[tuple[int, DefinitionKind, str, int]] = []
    last = 0
    for number, line in enumerate([*lines, "end"], start=1):
        text = line.strip()
        if not text or text.startswith(("#", ")", "]", "}")):
            continue
        indent = len(line) - len(line.lstrip())
        while around and indent <= around[-1][0]:
            _, kind, name, start = around.pop()
            within = tuple(one[2] for one in around)
            yield Definition(kind=kind, name=name, within=within, line=start, end_line=max(start, last))
        head = _HEAD.match(line) if number <= len(lines) else None
        if head is not None and len(around) < _OPEN_LIMIT:
            kind = DefinitionKind.TYPE if text.startswith("class") else DefinitionKind.FUNCTION
            around.append((indent, kind, head[2], _first_decorator(lines, number, indent)))
        last = number


def _first_decorator(lines: Sequence[str], number: int, indent: int) -> int:
    while number > 1 and lines[number - 2].strip().startswith("@"):
        above = lines[number - 2]
        if len(above) - len(above.lstrip()) != indent:
            break
        number -= 1
    return number
