"""The default sanitizer: what is to be hidden is found by patterns and by telling names, without a model."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from faultmaven_models.chat import Redaction
from faultmaven_models.errors import RedactionFailed
from faultmaven_security.budget import Budget, BudgetSpent
from faultmaven_security.folded import FoldedText
from faultmaven_security.keyed import KeyScanner
from faultmaven_security.manifests import ManifestScanner
from faultmaven_security.matches import Match, MatchKind, disjoint
from faultmaven_security.placeholders import PLACEHOLDER
from faultmaven_security.scanner import PatternScanner
from faultmaven_security.vault import ENTRY_LIMIT, ESCAPE_LABEL, CaseVault, Vault, VaultFull

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from faultmaven_security.matches import Detector

TEXT_LIMIT = 16_000_000
"""Characters of one text; a longer one is refused."""

TIME_LIMIT_SECONDS = 30.0
"""Seconds that one text may take; beyond, it is refused."""


class PatternSanitizer:
    """An ISanitizer over detectors: by default the patterns, the key names and the Secret manifests of this package.

    Values are numbered per case in ``vault``. ``extra_detectors`` are asked besides ``detectors``. A text longer than
    ``text_limit`` characters or slower than ``time_limit_seconds`` is refused, and so is everything when any detector
    raises: the error is RedactionFailed, names what happened and holds no part of the text.
    """

    def __init__(
        self,
        *,
        vault: Vault | None = None,
        detectors: Iterable[Detector] | None = None,
        extra_detectors: Iterable[Detector] = (),
        text_limit: int = TEXT_LIMIT,
        time_limit_seconds: float = TIME_LIMIT_SECONDS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        own = (PatternScanner(), KeyScanner(), ManifestScanner()) if detectors is None else tuple(detectors)
        self._detectors = (*own, *extra_detectors)
        self._vault = Vault() if vault is None else vault
        self._text_limit = text_limit
        self._time_limit = time_limit_seconds
        self._timer = timer

    @property
    def name(self) -> str:
        """``patterns``."""
        return "patterns"

    def redact(self, text: str, *, case_id: str) -> Redaction:
        """The text with a placeholder for each match, and how many each pattern had.

        A match over several lines leaves its line breaks, so lines keep their numbers. Raises RedactionFailed.
        """
        if len(text) > self._text_limit:
            msg = f"the text has {len(text)} characters, over the limit of {self._text_limit}, so nothing was sent"
            raise RedactionFailed(msg)
        try:
            return self._redact(text, case_id)
        except BudgetSpent:
            reason = f"it takes longer than {self._time_limit:g} s"
        except VaultFull:
            reason = f"its case has over {ENTRY_LIMIT} values to hide"
        except Exception as error:  # noqa: BLE001  the boundary: whatever fails, nothing leaves
            reason = f"a detector raised {type(error).__name__}"
        # Raised here and not above, so that no exception that may quote the text hangs on to this one.
        msg = f"the text could not be redacted ({reason}), so nothing was sent"
        raise RedactionFailed(msg)

    def restore(self, text: str, *, case_id: str) -> str:
        """The text with personal data put back, and with text that had looked like a placeholder as it was."""
        return self._vault.case(case_id).restore(text)

    def _redact(self, text: str, case_id: str) -> Redaction:
        budget = Budget(limit_seconds=self._time_limit, timer=self._timer)
        folded = FoldedText(text)
        matches = disjoint(match for detector in self._detectors for match in detector.find(folded, budget))
        budget.check()
        vault = self._vault.case(case_id)
        pieces: list[str] = []
        end = 0
        for match in matches:
            pieces.append(_escaped(text[end : match.start], vault))
            pieces.append(_hidden(text[match.start : match.end], match, vault))
            end = match.end
        pieces.append(_escaped(text[end:], vault))
        return Redaction(text="".join(pieces), counts=dict(Counter(match.pattern for match in matches)))


def _escaped(text: str, vault: CaseVault) -> str:
    """Text between matches, with what looks like a placeholder behind a placeholder of its own."""
    return PLACEHOLDER.sub(lambda found: vault.hide(found[0], label=ESCAPE_LABEL), text)


def _hidden(value: str, match: Match, vault: CaseVault) -> str:
    if match.kind is MatchKind.SECRET:
        return vault.hide_secret(value, label=match.label) + "\n" * value.count("\n")
    return vault.hide(value, label=match.label)


__all__ = ["TEXT_LIMIT", "TIME_LIMIT_SECONDS", "PatternSanitizer"]
