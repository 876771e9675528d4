"""Checks the arguments of a tool call and says what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from faultmaven_models.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

QUERY_LIMIT = 1000
"""Characters of a query."""


def refuse_unknown(arguments: Mapping[str, Any], *, tool: str, known: tuple[str, ...]) -> None:
    """Raise InvalidInput for an argument that the tool does not have."""
    for name in arguments:
        if name not in known:
            msg = f"{tool} has no argument {name!r}; it takes {', '.join(known)}"
            raise InvalidInput(msg)


def text_argument(arguments: Mapping[str, Any], name: str, *, tool: str, limit: int = QUERY_LIMIT) -> str:
    """A required text with something in it. Raises InvalidInput."""
    value = arguments.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > limit:
        given = f"a text of {len(value)} characters" if isinstance(value, str) else type(value).__name__
        msg = f"{tool} needs {name}: a text of 1 to {limit} characters, not {given}"
        raise InvalidInput(msg)
    return value


def count_argument(arguments: Mapping[str, Any], name: str, *, tool: str, default: int, most: int) -> int:
    """An optional whole number from 1 to ``most``. Raises InvalidInput."""
    value = arguments.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        msg = f"{name} of {tool} is a whole number from 1 to {most}, not {value!r}"
        raise InvalidInput(msg)
    return value


def names_argument(arguments: Mapping[str, Any], name: str, *, tool: str) -> tuple[str, ...] | None:
    """An optional list of texts; None when it is left out or empty. Raises InvalidInput."""
    value = arguments.get(name)
    if value is None:
        return None
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        msg = f"{name} of {tool} is a list of texts, not {type(value).__name__}"
        raise InvalidInput(msg)
    return tuple(value) or None


__all__ = ["QUERY_LIMIT", "count_argument", "names_argument", "refuse_unknown", "text_argument"]
