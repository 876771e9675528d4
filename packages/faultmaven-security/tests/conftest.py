"""A sanitizer, and texts drawn from regular expressions, so that no secret has to stand in a file."""

from __future__ import annotations

import re._constants as op
import re._parser as parser
import string
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from faultmaven_security.redaction import PatternSanitizer

CASE = "case_0000000000001"
_CATEGORIES = {
    op.CATEGORY_DIGIT: string.digits,
    op.CATEGORY_WORD: string.ascii_letters + string.digits + "_",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: string.ascii_letters + string.digits,
    op.CATEGORY_NOT_DIGIT: string.ascii_letters,
    op.CATEGORY_NOT_WORD: "-",
}
_MORE = 12
"""How far above its least number a repetition without an end goes."""


def drawn(expression: str, random: Random) -> str:
    """A text that the expression matches; look-around is not obeyed."""
    return _sequence(parser.parse(expression), random, {})


def _sequence(items: Any, random: Random, groups: dict[int, str]) -> str:
    return "".join(_one(kind, value, random, groups) for kind, value in items)


def _one(kind: object, value: Any, random: Random, groups: dict[int, str]) -> str:  # noqa: PLR0911  a table
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.NOT_LITERAL:
        return random.choice([c for c in string.ascii_letters if ord(c) != value])
    if kind is op.ANY:
        return random.choice(string.ascii_letters)
    if kind is op.IN:
        return random.choice(_members(value))
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, inner = value
        number = random.randint(least, min(most, least + _MORE))
        return "".join(_sequence(inner, random, groups) for _ in range(number))
    if kind is op.BRANCH:
        return _sequence(random.choice(value[1]), random, groups)
    if kind is op.SUBPATTERN:
        text = _sequence(value[3], random, groups)
        groups[value[0]] = text
        return text
    if kind is op.GROUPREF:
        return groups[value]
    assert kind in (op.ASSERT, op.ASSERT_NOT, op.AT), kind
    return ""


def _members(items: Any) -> str:
    negated = items[0][0] is op.NEGATE
    members: set[str] = set()
    for kind, value in items[negated:]:
        if kind is op.LITERAL:
            members.add(chr(value))
        elif kind is op.RANGE:
            members.update(map(chr, range(value[0], value[1] + 1)))
        else:
            members.update(_CATEGORIES[value])
    if negated:
        members = set(string.ascii_letters + string.digits) - members
    return "".join(sorted(members))


@pytest.fixture
def draw() -> Callable[[str, Random], str]:
    return drawn


@pytest.fixture
def case() -> str:
    return CASE


@pytest.fixture(scope="session")
def shared_sanitizer() -> PatternSanitizer:
    return PatternSanitizer()


@pytest.fixture
def sanitizer() -> PatternSanitizer:
    return PatternSanitizer()


@pytest.fixture
def redacted(shared_sanitizer: PatternSanitizer) -> Callable[[str], str]:
    return lambda text: shared_sanitizer.redact(text, case_id=CASE).text
