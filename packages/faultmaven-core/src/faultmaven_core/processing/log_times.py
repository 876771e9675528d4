"""Timestamps as programs write them, made UTC, with flags for what had to be guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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
    # logcat (no year)
    re.compile(rf"(?P<month>\d\d)-(?P<day>\d\d) {_CLOCK}"),
)
_EPOCH = re.compile(r"(?P<digits>\d{19}|\d{16}|\d{13}|\d{10})(?:\.(?P<fraction>\d{1,9}))?(?![\w.:/-])")
_PER_SECOND = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
_START = re.compile(r"""(?:^|[\s\[("'=|>:{,])(?=[A-Z0-9])""")
_TWO_DIGITS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTime:
    """A moment that a line names. ``value`` is aware and in UTC."""

    value: datetime
    zone_guessed: bool = False
    """The line names no zone, or an abbreviation that several zones share."""
    year_guessed: bool = False
    """The line names no year, or two digits of one."""


def read_time(text: str, start: int = 0, *, year: int, zone: timezone = UTC) -> tuple[LogTime, int] | None:
    """The time that begins exactly at ``start``, and where it ends; None when none begins there.

    ``year`` and ``zone`` stand in for what the text leaves out. A date that does not exist gives None.
    """
    for shape in _SHAPES:
        match = shape.match(text, start)
        if match is not None:
            return _result(match, lambda match=match: _calendar(match.groupdict(), year=year, zone=zone))  # type: ignore[misc]
    match = _EPOCH.match(text, start)
    return _result(match, lambda: _epoch(match)) if match is not None else None


def find_time(
    text: str, *, year: int, zone: timezone = UTC, within: int = 80
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


def _result(match: re.Match[str], build: Callable[[], LogTime | None]) -> tuple[LogTime, int] | None:
    try:
        time = build()
    except (ValueError, OverflowError):
        return None
    return None if time is None else (time, match.end())


def _calendar(parts: dict[str, str | None], *, year: int, zone: timezone) -> LogTime | None:
    digits = parts.get("year")
    full_year = int(digits) if digits else year
    if full_year < _TWO_DIGITS and digits:
        full_year += 2000
    name = parts.get("name")
    month = _MONTHS.get(name, 0) if name else int(parts["month"] or 0)
    hour = int(parts["hour"] or 0)
    if parts.get("half"):
        hour = hour % 12 + (12 if parts["half"] == "PM" else 0)
    micro = int((parts.get("fraction") or "").ljust(6, "0")[:6])
    offset, certain = _offset(parts.get("zone"), zone)
    second = min(int(parts["second"] or 0), 59)
    value = datetime(
        full_year, month, int(parts["day"] or 0), hour, int(parts["minute"] or 0), second, micro, offset
    )
    return LogTime(
        value=value.astimezone(UTC),
        zone_guessed=not certain,
        year_guessed=digits is None or len(digits) < 4,  # noqa: PLR2004  a year of two digits
    )


def _offset(zone: str | None, fallback: timezone) -> tuple[timezone, bool]:
    if not zone:
        return fallback, False
    if zone in ("Z", "UTC", "GMT"):
        return UTC, True
    if zone in _ABBREVIATIONS:
        return timezone(timedelta(hours=_ABBREVIATIONS[zone])), False
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes)), True


def _epoch(match: re.Match[str]) -> LogTime | None:
    digits = match["digits"]
    seconds, rest = divmod(int(digits), _PER_SECOND[len(digits)])
    if not _EPOCH_RANGE[0] <= seconds < _EPOCH_RANGE[1]:
        return None
    micro = rest * 1_000_000 // _PER_SECOND[len(digits)]
    if match["fraction"]:
        micro += int(match["fraction"].ljust(6, "0")[:6])
    return LogTime(value=datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro))
