"""Put the real names and values of a case into the texts of a failure mode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faultmaven_models.failure_mode import FailureMode

_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TUPLES = ("signs", "contradictions", "confirm", "immediate", "permanent", "risks", "verify")


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """``text`` with every ``{field}`` replaced: by its value, or by ``<field>`` where there is none.

    Braces around anything but a lower-case name stay as they are, so that shell and JSON snippets survive, and a
    value is never searched for fields itself.
    """
    return _FIELD.sub(lambda match: values.get(match[1]) or f"<{match[1]}>", text)


def fill(mode: FailureMode, component: str, values: Mapping[str, str] | None = None) -> FailureMode:
    """``mode`` with its texts filled for ``component`` (``kind/name``).

    ``component`` and ``name`` (the component without its kind) are always known; ``values`` bring the rest and may
    not override these two.
    """
    known = {**(values or {}), "component": component, "name": component.partition("/")[2] or component}
    return mode.model_copy(
        update={
            "title": fill_text(mode.title, known),
            "mechanism": fill_text(mode.mechanism, known),
            **{field: tuple(fill_text(text, known) for text in getattr(mode, field)) for field in _TUPLES},
        }
    )
