"""Headers of log lines as data: which grammar a document speaks, and what each line says by it.

``choose_grammar(lines)`` picks a grammar from a sample, ``Grammar.read(line)`` reads a header by it, and
``records(lines)`` joins what belongs together. New formats are entries in ``grammars/*.yaml``.
"""

from faultmaven_core.processing.headers.choosing import choose_grammar
from faultmaven_core.processing.headers.grammar import Grammar
from faultmaven_core.processing.headers.grammar_files import grammars, load_grammars
from faultmaven_core.processing.headers.records import Record, RecordKind, records
from faultmaven_core.processing.headers.time_order import TimeSurvey, settle_years, survey

__all__ = [
    "Grammar",
    "Record",
    "RecordKind",
    "TimeSurvey",
    "choose_grammar",
    "grammars",
    "load_grammars",
    "records",
    "settle_years",
    "survey",
]
