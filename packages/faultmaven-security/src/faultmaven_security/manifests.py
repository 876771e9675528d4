"""Finds the values of Kubernetes Secret manifests, in YAML, in JSON and in JSON inside a string."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from faultmaven_security.folded import FoldedText, Literal, Look
from faultmaven_security.matches import Match, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_security.budget import Budget

REACH = 256 * 1024
"""Characters before and after ``kind: Secret`` in which its data are looked for."""

_YAML_KIND = Literal("kind: ", look=Look.EXACT)
_JSON_KIND = Literal("kind", look=Look.EXACT)
_KIND_IN_YAML = re.compile(r"""kind:[ ]{1,4}["']?[Ss]ecret["']?[ \t\r]*$""", re.ASCII | re.MULTILINE)
_DATA_IN_YAML = re.compile(r"""["']?(?:data|stringData)["']?:[ \t\r]*$""", re.ASCII)
_ENTRY = re.compile(r"""["']?[A-Za-z0-9_.-]{1,253}["']?:[ \t]*""", re.ASCII)
_BLOCK_SCALAR = re.compile(r"[|>][+-]?[0-9]?", re.ASCII)
_KIND_IN_JSON = re.compile(r"""\\{0,7}"[ ]?:[ ]?\\{0,7}"Secret\\{0,7}\"""", re.ASCII)
_DATA_IN_JSON = re.compile(r"""\\{0,7}"(?:data|stringData)\\{0,7}"\s{0,4}:\s{0,4}\{""", re.ASCII)
_VALUE_IN_JSON = re.compile(r""":\s{0,4}\\{0,7}"(?P<value>[^"\\]+)""", re.ASCII)
_BRACES = re.compile(r"[{}]")


class ManifestScanner:
    """A detector for everything below ``data`` and ``stringData`` of a Secret."""

    __slots__ = ()

    def find(self, text: FoldedText, budget: Budget) -> Iterator[Match]:
        """A match for each value of each Secret. Raises BudgetSpent."""
        yield from _in_yaml(text, budget)
        yield from _in_json(text, budget)


def _in_yaml(folded: FoldedText, budget: Budget) -> Iterator[Match]:
    text = folded.text
    done = 0
    for place in folded.places(_YAML_KIND, budget):
        if place >= done and _KIND_IN_YAML.match(text, place):
            column = place - text.rfind("\n", 0, place) - 1
            start, done = _document(text, place, column=column, floor=done)
            yield from _values_in_yaml(text[start:done], start, column=column)


def _in_json(folded: FoldedText, budget: Budget) -> Iterator[Match]:
    text = folded.text
    floor = done = 0
    for place in folded.places(_JSON_KIND, budget):
        if place >= done and _KIND_IN_JSON.match(text, place + len(_JSON_KIND.text)):
            start = _object_start(text, place, max(floor, place - REACH))
            floor, done = place, _object_end(text, place, place + REACH)
            yield from _values_in_json(text, start, done)


def _match(start: int, end: int) -> Match:
    return Match(
        start=start, end=end, pattern="kubernetes_secret_data", kind=MatchKind.SECRET, label="SECRET"
    )


def _indent(line: str) -> int:
    """Columns before the text of a line; a list's hyphen counts as a blank."""
    return len(line) - len(line.lstrip(" \t-"))


def _ends_document(line: str, column: int) -> bool:
    return line.startswith("---") or (line.strip() != "" and _indent(line) < column)


def _document(text: str, place: int, *, column: int, floor: int) -> tuple[int, int]:
    """The lines around ``place`` that belong to the mapping whose keys stand at ``column``."""
    start = text.rfind("\n", 0, place) + 1
    while start > max(floor, place - REACH):
        previous = text.rfind("\n", 0, start - 1) + 1
        line = text[previous : start - 1]
        if previous < floor or _ends_document(line, column) or text[start : start + column].endswith("- "):
            break
        start = previous
    end = place
    while 0 <= (stop := text.find("\n", end)) < place + REACH:
        following = text.find("\n", stop + 1)
        line = text[stop + 1 : following if following >= 0 else len(text)]
        if _ends_document(line, column) or line[:column].endswith("- "):
            return start, stop
        end = stop + 1
    return start, len(text) if stop < 0 else stop


def _values_in_yaml(document: str, offset: int, *, column: int) -> Iterator[Match]:
    below = -1
    inside = False
    position = offset
    for line in document.split("\n"):
        indent = _indent(line)
        text = line.strip()
        if indent <= column and text:
            inside = indent == column and _DATA_IN_YAML.match(line, column) is not None
            below = -1
        elif inside and text:
            below = indent if below < 0 else below
            entry = _ENTRY.match(line, indent) if indent == below else None
            start = entry.end() if entry else indent
            value = line[start:].strip()
            if (
                value.strip("\"'")
                and not value.startswith(("{{", "${"))
                and not _BLOCK_SCALAR.fullmatch(value)
            ):
                yield _match(position + start, position + start + len(line[start:].rstrip()))
        position += len(line) + 1


def _values_in_json(text: str, start: int, end: int) -> Iterator[Match]:
    """The values of each ``data`` in the object at ``start`` to ``end``."""
    data = _DATA_IN_JSON.search(text, start, end)
    while data is not None:
        closing = text.find("}", data.end(), end)
        stop = end if closing < 0 else closing
        for value in _VALUE_IN_JSON.finditer(text, data.end(), stop):
            yield _match(value.start("value"), value.end("value"))
        data = _DATA_IN_JSON.search(text, stop, end)


def _object_start(text: str, place: int, floor: int) -> int:
    depth = 0
    for brace in reversed(list(_BRACES.finditer(text, floor, place))):
        depth += 1 if brace[0] == "}" else -1
        if depth < 0:
            return brace.start()
    return floor


def _object_end(text: str, place: int, ceiling: int) -> int:
    depth = 0
    for brace in _BRACES.finditer(text, place, ceiling):
        depth += 1 if brace[0] == "{" else -1
        if depth < 0:
            return brace.end()
    return min(len(text), ceiling)


__all__ = ["ManifestScanner"]
