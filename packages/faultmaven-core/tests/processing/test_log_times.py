from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

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


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "utc", "flags"),
    [
        # Daylight saving time in Berlin, 2026: forward on 29 March at 2, back on 25 October at 3.
        pytest.param("2026-03-29 01:59:59", "2026-03-29T00:59:59", "zone", id="before the gap"),
        pytest.param("2026-03-29 02:30:00", "2026-03-29T01:30:00", "zone changed", id="in the gap"),
        pytest.param("2026-03-29 03:00:00", "2026-03-29T01:00:00", "zone", id="after the gap"),
        pytest.param("2026-10-25 01:59:59", "2026-10-24T23:59:59", "zone", id="before the fold"),
        pytest.param("2026-10-25 02:30:00", "2026-10-25T00:30:00", "zone changed", id="in the fold"),
        pytest.param("2026-10-25 03:00:00", "2026-10-25T02:00:00", "zone", id="after the fold"),
        pytest.param("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00", "", id="a zone settles the fold"),
        pytest.param(
            "2026-10-25 02:30:00 CEST", "2026-10-25T00:30:00", "zone", id="an abbreviation is shared"
        ),
        # Zones
        pytest.param("2026-11-20T12:00:00+05:30", "2026-11-20T06:30:00", "", id="half an hour"),
        pytest.param("2026-11-20T12:00:00-0330", "2026-11-20T15:30:00", "", id="half an hour west"),
        pytest.param("2026-11-20T12:00:00+14", "2026-11-19T22:00:00", "", id="hours alone, the day before"),
        pytest.param("2026-11-20T23:30:00-02:00", "2026-11-21T01:30:00", "", id="the day after"),
        # Epoch
        pytest.param("1795176000", "2026-11-20T12:00:00", "", id="seconds"),
        pytest.param("1795176000.25", "2026-11-20T12:00:00.250000", "", id="seconds with a fraction"),
        pytest.param("1795176000123", "2026-11-20T12:00:00.123000", "", id="milliseconds"),
        pytest.param("1795176000123456", "2026-11-20T12:00:00.123456", "", id="microseconds"),
        pytest.param("1795176000123456789", "2026-11-20T12:00:00.123456", "", id="nanoseconds"),
        # Fractions
        pytest.param("2026-11-20T12:00:00.5Z", "2026-11-20T12:00:00.500000", "", id="a tenth"),
        pytest.param("2026-11-20T12:00:00,05Z", "2026-11-20T12:00:00.050000", "", id="comma"),
        pytest.param("2026-11-20T12:00:00.1234567Z", "2026-11-20T12:00:00.123456", "", id="ticks of 100 ns"),
        # Years
        pytest.param("26/11/20 12:00:00", "2026-11-20T11:00:00", "zone year", id="two digits"),
        pytest.param("99/11/20 12:00:00", "1999-11-20T11:00:00", "zone year", id="the last century"),
        pytest.param("68/11/20 12:00:00", "2068-11-20T11:00:00", "zone year", id="the last of this one"),
        pytest.param("Nov 20 12:00:00", "2026-11-20T11:00:00", "zone year missing", id="none"),
        pytest.param("Feb 28 23:59:59", "2026-02-28T22:59:59", "zone year missing", id="the end of February"),
        # Leap seconds
        pytest.param("2016-12-31T23:59:60Z", "2016-12-31T23:59:59", "leap", id="leap second"),
        pytest.param(
            "2017-01-01T05:29:60.5+05:30", "2016-12-31T23:59:59.500000", "leap", id="leap second, India"
        ),
        # Day and month
        pytest.param("3/4/2026 12:00:00 PM", "2026-03-04T11:00:00", "zone day", id="either order"),
        pytest.param("11/20/2026 12:00:00 AM", "2026-11-19T23:00:00", "zone", id="only the month fits first"),
        pytest.param("20/11/2026 14:00:00", "2026-11-20T13:00:00", "zone", id="only the day fits first"),
        pytest.param("7/7/2026 14:00:00", "2026-07-07T12:00:00", "zone", id="both orders mean the same"),
    ],
)
def test_hard_cases_are_right_or_flagged(text: str, utc: str, flags: str) -> None:
    found = read_time(text, year=2026, zone=BERLIN)
    assert found is not None
    time = found[0]
    raised = {
        "zone": time.zone_guessed,
        "year": time.year_guessed,
        "missing": time.year_missing,
        "day": time.day_guessed,
        "changed": time.clock_changed,
        "leap": time.leap_second,
    }
    assert time.value.isoformat() == f"{utc}+00:00"
    assert " ".join(name for name, up in raised.items() if up) == flags


@pytest.mark.parametrize(
    "text", ["2026-11-20T12:00:61Z", "2026-11-20T12:10:60Z", "13/13/2026 12:00:00", "2026-11-20T25:00:00Z"]
)
def test_seconds_and_dates_that_never_are_give_none(text: str) -> None:
    assert read_time(text, year=2026) is None
