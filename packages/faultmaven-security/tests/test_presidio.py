from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from faultmaven_models.errors import SetupError
from faultmaven_security.presidio import OVERLAP, WINDOW, PresidioSanitizer

CASE = "case_0000000000001"


class WordAnalyzer:
    """Finds one word wherever it stands whole, and remembers how much it was given at once."""

    def __init__(self, word: str, entity: str = "PERSON") -> None:
        self.word, self.entity, self.longest = word, entity, 0

    def analyze(
        self, text: str, language: str, entities: list[str], score_threshold: float
    ) -> Iterator[SimpleNamespace]:
        self.longest = max(self.longest, len(text))
        place = text.find(self.word)
        while place >= 0:
            yield SimpleNamespace(entity_type=self.entity, start=place, end=place + len(self.word))
            place = text.find(self.word, place + 1)


def test_its_finds_join_those_of_the_patterns() -> None:
    sanitizer = PresidioSanitizer(analyzer=WordAnalyzer("Ann Roe"))
    text = "Ann Roe <ann@example.org> set password=quartz-lantern-81"
    redaction = sanitizer.redact(text, case_id=CASE)
    assert redaction.counts == {"presidio_person": 1, "email_address": 1, "password_value": 1}
    assert "Ann" not in redaction.text
    restored = sanitizer.restore(redaction.text, case_id=CASE)
    assert restored.startswith("Ann Roe <ann@example.org>")
    assert "quartz" not in restored


def test_overlapping_finds_become_one() -> None:
    sanitizer = PresidioSanitizer(analyzer=WordAnalyzer("example.org> wrote", "URL"))
    redaction = sanitizer.redact("<ann@example.org> wrote", case_id=CASE)
    assert sum(redaction.counts.values()) == 1
    assert sanitizer.restore(redaction.text, case_id=CASE) == "<ann@example.org> wrote"


def test_a_long_text_goes_in_windows_that_cut_nothing() -> None:
    analyzer = WordAnalyzer("Ann Roe")
    sanitizer = PresidioSanitizer(analyzer=analyzer)
    for lead in (WINDOW - OVERLAP - 3, WINDOW - 3, 3 * WINDOW):
        text = "." * lead + "Ann Roe" + "." * WINDOW
        assert "Ann" not in sanitizer.redact(text, case_id=CASE).text
    assert analyzer.longest <= WINDOW


def test_an_entity_with_letters_no_label_may_have() -> None:
    sanitizer = PresidioSanitizer(analyzer=WordAnalyzer("Ann", "ZQ_9"))
    redacted = sanitizer.redact("by Ann", case_id=CASE).text
    assert sanitizer.restore(redacted, case_id=CASE) == "by Ann"


def test_without_presidio_the_set_up_error_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "presidio_analyzer", None)
    with pytest.raises(SetupError, match=r'pip install "faultmaven-security\[presidio\]"'):
        PresidioSanitizer()


def test_the_real_presidio_without_model_or_network() -> None:
    pytest.importorskip("presidio_analyzer")
    sanitizer = PresidioSanitizer()
    text = "Mail ann@example.org, ssn 536-90-4399, card 4111 1111 1111 1111, at 10.0.0.7 on 2026-03-01."
    redaction = sanitizer.redact(text, case_id=CASE)
    for gone in ("ann@", "536-90", "4111"):
        assert gone not in redaction.text
    assert "10.0.0.7 on 2026-03-01" in redaction.text
    assert sanitizer.restore(redaction.text, case_id=CASE) == text
