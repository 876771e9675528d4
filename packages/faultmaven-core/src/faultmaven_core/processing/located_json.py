"""Reads JSON with the line of every value, without recursion and within bounds.

Comments (``//`` and ``/* */``) and a comma before a closing bracket are let pass, because configuration files have
them. Depth, size and the number of values are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs leave it out
from typing import Any, Final

DEPTH_LIMIT: Final = 100
"""Open brackets; a deeper text is refused."""
VALUE_LIMIT: Final = 2_000_000
"""Values of one text."""
SIZE_LIMIT: Final = 4_000_000
"""Characters of one text: some seconds of reading."""

_BLANK = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_WORDS: Final = {"true": True, "false": False, "null": None}
_CLOSING: Final = {"{": "}", "[": "]"}
_COMMENT_MARK = 2

JsonScalar = str | int | float | bool | None


class NotJson(ValueError):
    """The text is no JSON, or lies beyond a bound; the message says at which line."""


@dataclass(slots=True, kw_only=True)
class JsonNode:
    """One value. Exactly one of ``members`` (an object), ``elements`` (an array) and a scalar is meaningful."""

    line: int
    end_line: int
    scalar: JsonScalar = None
    members: list[tuple[str, int, JsonNode]] | None = None
    """``(key, line of the key, value)`` in order; keys may repeat."""
    elements: list[JsonNode] | None = None

    def get(self, *keys: str) -> JsonNode | None:
        """The value below these keys, one after the other; None when it is not there. The last of equal keys counts."""
        node: JsonNode | None = self
        for key in keys:
            members = node.members if node is not None else None
            node = next((value for name, _, value in reversed(members or ()) if name == key), None)
        return node

    def each(self) -> Iterator[JsonNode]:
        """The elements of an array, in order; nothing for any other value."""
        yield from self.elements or ()

    @property
    def text(self) -> str:
        """The scalar if it is a string; otherwise empty."""
        return self.scalar if isinstance(self.scalar, str) else ""


@dataclass(slots=True, kw_only=True)
class _Reader:
    text: str
    position: int = 0
    counted: int = 0
    line: int = 1
    values: int = 0
    open: list[tuple[JsonNode, str]] = field(default_factory=list)
    """The containers around the position, each with its opening bracket."""

    def skip(self) -> str:
        """Go to the next token and give its first character; empty at the end."""
        while True:
            match = _BLANK.match(self.text, self.position)
            self.position = match.end() if match is not None else self.position
            mark = self.text[self.position : self.position + _COMMENT_MARK]
            if mark not in ("//", "/*"):
                return mark[:1]
            end = self.text.find("\n" if mark == "//" else "*/", self.position + _COMMENT_MARK)
            if end < 0 and mark == "/*":
                raise self.wrong("a comment without an end")
            self.position = len(self.text) if end < 0 else end + (mark == "/*") * _COMMENT_MARK

    def here(self) -> int:
        """The line of the position."""
        self.line += self.text.count("\n", self.counted, self.position)
        self.counted = self.position
        return self.line

    def wrong(self, what: str) -> NotJson:
        return NotJson(f"line {self.here()}: {what}")

    def string(self) -> str:
        try:
            text, self.position = scanstring(self.text, self.position + 1, True)  # noqa: FBT003  the library's order
        except ValueError as error:
            raise self.wrong("a string that is not closed or has a wrong escape") from error
        return str(text)


def read_located_json(text: str, *, first_line: int = 1) -> JsonNode:
    """The one value that the text holds; its first line counts as ``first_line``.

    Raises NotJson when it holds anything else, or more than the bounds of this module allow.
    """
    if len(text) > SIZE_LIMIT:
        raise NotJson(f"{len(text)} characters, at most {SIZE_LIMIT} are read")
    reader = _Reader(text=text, line=first_line, position=1 if text.startswith("\ufeff") else 0)
    root = _value(reader)
    while reader.open:
        _step(reader)
    if reader.skip():
        raise reader.wrong("text behind the value")
    return root


def _step(reader: _Reader) -> None:
    """Read one member or element of the innermost container, or its end."""
    node, bracket = reader.open[-1]
    first = reader.skip()
    empty = not (node.members or node.elements)
    if first == "," and not empty:
        reader.position += 1
        first = reader.skip()
    elif first != _CLOSING[bracket] and not empty:
        raise reader.wrong("a comma is missing")
    if first == _CLOSING[bracket]:
        reader.position += 1
        node.end_line = reader.here()
        reader.open.pop()
        return
    if node.elements is not None:
        node.elements.append(_value(reader))
        return
    if first != '"':
        raise reader.wrong("a name in quotes is missing")
    line, name = reader.here(), reader.string()
    if reader.skip() != ":":
        raise reader.wrong("a colon is missing")
    reader.position += 1
    value = _value(reader)
    if node.members is not None:
        node.members.append((name, line, value))


def _value(reader: _Reader) -> JsonNode:
    first = reader.skip()
    reader.values += 1
    if reader.values > VALUE_LIMIT:
        raise reader.wrong(f"more than {VALUE_LIMIT} values")
    line = reader.here()
    if first in _CLOSING:
        if len(reader.open) >= DEPTH_LIMIT:
            raise reader.wrong(f"more than {DEPTH_LIMIT} brackets within one another")
        reader.position += 1
        inside: dict[str, Any] = {"members": []} if first == "{" else {"elements": []}
        node = JsonNode(line=line, end_line=line, **inside)
        reader.open.append((node, first))
        return node
    return JsonNode(line=line, end_line=line, scalar=_scalar(reader, first))


def _scalar(reader: _Reader, first: str) -> JsonScalar:
    if first == '"':
        return reader.string()
    match = _NUMBER.match(reader.text, reader.position)
    if match is not None:
        reader.position = match.end()
        try:
            return float(match[0]) if match[1] or match[2] else int(match[0])
        except ValueError as error:  # more digits than the interpreter converts
            raise reader.wrong("a number that is too long") from error
    for word, value in _WORDS.items():
        if reader.text.startswith(word, reader.position):
            reader.position += len(word)
            return value
    raise reader.wrong("a value is missing")
