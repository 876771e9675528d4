"""The patterns: data files that a person can read and extend, and the schema that checks them.

A pattern is found in two steps, so that a text costs little when there is nothing in it: first a plain search for its
``anchors``, then its ``expression`` at each place found. To add a kind, add a table to a file of ``data/patterns``,
or give files of your own to ``load_patterns``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator

from faultmaven_models.errors import SetupError
from faultmaven_models.value import Value
from faultmaven_security.checks import parse
from faultmaven_security.folded import Look
from faultmaven_security.matches import MatchKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from importlib.resources.abc import Traversable

    from faultmaven_security.checks import Candidate

Label = Annotated[str, StringConstraints(pattern=r"^[A-PR-Y]{2,12}$")]
"""The word inside a placeholder: capitals without Q and Z, which mark where a placeholder begins."""

Anchor = Annotated[str, StringConstraints(min_length=1, pattern=r"^[ -~]+$")]

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Pattern(Value):
    """One kind of secret or of personal data.

    A candidate begins at an anchor, or up to ``lead_max`` characters of the class ``lead`` before it. There
    ``expression`` has to match (flags: ASCII), with no character of the class ``left`` just before and none of the
    class ``right`` just after. The named group ``value``, or else the whole match, is what is replaced, if it passes
    every check.

    To stay linear over hostile text, an expression must not scan far from many anchors: where a run of characters may
    be long and the anchor can stand inside such a run, put the run's characters into ``left``.
    """

    id: Identifier
    kind: MatchKind = MatchKind.SECRET
    label: Label = "SECRET"
    anchors: Annotated[tuple[Anchor, ...], Field(min_length=1)]
    look: Look = Look.EXACT
    lead: str = ""
    lead_max: Annotated[int, Field(ge=0, le=512)] = 0
    left: str = "A-Za-z0-9"
    right: str = "A-Za-z0-9"
    expression: str
    checks: tuple[str, ...] = ()

    @field_validator("checks")
    @classmethod
    def _known_checks(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            parse(name)
        return names

    @model_validator(mode="after")
    def _coherent(self) -> Pattern:
        if bool(self.lead) != bool(self.lead_max):
            msg = f"pattern {self.id}: lead and lead_max go together"
            raise ValueError(msg)
        if self.look is not Look.EXACT and any(anchor != anchor.lower() for anchor in self.anchors):
            msg = f"pattern {self.id}: anchors looked for in {self.look} are written in lower case"
            raise ValueError(msg)
        return self

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression between its boundaries."""
        left = f"(?<![{self.left}])" if self.left else ""
        right = f"(?![{self.right}])" if self.right else ""
        return re.compile(f"{left}(?:{self.expression}){right}", re.ASCII)

    @cached_property
    def lead_run(self) -> re.Pattern[str] | None:
        """Matches the run of lead characters at the end of a text."""
        return re.compile(f"[{self.lead}]*", re.ASCII) if self.lead else None

    @cached_property
    def tests(self) -> tuple[Callable[[Candidate], bool], ...]:
        """The checks as functions."""
        return tuple(parse(name) for name in self.checks)


class _PatternFile(Value):
    pattern: tuple[Pattern, ...]


def load_patterns(files: Iterable[Traversable]) -> tuple[Pattern, ...]:
    """The patterns of TOML files, in order. Raises SetupError for a file that does not fit and for a doubled id."""
    patterns: dict[str, Pattern] = {}
    for file in files:
        try:
            content = _PatternFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
            for pattern in content.pattern:
                _ = pattern.compiled
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError, re.error) as error:
            mend = "correct the file; its fields are those of faultmaven_security.patterns.Pattern"
            problem = f"the pattern file {file.name} cannot be used: {error}"
            raise SetupError(problem, mend=mend) from error
        for pattern in content.pattern:
            if pattern.id in patterns:
                problem = f"the pattern {pattern.id} of {file.name} exists already"
                raise SetupError(problem, mend="give it another id")
            patterns[pattern.id] = pattern
    return tuple(patterns.values())


@lru_cache(maxsize=1)
def built_in_patterns() -> tuple[Pattern, ...]:
    """The patterns that the package brings."""
    folder = resources.files("faultmaven_security") / "data" / "patterns"
    return load_patterns(
        sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    )


__all__ = ["Pattern", "built_in_patterns", "load_patterns"]
