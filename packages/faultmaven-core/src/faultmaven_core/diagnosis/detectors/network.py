"""Connections that fail: refused, timed out, no route, no name; seen by the clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.naming import named, setting
from faultmaven_core.diagnosis.primary_causes import explained
from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import finding_of, speaker_of
from faultmaven_core.diagnosis.signatures import hits_by_domain
from faultmaven_core.processing.endpoints import split_endpoint
from faultmaven_core.processing.gateway_config import gateway_config
from faultmaven_models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_core.processing.log_signatures import SignatureHits
    from faultmaven_models.materials import Materials

MAX_FINDINGS = 30

_WELL_KNOWN = {
    3306: "mysql",
    5432: "postgresql",
    5672: "rabbitmq",
    6379: "redis",
    9092: "kafka",
    9200: "elasticsearch",
    11211: "memcached",
    27017: "mongodb",
}
"""Ports that tell the program where the data give no more than an address."""


def network_findings(materials: Materials) -> tuple[Finding, ...]:
    """What clients logged about others that they did not reach: use it as a view.

    It is a symptom of whatever is wrong with the other side. Only when nothing else explains it, and never in a
    cluster (whose listings tell more), is it a possible cause by itself.
    """
    known = materials.view(setting)
    silent = known.cluster or materials.view(explained)
    hits = sorted(materials.view(hits_by_domain).get("network", []), key=lambda one: -one.count)
    found: list[Finding] = []
    for one in hits[:MAX_FINDINGS]:
        symptom = finding_of(one, speaker_of(one, known), materials)
        found.append(symptom)
        peer = peer_of(one, materials)
        if not silent and peer is not None:
            found.append(_as_cause(symptom, one, peer))
    return tuple(found)


def peer_of(hits: SignatureHits, materials: Materials) -> str | None:
    """The other side's name: its host, the upstream that has the address, or the program usual at the port."""
    endpoint = hits.values.get("peer")
    if endpoint is None:
        return None
    host, port = split_endpoint(endpoint)
    if any(character.isalpha() for character in host) and host != "localhost":
        return host
    configured = materials.view(gateway_config).upstream_of(endpoint)
    if configured is not None:
        return configured
    return _WELL_KNOWN.get(port or 0, endpoint)


def _as_cause(symptom: Finding, one: SignatureHits, peer: str) -> Finding:
    return symptom.model_copy(
        update={
            "kind": FindingKind.CAUSE,
            "component": named("app", peer),
            "failure_mode": one.signature.failure_mode,
            "stance": one.signature.stance,
            "affects": (symptom.component,),
        }
    )


class NetworkDetector(SignatureDetector):
    """Finds who cannot be reached, and how the attempt fails."""

    name = "network"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The findings of this domain; the same ones for the same materials."""
        return materials.view(network_findings)
