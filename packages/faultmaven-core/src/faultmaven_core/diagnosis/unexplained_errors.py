"""Errors that programs log and no detector knows: not a cause, but no reason to call a system healthy either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.naming import UNKNOWN, program_component, setting
from faultmaven_core.diagnosis.signatures.loading import searchable
from faultmaven_core.processing.log_lines import Level, read_header
from faultmaven_core.processing.prose import is_prose
from faultmaven_models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_models.materials import Document, Materials

_WORDS = ("error", "fatal", "critical", "panic", "severe", "alert", "emerg", "crit")
_LEVELS = frozenset({Level.ERROR, Level.FATAL})
_READ = 2000
"""Of the lines that hold one of the words, this many are read in each document."""
_SHOWN = 5
_WIDTH = 160


def unexplained_errors(materials: Materials) -> tuple[Finding, ...]:
    """A symptom for each of the documents with most lines at an error level, with the first and the last of them."""
    found = [
        (len(lines), document, lines)
        for document in materials.documents
        if searchable(document) and not is_prose(document) and (lines := list(_error_lines(document)))
    ]
    found.sort(key=lambda item: (-item[0], item[1].source))
    return tuple(_symptom(document, lines, materials) for _, document, lines in found[:_SHOWN])


def _error_lines(document: Document) -> Iterator[int]:
    read = 0
    for number, line in document.numbered():
        lowered = line[:400].lower()
        if read < _READ and any(word in lowered for word in _WORDS):
            read += 1
            if read_header(line).level in _LEVELS:
                yield number


def _symptom(document: Document, lines: list[int], materials: Materials) -> Finding:
    header = read_header(document.lines[lines[0] - 1])
    component = program_component(document, header.program, "unknown", materials.view(setting))
    writer = document.source if component == UNKNOWN else component.partition("/")[2]
    times = "once" if len(lines) == 1 else f"{len(lines)} times"
    text = header.message.strip()[:_WIDTH] or "no text"
    return Finding(
        kind=FindingKind.SYMPTOM,
        component=component,
        summary=f"{writer} logs an error that is not known here ({times}), first: {text}",
        spans=tuple(document.span(number) for number in dict.fromkeys((lines[0], lines[-1]))),
        independence_group=f"log:{document.source}",
        detector="unexplained_errors",
    )
