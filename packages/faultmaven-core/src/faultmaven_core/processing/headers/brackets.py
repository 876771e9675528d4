"""Count the brackets that a line leaves open, as JSON sees them."""

from __future__ import annotations

import re
from typing import Final

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*+"')
_VALUE_STARTS: Final = frozenset('"{}[],-0123456789tfn')


def reads_as_json(line: str) -> bool:
    """Whether ``line`` may stand within a printed value: blank, or a string, number, word or bracket first."""
    text = line.lstrip()
    return not text or text[0] in _VALUE_STARTS


def open_brackets(line: str) -> int:
    """Brackets and braces that ``line`` opens less those it closes; those within strings do not count."""
    text = _STRING.sub("", line) if '"' in line else line
    return text.count("{") + text.count("[") - text.count("}") - text.count("]")
