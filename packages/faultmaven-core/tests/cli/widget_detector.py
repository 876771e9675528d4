"""The detector that the tests of the command line install."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from faultmaven_models.finding import Finding
from faultmaven_models.materials import Materials
from faultmaven_models.testing.fakes import FakeDetector


class WidgetDetector(FakeDetector):
    """Blames app/fake for every line that says so; with WIDGETS_SLOW it tells that file that it is at work."""

    def __init__(self) -> None:
        super().__init__(name="widgets")

    def detect(self, materials: Materials) -> Iterable[Finding]:
        if "WIDGETS_SLOW" in os.environ:
            Path(os.environ["WIDGETS_SLOW"]).touch()
            time.sleep(1.0)
        return super().detect(materials)
