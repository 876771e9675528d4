"""The sanitizer for free text: the recognizers of presidio-analyzer beside the patterns of this package.

It is meant for messages and documents. Over raw logs it is slow, and its recognizers of numbers fire on every line.
"""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING, Any, Protocol

from faultmaven_models.errors import SetupError
from faultmaven_security.matches import Match, MatchKind
from faultmaven_security.redaction import TEXT_LIMIT, PatternSanitizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from faultmaven_models.chat import Redaction
    from faultmaven_security.budget import Budget
    from faultmaven_security.folded import FoldedText
    from faultmaven_security.matches import Detector
    from faultmaven_security.vault import Vault

ENTITIES = (
    "EMAIL_ADDRESS",
    "PHONE_NUMBER",
    "CREDIT_CARD",
    "IBAN_CODE",
    "US_SSN",
    "US_ITIN",
    "UK_NHS",
    "MEDICAL_LICENSE",
    "CRYPTO",
)
"""What is asked of presidio. Dates, addresses of machines and plain numbers are left out: an incident needs them."""

SCORE = 0.4
"""The least score of a result, 0 to 1."""

WINDOW = 8192
"""Characters given to presidio at once: its context search grows with the square of the text."""

OVERLAP = 256
"""Characters that two windows share, so that nothing is cut in two."""

TIME_LIMIT_SECONDS = 120.0

_NOT_IN_LABELS = re.compile(r"[^A-PR-Y]")


class Analyzer(Protocol):
    """The part of presidio's AnalyzerEngine that is used."""

    def analyze(self, text: str, language: str, entities: list[str], score_threshold: float) -> Iterable[Any]:
        """Results with ``entity_type``, ``start`` and ``end`` (exclusive)."""
        ...


class PresidioDetector:
    """A detector over presidio-analyzer."""

    __slots__ = ("_analyzer", "_entities", "_score")

    def __init__(
        self, *, analyzer: Analyzer | None = None, entities: Sequence[str] = ENTITIES, score: float = SCORE
    ) -> None:
        self._analyzer = offline_analyzer() if analyzer is None else analyzer
        self._entities = list(entities)
        self._score = score

    def find(self, text: FoldedText, budget: Budget) -> Iterator[Match]:
        """A match for each result, window by window. Raises BudgetSpent, and what presidio raises."""
        for offset in range(0, len(text.text), WINDOW - OVERLAP):
            budget.check()
            window = text.text[offset : offset + WINDOW]
            for result in self._analyzer.analyze(
                text=window, language="en", entities=self._entities, score_threshold=self._score
            ):
                entity = str(result.entity_type)
                yield Match(
                    start=offset + int(result.start),
                    end=offset + int(result.end),
                    pattern=f"presidio_{entity.lower()}",
                    kind=MatchKind.PII,
                    label=_label(entity),
                )


class PresidioSanitizer:
    """An ISanitizer: presidio's results and those of PatternSanitizer, overlapping ones joined.

    Arguments are those of PatternSanitizer, and the analyzer, entities and least score for presidio. Raises SetupError
    when presidio-analyzer is not installed. Nothing is downloaded: no language model is used, so names of
    persons are not found.
    """

    def __init__(
        self,
        *,
        analyzer: Analyzer | None = None,
        entities: Sequence[str] = ENTITIES,
        score: float = SCORE,
        vault: Vault | None = None,
        extra_detectors: Iterable[Detector] = (),
        text_limit: int = TEXT_LIMIT,
        time_limit_seconds: float = TIME_LIMIT_SECONDS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        presidio = PresidioDetector(analyzer=analyzer, entities=entities, score=score)
        self._sanitizer = PatternSanitizer(
            vault=vault,
            extra_detectors=(presidio, *extra_detectors),
            text_limit=text_limit,
            time_limit_seconds=time_limit_seconds,
            timer=timer,
        )

    @property
    def name(self) -> str:
        """``presidio``."""
        return "presidio"

    def redact(self, text: str, *, case_id: str) -> Redaction:
        """As PatternSanitizer.redact. Raises RedactionFailed, also when presidio raises anything."""
        return self._sanitizer.redact(text, case_id=case_id)

    def restore(self, text: str, *, case_id: str) -> str:
        """As PatternSanitizer.restore."""
        return self._sanitizer.restore(text, case_id=case_id)


def offline_analyzer() -> Analyzer:
    """Presidio's engine without a language model and without a connection. Raises SetupError when it is missing."""
    # tldextract, which presidio loads for e-mail addresses, would otherwise fetch a list when first used.
    os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] = ""
    try:
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NoOpNlpEngine
    except ImportError as error:
        problem = "the presidio sanitizer needs presidio-analyzer, which is not installed"
        raise SetupError(problem, mend='pip install "faultmaven-security[presidio]"') from error
    nlp = NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "no_op"}])
    engine: Analyzer = AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])
    return engine


def _label(entity: str) -> str:
    """The entity's name with the letters a placeholder may have: ``EMAIL_ADDRESS`` becomes ``EMAILADDRESS``."""
    return _NOT_IN_LABELS.sub("", entity.upper())[:12] or "PERSONAL"


__all__ = ["ENTITIES", "Analyzer", "PresidioDetector", "PresidioSanitizer", "offline_analyzer"]
