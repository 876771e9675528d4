"""Pick the grammar that a document speaks from a sample of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from faultmaven_core.processing.headers.columns import infer_columns
from faultmaven_core.processing.headers.grammar_files import grammars

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faultmaven_core.processing.headers.grammar import Grammar

SAMPLE_LINES: Final = 200
_SAMPLE_CHARS: Final = 2000
_LEAST_SHARE: Final = 0.2
"""A grammar reads a time in at least this share of the lines that can begin a record; stack frames cannot."""
_SHARE_BEYOND_DOUBT: Final = 0.5
"""A grammar that reads fewer lines yields to columns that behave alike; one without times needs so many."""
_AS_GOOD: Final = 0.9
"""Of grammars that read nearly as many lines as the best one, the one that reads more fields wins."""
_FIELDS: Final = ("time", "level", "host", "program", "process", "thread", "logger", "trace_id", "span_id")


def choose_grammar(lines: Iterable[str], *, known: Sequence[Grammar] = ()) -> Grammar | None:
    """The grammar of a document, judged by the first lines of it; None when its lines have no header.

    ``known`` replaces the built-in grammars. What none of them reads is looked at by columns: which of them
    behaves like a time, a level or an id.
    """
    sample = [line[:_SAMPLE_CHARS] for line in islice(_beginnings(lines), SAMPLE_LINES)]
    if not sample:
        return None
    scores = [score for grammar in known or grammars() if (score := _score(grammar, sample)) is not None]
    most = max((score.read for score in scores), default=0)
    if most < _SHARE_BEYOND_DOUBT * len(sample):
        inferred = infer_columns(sample)
        if inferred is not None or not scores:
            return inferred
    near = [score for score in scores if score.read >= _AS_GOOD * most]
    return max(near, key=lambda score: score.fields).grammar


@dataclass(frozen=True, slots=True, kw_only=True)
class _Score:
    grammar: Grammar
    read: int
    """Lines of the sample that it reads."""
    fields: int
    """Fields that it finds in them, all together."""


def _beginnings(lines: Iterable[str]) -> Iterable[str]:
    """Lines that can begin a record: not blank, and not indented as a stack frame is."""
    return (line for line in lines if line and not line.isspace() and not line.startswith(("\t", "  ")))


def _score(grammar: Grammar, sample: Sequence[str]) -> _Score | None:
    read = fields = timed = 0
    for line in sample:
        if grammar.starts(line):
            header = grammar.read(line)
            count = sum(getattr(header, name) is not None for name in _FIELDS)
            read += count > 0
            timed += header.time is not None
            fields += count
    if timed < _LEAST_SHARE * len(sample) and read < _SHARE_BEYOND_DOUBT * len(sample):
        return None
    return _Score(grammar=grammar, read=read, fields=fields) if read else None
