"""Groups of rows into templates: levels, times, examples, slot values, novelty."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from faultmaven_core.processing.digest.findings import Example, SlotValues, Template
from faultmaven_core.processing.digest.fingerprints import DIGITS
from faultmaven_core.processing.digest.masks import WILD
from faultmaven_core.processing.digest.mining import Group, Member
from faultmaven_core.processing.digest.sketch import HEAD
from faultmaven_core.processing.log_lines import NO_YEAR, Level, read_header
from faultmaven_core.processing.log_times import LogTime

_EXAMPLES = 3
_TOP_VALUES = 5
_SLOTS = 8
_LONGEST_VALUE = 80
_NO_DIGITS = str.maketrans("", "", DIGITS.decode())
_WORD = re.compile(r"[A-Za-z]{3,}")
_SEVERITY = list(Level)


class LevelReader:
    """Levels of lines; lines with the same header, digits aside, are read once."""

    def __init__(self) -> None:
        self._known: dict[str, Level | None] = {}

    def level(self, member: Member) -> Level | None:
        """The level a row's lines have."""
        header = member.line[: len(member.line) - len(member.message)]
        if not header or not member.line.endswith(member.message):
            return read_header(member.line, year=NO_YEAR).level
        key = header.translate(_NO_DIGITS)
        if self._known.get(key) is None:
            self._known[key] = read_header(member.line, year=NO_YEAR).level
        return self._known[key]


def worst(levels: Sequence[Level | None]) -> Level | None:
    """The worst of the levels that are known."""
    return max((level for level in levels if level is not None), key=_SEVERITY.index, default=None)


class Clock:
    """Reads the times of lines. Where lines name no year, the year that most sampled lines name stands in."""

    def __init__(self, sampled: Iterable[bytes]) -> None:
        self.year_guessed = self.zone_guessed = False
        """Whether any time that was read had its year, or its zone, guessed."""
        self._year = NO_YEAR
        certain = Counter(
            time.value.year for head in sampled if (time := self._read(head)) and not time.year_guessed
        )
        if certain:
            self._year = min(certain.items(), key=lambda item: (-item[1], item[0]))[0]

    def time(self, line: bytes) -> datetime | None:
        """The moment a line names, in UTC; None when it names none."""
        time = self._read(line)
        if time is None:
            return None
        self.year_guessed |= time.year_guessed
        self.zone_guessed |= time.zone_guessed
        return time.value

    def _read(self, line: bytes) -> LogTime | None:
        return read_header(line[:HEAD].decode("utf-8", "replace"), year=self._year).time


def templates(groups: Sequence[Group], clock: Clock, *, lines: int, sampled: bool) -> tuple[Template, ...]:
    """The templates of a log of so many lines, in the order of ``groups``."""
    spread = Counter(word for group in groups for word in set(_WORD.findall(group.text)))
    reader = LevelReader()
    return tuple(_template(group, spread, reader, clock, lines=lines, sampled=sampled) for group in groups)


def _template(
    group: Group, spread: Counter[str], reader: LevelReader, clock: Clock, *, lines: int, sampled: bool
) -> Template:
    early = group.members[0]
    late = max(group.members, key=lambda member: member.row.last)
    count = sum(member.row.lines for member in group.members)
    return Template(
        id=group.id,
        text=group.text,
        count=count,
        share=count / lines,
        level=worst([reader.level(member) for member in group.members]),
        first_line=early.row.first + 1,
        last_line=late.row.last + 1,
        first_time=clock.time(early.row.first_text),
        last_time=clock.time(late.row.last_text),
        examples=tuple(
            Example(line=member.row.first + 1, text=member.line) for member in group.members[:_EXAMPLES]
        ),
        slots=_slots(group, sampled=sampled),
        novelty=sum(spread[word] == 1 for word in set(_WORD.findall(group.text))),
    )


def _slots(group: Group, *, sampled: bool) -> tuple[SlotValues, ...]:
    counts: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for message in group.samples:
        words = message.split()
        if len(words) != len(group.words):
            continue
        for place, (word, pattern) in enumerate(zip(words, group.words, strict=True)):
            if WILD in pattern:
                for number, value in enumerate(_values(word, pattern.split(WILD))):
                    counts[place, number][value[:_LONGEST_VALUE]] += 1
    slots = [
        SlotValues(
            name=_slot_name(group.words, place, number),
            values=tuple(sorted(values.items(), key=lambda item: (-item[1], item[0]))[:_TOP_VALUES]),
            sampled=sampled,
        )
        for (place, number), values in sorted(counts.items())
        if values.most_common(1)[0][1] > 1
    ]
    return tuple(slots[:_SLOTS])


def _values(word: str, literals: list[str]) -> list[str]:
    """What stands in a word where the pattern has masks; empty when the word does not fit."""
    if not word.startswith(literals[0]):
        return []
    found, at = [], len(literals[0])
    for literal in literals[1:]:
        stop = word.find(literal, at) if literal else len(word)
        if stop < 0:
            return []
        found.append(word[at:stop])
        at = stop + len(literal)
    return found


def _slot_name(words: Sequence[str], place: int, number: int) -> str:
    before = words[place].split(WILD)[number]
    key = "".join(_WORD.findall(before)[-1:])
    if not key and place:
        key = "".join(_WORD.findall(words[place - 1])[-1:])
    return key or f"word {place + 1}"
