from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.headers import settle_years, survey
from faultmaven_core.processing.log_times import LogTime, read_time

MOMENTS = st.integers(1_100_000_000, 3_700_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def times(*texts: str, year: int = 2000) -> list[LogTime]:
    found = [read_time(text, year=year) for text in texts]
    assert None not in found
    return [one[0] for one in found if one is not None]


@pytest.mark.parametrize(
    ("texts", "years"),
    [
        (["Dec 31 23:59:59", "Jan  1 00:00:00"], [2025, 2026]),
        (
            ["Nov 30 12:00:00", "Dec 31 23:59:59", "Jan  1 00:00:00", "Jan  2 00:00:00"],
            [2025, 2025, 2026, 2026],
        ),
        (["Jan  5 12:00:00", "Aug  5 12:00:00"], [2026, 2026]),
        (
            ["Aug  5 12:00:00", "Jan  5 12:00:00", "Aug  5 12:00:00", "Jan  5 12:00:00"],
            [2024, 2025, 2025, 2026],
        ),
        (["Jan  1 00:00:00", "Dec 31 23:59:59", "Jan  1 00:00:01"], [2026, 2025, 2026]),
        (["Feb 29 12:00:00", "Mar  1 12:00:00"], [2024, 2026]),
        (["26/11/20 12:00:00", "Jan  1 00:00:00"], [2026, 2026]),
        ([], []),
    ],
)
def test_years_turn_where_the_months_do(texts: list[str], years: list[int]) -> None:
    settled = settle_years(times(*texts), year=2026)
    assert [time.value.year for time in settled] == years
    assert all(time.year_guessed for time in settled)


def test_a_year_that_a_line_names_stays() -> None:
    (time,) = settle_years(times("2019-11-20T12:00:00Z"), year=2026)
    assert (time.value.year, time.year_guessed) == (2019, False)


@given(
    st.lists(st.integers(0, 3600 * 24 * 60), min_size=1, max_size=50),
    MOMENTS,
)
def test_a_log_without_years_gets_its_own_back(steps: list[int], start: datetime) -> None:
    moments = [start]
    for step in steps:
        moments.append(moments[-1] + timedelta(seconds=step))
    bare = [
        LogTime(value=moment.replace(year=2000), year_guessed=True, year_missing=True) for moment in moments
    ]
    settled = [time.value for time in settle_years(bare, year=moments[-1].year)]
    assert settled == moments


def test_a_survey_counts_what_is_doubtful() -> None:
    found = survey(times("2026-11-20T12:00:05Z", "2026-11-20 12:00:01", "2026-11-20T12:00:07Z"))
    assert (found.count, found.out_of_order, found.mixed_zones, found.uncertain) == (3, 1, True, 1)
    assert found.first is not None
    assert found.last is not None
    assert (found.last - found.first).total_seconds() == 6


def test_lines_that_name_different_zones_are_one_order() -> None:
    found = survey(times("2026-11-20T12:00:00+01:00", "2026-11-20T11:00:01Z", "2026-11-20T06:00:02-05:00"))
    assert (found.out_of_order, found.mixed_zones, found.uncertain) == (0, False, 0)


def test_nothing_surveyed_is_nothing_found() -> None:
    assert survey([]).first is None
