"""How likely the links make a hypothesis: a sum of log-odds, and nothing but the links counts.

``likelihood = logistic(PRIOR + sum(weight(stance) * completeness * reliability * discount))``, kept within
``[FLOOR, CEILING]``. The first link of an independence group counts whole, each further one a third: two listings of
one event are not two witnesses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_models.evidence import EvidenceSource
from faultmaven_models.hypothesis import HypothesisStatus, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable

PRIOR = -1.5
FLOOR, CEILING = 0.02, 0.98
VALIDATED_AT, REFUTED_AT = 0.70, 0.20
LINKS_TO_DECIDE = 2
STAGNATION_DECAY = 0.85
_REPEAT_DISCOUNT = 1 / 3
_WEIGHT = {
    Stance.STRONGLY_SUPPORTS: 3.0,
    Stance.SUPPORTS: 1.5,
    Stance.NEUTRAL: 0.0,
    Stance.CONTRADICTS: -1.5,
    Stance.STRONGLY_CONTRADICTS: -3.0,
}
_RELIABILITY = {EvidenceSource.UPLOAD: 1.0, EvidenceSource.TOOL: 0.9, EvidenceSource.USER_STATEMENT: 0.7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A link without its text: what the sum needs of it."""

    stance: Stance
    completeness: float
    source_type: EvidenceSource = EvidenceSource.UPLOAD
    independence_group: str = ""


def likelihood(links: Iterable[Weighed]) -> float:
    """The likelihood, 0 to 1, that the links give. No links give the prior."""
    values = [
        (_WEIGHT[link.stance] * link.completeness * _RELIABILITY[link.source_type], link.independence_group)
        for link in links
    ]
    total = PRIOR
    seen: set[tuple[str, bool]] = set()
    for value, origin in sorted(values, key=lambda item: (-abs(item[0]), item)):
        group = (origin, value > 0)
        total += value * _REPEAT_DISCOUNT if origin and group in seen else value
        seen.add(group)
    return min(CEILING, max(FLOOR, 1 / (1 + math.exp(-total))))


def status_for(value: float, links: int) -> HypothesisStatus:
    """Validated or refuted once two links and the threshold speak for it; active with any link; else captured."""
    if links >= LINKS_TO_DECIDE and value >= VALIDATED_AT:
        return HypothesisStatus.VALIDATED
    if links >= LINKS_TO_DECIDE and value <= REFUTED_AT:
        return HypothesisStatus.REFUTED
    return HypothesisStatus.ACTIVE if links else HypothesisStatus.CAPTURED
