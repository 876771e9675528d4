"""Reads JSON (with comments) into settings."""

from __future__ import annotations

from faultmaven_core.processing.configuration.setting_tree import (
    LEAF_LIMIT,
    Branch,
    Entry,
    Leaf,
    Listing,
    Node,
    NotConfiguration,
)
from faultmaven_core.processing.located_json import JsonNode, NotJson, read_located_json


def read_json(text: str) -> Branch | Listing:
    """The settings of a JSON text.

    Raises NotConfiguration when it is no JSON, holds a bare value, or is deeper or larger than the bounds.
    """
    try:
        root = read_located_json(text)
    except NotJson as error:
        raise NotConfiguration(f"no JSON: {error}") from error
    node = _node(root, [0])
    if isinstance(node, Leaf):
        raise NotConfiguration("a bare value, no settings")
    return node


def _node(given: JsonNode, counted: list[int]) -> Node:
    counted[0] += 1
    if counted[0] > LEAF_LIMIT:
        raise NotConfiguration(f"line {given.line}: more than {LEAF_LIMIT} settings")
    if given.members is not None:
        entries = {
            key: Entry(key=key, line=line, node=_node(value, counted)) for key, line, value in given.members
        }
        return Branch(entries=tuple(entries.values()), line=given.line)
    if given.elements is not None:
        return Listing(elements=tuple(_node(one, counted) for one in given.elements), line=given.line)
    return Leaf(value=given.scalar, line=given.line, end_line=given.end_line)
