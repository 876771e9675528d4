"""Values and ports of FaultMaven: what packages and plug-ins share, depending on pydantic alone."""

from __future__ import annotations

from faultmaven_models.api_models import CaseSummary, TurnResult
from faultmaven_models.case import Case, CaseStatus
from faultmaven_models.evidence import Artifact, Attachment, DataGap, DataType, Evidence, SourceSpan
from faultmaven_models.failure_mode import FailureMode
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Hypothesis, HypothesisCategory, Stance
from faultmaven_models.investigation import Milestone, Stage
from faultmaven_models.materials import Document, Materials
from faultmaven_models.report import InvestigationReport, Verdict
from faultmaven_models.updates import TurnUpdate

__all__ = [
    "Artifact",
    "Attachment",
    "Case",
    "CaseStatus",
    "CaseSummary",
    "DataGap",
    "DataType",
    "Document",
    "Evidence",
    "FailureMode",
    "Finding",
    "FindingKind",
    "Hypothesis",
    "HypothesisCategory",
    "InvestigationReport",
    "Materials",
    "Milestone",
    "SourceSpan",
    "Stage",
    "Stance",
    "TurnResult",
    "TurnUpdate",
    "Verdict",
]
