"""The names under which secrets are written, read from data/keys.toml."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib import resources
from typing import Annotated

from pydantic import Field

from faultmaven_models.value import Value
from faultmaven_security.folded import Literal, Look
from faultmaven_security.patterns import Identifier, Label

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", re.ASCII)


class KeyValues(StrEnum):
    """Which values a key of that name gives away."""

    ANY = "any"
    """Whatever stands there, but for stop values, variables and prose."""
    NAMED = "named"
    """As ANY, for values with a letter and at least four characters."""
    RANDOM = "random"
    """Values that no person makes up: letters and digits together, no words joined by hyphens, no path."""
    DENSE = "dense"
    """As RANDOM, with 16 characters or more and high entropy."""
    HEADER = "header"
    """The rest of the line or of the quoted text, as in an HTTP header."""


class KeyRule(Value):
    """Words in a name that announce a secret; ``whole`` demands that the word stands alone in the name."""

    id: Identifier
    label: Label = "SECRET"
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    whole: bool = False
    values: KeyValues


class KeyRules(Value):
    """All rules, and the words that speak against a secret."""

    key: tuple[KeyRule, ...]
    stop_values: frozenset[str]
    stop_tails: frozenset[str]
    stop_heads: frozenset[str]

    @cached_property
    def words(self) -> tuple[tuple[Literal, KeyRule], ...]:
        """Every word with its rule, the longest first, so that ``set-cookie`` is tried before ``cookie``."""
        pairs = [(Literal(word, look=Look.ANY_CASE), rule) for rule in self.key for word in rule.words]
        return tuple(sorted(pairs, key=lambda pair: -len(pair[0].text)))

    def refuses(self, head: str, tail: str) -> bool:
        """Whether the parts of an identifier before and after the secret's word say that it is no secret."""
        before = [word.lower() for word in _WORDS.findall(head)]
        after = [word.lower() for word in _WORDS.findall(tail)]
        return bool(self.stop_tails.intersection(after)) or bool(before and before[-1] in self.stop_heads)


@lru_cache(maxsize=1)
def built_in_keys() -> KeyRules:
    """The rules that the package brings."""
    file = resources.files("faultmaven_security") / "data" / "keys.toml"
    return KeyRules.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


__all__ = ["KeyRule", "KeyRules", "KeyValues", "built_in_keys"]
