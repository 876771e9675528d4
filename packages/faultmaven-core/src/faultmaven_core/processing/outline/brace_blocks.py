"""The definitions of languages with braces: blocks whose head names a function or a type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.outline.definition import Definition, DefinitionKind

if TYPE_CHECKING:
    from faultmaven_core.processing.outline.languages import Language

_MARK = re.compile(r"[{}();]")
_NO_LINE_FEED = re.compile(r"[^\n]+")
_HEAD_LIMIT = 1_500
_CONTROL = frozenset(
    {
        "if",
        "for",
        "foreach",
        "while",
        "switch",
        "catch",
        "synchronized",
        "using",
        "lock",
        "fixed",
        "else",
        "do",
    }
    | {"try", "return", "new", "throw", "with", "when", "func"}
)
_NO_HEADS = (".", "=", "(", ",", "new", "return")
"""What stands in front of a call and not of a definition."""
_NAME_END = re.compile(r"([A-Za-z_$][\w$]{0,200})\s{0,20}(?:<[^<>(){};]{0,200}>)?\s{0,20}$")
_NAME_LIMIT = 300
_BEHIND = re.compile(r"\s*(?:throws [\w., ]{1,300}|where [\w:,() ]{1,300}|:[^(){};]{1,300}|const|async)?\s*")
_ESCAPE_OR_END = re.compile(r"\\.|[\"'`\n]", re.DOTALL)
_DEPTH_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    kind: DefinitionKind
    name: str
    start: int
    """Where it begins in the text in front of its brace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A block that has not ended yet, and how many round brackets stand open in front of it."""

    head: _Head | None
    line: int
    brackets: int


def braced_definitions(lines: Sequence[str], language: Language) -> list[Definition]:
    """The functions and types of the text. A block without an end lasts to the end of the text."""
    text = without_strings("\n".join(lines), language)
    found: list[Definition] = []
    around: list[_Open] = []
    start = counted = brackets = 0
    line = 1
    for mark in _MARK.finditer(text):
        if mark[0] in "()":
            brackets = max(0, brackets + (1 if mark[0] == "(" else -1))
            continue
        if mark[0] == ";":
            start = start if brackets else mark.end()  # not the semicolons inside the brackets of a loop
            continue
        line, counted = line + text.count("\n", counted, mark.start()), mark.start()
        if mark[0] == "{":
            begin = max(start, mark.start() - _HEAD_LIMIT)
            head = _head(text[begin : mark.start()], language) if len(around) < _DEPTH_LIMIT else None
            above = text.count("\n", begin + head.start, mark.start()) if head is not None else 0
            first = _first_line(lines, line - above) if head is not None else line
            around.append(_Open(head=head, line=first, brackets=brackets))
            brackets = 0
        elif around:
            brackets = around[-1].brackets
            _close(around, line, found)
        start = mark.end()
    while around:
        _close(around, len(lines), found)
    return found


def without_strings(text: str, language: Language) -> str:
    """The text with blanks for comments and strings; every line keeps its number."""
    parts: list[str] = []
    position = 0
    while (match := language.hidden.search(text, position)) is not None:
        end = _end_of_hidden(text, match[0], match.end(), language)
        parts += [text[position : match.start()], _NO_LINE_FEED.sub(" ", text[match.start() : end])]
        position = end
    return "".join([*parts, text[position:]])


def _end_of_hidden(text: str, mark: str, start: int, language: Language) -> int:
    """Where a comment or string ends. A string of one line that is not closed lasts to the end of its line."""
    if mark in language.quotes:
        for found in _ESCAPE_OR_END.finditer(text, start):
            if found[0] in (mark, "\n"):
                return found.end() if found[0] == mark else found.start()
        return len(text)
    closing = {"//": "\n", "/*": "*/"}.get(mark, mark)
    end = text.find(closing, start)
    return len(text) if end < 0 else end + (len(closing) if closing != "\n" else 0)


def _close(around: list[_Open], line: int, found: list[Definition]) -> None:
    block = around.pop()
    if block.head is not None:
        within = tuple(one.head.name for one in around if one.head is not None)
        found.append(
            Definition(
                kind=block.head.kind, name=block.head.name, within=within, line=block.line, end_line=line
            )
        )


def _head(text: str, language: Language) -> _Head | None:
    """What the text in front of a brace defines; None for a loop, a condition or a literal."""
    text = text.rstrip()
    for expression in language.heads:
        match = max(expression.finditer(text), key=lambda found: found.start(), default=None)
        if match is not None:
            kind = DefinitionKind.TYPE if match[0].startswith("type") else DefinitionKind.FUNCTION
            return _Head(kind=kind, name=match[1], start=match.start())
    match = _called(text)
    if match is not None:
        return _Head(kind=DefinitionKind.FUNCTION, name=match[1], start=match.start())
    match = language.type_head.search(text) if language.type_head is not None else None
    return _Head(kind=DefinitionKind.TYPE, name=match[2], start=match.start()) if match is not None else None


def _called(text: str) -> re.Match[str] | None:
    """The name in front of the last group of brackets, when nothing but clauses stand behind it."""
    end = text.rfind(")")
    if end < 0 or _BEHIND.fullmatch(text, end + 1) is None:
        return None
    depth = 0
    for position in range(end, -1, -1):
        depth += (text[position] == ")") - (text[position] == "(")
        if depth == 0:
            match = _NAME_END.search(text, max(0, position - _NAME_LIMIT), position)
            before = text[: match.start()].rstrip() if match is not None else ""
            if match is None or match[1] in _CONTROL or before.endswith(_NO_HEADS):
                return None
            return match
    return None


def _first_line(lines: Sequence[str], line: int) -> int:
    """The line of the first annotation directly above a head."""
    while line > 1 and lines[line - 2].lstrip().startswith(("@", "[")):
        line -= 1
    return line
