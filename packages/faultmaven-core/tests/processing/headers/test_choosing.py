from __future__ import annotations

import pytest

from faultmaven_core.processing.headers import choose_grammar, grammars
from faultmaven_core.processing.log_lines import Level

FRAME = "\tat com.example.Cart.pay(Cart.java:81)"


def test_frames_of_traces_do_not_outvote_the_headers() -> None:
    lines = ["2026-11-20 12:00:00,123 [main] ERROR com.example.Cart - failed", *[FRAME] * 100]
    chosen = choose_grammar(lines * 3)
    assert chosen is not None
    assert chosen.id == "log4j_thread_first"


def test_output_between_the_lines_does_not_hide_the_format() -> None:
    lines = ["2026/11/20 12:00:00 [error] 29#31: *1 connect() failed", "reload", "worker count is 4"] * 10
    chosen = choose_grammar(lines)
    assert chosen is not None
    assert chosen.id == "nginx_error"


@pytest.mark.parametrize(
    "lines",
    [[], ["", "  "], ["hello", "world"] * 20, ["a,b,c", "1,2,3"] * 20, ["12345 67890"] * 20],
)
def test_lines_without_headers_have_no_grammar(lines: list[str]) -> None:
    assert choose_grammar(lines) is None


def test_a_mix_of_programs_gets_what_most_lines_speak() -> None:
    lines = ['{"level":"info","ts":1795176000.5,"msg":"ready"}'] * 3
    lines += ["I1120 12:00:01.000001    4312 pkg/server/main.go:77] ready"] * 9
    chosen = choose_grammar(lines)
    assert chosen is not None
    assert chosen.id == "klog"


def test_only_known_grammars_are_tried() -> None:
    redis = next(grammar for grammar in grammars() if grammar.id == "redis")
    lines = ["1:M 20 Nov 2026 12:00:00.123 # low", "1:M 20 Nov 2026 12:00:00.124 * ok"]
    assert choose_grammar(lines, known=[redis]) is redis
    assert choose_grammar(["E/Camera2(12345): in use"] * 2, known=[redis]) is None


def test_columns_of_an_unknown_format_are_found() -> None:
    lines = [f"job-{n % 3} [2026-11-20T12:00:{n:02d}Z] warning {n:08x}a {n} rows skipped" for n in range(30)]
    chosen = choose_grammar(lines)
    assert chosen is not None
    header = chosen.read(lines[7])
    assert header.level is Level.WARNING
    assert header.trace_id == "00000007a"
    assert header.time is not None
    assert header.time.value.isoformat() == "2026-11-20T12:00:07+00:00"
    assert header.message == "7 rows skipped"


@pytest.mark.parametrize("delimiter", ["\t", "|", ";", ","])
def test_columns_may_stand_between_delimiters(delimiter: str) -> None:
    lines = [
        delimiter.join(["plant 7", f"2026-11-20 12:00:{n:02d}", "Error", f"valve {n} is stuck"])
        for n in range(20)
    ]
    chosen = choose_grammar(lines)
    assert chosen is not None
    header = chosen.read(lines[3])
    assert (header.level, header.message) == (Level.ERROR, "valve 3 is stuck")
    assert header.time is not None
    assert header.time.zone_guessed


def test_a_line_whose_columns_differ_has_no_header() -> None:
    lines = [f"job [2026-11-20T12:00:{n:02d}Z] warning x" for n in range(20)]
    chosen = choose_grammar(lines)
    assert chosen is not None
    assert not chosen.starts("something else entirely")
    assert chosen.read("  something else entirely ").message == "something else entirely"
