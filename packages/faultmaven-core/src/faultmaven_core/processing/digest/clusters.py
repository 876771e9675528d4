"""Which messages say the same: by number of words, then by words of equal frequency, then by columns of few values.

The root of a message is its largest set of equally frequent words, after the idea of Brain (Yu et al. 2023,
"Brain: Log Parsing With Bidirectional Parallel Tree"): words that belong to one template occur equally often.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from faultmaven_core.processing.digest.masks import WILD
from faultmaven_core.processing.digest.vocabulary import vocabulary

FEW_VALUES = 4
"""A column of plain words with at most so many values tells events apart; with more it is a parameter."""
MANY_SUBJECTS = 40
"""The first word is rarely a parameter, so more plain words tell events apart there."""

_EDGE = "[]<>(){}:,;|\"'-"
_LETTERS = re.compile(r"[A-Za-z]{2}")
_NAME = re.compile(r"[A-Za-z0-9][._/@$\\][A-Za-z0-9]")

Words = tuple[str, ...]


def clusters(messages: Sequence[tuple[Words, int]]) -> list[list[int]]:
    """Groups of indexes into ``messages``, which are distinct masked messages, each with its number of lines."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for index, (words, _) in enumerate(messages):
        by_length[len(words)].append(index)
    groups: list[list[int]] = []
    for members in by_length.values():
        for root, alike in _by_root(messages, members).items():
            groups.extend(_split([messages[i][0] for i in alike], alike, {place for place, _ in root}))
    return groups


def _by_root(
    messages: Sequence[tuple[Words, int]], members: list[int]
) -> dict[tuple[tuple[int, str], ...], list[int]]:
    frequency: Counter[tuple[int, str]] = Counter()
    for index in members:
        words, count = messages[index]
        for place in enumerate(words):
            frequency[place] += count
    roots: dict[tuple[tuple[int, str], ...], list[int]] = defaultdict(list)
    for index in members:
        alike: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for place in enumerate(messages[index][0]):
            if _LETTERS.search(place[1]):
                alike[frequency[place]].append(place)
        root = max(alike.items(), key=lambda item: (len(item[1]), item[0]))[1] if alike else []
        roots[tuple(root)].append(index)
    return roots


def _split(rows: list[Words], members: list[int], fixed: set[int]) -> Iterator[list[int]]:
    """Divides the members along each column that tells events apart, the one with the fewest values first."""
    work = [(rows, members, fixed)]
    while work:
        rows, members, fixed = work.pop()
        place = _dividing_column(rows, fixed)
        if place is None:
            yield members
            continue
        parts: dict[str, tuple[list[Words], list[int]]] = defaultdict(lambda: ([], []))
        for row, member in zip(rows, members, strict=True):
            parts[row[place]][0].append(row)
            parts[row[place]][1].append(member)
        work.extend((part[0], part[1], fixed | {place}) for part in parts.values())


def _dividing_column(rows: list[Words], fixed: set[int]) -> int | None:
    if len(rows) == 1:
        return None
    columns = [(len(values), place, values) for place, values in enumerate(map(set, zip(*rows, strict=True)))]
    for size, place, values in sorted(columns, key=lambda column: column[:2]):
        if size > 1 and place not in fixed and _tells_apart(values, place, rows):
            return place
    return None


def _tells_apart(values: set[str], place: int, rows: list[Words]) -> bool:
    if not all(map(_LETTERS.search, (value.replace(WILD, "") for value in values))):
        return False
    if all("=" in value for value in values):
        return True
    if all(map(_NAME.search, values)):
        return False
    before = {row[place - 1] for row in rows} if place else set()
    if len(before) == 1 and before.pop().strip(_EDGE).lower() in vocabulary().named:
        return False
    endings = vocabulary().happenings
    limit = MANY_SUBJECTS if place == 0 else FEW_VALUES
    return len(values) <= limit or all(value.strip(_EDGE).endswith(endings) for value in values)
