from __future__ import annotations

import pytest

from faultmaven_security.checks import Candidate, entropy, luhn, mod97, parse
from faultmaven_security.matches import Match, MatchKind, disjoint
from faultmaven_security.randomness import is_reference, is_variable, looks_dense, looks_random


def passes(name: str, value: str) -> bool:
    return parse(name)(Candidate(text=value, start=0, end=len(value)))


def test_entropy_counts_bits_of_a_character() -> None:
    assert entropy("") == 0.0
    assert entropy("aaaa") == 0.0
    assert entropy("abcd") == pytest.approx(2.0)
    assert entropy("aabb") == pytest.approx(1.0)


@pytest.mark.parametrize("number", ["4111111111111111", "378282246310005", "79927398713"])
def test_every_changed_digit_fails_the_luhn_check(number: str) -> None:
    assert luhn(number)
    for place, digit in enumerate(number):
        assert not luhn(number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :])


def test_the_check_of_an_iban() -> None:
    assert mod97("GB82 WEST 1234 5698 7654 32")
    assert not mod97("GB82 WEST 1234 5698 7654 23")
    assert not mod97("GB82")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("varied", "k3yQx81Lantern", True),
        ("varied", "xxxxxxxxxxxxxxxx", False),
        ("varied", "AKIAIOSFODNN7EXAMPLE", False),
        ("mixed", "abc1", True),
        ("mixed", "abcd", False),
        ("three_classes", "aB3", True),
        ("three_classes", "ab3", False),
        ("not_dummy", "hunter", True),
        ("not_dummy", "password", False),
        ("not_dummy", "${WORD}", False),
        ("not_dummy", "***", False),
        ("entropy>=2", "abcdefgh", True),
        ("entropy>=2", "aabb", False),
        ("digits<=3", "a1b2", True),
        ("digits>=3", "a1b2", False),
        ("base64_pair", "dXNlcjpwYXNz", True),
        ("base64_pair", "YWJjZGVm", False),
        ("base64_pair", "!", False),
        ("varied_digits", "4444-4444", False),
    ],
)
def test_checks(name: str, value: str, expected: bool) -> None:  # noqa: FBT001  a column of the table
    assert passes(name, value) is expected


def test_an_unknown_check_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="luhn"):
        parse("lunh")


@pytest.mark.parametrize(
    "value",
    [
        "9fA3kQ0bX7",
        "5f2a9c1e-77aa-4b1c-9d00-aabbccddeeff",
        "tk-9fA3kQ0bX7mZ2pLw",
        "tqZvKwBnYjRfGmXs",
        "1" * 8 + "23456789",
    ],
)
def test_random_values(value: str) -> None:
    assert looks_random(value)


@pytest.mark.parametrize(
    "value",
    [
        "short1",
        "app-credentials-v2",
        "registry.local/pause:3.9",
        "2026-03-01T10:00:00Z",
        "10.0.0.1:8080",
        "/etc/app/key1234567",
        "https://host/abc12345",
        "Token{c0ffee12}",
        "getAccessTokenForUser",
        "00000000-0000-0000-0000-000000000000",
        "internal",
        "12345678",
    ],
)
def test_values_that_people_choose(value: str) -> None:
    assert not looks_random(value)


def test_dense_values_are_long() -> None:
    assert looks_dense("9fA3kQ0bX7mZ2pLw8RtY")
    assert not looks_dense("9fA3kQ0bX7")


def test_variables_and_references() -> None:
    assert all(map(is_variable, ["${A}", "{{ a }}", "****", "<word>", "%s"]))
    assert not is_variable("hunter2")
    assert all(map(is_reference, ["config.password", "getenv(", "a->b", "Config::word"]))
    assert not is_reference("hunter2")


def match(start: int, end: int, kind: MatchKind = MatchKind.PII, pattern: str = "p") -> Match:
    return Match(start=start, end=end, pattern=pattern, kind=kind, label="L")


def test_overlapping_matches_become_one_that_covers_all() -> None:
    joined = disjoint(
        [match(5, 9), match(0, 3), match(8, 12, MatchKind.SECRET, "s"), match(3, 4), match(7, 7)]
    )
    assert [(m.start, m.end, m.pattern) for m in joined] == [(0, 3, "p"), (3, 4, "p"), (5, 12, "s")]
