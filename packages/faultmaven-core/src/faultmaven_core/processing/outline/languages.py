"""Which programming language a document is written in, from its content: the languages are a data file beside this."""

from __future__ import annotations

import re
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from faultmaven_models.value import Value

if TYPE_CHECKING:
    from faultmaven_models.materials import Document

_SAMPLE = 600
_LINE_LIMIT = 400
_FEWEST = 2
_LEAST_SHARE = 0.1


class Language(Value):
    """One language, with expressions for what tells it and for what it calls things."""

    name: str
    endings: tuple[str, ...]
    braces: bool
    signs: tuple[str, ...]
    quotes: tuple[str, ...]
    long_quotes: tuple[str, ...]
    types: tuple[str, ...]
    functions: tuple[str, ...]

    @cached_property
    def sign(self) -> re.Pattern[str]:
        """Any of its signs."""
        return re.compile("|".join(f"(?:{sign})" for sign in self.signs))

    @cached_property
    def heads(self) -> tuple[re.Pattern[str], ...]:
        """The heads of functions that only this language has; group 1 is the name."""
        return tuple(re.compile(head) for head in self.functions)

    @cached_property
    def type_head(self) -> re.Pattern[str] | None:
        """The head of a type: group 1 is the word, group 2 the name."""
        return re.compile(rf"\b({'|'.join(self.types)})\s+([\w.$]+)") if self.types else None

    @cached_property
    def hidden(self) -> re.Pattern[str]:
        """Where a comment or a string begins; the ends are looked for apart, so that the search stays linear."""
        return re.compile("|".join(re.escape(mark) for mark in ("//", "/*", *self.long_quotes, *self.quotes)))


@cache
def languages() -> tuple[Language, ...]:
    """The built-in languages, read once for each process."""
    text = (files(__package__) / "languages.yaml").read_text(encoding="utf-8")
    return tuple(Language.model_validate(entry) for entry in yaml.safe_load(text))


def language_of(document: Document) -> Language | None:
    """The language that most lines of the document speak for; None when hardly any speaks for one."""
    lines = [text for line in document.lines[:_SAMPLE] if (text := line.strip()[:_LINE_LIMIT])]
    if not lines:
        return None
    name = document.source.lower()
    counts = [
        (sum(1 for line in lines if one.sign.match(line)), name.endswith(one.endings), one)
        for one in languages()
    ]
    best = max(counts, key=lambda count: count[:2])
    return best[2] if best[0] >= _FEWEST and best[0] >= _LEAST_SHARE * len(lines) else None
