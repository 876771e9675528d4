"""Which data gaps of earlier turns are still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.evidence import Artifact, DataGap
    from faultmaven_models.updates import TurnUpdate

REASONING = "reasoning"
INCIDENT_DATA = "incident data"
"""Subjects of gaps that every turn judges anew."""


def open_gaps(
    earlier: Iterable[DataGap], update: TurnUpdate, attached: Iterable[Artifact]
) -> tuple[DataGap, ...]:
    """Earlier gaps that this turn did not close, then those of this turn.

    A turn closes the gaps about the files that were attached in it, about detectors that have worked in it, and
    those that every turn judges anew; what is still missing is among the update's own gaps.
    """
    closed = {REASONING, INCIDENT_DATA}
    closed |= {artifact.source for artifact in attached}
    closed |= {f"detector {item.examiner}" for item in update.examined}
    still = (gap for gap in earlier if gap.subject not in closed)
    return tuple(dict.fromkeys((*still, *update.data_gaps)))
