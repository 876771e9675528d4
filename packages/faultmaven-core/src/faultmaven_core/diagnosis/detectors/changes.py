"""Changes that logs tell of: reloads, settings, packages, deployments, migrations, switched features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import signature_findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials


class ChangesDetector(SignatureDetector):
    """Looks for changes to the system; it accuses nobody. Its examination is the recorded search for changes."""

    name = "changes"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The changes, each with its first and last line; the same ones for the same materials."""
        return signature_findings(materials, self.name)
