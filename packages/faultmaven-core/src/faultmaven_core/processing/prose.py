"""Tell documents that talk about errors (wikis, runbooks, tickets) from those that show them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from faultmaven_core.processing.log_lines import read_header

if TYPE_CHECKING:
    from faultmaven_models.materials import Document

_SAMPLE = 200
_LINE = 400
_HEADING = re.compile(r"#{1,6} \S|={3,}$|```|<(?:html|!doctype|h[1-6])\b", re.IGNORECASE)
_THROWN = re.compile(r"\b[A-Z]\w{1,60}(?:Exception|Error)\b")
_PROGRAM = re.compile(r"[\w./@-]{1,60}(?:\[\d{1,10}\])?: |\S{1,40}[$#] |\s+at |\$ ")
_SENTENCE_WORDS = 6
_SHORT_LINES = 2
_SHORT_WORDS = 12
_MANY_HEADERS = 0.5
_FEW_HEADERS = 0.1
_SENTENCES = 0.2


def is_prose(document: Document) -> bool:
    """Whether the document is written for people to read: what it quotes did not happen here.

    Judged by the first 200 lines that are not blank: headings and whole sentences against lines with a time, a
    level or a program's name in front.
    """
    lines = [line[:_LINE] for line in islice((line for line in document.lines if line.strip()), _SAMPLE)]
    if not lines:
        return False
    if len(lines) <= _SHORT_LINES:
        return any(_is_sentence(line) and _is_long(line) for line in lines)
    if sum(1 for line in lines if line.startswith("#")) >= _MANY_HEADERS * len(lines):
        return False  # a crash report or a commented configuration: no text has more headings than lines
    headings = any(_HEADING.match(line) for line in lines)
    headers = sum(1 for line in lines if _PROGRAM.match(line) or read_header(line).known) / len(lines)
    sentences = sum(1 for line in lines if _is_sentence(line)) / len(lines)
    if headings and sentences > 0:
        return headers < _MANY_HEADERS
    return sentences >= _SENTENCES and headers < _FEW_HEADERS


def _is_sentence(line: str) -> bool:
    text = line.strip().strip("*_>`-| ")
    if not text.endswith((".", "!", "?", ":", ",")) or len(text.split()) < _SENTENCE_WORDS:
        return False
    return not _PROGRAM.match(line) and not _THROWN.search(line) and not read_header(line).known


def _is_long(line: str) -> bool:
    """A single line is a person's only when it asks, or when it is longer than programs' messages are."""
    return line.rstrip().endswith("?") or len(line.split()) >= _SHORT_WORDS
