"""Masks secrets in a tree of settings, by the names of keys and the shapes of values: a data file beside this one.

The rule keeps secrets out of what is shown and compared; what leaves the process goes through the guard as well.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml
from pydantic import SecretStr

from faultmaven_core.processing.configuration.setting_tree import Branch, Entry, Leaf, Listing, Node
from faultmaven_models.value import Value

if TYPE_CHECKING:
    from faultmaven_core.processing.configuration.setting_tree import SettingValue

_SEPARATORS = re.compile(r"[-_.\s]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_VALUE_LIMIT = 20_000
_NAMED = ("name", "key")
_VALUES = ("value", "data", "stringdata")


class SecretRules(Value):
    """Names without separators in lower case, and expressions for values."""

    key_parts: tuple[str, ...]
    key_words: tuple[str, ...]
    key_exceptions: tuple[str, ...]
    harmless_keys: tuple[str, ...]
    value_expressions: tuple[str, ...]
    placeholders: tuple[str, ...]

    def names_secret(self, key: str) -> bool:
        """Whether a key of that name holds a secret."""
        words = _words(key)
        joined = "".join(words)
        if not words or words[-1] in self.key_exceptions or joined in self.harmless_keys:
            return False
        return words[-1] in self.key_words or any(part in joined for part in self.key_parts)

    def is_harmless(self, key: str) -> bool:
        """Whether a key of that name only talks about a secret, even below a secret's key."""
        words = _words(key)
        return bool(words) and words[-1] in self.key_exceptions


def _words(key: str) -> list[str]:
    return [word.lower() for word in _SEPARATORS.split(_HUMP.sub("_", key)) if word]


@cache
def secret_rules() -> SecretRules:
    """The built-in rules, read once for each process."""
    text = (files(__package__) / "secret_rules.yaml").read_text(encoding="utf-8")
    return SecretRules.model_validate(yaml.safe_load(text))


@cache
def _shapes() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression) for expression in secret_rules().value_expressions)


@lru_cache(maxsize=4096)
def names_secret(key: str) -> bool:
    """Whether the built-in rules take a key of that name for a secret's."""
    return secret_rules().names_secret(key)


def looks_secret(value: SettingValue) -> bool:
    """Whether the value has the shape of a secret. Of a longer one the first 20,000 characters are looked at."""
    return isinstance(value, str) and any(shape.search(value[:_VALUE_LIMIT]) for shape in _shapes())


def masked(node: Node, *, secret: bool = False, seen: dict[tuple[int, bool], Node] | None = None) -> Node:
    """The same tree with every secret as a SecretStr.

    Below a secret's key every text and number is one, but for keys that only talk about it. Of a pair
    ``name: DB_PASSWORD``, ``value: …`` the value is one, and so is the data of a manifest of ``kind: Secret``.
    A part that stands at several places (a YAML alias) stays one object. The depth is bounded by the readers.
    """
    seen = {} if seen is None else seen
    known = seen.get((id(node), secret))
    if known is not None:
        return known
    if isinstance(node, Leaf):
        result: Node = _masked_leaf(node, secret=secret)
    elif isinstance(node, Listing):
        elements = tuple(masked(element, secret=secret, seen=seen) for element in node.elements)
        result = replace(node, elements=elements)
    else:
        named = _names_its_value(node)
        entries = tuple(_masked_entry(entry, secret=secret, named=named, seen=seen) for entry in node.entries)
        result = replace(node, entries=entries)
    seen[id(node), secret] = result
    return result


def _masked_leaf(leaf: Leaf, *, secret: bool) -> Leaf:
    value = leaf.value
    if value is None or value == "" or isinstance(value, bool | SecretStr):
        return leaf
    text = str(value)
    by_name = secret and not any(mark in text for mark in secret_rules().placeholders)
    return replace(leaf, value=SecretStr(text)) if by_name or looks_secret(value) else leaf


def _masked_entry(entry: Entry, *, secret: bool, named: bool, seen: dict[tuple[int, bool], Node]) -> Entry:
    below = (
        names_secret(entry.key)
        or (secret and not secret_rules().is_harmless(entry.key))
        or (named and entry.key.lower() in _VALUES)
    )
    return replace(entry, node=masked(entry.node, secret=below, seen=seen))


def _names_its_value(branch: Branch) -> bool:
    """Whether an entry beside them says that ``value`` or ``data`` is a secret: its name, or the kind ``Secret``."""
    kind = branch.get("kind")
    if isinstance(kind, Leaf) and kind.value == "Secret":
        return True
    nodes = (entry.node for entry in branch.entries if entry.key.lower() in _NAMED)
    return any(
        isinstance(one, Leaf) and isinstance(one.value, str) and names_secret(one.value) for one in nodes
    )
