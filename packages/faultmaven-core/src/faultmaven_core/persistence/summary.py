"""A case as a line in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_models.api_models import CaseSummary

if TYPE_CHECKING:
    from faultmaven_models.case import Case


def summarise(case: Case) -> CaseSummary:
    """Title, status, times and the conclusion so far."""
    conclusion = case.root_cause.statement if case.root_cause else ""
    if not conclusion and case.working_conclusion and case.working_conclusion.confidence > 0:
        conclusion = case.working_conclusion.statement
    return CaseSummary(
        id=case.id,
        title=case.title,
        status=case.status,
        version=case.version,
        turns=len(case.turns),
        created_at=case.created_at.isoformat(),
        updated_at=case.updated_at.isoformat(),
        conclusion=conclusion,
    )
