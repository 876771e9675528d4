"""A named part of program code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DefinitionKind(StrEnum):
    """What is defined."""

    FUNCTION = "function"
    TYPE = "type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A function or a type from its first line (decorators and annotations included) to its last."""

    kind: DefinitionKind
    name: str
    within: tuple[str, ...]
    """The names of the definitions around it, the outermost first."""
    line: int
    end_line: int

    @property
    def path(self) -> str:
        """The name with those around it: ``Cart.total``."""
        return ".".join((*self.within, self.name))
