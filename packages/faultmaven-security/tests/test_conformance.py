from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from faultmaven_models.testing.conformance import KITS, Check
from faultmaven_security.budget import Budget
from faultmaven_security.folded import FoldedText
from faultmaven_security.matches import Match
from faultmaven_security.presidio import PresidioSanitizer
from faultmaven_security.redaction import PatternSanitizer

KIT = KITS["ISanitizer"]


class RaisingDetector:
    """Fails on every text, quoting it, as a careless detector does."""

    def find(self, text: FoldedText, budget: Budget) -> Iterable[Match]:
        raise ValueError(f"cannot parse {text.text!r}")


class RaisingAnalyzer:
    def analyze(self, text: str, language: str, entities: list[str], score_threshold: float) -> Iterable[Any]:
        raise RuntimeError(f"no model for {text!r}")


class NoAnalyzer:
    def analyze(self, text: str, language: str, entities: list[str], score_threshold: float) -> Iterable[Any]:
        return []


PATTERNS = KIT.subject(
    PatternSanitizer, breaking_factory=lambda: PatternSanitizer(extra_detectors=[RaisingDetector()])
)
PRESIDIO = KIT.subject(
    lambda: PresidioSanitizer(analyzer=NoAnalyzer()),
    breaking_factory=lambda: PresidioSanitizer(analyzer=RaisingAnalyzer()),
)


@pytest.mark.parametrize("check", KIT.checks, ids=str)
async def test_the_pattern_sanitizer_keeps_its_port(check: Check[Any]) -> None:
    await check.run(PATTERNS)


@pytest.mark.parametrize("check", KIT.checks, ids=str)
async def test_the_presidio_sanitizer_keeps_its_port(check: Check[Any]) -> None:
    await check.run(PRESIDIO)
