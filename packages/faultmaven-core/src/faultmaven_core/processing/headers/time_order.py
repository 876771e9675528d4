"""The times of one file together: years that turn unseen, lines out of order, lines that name no zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from faultmaven_core.processing.log_times import LogTime

_TURN: Final = timedelta(days=182)
"""A step back by more is a turn of the year, a smaller one is a line out of order."""
_STRAGGLER: Final = timedelta(days=7)
"""A line of the new year before one of the old year, written out of order around midnight."""
_LEAP_DAY: Final = (2, 29)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSurvey:
    """What the times of a file are worth together."""

    first: datetime | None
    """The earliest time, in UTC."""
    last: datetime | None
    """The latest time, in UTC."""
    count: int
    out_of_order: int
    """How many times are earlier than one before them."""
    mixed_zones: bool
    """Some lines name their zone and others do not, so their order is uncertain."""
    uncertain: int
    """How many times rest on a guess."""


def survey(times: Iterable[LogTime]) -> TimeSurvey:
    """Look at the times of a file, in the order of its lines."""
    first: datetime | None = None
    last: datetime | None = None
    count = out_of_order = uncertain = without_zone = 0
    for time in times:
        count += 1
        uncertain += not time.certain
        without_zone += time.zone_guessed
        if last is not None and time.value < last:
            out_of_order += 1
        last = time.value if last is None else max(last, time.value)
        first = time.value if first is None else min(first, time.value)
    return TimeSurvey(
        first=first,
        last=last,
        count=count,
        out_of_order=out_of_order,
        mixed_zones=0 < without_zone < count,
        uncertain=uncertain,
    )


def settle_years(times: Sequence[LogTime], *, year: int) -> list[LogTime]:
    """Give times that name no year the year they belong to, when the last line of the file is of ``year``.

    A step back of more than half a year is where the year turned; times before it belong to the year before. The
    times keep their flag: the year is still a guess. A 29 February goes to the latest leap year that is not later.
    """
    settled: list[LogTime] = []
    later: datetime | None = None
    current = year
    for time in reversed(times):
        if not time.year_missing:
            later = time.value
            settled.append(time)
            continue
        value = _in_year(time.value, current)
        if later is not None and value - later > _TURN:
            current -= 1
            value = _in_year(time.value, current)
        elif (
            later is not None
            and current < year
            and abs(_in_year(time.value, current + 1) - later) < _STRAGGLER
        ):
            current += 1
            value = _in_year(time.value, current)
        later = value
        settled.append(replace(time, value=value))
    settled.reverse()
    return settled


def _in_year(value: datetime, year: int) -> datetime:
    if (value.month, value.day) == _LEAP_DAY:
        while year % 4 or (year % 100 == 0 and year % 400):
            year -= 1
    return value.replace(year=year)
