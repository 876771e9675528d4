"""Makes values fit to be shown to a model as data: plain, visible, and free of the turn's delimiter."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import BaseModel

from faultmaven_models.errors import InvalidInput

PLACEHOLDER = "[delimiter removed]"
# C0 and C1 controls: a terminal or a tokenizer may act on them, and a reader does not see them.
_INVISIBLE = {code: " " for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
_SCALARS = (bool, int, float, type(None))


def plain(value: object, *, delimiter: str) -> object:
    """The value as text, numbers, lists and dictionaries, with every text cleaned as `clean` does.

    Takes pydantic models too. Templates thus never see an object with methods of its own. Raises InvalidInput
    for any other type.
    """
    if isinstance(value, str):
        return clean(value, delimiter=delimiter)
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, BaseModel):
        return plain(value.model_dump(), delimiter=delimiter)
    if isinstance(value, Mapping):
        return {
            clean(str(key), delimiter=delimiter): plain(item, delimiter=delimiter)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [plain(item, delimiter=delimiter) for item in value]
    raise InvalidInput(
        f"a prompt takes text, numbers, lists, tuples, mappings and pydantic values, not {type(value).__name__}"
    )


def clean(text: str, *, delimiter: str) -> str:
    """The text without control characters, lone surrogates and the delimiter (in whatever case).

    Whoever wrote the text into a log cannot know the delimiter, but may see it in an earlier turn.
    """
    visible = text.replace("\r\n", "\n").translate(_INVISIBLE)
    if not visible.isascii():
        visible = visible.encode("utf-8", "replace").decode("utf-8")
    return re.sub(re.escape(delimiter), PLACEHOLDER, visible, flags=re.IGNORECASE)


def quoted(text: str) -> str:
    """Every line of the text behind a bar, so that none can pass for a line of the prompt."""
    return "\n".join(f"| {line}" for line in text.splitlines() or [""])


def one_line(text: str) -> str:
    """The text with every run of blanks and line ends as one blank."""
    return " ".join(text.split())


__all__ = ["PLACEHOLDER", "clean", "one_line", "plain", "quoted"]
