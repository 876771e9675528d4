"""Gateways and reverse proxies: upstreams that refuse or do not answer, and the gateway's own faults."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.corroboration import corroborated
from faultmaven_core.diagnosis.naming import named, setting
from faultmaven_core.diagnosis.primary_causes import explained
from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import as_hint, finding_of, speaker_of
from faultmaven_core.diagnosis.signatures import hits_by_domain
from faultmaven_core.processing.endpoints import split_endpoint
from faultmaven_core.processing.gateway_config import gateway_config
from faultmaven_core.processing.log_signatures import Bearing, SignatureHits
from faultmaven_models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.materials import Materials

MIN_FAILURES = 3
"""Fewer failed requests may be a restart that is already over."""
MAX_UPSTREAMS = 20


def http_findings(materials: Materials) -> tuple[Finding, ...]:
    """What gateways logged: use it as a view.

    A silent upstream is a symptom on the gateway when something behind it explains it, and in a cluster, where
    the state of the workload is there to be read; else it is itself the finding, about the upstream.
    """
    known = materials.view(setting)
    hits = materials.view(hits_by_domain).get("http", [])
    found = [
        finding_of(one, speaker_of(one, known), materials)
        for one in hits
        if one.signature.bearing is Bearing.CAUSE
    ]
    found.extend(_ruled_out(hits, found, materials))
    if known.cluster:
        found = [as_hint(one) for one in found]
    silent = known.cluster or materials.view(explained)
    for one in _one_per_upstream(hits, materials):
        symptom = finding_of(one, speaker_of(one, known), materials)
        found.append(symptom)
        upstream = upstream_of(one, materials)
        if not silent and one.count >= MIN_FAILURES and upstream is not None:
            found.append(_as_cause(symptom, one, upstream))
        elif upstream is not None:
            reason = "nobody answers any more"
            support = corroborated(symptom, named("app", upstream), materials, reason=reason)
            found.extend([support] if support is not None else [])
    return tuple(found)


def _ruled_out(hits: list[SignatureHits], causes: list[Finding], materials: Materials) -> list[Finding]:
    """What the data clear the gateway of, unless they accuse it of the same elsewhere."""
    accused = {one.failure_mode for one in causes}
    known = materials.view(setting)
    return [
        finding_of(one, speaker_of(one, known), materials)
        for one in hits
        if one.signature.bearing is Bearing.RULED_OUT and one.signature.failure_mode not in accused
    ]


def upstream_of(hits: SignatureHits, materials: Materials) -> str | None:
    """The upstream's name in the gateway's configuration, else its host (or address and port)."""
    peer = hits.values.get("peer", "").strip("'\"(),")
    if not peer:
        return None
    configured = materials.view(gateway_config).upstream_of(peer)
    if configured is not None:
        return configured
    host, port = split_endpoint(peer.split("/", 1)[0] if "://" not in peer else peer)
    if "://" not in peer and "/" in peer:
        return peer.split("/", 1)[0]
    named = any(character.isalpha() for character in host) and host != "localhost"
    return host if named or port is None else f"{host}:{port}"


def _one_per_upstream(hits: list[SignatureHits], materials: Materials) -> list[SignatureHits]:
    """The largest group of lines for each document, signature and upstream: URLs differ, the upstream does not."""
    best: dict[tuple[str, str, str | None], SignatureHits] = {}
    counts: dict[tuple[str, str, str | None], int] = {}
    for one in hits:
        if one.signature.bearing is not Bearing.SYMPTOM:
            continue
        key = (one.document.artifact.id, one.signature.id, upstream_of(one, materials))
        counts[key] = counts.get(key, 0) + one.count
        if key not in best or one.count > best[key].count:
            best[key] = one
    totals = [replace(one, count=counts[key]) for key, one in best.items()]
    return sorted(totals, key=lambda one: (-one.count, one.first_line))[:MAX_UPSTREAMS]


def _as_cause(symptom: Finding, one: SignatureHits, upstream: str) -> Finding:
    return symptom.model_copy(
        update={
            "kind": FindingKind.CAUSE,
            "component": named("app", upstream),
            "failure_mode": one.signature.failure_mode,
            "stance": one.signature.stance,
            "affects": (symptom.component,),
            "values": {**symptom.values, "gateway": symptom.component.partition("/")[2]},
        }
    )


class HttpGatewayDetector(SignatureDetector):
    """Finds gateways that reach nobody, and gateways that are themselves at fault."""

    name = "http"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The findings of this domain; the same ones for the same materials."""
        return materials.view(http_findings)
