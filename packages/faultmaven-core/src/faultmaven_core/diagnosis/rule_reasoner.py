"""The reasoner that needs no model: detectors find, the catalogue explains, the links decide."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis import proposals
from faultmaven_core.diagnosis.candidates import rank
from faultmaven_core.diagnosis.detection import Detection, detect
from faultmaven_core.diagnosis.evidence_leads import Leads, search_leads
from faultmaven_core.diagnosis.unexplained_errors import unexplained_errors
from faultmaven_models.evidence import DataGap
from faultmaven_models.finding import FindingKind
from faultmaven_models.investigation import ChangeSearch
from faultmaven_models.updates import TurnUpdate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_core.diagnosis.candidates import Candidate
    from faultmaven_core.diagnosis.catalogue import Catalogue
    from faultmaven_models.case import Case
    from faultmaven_models.finding import Finding
    from faultmaven_models.interfaces import IDetector, ITool
    from faultmaven_models.materials import Materials

CHANGE_DETECTOR = "changes"
_CONVINCING = 0.65
_MAX_SYMPTOMS = 60


class RuleReasoner:
    """Implements IReasoner with detectors and a catalogue; deterministic and without I/O of its own."""

    def __init__(
        self, *, detectors: Sequence[IDetector], catalogue: Catalogue, tools: Sequence[ITool] = ()
    ) -> None:
        self._detectors = tuple(detectors)
        self._catalogue = catalogue
        self._tools = tuple(tools)

    @property
    def name(self) -> str:
        """Recorded with the turn."""
        return "rules"

    async def propose(self, case: Case, message: str, materials: Materials) -> TurnUpdate:
        """What the detectors find in all documents of the case, ranked; leads where that leaves it open."""
        if not materials.documents:
            return TurnUpdate(reasoner=self.name, data_gaps=(_NO_DATA,))
        detection = await asyncio.to_thread(detect, self._detectors, materials)
        candidates = rank(detection.findings)
        if not candidates and not any(item.kind is FindingKind.SYMPTOM for item in detection.findings):
            unknown = await asyncio.to_thread(materials.view, unexplained_errors)
            detection = replace(detection, findings=(*detection.findings, *unknown))
        follow_up = bool(case.turns) and bool(message.strip())
        leads = Leads()
        if follow_up or not candidates or candidates[0].likelihood < _CONVINCING:
            query = message if message.strip() else (case.problem.text if case.problem else case.title)
            leads = await search_leads(self._tools, query, materials)
        return self._update(detection, candidates, leads)

    def _update(self, detection: Detection, candidates: Sequence[Candidate], leads: Leads) -> TurnUpdate:
        keys = proposals.EvidenceKeys()
        findings = detection.findings
        hypotheses = tuple(proposals.hypothesis(item, self._catalogue, keys) for item in candidates)
        affected = proposals.affected(findings, keys)
        _take_symptoms(findings, keys)
        timeline = proposals.timeline(findings, keys)
        changes = proposals.changes(findings, keys)
        ruled_out = proposals.ruled_out(findings, keys, accused={item.key for item in candidates})
        return TurnUpdate(
            reasoner=self.name,
            evidence=(*keys.evidence.values(), *leads.evidence),
            hypotheses=hypotheses,
            solutions=proposals.solutions(candidates, self._catalogue),
            affected=affected,
            timeline=timeline,
            changes=changes,
            change_search=_change_search(detection),
            ruled_out=ruled_out,
            data_gaps=(*detection.gaps, *leads.gaps),
            examined=detection.examinations,
        )


_NO_DATA = DataGap(
    subject="incident data",
    problem="nothing has been uploaded yet",
    mend="attach logs, configuration or command output of the time of the incident",
)


def _take_symptoms(findings: Sequence[Finding], keys: proposals.EvidenceKeys) -> None:
    """Symptoms become evidence whether or not a component is new in them."""
    for item in [item for item in findings if item.kind is FindingKind.SYMPTOM][:_MAX_SYMPTOMS]:
        keys.key(item)


def _change_search(detection: Detection) -> ChangeSearch | None:
    looked = next((item for item in detection.examinations if item.examiner == CHANGE_DETECTOR), None)
    return ChangeSearch(searched=(looked.examined,), found=looked.findings) if looked else None
