"""TLS: validity, names, trust, protocols, keys; from both ends' logs and from what ``openssl`` shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.naming import UNKNOWN, Setting, named, setting
from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import (
    commonest,
    findings_of,
    speaker_of,
    usual_component,
)
from faultmaven_core.diagnosis.signatures import hits_by_domain
from faultmaven_core.processing.command_output import Certificate, certificates, latest_time
from faultmaven_core.processing.endpoints import endpoint_in, split_endpoint
from faultmaven_core.processing.log_signatures import SignatureHits, Speaker
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from faultmaven_models.materials import Materials

EXPIRED = "tls.certificate_expired"
NOT_YET = "tls.certificate_not_yet_valid"
MAX_RULED_OUT = 3


def tls_findings(materials: Materials) -> tuple[Finding, ...]:
    """What clients, servers and ``openssl`` say about certificates and handshakes: use it as a view."""
    known = materials.view(setting)
    hits = materials.view(hits_by_domain).get("tls", [])
    shown = list(_shown(materials))
    now = materials.view(latest_time)
    servers = _servers(hits, shown, now, known)
    found = [
        finding
        for one in commonest(hits)
        for finding in findings_of(one, _server_of(one, servers, known), materials)
    ]
    return (*found, *(_certificate_findings(shown, servers, now) if now is not None else ()))


def _shown(materials: Materials) -> Iterator[Certificate]:
    for document in materials.documents:
        if any("otAfter" in line or "ot After" in line for line in document.lines[:5000]):
            yield from certificates(document)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Servers:
    """Whose certificate it may be about, for one failure mode."""

    names: frozenset[str]
    """Names on the certificates that ``openssl`` shows as bad."""
    speakers: frozenset[str]
    """Programs that logged the alert themselves."""


def _servers(
    hits: list[SignatureHits], shown: list[Certificate], now: datetime | None, known: Setting
) -> dict[str, _Servers]:
    names: dict[str, set[str]] = {}
    speakers: dict[str, set[str]] = {}
    for certificate in shown:
        mode = _mode(certificate, now)
        if mode is not None:
            names.setdefault(mode, set()).add(certificate.name.lower())
    for one in hits:
        if one.signature.speaker is Speaker.SELF and one.signature.failure_mode:
            speaker = speaker_of(one, known)
            if speaker != UNKNOWN:
                speakers.setdefault(one.signature.failure_mode, set()).add(speaker)
    return {
        mode: _Servers(names=frozenset(names.get(mode, ())), speakers=frozenset(speakers.get(mode, ())))
        for mode in {*names, *speakers}
    }


def _server_of(one: SignatureHits, servers: dict[str, _Servers], known: Setting) -> str:
    """The server whose certificate a line is about: the one it names, else the only one there is."""
    if one.signature.speaker is not Speaker.PEER and speaker_of(one, known) != UNKNOWN:
        return usual_component(one, known)
    candidates = servers.get(
        one.signature.failure_mode or "", _Servers(names=frozenset(), speakers=frozenset())
    )
    named = endpoint_in(one.document.lines[one.first_line - 1])
    host = split_endpoint(named)[0] if named is not None else ""
    if any(character.isalpha() for character in host):
        return _owner(host, candidates)
    if len(candidates.names) == 1:
        return _owner(next(iter(candidates.names)), candidates)
    return next(iter(candidates.speakers)) if len(candidates.speakers) == 1 else speaker_of(one, known)


def _owner(host: str, candidates: _Servers) -> str:
    """The program that serves ``host``: the only one that logged the alert, if no other name is bad; else the name."""
    only_name = not candidates.names or candidates.names == {host.lower()}
    if only_name and len(candidates.speakers) == 1:
        return next(iter(candidates.speakers))
    return named("app", host)


def _mode(certificate: Certificate, now: datetime | None) -> str | None:
    if now is None:
        return None
    if certificate.not_after < now:
        return EXPIRED
    return NOT_YET if certificate.not_before is not None and certificate.not_before > now else None


def _certificate_findings(
    shown: list[Certificate], servers: dict[str, _Servers], now: datetime
) -> Iterator[Finding]:
    """A cause for each certificate outside its time; while others are, the valid ones are ruled out."""
    seen: set[tuple[str, str]] = set()
    cleared = 0
    for certificate in shown:
        key = (certificate.name, certificate.document.source)
        if key in seen:
            continue
        seen.add(key)
        mode = _mode(certificate, now)
        if mode is not None:
            yield _shown_finding(certificate, _owner(certificate.name, servers[mode]), mode, now)
        elif EXPIRED in servers and cleared < MAX_RULED_OUT and "." in certificate.name:
            cleared += 1
            about = named("app", certificate.name)
            yield _shown_finding(certificate, about, EXPIRED, now, refuted=True)


def _shown_finding(
    certificate: Certificate, about: str, mode: str, now: datetime, *, refuted: bool = False
) -> Finding:
    begin = f"from {certificate.not_before:%Y-%m-%d %H:%M} " if certificate.not_before is not None else ""
    valid = f"{begin}to {certificate.not_after:%Y-%m-%d %H:%M} UTC"
    return Finding(
        kind=FindingKind.RULED_OUT if refuted else FindingKind.CAUSE,
        component=about,
        failure_mode=mode,
        summary=f"The certificate of {certificate.name} is valid {valid}; the data reach to {now:%Y-%m-%d %H:%M} UTC",
        spans=(
            certificate.document.span(certificate.line),
            certificate.document.span(certificate.not_after_line),
        ),
        stance=Stance.CONTRADICTS if refuted else Stance.STRONGLY_SUPPORTS,
        completeness=0.8,
        independence_group=f"command:openssl:{certificate.document.source}",
        values={"server": certificate.name, "not_after": f"{certificate.not_after:%Y-%m-%d %H:%M} UTC"},
    )


class TlsDetector(SignatureDetector):
    """Finds handshakes that fail, and why."""

    name = "tls"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The findings of this domain; the same ones for the same materials."""
        return materials.view(tls_findings)
