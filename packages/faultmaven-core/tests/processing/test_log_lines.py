from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.log_lines import Level, read_header


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("2026-11-20T12:00:00Z INFO    [worker-1] done", Level.INFO),
        ("2026-11-20 12:00:00,123 - app.db - ERROR - lost", Level.ERROR),
        ("2026-11-20 12:00:00 UTC [7] app@shop FATAL:  sorry", Level.FATAL),
        ("2026-11-20 12:00:00 UTC [7] LOG:  ready", Level.INFO),
        ("2026/11/20 12:00:00 [crit] 7#7: x", Level.FATAL),
        ("[Fri Nov 20 12:00:00.1 2026] [core:error] [pid 7] x", Level.ERROR),
        ("E1120 12:00:00.1       1 a.go:7] x", Level.ERROR),
        ("W1120 12:00:00.1       1 a.go:7] x", Level.WARNING),
        ("1:M 20 Nov 2026 12:00:00.123 # x", Level.WARNING),
        ("1:M 20 Nov 2026 12:00:00.123 * x", Level.INFO),
        ('{"time":"2026-11-20T12:00:00Z","level":"warn","msg":"x"}', Level.WARNING),
        ('{"level":50,"time":1795176000000,"msg":"x"}', Level.ERROR),
        (
            '{"log":"2026-11-20 12:00:00 ERROR x\\n","stream":"stderr","time":"2026-11-20T12:00:00Z"}',
            Level.ERROR,
        ),
        ('time="2026-11-20T12:00:00Z" level=error msg="x"', Level.ERROR),
        ("11-20 12:00:00.1  1702  2395 D Window: x", Level.DEBUG),
        ("2026-11-20T12:00:00.5Z stderr F 2026-11-20 12:00:00 WARN x", Level.WARNING),
        ("ERROR:root:x", Level.ERROR),
        ("psql: error: connection failed: FATAL:  sorry", Level.FATAL),
        ("2026-11-20T12:00:00Z worker finished without error", None),
        ("2026-11-20T12:00:00Z x", None),
    ],
)
def test_the_level_is_read_where_layouts_put_it(line: str, level: Level | None) -> None:
    assert read_header(line, year=2026).level == level


@pytest.mark.parametrize(
    ("line", "host", "program", "message"),
    [
        ("Nov  2 13:38:01 web-7 kernel: [12.3] Out of memory", "web-7", "kernel", "[12.3] Out of memory"),
        ("Nov  2 13:38:01 web-7 postgres[99]: x", "web-7", "postgres", "x"),
        (
            "2026-11-20T12:00:00.1+02:00 web-7 systemd[1]: a.service: Started",
            "web-7",
            "systemd",
            "a.service: Started",
        ),
        ("Nov  2 13:38:01 web-7 CRON[7]: x", "web-7", "CRON", "x"),
        ("2026-11-20T12:00:00Z shop.internal DOWN: x", None, None, "shop.internal DOWN: x"),
        ("2026-11-20T12:00:00Z INFO main: x", None, None, "INFO main: x"),
        ("orders-api-1  | 2026-11-20 12:00:00 ERROR x", None, "orders-api", "ERROR x"),
        ('{"level":"error","msg":"x","service":"cart","host":"web-7"}', "web-7", "cart", "x"),
    ],
)
def test_host_and_program_come_from_the_header_alone(
    line: str, host: str | None, program: str | None, message: str
) -> None:
    header = read_header(line, year=2026)
    assert (header.host, header.program, header.message) == (host, program, message)


def test_the_structured_syslog_header_names_host_and_program() -> None:
    header = read_header("<34>1 2026-11-20T12:00:00.003Z web-7 su 123 ID47 - failed", year=2026)
    assert (header.host, header.program) == ("web-7", "su")


def test_deeply_nested_json_is_no_header_and_no_crash() -> None:
    assert read_header('{"a":' * 5000 + "1" + "}" * 5000, year=2026).level is None


@given(st.text(max_size=300))
def test_any_line_has_a_header_or_none(line: str) -> None:
    header = read_header(line, year=2026)
    assert header.known == (header.time is not None or header.level is not None)
