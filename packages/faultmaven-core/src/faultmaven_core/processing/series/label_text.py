"""Reads the label text of Prometheus: ``name{label="value", …}``."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z_:][\w:.]*")
_LABEL = re.compile(r'\s*"?([A-Za-z_][\w.]*)"?\s*=\s*"([^"\\]*(?:\\.[^"\\]*)*)"\s*')
_ESCAPES = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}
_ESCAPE = re.compile(r'\\[n"\\]')


def read_labels(text: str) -> tuple[str, dict[str, str] | None]:
    """The metric's name and its labels, when the whole text is of that form; ``("", None)`` otherwise."""
    metric, labels, end = read_series_name(text.strip())
    return (metric, labels) if end == len(text.strip()) and labels is not None else ("", None)


def read_series_name(text: str) -> tuple[str, dict[str, str] | None, int]:
    """The name and labels at the start of the text, and where they end.

    Labels are None when they are not written as they should be; a name without braces has no labels.
    """
    match = _NAME.match(text)
    metric, position = (match[0], match.end()) if match is not None else ("", 0)
    if not text.startswith("{", position):
        return metric, {} if metric else None, position
    labels: dict[str, str] = {}
    position += 1
    while (label := _LABEL.match(text, position)) is not None:
        labels[label[1]] = _ESCAPE.sub(lambda found: _ESCAPES[found[0]], label[2])
        position = label.end()
        if not text.startswith(",", position):
            break
        position += 1
    if not text[position:].lstrip().startswith("}"):
        return metric, None, position
    return metric, labels, text.index("}", position) + 1
