"""Walks YAML (and JSON) with the line of every value, without building Python objects from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import yaml

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.quantities import parse_count
from faultmaven_core.processing.kubernetes.sections import Section
from faultmaven_models.materials import Document

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The compiled loader where PyYAML was built with it."""

SIZE_LIMIT = 8_000_000
"""Characters of a section; a longer one is not read as YAML."""
_BEGINNINGS = (
    "apiVersion:",
    "kind:",
    "metadata:",
    "items:",
    "spec:",
    "data:",
    "stringData:",
    "type:",
    "- apiVersion:",
    "{",
    "#",
    '"',
)
_FOREIGN = ("Name:  ", "NAME  ", "NAMESPACE  ")
_DEPTH_LIMIT = 400
"""Open brackets on the way; a composer recurses, so deeper texts are refused before it."""


class YamlNode:
    """A node of a YAML document; asking for what is not there gives an empty node."""

    __slots__ = ("_document", "_node", "_offset")

    def __init__(self, *, node: yaml.Node | None, document: Document, offset: int) -> None:
        self._node = node
        self._document = document
        self._offset = offset

    def __bool__(self) -> bool:
        return self._node is not None

    @property
    def line(self) -> int:
        """The line it starts on, in the artifact."""
        return self._offset + (self._node.start_mark.line if self._node is not None else 0)

    @property
    def end_line(self) -> int:
        """The line it ends on; a block's end mark stands at the start of what follows it."""
        if self._node is None:
            return self.line
        end = self._node.end_mark
        last = (
            self._offset + end.line - (1 if end.column == 0 and end.line > self._node.start_mark.line else 0)
        )
        return min(max(self.line, last), len(self._document.lines))

    @property
    def text(self) -> str:
        """The scalar's text; empty for anything else and for null."""
        if not isinstance(self._node, yaml.ScalarNode) or self._node.tag.endswith(":null"):
            return ""
        return str(self._node.value)

    @property
    def is_scalar(self) -> bool:
        """Whether it is a scalar that is not null."""
        return isinstance(self._node, yaml.ScalarNode) and not self._node.tag.endswith(":null")

    def get(self, *keys: str) -> YamlNode:
        """The value below these keys, one after the other."""
        node = self._node
        for key in keys:
            pairs = node.value if isinstance(node, yaml.MappingNode) else ()
            node = next((value for name, value in pairs if name.value == key), None)
        return self._with(node)

    def keys(self) -> frozenset[str]:
        """The names of a mapping's entries."""
        return frozenset(name for name, _ in self.items())

    def items(self) -> Iterator[tuple[str, YamlNode]]:
        """The entries of a mapping, in order."""
        if isinstance(self._node, yaml.MappingNode):
            for name, value in self._node.value:
                if isinstance(name, yaml.ScalarNode):
                    yield str(name.value), self._with(value)

    def each(self) -> Iterator[YamlNode]:
        """The elements of a sequence, in order."""
        if isinstance(self._node, yaml.SequenceNode):
            for value in self._node.value:
                yield self._with(value)

    def cite(self) -> Cited[str] | None:
        """The scalar's text with its line; None when it is none."""
        return self.cited(self.text) if self.is_scalar else None

    def cited(self, value: str) -> Cited[str]:
        """``value`` with this node's line."""
        return Cited(value=value, document=self._document, line=self.line)

    def cited_block(self, value: str, *, most: int = 6) -> Cited[str]:
        """``value`` with the lines of this node, at most so many."""
        end = min(self.end_line, self.line + most - 1)
        return Cited(value=value, document=self._document, line=self.line, end_line=end)

    def count(self) -> Cited[int] | None:
        """The scalar as a whole number."""
        number = parse_count(self.text)
        return None if number is None else Cited(value=number, document=self._document, line=self.line)

    def texts(self) -> tuple[str, ...]:
        """The scalars of a sequence."""
        return tuple(node.text for node in self.each())

    def _with(self, node: yaml.Node | None) -> YamlNode:
        return YamlNode(node=node, document=self._document, offset=self._offset)


def looks_like_manifests(section: Section) -> bool:
    """Whether a line of the section starts with the key ``apiVersion``, in YAML or in JSON."""
    return any(
        line[: line.find("apiVersion")].strip(" \t{[\"'-,") == ""
        for line in section.lines
        if "apiVersion" in line
    )


def yaml_documents(section: Section) -> Iterator[YamlNode]:
    """The roots of the section's YAML documents; one that cannot be read is passed over, the others are not."""
    for start, lines in _chunks(section):
        text = "\n".join(lines)
        if len(text) > SIZE_LIMIT or _too_deep(text):
            continue
        loader = _LOADER(text.replace("\t", " ").replace("\x00", " "))
        try:
            node = loader.get_single_node()
        except (yaml.YAMLError, RecursionError, ValueError):
            continue
        finally:
            loader.dispose()
        if isinstance(node, yaml.MappingNode):
            yield YamlNode(node=node, document=section.document, offset=start)


def _chunks(section: Section) -> Iterator[tuple[int, list[str]]]:
    """``(first line, lines)`` between document separators, without other texts before and after a manifest."""
    start, lines, told = section.start, list[str](), False
    for number, line in enumerate(section.lines, start=section.start):
        foreign = line.startswith(_FOREIGN)
        if foreign or line.rstrip() == "---" or line.startswith("--- "):
            if told:
                yield start, lines
            start, lines, told = number + 1, [], False
        elif not lines and not line.startswith(_BEGINNINGS):
            start = number + 1
        else:
            lines.append(line)
            told = told or "apiVersion" in line
    if told:
        yield start, lines


def _too_deep(text: str) -> bool:
    """Whether brackets could nest deeper than a composer can stand."""
    if text.count("{") + text.count("[") < _DEPTH_LIMIT and "- " * _DEPTH_LIMIT not in text:
        return False
    depth = deepest = 0
    for character in text:
        if character in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "}]":
            depth -= 1
    return deepest >= _DEPTH_LIMIT or "- " * _DEPTH_LIMIT in text
