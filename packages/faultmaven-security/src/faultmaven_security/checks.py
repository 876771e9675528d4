"""Tests that a candidate must pass: checksums, entropy and what tells a value from an example.

A pattern names its checks as ``name`` or ``name>=number`` / ``name<=number``; ``parse`` gives the function.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ENTROPY_OF_VARIED = 2.5
"""Bits a character under which a long value is an example such as ``xxxx`` or ``aaaa1111``."""

_USERINFO_REACH = 256
_FILLERS = ("example", "xxxx", "****", "....", "redacted", "placeholder", "changeme", "your-", "your_")
_DUMMIES = frozenset(
    {"password", "passwd", "pass", "pwd", "pw", "secret", "token", "xxx", "yyy", "***", "...", "x"}
)
_BASE64_LINE = 40
_BASE64_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Characters ``start`` to ``end`` (exclusive) of ``text``, to be judged."""

    text: str
    start: int
    end: int

    @property
    def value(self) -> str:
        """The characters themselves."""
        return self.text[self.start : self.end]


def entropy(value: str) -> float:
    """Shannon entropy of the characters, in bits a character; 0 for an empty text."""
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values()) if size else 0.0


def luhn(value: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1, annex B); spaces and hyphens are skipped."""
    digits = [int(char) for char in value if char.isdigit()]
    doubled = (2 * digit for digit in digits[-2::-2])
    total = sum(digits[-1::-2]) + sum(digit - 9 if digit > 9 else digit for digit in doubled)  # noqa: PLR2004
    return len(digits) > 1 and total % 10 == 0


def mod97(value: str) -> bool:
    """The check of an IBAN (ISO 13616): moved and read as a number, the rest modulo 97 is 1."""
    compact = value.replace(" ", "").upper()
    if not 15 <= len(compact) <= 34:  # noqa: PLR2004  the shortest and the longest IBAN
        return False
    digits = "".join(str(int(char, 36)) for char in compact[4:] + compact[:4])
    return int(digits) % 97 == 1


def varied(value: str) -> bool:
    """The value has the variety of a key: no filler words, no runs of one or a few characters."""
    lower = value.lower()
    return entropy(value) >= min(ENTROPY_OF_VARIED, math.log2(len(value) + 1) * 0.7) and not any(
        filler in lower for filler in _FILLERS
    )


def mixed(value: str) -> bool:
    """The value has letters and digits."""
    return any(char.isdigit() for char in value) and any(char.isalpha() for char in value)


def three_classes(value: str) -> bool:
    """The value has lower-case letters, capitals and digits."""
    return mixed(value) and any(char.islower() for char in value) and any(char.isupper() for char in value)


def not_dummy(value: str) -> bool:
    """The value is none of the words that documentation puts where a password goes, and no variable."""
    lower = value.lower()
    return (
        lower not in _DUMMIES
        and not lower.startswith(("$", "{{", "%(", "%s", "<", "["))
        and len(set(lower) - {"x", "*", "."}) > 0
    )


def base64_pair(value: str) -> bool:
    """The value is base64 of ``name:password``, as HTTP basic authentication sends it (RFC 7617)."""
    try:
        decoded = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b":" in decoded and decoded.isascii() and decoded.decode("ascii").isprintable()


def base64_body(value: str) -> bool:
    """The text has at least one long run of base64 near its start, as the body of a key has."""
    longest = run = 0
    for char in value[:600]:
        run = run + 1 if char in _BASE64_LETTERS else 0
        longest = max(longest, run)
    return longest >= _BASE64_LINE


def varied_digits(value: str) -> bool:
    """At least three different digits: ``4444 4444 4444 4448`` and zeros are test data and counters."""
    return len({char for char in value if char.isdigit()}) > 2  # noqa: PLR2004


def not_userinfo(candidate: Candidate) -> bool:
    """The candidate is not the end of ``scheme://user:password@host``."""
    scheme = candidate.text.rfind("://", max(0, candidate.start - _USERINFO_REACH), candidate.start)
    if scheme < 0:
        return True
    between = candidate.text[scheme + 3 : candidate.start]
    return any(char.isspace() or char in "/?#\"'<>" for char in between)


def digits(value: str) -> float:
    """How many digits the value has."""
    return float(sum(char.isdigit() for char in value))


_TESTS: dict[str, Callable[[str], bool]] = {
    "luhn": luhn,
    "mod97": mod97,
    "varied": varied,
    "mixed": mixed,
    "three_classes": three_classes,
    "not_dummy": not_dummy,
    "base64_pair": base64_pair,
    "base64_body": base64_body,
    "varied_digits": varied_digits,
}
_MEASURES: dict[str, Callable[[str], float]] = {"entropy": entropy, "digits": digits}


def parse(name: str) -> Callable[[Candidate], bool]:
    """The check of that name. Raises ValueError, listing the names there are."""
    if name in _TESTS:
        test = _TESTS[name]
        return lambda candidate: test(candidate.value)
    if name == "not_userinfo":
        return not_userinfo
    for operator in (">=", "<="):
        measure, found, bound = name.partition(operator)
        if found and measure in _MEASURES:
            size, limit, sign = _MEASURES[measure], float(bound), 1 if operator == ">=" else -1
            return lambda candidate: sign * size(candidate.value) >= sign * limit
    known = ", ".join([*_TESTS, "not_userinfo", *(f"{measure}>=N, {measure}<=N" for measure in _MEASURES)])
    msg = f"there is no check called {name!r}; the checks are {known}"
    raise ValueError(msg)


__all__ = ["Candidate", "entropy", "luhn", "mod97", "parse"]
