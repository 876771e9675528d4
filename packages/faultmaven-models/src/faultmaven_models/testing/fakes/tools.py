"""A tool that finds words in the materials of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faultmaven_models.chat import ToolResult, ToolSpec
from faultmaven_models.errors import InvalidInput, Unavailable
from faultmaven_models.materials import Materials

_MOST = 1000


class FakeTool:
    """ITool: the lines that hold ``text``. With ``unavailable`` its source does not answer."""

    def __init__(self, *, name: str = "find_lines", unavailable: bool = False) -> None:
        self._name = name
        self._unavailable = unavailable

    @property
    def spec(self) -> ToolSpec:
        """Takes ``text`` and, if wanted, ``limit``."""
        return ToolSpec(
            name=self._name,
            description="Lines of the case's documents that hold a text.",
            parameters={
                "type": "object",
                "properties": {
                    "text": {"type": "string", "minLength": 1},
                    "limit": {"type": "integer", "minimum": 1, "maximum": _MOST},
                },
                "required": ["text"],
                "additionalProperties": False,
            },
        )

    async def call(self, arguments: Mapping[str, Any], materials: Materials) -> ToolResult:
        """The first ``limit`` (10) lines that hold the text, each with the span it stands at."""
        text, limit = self._checked(arguments)
        if self._unavailable:
            raise Unavailable(f"the source of {self._name} does not answer")
        spans = [
            document.span(number)
            for document in materials.documents
            for number, line in document.numbered()
            if text in line
        ][:limit]
        return ToolResult(
            text="\n".join(f"{span.source}:{span.start_line}: {span.quote}" for span in spans),
            data=tuple(span.model_dump(mode="json") for span in spans),
        )

    def _checked(self, arguments: Mapping[str, Any]) -> tuple[str, int]:
        unknown = sorted(set(arguments) - {"text", "limit"})
        if unknown:
            raise InvalidInput(f"{self._name} takes text and limit, not {', '.join(unknown)}")
        text, limit = arguments.get("text"), arguments.get("limit", 10)
        if not isinstance(text, str) or not text:
            raise InvalidInput(f"{self._name} needs a text that is not empty, not {text!r}")
        if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= _MOST:
            raise InvalidInput(f"limit of {self._name} is a number from 1 to {_MOST}, not {limit!r}")
        return text, limit


__all__ = ["FakeTool"]
