"""Run the detectors over the materials and keep what they found, what they looked at and where they failed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_models.case import Examination
from faultmaven_models.evidence import DataGap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_models.finding import Finding
    from faultmaven_models.interfaces import IDetector
    from faultmaven_models.materials import Materials

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """The findings of all detectors, in the detectors' order, without repetitions."""

    findings: tuple[Finding, ...]
    examinations: tuple[Examination, ...]
    gaps: tuple[DataGap, ...]


def detect(detectors: Sequence[IDetector], materials: Materials) -> Detection:
    """Ask every detector. One that raises is a defect of that detector: it is reported and the others go on."""
    findings: list[Finding] = []
    examinations: list[Examination] = []
    gaps: list[DataGap] = []
    for detector in detectors:
        try:
            found = [
                item.model_copy(update={"detector": detector.name}) for item in detector.detect(materials)
            ]
            examined = detector.examined(materials)
        except Exception as error:  # noqa: BLE001  a plug-in's boundary: one defect must not cost the turn
            _LOG.exception("detector %s failed", detector.name)
            gaps.append(
                DataGap(
                    subject=f"detector {detector.name}",
                    problem=f"failed with {type(error).__name__}, so what it looks for was not judged",
                    mend="report it to its author with the log, or uninstall the package that brings it",
                )
            )
            continue
        findings += found
        if examined:
            examinations.append(Examination(examiner=detector.name, examined=examined, findings=len(found)))
    return Detection(
        findings=tuple({item.model_dump_json(exclude={"detector"}): item for item in findings}.values()),
        examinations=tuple(examinations),
        gaps=tuple(gaps),
    )
