"""The Java virtual machine: memory, threads, classes, crashes, pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import signature_findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials


def jvm_findings(materials: Materials) -> tuple[Finding, ...]:
    """What the virtual machine and its libraries wrote: use it as a view."""
    return tuple(signature_findings(materials, "jvm"))


class JvmDetector(SignatureDetector):
    """Finds a JVM that ran out of something, crashed or did not start."""

    name = "jvm"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The findings of this domain; the same ones for the same materials."""
        return materials.view(jvm_findings)
