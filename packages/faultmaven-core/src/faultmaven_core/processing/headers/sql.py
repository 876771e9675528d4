"""Statements of SQL that a log prints over several lines."""

from __future__ import annotations

import re
from typing import Final

_VERBS: Final = (
    *("SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "WITH", "MERGE INTO"),
    *("CREATE TABLE", "CREATE INDEX", "CREATE VIEW", "ALTER TABLE"),
)
_STARTS: Final = _VERBS + tuple(verb.lower() for verb in _VERBS)
_REACH: Final = 400
_CLAUSES: Final = frozenset(
    [
        *("from", "where", "join", "left", "right", "inner", "outer", "full", "cross", "on", "and", "or"),
        *(
            "group",
            "order",
            "having",
            "limit",
            "offset",
            "union",
            "values",
            "set",
            "returning",
            "as",
            "using",
        ),
        *(
            "select",
            "insert",
            "update",
            "delete",
            "case",
            "when",
            "then",
            "else",
            "end",
            "not",
            "in",
            "exists",
        ),
    ]
)
_WORD: Final = re.compile(r"[A-Za-z]{2,9}\b")


def opens_sql(message: str) -> bool:
    """Whether a statement begins at the start of ``message``, or behind a colon in it, and does not end there."""
    if message.rstrip().endswith(";"):
        return False
    head = message[:_REACH]
    return head.startswith(_STARTS) or head.rpartition(": ")[2].startswith(_STARTS)


def continues_sql(line: str) -> bool:
    """Whether ``line`` reads as the next line of a statement: a clause, a bracket, or an indented piece of one."""
    if line[:1] in (" ", "\t", ")", "("):
        return bool(line.strip())
    word = _WORD.match(line)
    return word is not None and word[0].lower() in _CLAUSES
