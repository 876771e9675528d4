from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pytest

from faultmaven_models.errors import SetupError
from faultmaven_security.budget import Budget
from faultmaven_security.folded import FoldedText
from faultmaven_security.matches import Match, MatchKind
from faultmaven_security.patterns import Pattern, built_in_patterns, load_patterns
from faultmaven_security.scanner import PatternScanner

NEEDS_ARITHMETIC = {"luhn", "mod97", "base64_pair", "base64_body"}
DRAWN = [pattern for pattern in built_in_patterns() if not NEEDS_ARITHMETIC & set(pattern.checks)]


def found(text: str, patterns: Iterable[Pattern] | None = None) -> list[Match]:
    return list(PatternScanner(patterns).find(FoldedText(text), Budget(limit_seconds=30)))


@pytest.mark.parametrize("pattern", DRAWN, ids=lambda pattern: pattern.id)
def test_every_pattern_finds_what_its_expression_describes(
    pattern: Pattern, draw: Callable[[str, Random], str]
) -> None:
    # An anchor that the expression cannot have, a lead that is too short or a boundary inside the value shows here.
    random = Random(pattern.id)
    hits = 0
    for turn in range(60):
        # Some expressions look ahead to a host's name, which is not drawn.
        text = f"level=info {draw(pattern.expression, random)}{('', 'host')[turn % 2]} done"
        if pattern.compiled.search(text) is None:
            continue
        hits += any(match.pattern == pattern.id for match in found(text, [pattern]))
    assert hits >= 5, f"{pattern.id} was found in {hits} of 60 drawn texts"


def test_there_are_many_patterns_and_each_compiles() -> None:
    patterns = built_in_patterns()
    assert len(patterns) >= 130
    assert all(pattern.compiled.pattern for pattern in patterns)
    assert {pattern.kind for pattern in patterns} == {MatchKind.SECRET, MatchKind.PII}


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("card 4012-8888-8888-1881 was charged", "payment_card"),
        ("card 5500 0055 5555 5559 was charged", "payment_card"),
        ("paid by 378282246310005.", "payment_card"),
        ("to GB82 WEST 1234 5698 7654 32 today", "iban"),
        ("to DE89370400440532013000", "iban"),
        ("call +49 30 901820 or", "phone_number_international"),
        ("call (212) 555-0142", "phone_number_american"),
        ("phone: 0301234567", "phone_number_named"),
        ("Authorization: Basic " + "dXNlcjpodW50ZXI=", "basic_credentials"),
    ],
)
def test_shapes_with_arithmetic_are_found(text: str, pattern: str) -> None:
    assert pattern in {match.pattern for match in found(text)}


@pytest.mark.parametrize(
    "text",
    [
        "card 4111-1111-1111-1112 has a wrong check digit",
        "order 4111111111111112",
        "to GB82 WEST 1234 5698 7654 33 today",
        "2026-03-01T10:00:00.000+0200 took 1700000000000 ns",
        "part_4012888888881881 of 192.0.2.17:9000",
        "getty@tty1.service: started",
        "postgresql@15-main.service failed",
        "image registry.local/app@sha256:" + "0" * 64,
        "uid 123-45-67890 and 000-12-3456",
        "http://10.0.0.1:8080/path?x=1",
        "http://host:8080/a@b",
        "commit 3f2504e04f8911d39a0c0305e82c3301aabbccdd",
        "basic training and bearer of news",
    ],
)
def test_what_only_looks_alike_is_left(text: str) -> None:
    assert found(text) == []


def test_a_match_covers_the_value_alone() -> None:
    text = "postgresql://app:s3cr3t-word@db.local:5432/orders"
    (match,) = found(text)
    assert text[match.start : match.end] == "s3cr3t-word"


def test_a_file_of_ones_own_is_read_and_found(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[[pattern]]\nid = "acme_key"\nanchors = ["acme-"]\nexpression = "acme-[0-9]{6}"\n')
    (match,) = found("key acme-123456", load_patterns([file]))
    assert (match.pattern, match.start, match.end) == ("acme_key", 4, 15)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[[pattern]\n", "own.toml"),
        ('[[pattern]]\nid = "a"\nanchors = []\nexpression = "a"\n', "anchors"),
        ('[[pattern]]\nid = "a"\nanchors = ["a"]\nexpression = "("\n', "own.toml"),
        ('[[pattern]]\nid = "a"\nanchors = ["a"]\nexpression = "a"\nchecks = ["lunh"]\n', "lunh"),
        ('[[pattern]]\nid = "a"\nanchors = ["A"]\nlook = "any_case"\nexpression = "a"\n', "lower case"),
        ('[[pattern]]\nid = "a"\nanchors = ["a"]\nlead = "x"\nexpression = "a"\n', "lead_max"),
        ('[[pattern]]\nid = "a"\nanchors = ["a"]\nlabel = "QUIZ"\nexpression = "a"\n', "label"),
        ('[[pattern]]\nid = "a"\nanchors = ["a"]\nexpression = "a"\n' * 2, "exists already"),
    ],
)
def test_a_file_that_does_not_fit_is_a_set_up_error(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(content)
    with pytest.raises(SetupError, match=says):
        load_patterns([file])


def test_a_pattern_is_a_value() -> None:
    pattern = Pattern(id="a", anchors=("a",), expression="a")
    assert pattern.kind is MatchKind.SECRET
    assert pattern == Pattern(id="a", anchors=("a",), expression="a")
