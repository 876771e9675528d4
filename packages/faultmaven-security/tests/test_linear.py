"""Hostile text costs no more than ordinary text of its size."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest

from faultmaven_security.budget import Budget
from faultmaven_security.folded import FoldedText, Look
from faultmaven_security.injection import clean_for_display, find_instructions
from faultmaven_security.key_rules import KeyRule, built_in_keys
from faultmaven_security.keyed import KeyScanner
from faultmaven_security.manifests import ManifestScanner
from faultmaven_security.matches import Detector
from faultmaven_security.patterns import Pattern, built_in_patterns
from faultmaven_security.redaction import PatternSanitizer
from faultmaven_security.scanner import PatternScanner

CASE = "case_0000000000001"
SIZE = 20_000
SECONDS = 0.6
"""CPU seconds that 20 KB may take on a busy machine; most take a hundredth, a quadratic scan takes many."""


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def scan(detector: Detector, text: FoldedText) -> None:
    assert sum(1 for _ in detector.find(text, Budget(limit_seconds=60))) >= 0


def filled(piece: str, size: int = SIZE) -> str:
    return (piece * (size // len(piece) + 1))[:size]


@pytest.mark.parametrize("pattern", built_in_patterns(), ids=lambda pattern: pattern.id)
def test_no_pattern_is_slow_on_its_own_anchors(pattern: Pattern) -> None:
    scanner = PatternScanner([pattern])
    for anchor in pattern.anchors[:3]:
        written = anchor.replace("0", "7") if pattern.look is Look.SHAPE else anchor
        for between in ("", "a", "7", ".", "-", "aA7-" * 20, " a7", "@a:7", "\\", '"', "\n"):
            text = FoldedText(filled(written + between))
            taken = seconds(partial(scan, scanner, text))
            assert taken < SECONDS, f"{taken:.1f} s for {written + between[:12]!r}"


@pytest.mark.parametrize("rule", built_in_keys().key, ids=lambda rule: rule.id)
def test_no_key_is_slow_on_its_own_words(rule: KeyRule) -> None:
    scanner = KeyScanner()
    for between in ("", "=", ": ", "_", " = a&", '="', "\\\\", "=a" * 40, "  ", ",a=", "\n", "> <a>", "=&a"):
        text = FoldedText(filled(rule.words[0] + between))
        taken = seconds(partial(scan, scanner, text))
        assert taken < SECONDS, f"{taken:.1f} s for {rule.words[0] + between[:12]!r}"


@pytest.mark.parametrize(
    "piece",
    [
        "kind: Secret\n",
        "kind: Secret\n" + " a\n" * 50,
        '"kind":"Secret"',
        '{"kind":"Secret",',
        '"kind":"Secret"}',
        '"data":{"kind":"Secret"',
    ],
)
def test_no_manifest_is_slow(piece: str) -> None:
    text = FoldedText(filled(piece, 10 * SIZE))
    assert seconds(partial(scan, ManifestScanner(), text)) < SECONDS


@pytest.mark.parametrize(
    "piece", ["ignore ", "ignore all ", "\x1b[", "\x1b]", "\x1b]a", "send the ", "\u200b", "assistant "]
)
def test_the_search_for_instructions_is_linear(piece: str) -> None:
    text = filled(piece)
    assert seconds(lambda: find_instructions(text)) < SECONDS
    assert seconds(lambda: clean_for_display(text)) < SECONDS


@pytest.mark.parametrize(
    "piece", ["a", "0", "eyJ", "://", "@", "password=", "QZ", "QZEMAIL1", " ", "\n", "\\", "é", "A1b2C3d4"]
)
def test_one_line_of_a_megabyte(piece: str) -> None:
    sanitizer = PatternSanitizer()
    text = filled(piece, 1_000_000)
    assert seconds(lambda: sanitizer.redact(text, case_id=CASE)) < 10 * SECONDS


def test_cost_grows_with_the_size_and_no_faster() -> None:
    sanitizer = PatternSanitizer()
    line = "2026-03-01T10:00:00Z web-1 GET /items?id=17 200 user=ann@example.org token=none took 12 ms\n"
    small, large = filled(line, 20_000), filled(line, 400_000)
    sanitizer.redact(small, case_id=CASE)
    once = min(seconds(lambda: sanitizer.redact(small, case_id=CASE)) for _ in range(5))
    many = min(seconds(lambda: sanitizer.redact(large, case_id=CASE)) for _ in range(3))
    assert many < 60 * once
