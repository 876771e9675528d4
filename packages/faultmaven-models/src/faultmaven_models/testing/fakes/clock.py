"""A clock that moves only when it is told to, or by a fixed step at each reading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class FakeClock:
    """IClock: starts at ``start`` and goes ``tick_seconds`` further with every reading."""

    def __init__(self, *, start: datetime = _START, tick_seconds: float = 1.0) -> None:
        if start.tzinfo is None or tick_seconds < 0:
            raise ValueError(f"a clock starts at an aware time and does not go back: {start}, {tick_seconds}")
        self._next = start.astimezone(UTC)
        self._tick = timedelta(seconds=tick_seconds)

    def now(self) -> datetime:
        """The time, in UTC; the next reading is one tick later."""
        now = self._next
        self._next = now + self._tick
        return now

    def advance(self, seconds: float) -> None:
        """Let time pass. Raises ValueError for a negative number."""
        if seconds < 0:
            raise ValueError(f"time does not go back by {-seconds} s")
        self._next += timedelta(seconds=seconds)


__all__ = ["FakeClock"]
