from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from faultmaven_models.testing.fakes import FakeClock

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_each_reading_is_one_tick_later() -> None:
    clock = FakeClock(start=START, tick_seconds=0.5)
    assert [clock.now() - START for _ in range(3)] == [timedelta(seconds=s) for s in (0, 0.5, 1)]


def test_two_clocks_tell_the_same() -> None:
    assert [FakeClock().now() for _ in range(2)] == [FakeClock().now() for _ in range(2)]


def test_time_passes_when_told() -> None:
    clock = FakeClock(start=START, tick_seconds=0)
    clock.advance(90)
    assert clock.now() == START + timedelta(seconds=90)
    assert clock.now() == START + timedelta(seconds=90)


def test_the_start_may_be_in_any_zone() -> None:
    start = START.astimezone(timezone(timedelta(hours=2)))
    assert FakeClock(start=start).now() == START
    assert FakeClock(start=start).now().tzinfo is UTC


def test_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="not go back"):
        FakeClock().advance(-1)
    with pytest.raises(ValueError, match="not go back"):
        FakeClock(tick_seconds=-1)
    with pytest.raises(ValueError, match="aware"):
        FakeClock(start=START.replace(tzinfo=None))
