"""A sanitizer that can be built and then does not work."""

from __future__ import annotations

from faultmaven_models.chat import Redaction
from faultmaven_models.testing.fakes import FakeSanitizer


class IllSanitizer(FakeSanitizer):
    """Fails whenever it is asked."""

    def redact(self, text: str, *, case_id: str) -> Redaction:
        raise OSError("the disk is gone")
