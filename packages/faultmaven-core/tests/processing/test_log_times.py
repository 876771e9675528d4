from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.log_times import find_time, read_time

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone_guessed", "year_guessed"),
    [
        ("2026-11-20T12:00:00Z x", False, False),
        ("2026-11-20T12:00:00+00:00 x", False, False),
        ("2026-11-20T13:00:00+0100 x", False, False),
        ("2026-11-20 14:00:00+02 x", False, False),
        ("2026-11-20 12:00:00 UTC [7] LOG:  x", False, False),
        ("2026-11-20 12:00:00 GMT x", False, False),
        ("2026-11-20 13:00:00 CET [7] LOG:  x", True, False),
        ("2026-11-20 12:00:00 INFO x", True, False),
        ("[2026-11-20 12:00:00] x", True, False),
        ("2026/11/20 12:00:00 [error] 7#7: x", True, False),
        ('10.0.0.9 - - [20/Nov/2026:13:00:00 +0100] "GET / HTTP/1.1" 200 1', False, False),
        ("Nov 20 12:00:00 web-7 app[7]: x", True, True),
        ("<34>Nov 20 12:00:00 web-7 app[7]: x", True, True),
        ("[Fri Nov 20 12:00:00 2026] [error] x", True, False),
        ("Nov 20, 2026 12:00:00 PM com.example.A run", True, False),
        ("1:M 20 Nov 2026 12:00:00 * x", True, False),
        ("E1120 12:00:00       1 a.go:7] x", True, True),
        ("26/11/20 12:00:00 INFO a.B: x", True, True),
        ("11-20 12:00:00  7  8 I A: x", True, True),
        ("1795176000 x", False, False),
        ("1795176000000 x", False, False),
        ("1795176000000000 x", False, False),
        ("1795176000000000000 x", False, False),
        ("orders-1  | 2026-11-20T12:00:00Z x", False, False),
        ('time="2026-11-20T12:00:00Z" level=info', False, False),
    ],
)
def test_usual_timestamps_become_utc_with_flags(text: str, zone_guessed: bool, year_guessed: bool) -> None:  # noqa: FBT001
    found = find_time(text, year=2026)
    assert found is not None
    assert found[0].value == NOON
    assert (found[0].zone_guessed, found[0].year_guessed) == (zone_guessed, year_guessed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no time at all",
        "2026-13-45T12:00:00Z",
        "Nov 31 12:00:00 a b: c",
        "1234567890123 12",
        "Xyz 20 12:00:00 a",
    ],
)
def test_what_is_no_time_gives_none(text: str) -> None:
    found = find_time(text, year=2026)
    assert found is None or found[0].value.year != 2026


def test_fractions_are_kept_to_the_microsecond() -> None:
    found = read_time("2026-11-20T12:00:00,123456789Z", year=2000)
    assert found is not None
    assert found[0].value.microsecond == 123456


def test_a_leap_day_of_a_guessed_year_that_has_none_is_no_time() -> None:
    assert read_time("Feb 29 12:00:00", year=2026) is None
    assert read_time("Feb 29 12:00:00", year=2028) is not None


@given(st.text(max_size=200))
def test_any_text_gives_a_time_in_utc_or_none(text: str) -> None:
    found = find_time(text, year=2026)
    assert found is None or found[0].value.tzinfo is UTC


@given(st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001  made aware below
def test_what_is_written_in_iso_is_read_back(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    found = read_time(aware.isoformat(), year=2000)
    assert found is not None
    assert found[0].value == aware
