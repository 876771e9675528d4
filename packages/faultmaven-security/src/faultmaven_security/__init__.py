"""Redaction for FaultMaven: nothing secret or personal leaves the process."""

from __future__ import annotations

from faultmaven_security.budget import Budget
from faultmaven_security.injection import Instruction, clean_for_display, fence, find_instructions
from faultmaven_security.matches import Detector, Match, MatchKind
from faultmaven_security.patterns import Pattern, load_patterns
from faultmaven_security.presidio import PresidioSanitizer
from faultmaven_security.redaction import PatternSanitizer
from faultmaven_security.scanner import PatternScanner
from faultmaven_security.vault import Vault

__all__ = [
    "Budget",
    "Detector",
    "Instruction",
    "Match",
    "MatchKind",
    "Pattern",
    "PatternSanitizer",
    "PatternScanner",
    "PresidioSanitizer",
    "Vault",
    "clean_for_display",
    "fence",
    "find_instructions",
    "load_patterns",
]
