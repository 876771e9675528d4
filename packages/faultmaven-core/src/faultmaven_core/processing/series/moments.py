"""The times of measurements, as seconds since 1970."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from faultmaven_core.processing.log_times import read_time

_TEXT_LIMIT = 64
_ANY_YEAR = 1970
_RANGE = (946_684_800.0, 4_102_444_800.0)
"""The years 2000 to 2099: numbers outside are no moments, whatever their unit."""
_UNITS = (1.0, 1e3, 1e6, 1e9)


def moment_of_number(number: float) -> float:
    """A count of s, ms, us or ns since 1970 as seconds; NaN when it is a moment of 2000 to 2099 in none of them."""
    for unit in _UNITS:
        if _RANGE[0] <= number / unit < _RANGE[1]:
            return number / unit
    return math.nan


def moment_of_text(text: str) -> tuple[float, bool]:
    """``(seconds since 1970, whether the zone was guessed)``; NaN for a text that is no full date and time.

    A time without a zone counts as UTC and is flagged.
    """
    text = text.strip()[:_TEXT_LIMIT]
    try:
        return moment_of_number(float(text)), False
    except ValueError:
        pass
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        found = read_time(text, year=_ANY_YEAR)
        if found is None or found[0].year_guessed:
            return math.nan, False
        return found[0].value.timestamp(), found[0].zone_guessed
    guessed = value.tzinfo is None
    return (value.replace(tzinfo=UTC) if guessed else value).timestamp(), guessed
