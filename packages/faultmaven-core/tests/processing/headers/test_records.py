from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.headers import RecordKind, grammars, records
from faultmaven_core.processing.headers.records import MAX_RECORD_LINES
from faultmaven_core.processing.log_lines import Level

JAVA = """\
2026-11-20 12:00:00,123 [main] ERROR com.example.Cart - failed
java.lang.IllegalStateException: no pool
	at com.example.Cart.pay(Cart.java:81)
Caused by: java.net.ConnectException: refused
	at java.base/sun.nio.ch.Net.connect(Net.java:1)
	... 12 more
2026-11-20 12:00:01,123 [main] INFO com.example.Cart - next
Exception in thread "main" java.lang.OutOfMemoryError: Java heap space
	at com.example.Cart.grow(Cart.java:12)
"""
PYTHON = """\
start
Traceback (most recent call last):
  File "/app/pay.py", line 7, in charge
    raise KeyError("x")
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/pay.py", line 9, in charge
shop.Refused: card
done
"""
PYTHON_LOGGED = """\
2026-11-20 12:00:00,123 - app.db - ERROR - lost
Traceback (most recent call last):
  File "/app/db.py", line 7, in ask
ConnectionError: refused
2026-11-20 12:00:01,123 - app.db - INFO - found
"""
NODE = """\
/app/server.js:12
    throw new Error("boom");
    ^

Error: boom
    at Object.<anonymous> (/app/server.js:12:9)
    at node:internal/main:1:1 {
  code: 'EBOOM'
}
listening again
"""
GO = """\
2026/11/20 12:00:00 listening
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a]

goroutine 1 [running]:
main.(*Cart).Pay(0x0, {0xc000, 0x2})
	/app/main.go:12 +0x1d
created by main.main in goroutine 7
	/app/main.go:7 +0x25
exit status 2
2026/11/20 12:00:05 listening
"""
DOTNET = """\
2026-11-20 12:00:00.123 +00:00 [ERR] failed
System.InvalidOperationException: no pool
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at System.Net.Sockets.Socket.Connect()
   --- End of inner exception stack trace ---
--- End of stack trace from previous location ---
   at Shop.Pay.Run()
2026-11-20 12:00:01.123 +00:00 [INF] next
"""
JSON = """\
{
  "level": "error",
  "time": "2026-11-20T12:00:00Z",
  "msg": "a { b",
  "deep": {"a": [
    1]}
}
{
  "level": "info"
}
"""
JSON_LOGGED = """\
2026-11-20T12:00:00Z INFO config is {
"a": 1,
"b": "]"
}
2026-11-20T12:00:01Z INFO next
"""
SQL = """\
2026-11-20 12:00:00 UTC [7] LOG:  statement: SELECT a
FROM b
WHERE c = 1;
trailing
2026-11-20 12:00:01 UTC [7] LOG:  next
"""
TWO_LINES = """\
Nov 20, 2026 12:00:00 PM com.example.A run
SEVERE: lost
Nov 20, 2026 12:00:01 PM com.example.A run
INFO: found
"""
PLAIN = """\
loading
    indented output of a tool
Update is done
from here on
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(JAVA, [(1, 6, "stack_trace"), (7, 7, "line"), (8, 9, "stack_trace")], id="java"),
        pytest.param(PYTHON, [(1, 1, "line"), (2, 11, "stack_trace"), (12, 12, "line")], id="python"),
        pytest.param(PYTHON_LOGGED, [(1, 4, "stack_trace"), (5, 5, "line")], id="python logged"),
        pytest.param(NODE, [(1, 9, "stack_trace"), (10, 10, "line")], id="node"),
        pytest.param(GO, [(1, 1, "line"), (2, 10, "stack_trace"), (11, 11, "line")], id="go"),
        pytest.param(DOTNET, [(1, 7, "stack_trace"), (8, 8, "line")], id="dotnet"),
        pytest.param(JSON, [(1, 7, "json"), (8, 10, "json")], id="json"),
        pytest.param(JSON_LOGGED, [(1, 4, "json"), (5, 5, "line")], id="json logged"),
        pytest.param(SQL, [(1, 3, "sql"), (4, 4, "line"), (5, 5, "line")], id="sql"),
        pytest.param(TWO_LINES, [(1, 2, "lines"), (3, 4, "lines")], id="two lines"),
        pytest.param(PLAIN, [(n, n, "line") for n in (1, 2, 3, 4)], id="plain"),
    ],
)
def test_lines_that_belong_together_are_one_record(text: str, expected: list[tuple[int, int, str]]) -> None:
    found = [(one.first_line, one.last_line, str(one.kind)) for one in records(text.splitlines())]
    assert found == expected


def test_a_json_value_over_several_lines_has_its_fields() -> None:
    first, second = records(JSON.splitlines())
    assert first.header.level is Level.ERROR
    assert first.header.time is not None
    assert first.header.message == "a { b"
    assert second.header.level is Level.INFO


def test_a_header_of_two_lines_is_read_from_both() -> None:
    found = [(one.header.level, one.header.message) for one in records(TWO_LINES.splitlines())]
    assert [level for level, _ in found] == [Level.ERROR, Level.INFO]
    assert ["lost" in found[0][1], "found" in found[1][1]] == [True, True]


def test_a_bracket_that_nothing_closes_takes_no_prose() -> None:
    lines = ["{", '"a": 1,', "Starting the second stage", '"b": 2']
    assert [(one.first_line, one.last_line) for one in records(lines)] == [(1, 2), (3, 3), (4, 4)]


def test_numbers_go_on_from_the_given_line() -> None:
    assert [one.first_line for one in records(["a", "b"], first_line=41)] == [41, 42]


def test_a_record_without_end_is_cut() -> None:
    lines = ["Traceback (most recent call last):", *["  File x"] * (MAX_RECORD_LINES + 5)]
    first, second, *_ = records(lines)
    assert first.last_line == MAX_RECORD_LINES
    assert second.first_line == MAX_RECORD_LINES + 1


def test_a_stream_is_not_held() -> None:
    endless = repeat("2026-11-20T12:00:00Z INFO tick")
    assert [one.last_line for one in islice(records(endless), 3)] == [1, 2, 3]


def test_a_given_grammar_is_used() -> None:
    redis = next(grammar for grammar in grammars() if grammar.id == "redis")
    (record,) = records(["1:M 20 Nov 2026 12:00:00.123 # low"], grammar=redis)
    assert (record.header.thread, record.header.level) == ("M", Level.WARNING)


def test_a_year_that_lines_leave_out_is_the_given_one() -> None:
    (record,) = records(["Nov 20 12:00:00 web-7 app[7]: x"], year=2026)
    assert record.header.time is not None
    assert (record.header.time.value.year, record.header.time.year_missing) == (2026, True)


def cri(text: str) -> str:
    return "\n".join(f"2026-11-20T12:00:00.5Z stderr F {line}" for line in text.splitlines())


def docker(text: str) -> str:
    time = "2026-11-20T12:00:00.5Z"
    return "\n".join(
        json.dumps({"log": line + "\n", "stream": "stderr", "time": time}) for line in text.splitlines()
    )


@pytest.mark.parametrize("wrap", [cri, docker])
@pytest.mark.parametrize("text", [JAVA, PYTHON_LOGGED, GO, DOTNET, JSON_LOGGED])
def test_what_a_container_runtime_wraps_is_joined_as_if_it_were_bare(
    text: str, wrap: Callable[[str], str]
) -> None:
    bare = list(records(text.splitlines()))
    wrapped = list(records(wrap(text).splitlines()))
    assert [(one.first_line, one.last_line, one.kind) for one in wrapped] == [
        (one.first_line, one.last_line, one.kind) for one in bare
    ]
    times = [one.header.time for one in wrapped]
    assert all(time is not None and not time.zone_guessed for time in times)


PARTS = [
    line for text in (JAVA, PYTHON, NODE, GO, DOTNET, JSON, JSON_LOGGED, SQL) for line in text.splitlines()
]


@given(
    st.lists(st.one_of(st.sampled_from(PARTS), st.text(alphabet='{}[]"\\ \tat:F', max_size=12)), max_size=40)
)
def test_every_line_is_in_exactly_one_record(lines: list[str]) -> None:
    found = list(records(lines))
    numbers = [n for one in found for n in range(one.first_line, one.last_line + 1)]
    assert numbers == list(range(1, len(lines) + 1))
    assert [one.head for one in found] == [lines[one.first_line - 1] for one in found]
    assert all((one.kind is RecordKind.LINE) == (one.first_line == one.last_line) for one in found)
