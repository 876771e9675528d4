"""Prompt templates of FaultMaven and the code that renders them."""

from __future__ import annotations

from faultmaven_prompts.budget import FittedEvidence, estimate_tokens, fit_evidence
from faultmaven_prompts.findings import EvidenceLine, NextSteps, RankedCause, RuledOutCause
from faultmaven_prompts.library import PromptLibrary, PromptTemplate
from faultmaven_prompts.render import RenderedPrompt

__all__ = [
    "EvidenceLine",
    "FittedEvidence",
    "NextSteps",
    "PromptLibrary",
    "PromptTemplate",
    "RankedCause",
    "RenderedPrompt",
    "RuledOutCause",
    "estimate_tokens",
    "fit_evidence",
]
