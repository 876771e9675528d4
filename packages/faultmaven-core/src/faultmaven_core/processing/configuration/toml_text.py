"""Reads TOML into settings: values from the standard library, lines from a scan of headers and keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from faultmaven_core.processing.configuration.setting_tree import (
    LEAF_LIMIT,
    Branch,
    Entry,
    Leaf,
    Listing,
    Node,
    NotConfiguration,
)

SIZE_LIMIT: Final = 1_000_000
"""Characters; the library's reader is not made for more."""
_BRACKET_LIMIT: Final = 20_000
_DEPTH_LIMIT = 100
_PARTS_LIMIT = 60
_PART = re.compile(r'\s*(?:"([^"\\\n]{0,300})"|\'([^\'\n]{0,300})\'|([A-Za-z0-9_-]{1,300}))\s*')
_TRIPLES = ('"""', "'''")

_Place = tuple[str, ...]


def read_toml(text: str) -> Branch:
    """The settings of a TOML text. A value of several lines cites its first.

    Raises NotConfiguration when it is no TOML, is empty, or is deeper or larger than the bounds.
    """
    if len(text) > SIZE_LIMIT or text.count("[") + text.count("{") > _BRACKET_LIMIT:
        raise NotConfiguration("too large for TOML")
    if any(line.count(".") > _PARTS_LIMIT and "=" in line and '"' not in line for line in text.split("\n")):
        raise NotConfiguration(f"a key of more than {_PARTS_LIMIT} parts")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise NotConfiguration(f"no TOML: {error}") from error
    if not data:
        raise NotConfiguration("no settings")
    lines = dict(_places(text.split("\n")))
    node = _node(data, (), lines, 1, [0])
    if not isinstance(node, Branch):
        raise NotConfiguration("no settings")
    return node


def _node(value: Any, place: _Place, lines: Mapping[_Place, int], line: int, counted: list[int]) -> Node:  # noqa: ANN401  whatever tomllib builds
    counted[0] += 1
    if counted[0] > LEAF_LIMIT or len(place) > _DEPTH_LIMIT:
        raise NotConfiguration("more settings or levels than are read")
    line = lines.get(place, line)
    if isinstance(value, dict):
        entries = [
            Entry(
                key=key,
                line=lines.get((*place, key), line),
                node=_node(inner, (*place, key), lines, line, counted),
            )
            for key, inner in value.items()
        ]
        return Branch(entries=tuple(entries), line=line)
    if isinstance(value, list):
        elements = [
            _node(inner, (*place, f"[{index}]"), lines, line, counted) for index, inner in enumerate(value)
        ]
        return Listing(elements=tuple(elements), line=line)
    known = isinstance(value, str | bool | int | float)
    return Leaf(value=value if known else value.isoformat(), line=line, end_line=line)


def _places(lines: list[str]) -> Iterator[tuple[_Place, int]]:
    """``(path, line)`` of every header and key outside strings of several lines."""
    table: _Place = ()
    counts: dict[_Place, int] = {}
    until = ""
    for number, line in enumerate(lines, start=1):
        if until:
            until = "" if until in line else until
            continue
        text = line.strip()
        if text.startswith("["):
            double = text.startswith("[[")
            keys, _ = _keys(text[2 if double else 1 :])
            table = _inside(keys, counts, opens=double)
            yield table, number
            continue
        keys, rest = _keys(text)
        if keys and rest.startswith("="):
            for length in range(1, len(keys) + 1):
                yield (*table, *keys[:length]), number
        until = next((mark for mark in _TRIPLES if line.count(mark) % 2 == 1), "")


def _inside(keys: _Place, counts: dict[_Place, int], *, opens: bool) -> _Place:
    """The path of a header, with the index of the element wherever an array of tables is on the way."""
    place: _Place = ()
    for position, key in enumerate(keys):
        place = (*place, key)
        if opens and position == len(keys) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, f"[{counts[place]}]")
    return place


def _keys(text: str) -> tuple[_Place, str]:
    """The dotted keys at the start of the text, and what follows them."""
    keys: list[str] = []
    position = 0
    while len(keys) < _PARTS_LIMIT and (match := _PART.match(text, position)) is not None:
        keys.append(next((part for part in match.groups() if part is not None), ""))
        position = match.end()
        if not text.startswith(".", position):
            break
        position += 1
    return tuple(keys), text[position:]
