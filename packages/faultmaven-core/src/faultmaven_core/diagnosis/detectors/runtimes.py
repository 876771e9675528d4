"""Python, Node.js, Go and .NET: what their runtimes write when they end or cannot start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import signature_findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials


def runtime_findings(materials: Materials) -> tuple[Finding, ...]:
    """Panics, fatal errors and missing modules: use it as a view."""
    return tuple(signature_findings(materials, "runtimes"))


class RuntimesDetector(SignatureDetector):
    """Finds programs that their own runtime ended."""

    name = "runtimes"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The findings of this domain; the same ones for the same materials."""
        return materials.view(runtime_findings)
