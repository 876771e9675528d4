from __future__ import annotations

import pytest

from faultmaven_core.processing.headers.sql import continues_sql, opens_sql


@pytest.mark.parametrize(
    ("message", "opens"),
    [
        ("statement: SELECT a", True),
        ("select a,", True),
        ("duration: 213.611 ms  execute <unnamed>: insert into a", True),
        ("SELECT 1;", False),
        ("Update is done", False),
        ("please select one", False),
        ("", False),
    ],
)
def test_a_statement_begins_where_a_message_or_its_last_part_does(message: str, opens: bool) -> None:  # noqa: FBT001
    assert opens_sql(message) is opens


@pytest.mark.parametrize(
    ("line", "continues"),
    [("FROM b", True), ("\tb.c", True), (") t", True), ("done", False), ("", False), ("  ", False)],
)
def test_a_clause_or_an_indent_continues_it(line: str, continues: bool) -> None:  # noqa: FBT001
    assert continues_sql(line) is continues
