"""Redis and Valkey: memory, clients, persistence, replicas, log-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import signature_findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials


def redis_findings(materials: Materials) -> tuple[Finding, ...]:
    """What the server's log and the replies that its clients log say: use it as a view."""
    return tuple(signature_findings(materials, "redis"))


class RedisDetector(SignatureDetector):
    """Finds a Redis that refuses writes, clients or everything."""

    name = "redis"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The findings of this domain; the same ones for the same materials."""
        return materials.view(redis_findings)
