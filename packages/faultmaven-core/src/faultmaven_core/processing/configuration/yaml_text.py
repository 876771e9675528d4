"""Reads YAML into settings from the events of its parser: without recursion, and without unfolding aliases."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from faultmaven_core.processing.configuration.setting_tree import (
    LEAF_LIMIT,
    Branch,
    Entry,
    Leaf,
    Listing,
    Node,
    NotConfiguration,
    SettingValue,
)

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The compiled parser where PyYAML was built with it."""
DEPTH_LIMIT: Final = 64
_MERGE = "<<"
_DIGITS = 300
_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True, kw_only=True)
class _Open:
    """A collection that has not ended yet."""

    line: int
    anchor: str | None
    is_mapping: bool
    key: tuple[str, int] | None = None
    entries: list[Entry] = field(default_factory=list)
    elements: list[Node] = field(default_factory=list)
    weight: int = 1


@dataclass(slots=True, kw_only=True)
class _Reader:
    resolver: yaml.resolver.Resolver = field(default_factory=yaml.resolver.Resolver)
    constructor: yaml.constructor.SafeConstructor = field(default_factory=yaml.constructor.SafeConstructor)
    open: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)
    """Name -> what it stands for, and how many nodes that is when unfolded."""
    roots: list[Node] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        """Read one event of the parser."""
        line, end = _lines(event)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self.open) >= DEPTH_LIMIT:
                raise NotConfiguration(f"line {line}: more than {DEPTH_LIMIT} levels")
            mapping = isinstance(event, yaml.MappingStartEvent)
            self.open.append(_Open(line=line, anchor=event.anchor, is_mapping=mapping))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = self.open.pop()
            node: Node = (
                Branch(entries=_unique(done.entries), line=done.line)
                if done.is_mapping
                else Listing(elements=tuple(done.elements), line=done.line)
            )
            self.place(node, weight=done.weight, anchor=done.anchor)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise NotConfiguration(f"line {line}: the alias {event.anchor} stands for nothing")
            node, weight = self.anchors[event.anchor]
            self.place(node, weight=weight, anchor=None)
        elif isinstance(event, yaml.ScalarEvent):
            leaf = Leaf(value=self.value(event), line=line, end_line=end)
            self.place(leaf, weight=1, anchor=event.anchor, text=event.value)

    def place(self, node: Node, *, weight: int, anchor: str | None, text: str | None = None) -> None:
        """Put a finished node where it belongs. ``text`` is a scalar's, as it can be a key."""
        if anchor is not None:
            self.anchors[anchor] = (node, weight)
        if not self.open:
            self.roots.append(node)
            return
        around = self.open[-1]
        around.weight += weight
        if around.weight > LEAF_LIMIT:
            raise NotConfiguration(f"line {node.line}: more than {LEAF_LIMIT} settings, aliases counted")
        if not around.is_mapping:
            around.elements.append(node)
        elif around.key is None:
            if text is None and not (isinstance(node, Leaf)):
                raise NotConfiguration(f"line {node.line}: a key that is a collection")
            around.key = (text if text is not None else str(getattr(node, "value", "")), node.line)
        else:
            name, line = around.key
            around.key = None
            around.entries.append(Entry(key=name, line=line, node=node))

    def value(self, event: yaml.ScalarEvent) -> SettingValue:
        """The typed value of a scalar by YAML's own rules; times and what cannot be read stay text."""
        text = str(event.value)
        tag = event.tag if event.tag and event.tag != "!" else None
        if tag is None:
            tag = self.resolver.resolve(yaml.ScalarNode, text, event.implicit)  # type: ignore[no-untyped-call]  # the stubs leave it untyped
        if tag not in {_TAG + name for name in ("int", "float", "bool", "null")} or len(text) > _DIGITS:
            return text
        try:
            value: Any = self.constructor.construct_object(yaml.ScalarNode(tag, text))
        except (ValueError, KeyError, IndexError, OverflowError, yaml.YAMLError):
            return text
        return text if isinstance(value, float) and math.isnan(value) else value


def read_yaml(text: str) -> Branch | Listing:
    """The settings of a YAML text; a stream of several documents is a list of them.

    Raises NotConfiguration when it is no YAML, holds a bare value, or is deeper or larger than the bounds.
    """
    loader = _LOADER(text.replace("\x00", " "))
    reader = _Reader()
    try:
        while loader.check_event():
            reader.take(loader.get_event())
            if isinstance(loader.peek_event() if loader.check_event() else None, yaml.DocumentStartEvent):
                reader.anchors.clear()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotConfiguration(f"no YAML: {error}") from error
    finally:
        loader.dispose()
    roots = [root for root in reader.roots if not (isinstance(root, Leaf) and root.value is None)]
    if not roots or any(isinstance(root, Leaf) for root in roots):
        raise NotConfiguration("a bare value, no settings")
    first = roots[0]
    if len(roots) == 1 and not isinstance(first, Leaf):
        return first
    return Listing(elements=tuple(roots), line=first.line)


def _lines(event: yaml.Event) -> tuple[int, int]:
    """The first and the last line of an event; an end mark at the start of a line belongs to the line before."""
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return 1, 1
    return start.line + 1, max(start.line + 1, end.line + (end.column > 0))


def _unique(entries: list[Entry]) -> tuple[Entry, ...]:
    """The entries with merges (``<<``) taken in; of equal keys the last counts, and own keys before merged ones."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.key == _MERGE:
            parts = entry.node.elements if isinstance(entry.node, Listing) else (entry.node,)
            for part in parts:
                for merged in part.entries if isinstance(part, Branch) else ():
                    found.setdefault(merged.key, merged)
    own = {entry.key: entry for entry in entries if entry.key != _MERGE}
    return tuple({**found, **own}.values())
