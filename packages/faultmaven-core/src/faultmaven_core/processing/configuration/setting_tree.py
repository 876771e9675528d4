"""The settings of a configuration: a tree of mappings, lists and typed values, each with its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

if TYPE_CHECKING:
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document

SettingValue = str | int | float | bool | SecretStr | None
"""What a setting is set to. A SecretStr shows and prints as asterisks and still compares by its text."""

LEAF_LIMIT: Final = 200_000
"""Settings of one document; aliases count each time they are used."""
_QUOTE = 400


class ConfigurationFormat(StrEnum):
    """How a configuration is written."""

    YAML = "yaml"
    JSON = "json"
    TOML = "toml"
    INI = "ini"
    PROPERTIES = "properties"
    ENVIRONMENT = "environment"
    DIRECTIVES = "directives"
    """Words ended by semicolons and blocks in braces, as nginx has them."""


class NotConfiguration(ValueError):
    """The text is not of the format, or lies beyond a bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A value on lines ``line`` to ``end_line``."""

    value: SettingValue
    line: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key of a mapping with what is below it."""

    key: str
    line: int
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A mapping. Keys are unique; the order is the text's and means nothing."""

    entries: tuple[Entry, ...]
    line: int

    def get(self, *keys: str) -> Node | None:
        """What is below these keys, one after the other; None when there is nothing."""
        node: Node | None = self
        for key in keys:
            entries = node.entries if isinstance(node, Branch) else ()
            node = next((entry.node for entry in entries if entry.key == key), None)
        return node


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list; its order is the text's."""

    elements: tuple[Node, ...]
    line: int


Node = Leaf | Branch | Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value with the way to it: keys, and ``[0]``, ``[1]`` … for the elements of lists."""

    path: tuple[str, ...]
    value: SettingValue
    line: int
    end_line: int
    key: str
    """The nearest key above the value, as it is written."""
    key_line: int

    @property
    def name(self) -> str:
        """The path in one word: ``server.ports[0]``."""
        return path_text(self.path)

    @property
    def is_secret(self) -> bool:
        """Whether the value is masked."""
        return isinstance(self.value, SecretStr)


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """A document read as configuration; secrets are masked already."""

    document: Document
    format: ConfigurationFormat
    root: Branch | Listing

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """Every value in the order of the text."""
        return tuple(settings_below(self.root))

    @cached_property
    def secret_lines(self) -> frozenset[int]:
        """The lines on which a secret stands."""
        secret = (setting for setting in self.settings if setting.is_secret)
        return frozenset(line for one in secret for line in range(one.line, one.end_line + 1))

    def span(self, setting: Setting) -> SourceSpan:
        """The lines of a setting as a citation; where a secret stands on one of them, the key alone."""
        lines = range(setting.key_line, setting.end_line + 1)
        text = self.document.lines[setting.key_line - 1]
        if self.secret_lines.isdisjoint(lines):
            return self.document.span(
                setting.line, quote=self.document.lines[setting.line - 1][:_QUOTE] or None
            )
        quote = setting.key if setting.key and setting.key in text else text.lstrip()[:1]
        return self.document.span(setting.key_line, quote=quote)


def settings_below(
    node: Node, *, path: tuple[str, ...] = (), key: str = "", key_line: int | None = None
) -> Iterator[Setting]:
    """Every value below the node, in the order of the text; an empty collection counts as one.

    ``path``, ``key`` and ``key_line`` say where the node itself stands.
    Raises NotConfiguration when they are more than ``LEAF_LIMIT``: a few aliases can stand for millions.
    """
    first_line = key_line if key_line is not None else node.line
    waiting: list[tuple[Node, tuple[str, ...], str, int]] = [(node, path, key, first_line)]
    steps = 0
    while waiting:
        one, way, near, near_line = waiting.pop()
        steps += 1
        if steps > LEAF_LIMIT:
            raise NotConfiguration(f"more than {LEAF_LIMIT} settings")
        if isinstance(one, Leaf) or not (one.entries if isinstance(one, Branch) else one.elements):
            value, end = _alone(one)
            yield Setting(
                path=way,
                value=value,
                line=one.line,
                end_line=end,
                key=near,
                key_line=min(near_line, one.line),
            )
        elif isinstance(one, Branch):
            for entry in reversed(one.entries):
                waiting.append((entry.node, (*way, entry.key), entry.key, entry.line))  # noqa: PERF401  mixed shapes
        else:
            for index in range(len(one.elements) - 1, -1, -1):
                waiting.append((one.elements[index], (*way, f"[{index}]"), near, near_line))  # noqa: PERF401  as above


def _alone(node: Node) -> tuple[SettingValue, int]:
    """The value of a node that has nothing below it, and its last line; empty collections are written as in JSON."""
    if isinstance(node, Leaf):
        return node.value, node.end_line
    return ("{}" if isinstance(node, Branch) else "[]"), node.line


def path_text(path: tuple[str, ...]) -> str:
    """A path in one word: ``server.ports[0]``."""
    text = ""
    for part in path:
        text += part if part.startswith("[") or not text else f".{part}"
    return text


def typed(text: str) -> SettingValue:
    """The value of a format that knows only text: a whole number, a decimal or a truth value where nothing is lost.

    ``1.10`` and ``007`` stay text: they are versions and codes.
    """
    if text in ("true", "false"):
        return text == "true"
    if len(text) <= 18 and text.removeprefix("-").isascii() and text.removeprefix("-").isdigit():  # noqa: PLR2004  64 bits
        return int(text) if str(int(text)) == text else text
    head, point, tail = text.partition(".")
    if point and head.removeprefix("-").isdecimal() and tail.isdecimal() and len(text) < 16:  # noqa: PLR2004  exact digits
        return float(text) if repr(float(text)) == text else text
    return text
