"""Timestamps as programs write them, made UTC, with flags for what had to be guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MONTHS = {
    name: number
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)  # noqa: SIM905
}
_ABBREVIATIONS: dict[str, float] = {
    "CET": 1,
    "CEST": 2,
    "BST": 1,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
}
_ABBREVIATIONS |= {"PST": -8, "PDT": -7, "EET": 2, "EEST": 3, "IST": 5.5, "JST": 9}
_ZONE = (
    r"(?: ?(?P<zone>Z\b|UTC\b|GMT\b|[+-]\d\d:?\d\d\b|[+-]\d\d\b|(?:" + "|".join(_ABBREVIATIONS) + r")\b))?"
)
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,:](?P<fraction>\d{1,9})\d*)?"
_EPOCH_RANGE = (946_684_800, 4_102_444_800)
"""Seconds of the years 2000 to 2099: other numbers of ten digits are not taken for a time."""

_SHAPES = (
    # ISO 8601 and its looks: PostgreSQL, logback, Python, nginx error (slashes)
    re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)[T _-]{_CLOCK}{_ZONE}"),
    # RFC 3164 syslog: no year, no zone
    re.compile(rf"(?P<name>[A-Z][a-z]{{2}}) {{1,2}}(?P<day>\d{{1,2}}) {_CLOCK}(?! [AP]M)(?! \d{{4}}\b)"),
    # the C library's ctime: Apache error log, dmesg -T
    re.compile(
        rf"[A-Z][a-z]{{2}},? (?P<name>[A-Z][a-z]{{2}}) {{1,2}}(?P<day>\d{{1,2}}) {_CLOCK}{_ZONE} (?P<year>\d{{4}})\b"
    ),
    # common log format: access logs
    re.compile(rf"(?P<day>\d{{1,2}})/(?P<name>[A-Z][a-z]{{2}})/(?P<year>\d{{4}}):{_CLOCK}{_ZONE}"),
    # Redis, and RFC 2822 without its weekday
    re.compile(rf"(?P<day>\d{{1,2}}) (?P<name>[A-Z][a-z]{{2}}) (?P<year>\d{{4}}) {_CLOCK}{_ZONE}"),
    # java.util.logging
    re.compile(rf"(?P<name>[A-Z][a-z]{{2}}) (?P<day>\d{{1,2}}), (?P<year>\d{{4}}) {_CLOCK} (?P<half>[AP]M)"),
    re.compile(rf"(?P<name>[A-Z][a-z]{{2}}) {{1,2}}(?P<day>\d{{1,2}}) {_CLOCK} (?P<year>\d{{4}}){_ZONE}"),
    # klog and glog (the letter is the level)
    re.compile(rf"[IWEF](?P<month>\d\d)(?P<day>\d\d) {_CLOCK}"),
    # log4j's short layout (Hadoop, Spark): the year has two digits and stands first
    re.compile(rf"(?P<year>\d\d)/(?P<month>\d\d)/(?P<day>\d\d) {_CLOCK}"),
    # Windows and programs in American English: whether the day or the month leads, only the writer knows
    re.compile(
        rf"(?P<swappable>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}})[ ,] ?{_CLOCK}(?: (?P<half>[AP]M)\b)?{_ZONE}"
    ),
    # logcat (no year)
    re.compile(rf"(?P<month>\d\d)-(?P<day>\d\d) {_CLOCK}"),
)
_EPOCH = re.compile(r"(?P<epoch>\d{19}|\d{16}|\d{13}|\d{10})(?:\.(?P<fraction>\d{1,9}))?(?![\w.:/-])")
_PER_SECOND = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
_START = re.compile(r"""(?:^|[\s\[("'=|>:{,])(?=[A-Z0-9])""")
_TWO_DIGITS = 100
_PIVOT = 69
"""POSIX strptime: two digits from 69 on belong to the last century."""
_LEAP_SECOND = 60
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTime:
    """A moment that a line names. ``value`` is aware and in UTC."""

    value: datetime
    zone_guessed: bool = False
    """The line names no zone, or an abbreviation that several zones share."""
    year_guessed: bool = False
    """The line names no year, or two digits of one."""
    year_missing: bool = False
    """The line names no year at all: it is the one that the reader was given."""
    day_guessed: bool = False
    """Day and month stand in numbers in an order that countries differ about, and both readings exist."""
    clock_changed: bool = False
    """The clock was being set: this local time came twice (the first is taken) or never."""
    leap_second: bool = False
    """The line names second 60; the value is the second before, which keeps the order of lines."""

    @property
    def certain(self) -> bool:
        """Whether nothing had to be guessed."""
        return not (self.zone_guessed or self.year_guessed or self.day_guessed or self.clock_changed)


def read_time(text: str, start: int = 0, *, year: int, zone: tzinfo = UTC) -> tuple[LogTime, int] | None:
    """The time that begins exactly at ``start``, and where it ends; None when none begins there.

    ``year`` and ``zone`` stand in for what the text leaves out. A date that does not exist gives None.
    """
    for shape in _SHAPES:
        match = shape.match(text, start)
        if match is not None:
            break
    else:
        match = _EPOCH.match(text, start)
    time = compose_time(match.groupdict(), year=year, zone=zone) if match is not None else None
    return (time, match.end()) if match is not None and time is not None else None


def find_time(
    text: str, *, year: int, zone: tzinfo = UTC, within: int = 80
) -> tuple[LogTime, int, int] | None:
    """The first time that begins within the first ``within`` characters: the time, its start and its end.

    It begins where a word begins (after white space, a bracket, a quote, ``=``, ``:`` or ``|``).
    """
    head = text[: within + 40]
    for match in _START.finditer(head, 0, within):
        found = read_time(head, match.end(), year=year, zone=zone)
        if found is not None:
            return found[0], match.end(), found[1]
    return None


def compose_time(parts: Mapping[str, str | None], *, year: int, zone: tzinfo = UTC) -> LogTime | None:
    """The time whose pieces a pattern cut out; None when there is no such time.

    Pieces: ``epoch`` (10, 13, 16 or 19 digits: seconds to nanoseconds) and ``fraction``; or ``year`` (two or four
    digits), ``month`` or its English ``name``, ``day``, ``hour``, ``minute``, ``second``, ``fraction``, ``half``
    (AM or PM) and ``zone``. ``swappable`` holds the month where countries differ about its order with the day.
    """
    try:
        return _epoch(parts) if parts.get("epoch") else _calendar(parts, year=year, zone=zone)
    except (ValueError, OverflowError):
        return None


def _calendar(parts: Mapping[str, str | None], *, year: int, zone: tzinfo) -> LogTime | None:
    get = parts.get
    digits, name, swappable = get("year"), get("name"), get("swappable")
    month = _MONTHS.get(name, 0) if name else int(swappable or get("month") or 0)
    day, hour = int(parts["day"] or 0), int(parts["hour"] or 0)
    minute, second = int(parts["minute"] or 0), int(parts["second"] or 0)
    if swappable and month > _LAST_MONTH:
        month, day = day, month
    half = get("half")
    if half:
        hour = hour % 12 + (12 if half in ("PM", "pm") else 0)
    fraction = get("fraction")
    micro = int(fraction.ljust(6, "0")[:6]) if fraction else 0
    written = get("zone")
    offset, certain = _offset(written, zone) if written else (zone, False)
    leap = second == _LEAP_SECOND and minute % 15 == 14  # noqa: PLR2004  before a quarter, as zones lie
    local = datetime(
        _full_year(digits) if digits else year,
        month,
        day,
        hour,
        minute,
        second - leap,
        micro,
        offset,
    )
    return LogTime(
        value=local if offset is UTC else local.astimezone(UTC),
        zone_guessed=not certain,
        year_guessed=digits is None or len(digits) < 4,  # noqa: PLR2004  a year of two digits
        year_missing=digits is None,
        day_guessed=swappable is not None and day <= _LAST_MONTH and day != month,
        clock_changed=not isinstance(offset, timezone)
        and local.utcoffset() != local.replace(fold=1).utcoffset(),
        leap_second=leap,
    )


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2 or year >= _TWO_DIGITS:  # noqa: PLR2004  a year of two digits
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _offset(zone: str, fallback: tzinfo) -> tuple[tzinfo, bool]:
    if zone in ("Z", "UTC", "GMT"):
        return UTC, True
    if zone in _ABBREVIATIONS:
        return timezone(timedelta(hours=_ABBREVIATIONS[zone])), False
    if zone[0] not in "+-":
        return fallback, False
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes)), True


def _epoch(parts: Mapping[str, str | None]) -> LogTime | None:
    digits = parts["epoch"] or ""
    seconds, rest = divmod(int(digits), _PER_SECOND[len(digits)])
    if not _EPOCH_RANGE[0] <= seconds < _EPOCH_RANGE[1]:
        return None
    micro = rest * 1_000_000 // _PER_SECOND[len(digits)]
    fraction = parts.get("fraction")
    if fraction and len(digits) == 10:  # noqa: PLR2004  seconds
        micro = int(fraction.ljust(6, "0")[:6])
    return LogTime(value=datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro))
