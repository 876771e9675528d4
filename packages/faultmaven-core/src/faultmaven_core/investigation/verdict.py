"""What an investigation came to, in one word, from the case alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.investigation.conclusions import live_hypotheses
from faultmaven_models.evidence import EvidenceCategory
from faultmaven_models.investigation import Milestone
from faultmaven_models.report import Verdict

if TYPE_CHECKING:
    from faultmaven_models.case import Case
    from faultmaven_models.hypothesis import Hypothesis

WORTH_NAMING = 0.3
"""A hypothesis below this likelihood is kept in the case, but is not shown as a possible cause."""


def shown_causes(case: Case) -> tuple[Hypothesis, ...]:
    """The live hypotheses that are worth naming, the identified root cause first, then the likeliest."""
    leader = case.root_cause.hypothesis_id if case.root_cause else None
    worth = [item for item in live_hypotheses(case) if item.likelihood >= WORTH_NAMING]
    return tuple(sorted(worth, key=lambda item: item.id != leader))


def verdict(case: Case) -> Verdict:
    """The verdict on the case as it stands."""
    if case.progress.has(Milestone.ROOT_CAUSE_IDENTIFIED):
        return Verdict.ROOT_CAUSE_IDENTIFIED
    if shown_causes(case):
        return Verdict.PROBABLE_CAUSE
    symptoms = any(item.category is EvidenceCategory.SYMPTOM for item in case.evidence)
    if symptoms or live_hypotheses(case) or not case.examined:
        return Verdict.NOT_ENOUGH_DATA
    return Verdict.NO_FAULT_FOUND
