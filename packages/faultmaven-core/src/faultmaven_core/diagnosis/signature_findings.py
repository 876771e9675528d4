"""From matching log lines to findings: whose fault, who suffers, which lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.catalogue import fill_text
from faultmaven_core.diagnosis.naming import (
    UNKNOWN,
    Setting,
    host_component,
    named,
    program_component,
    setting,
)
from faultmaven_core.diagnosis.signatures import hits_by_domain
from faultmaven_core.processing.log_signatures import Bearing, SignatureHits, Speaker
from faultmaven_models.component import component
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials

MAX_PER_SIGNATURE = 4
"""Findings of one signature in one document: the commonest ones."""
MAX_AFFECTED = 30
HINT = 0.4


_KINDS = {
    Bearing.CAUSE: FindingKind.CAUSE,
    Bearing.SYMPTOM: FindingKind.SYMPTOM,
    Bearing.RULED_OUT: FindingKind.RULED_OUT,
    Bearing.CHANGE: FindingKind.CHANGE,
}
_JUDGING = (Bearing.CAUSE, Bearing.RULED_OUT)


def signature_findings(
    materials: Materials,
    domain: str,
    *,
    name: Callable[[SignatureHits, Setting], str] | None = None,
) -> list[Finding]:
    """The findings of a domain's signatures.

    ``name`` decides what component a group of lines is about (by default ``usual_component``).
    """
    known = materials.view(setting)
    name = name or usual_component
    groups = materials.view(hits_by_domain).get(domain, [])
    return [
        finding for hits in commonest(groups) for finding in findings_of(hits, name(hits, known), materials)
    ]


def findings_of(hits: SignatureHits, about: str, materials: Materials) -> list[Finding]:
    """The finding about ``about``, and the symptom of the program that reports it, if that is another one."""
    finding = finding_of(hits, about, materials)
    sufferer = _sufferer(hits, about, materials) if finding.kind is FindingKind.CAUSE else None
    if sufferer is None:
        return [finding]
    symptom = finding.model_copy(
        update={
            "kind": FindingKind.SYMPTOM,
            "component": sufferer,
            "failure_mode": None,
            "affects": (),
            "summary": f"{sufferer.partition('/')[2]} fails: {finding.summary}",
            "spans": finding.spans[-1:],
        }
    )
    return [finding, symptom]


def finding_of(hits: SignatureHits, about: str, materials: Materials) -> Finding:
    """One finding for a group of lines, about the component ``about``."""
    row = hits.signature
    values = {
        **hits.values,
        "count": str(hits.count),
        "program": row.program or about.partition("/")[2],
        "source": hits.document.source,
        "line": str(hits.first_line),
    }
    known = {"component": about, "name": about.partition("/")[2], **values}
    times = "once" if hits.count == 1 else f"{hits.count} times"
    cause = row.bearing is Bearing.CAUSE and row.failure_mode is not None
    judged = row.bearing in _JUDGING
    unnamed_cause = judged and row.failure_mode is None
    return Finding(
        kind=FindingKind.SYMPTOM if unnamed_cause else _KINDS[row.bearing],
        component=about,
        failure_mode=row.failure_mode if judged else None,
        summary=f"{fill_text(row.summary, known)} ({times} in {hits.document.source})",
        spans=spans_of(hits),
        stance=row.stance if judged else Stance.SUPPORTS,
        completeness=row.completeness,
        independence_group=f"log:{hits.document.source}",
        values=values,
        affects=tuple(_affected(hits, about, materials)) if cause else (),
        observed_at=hits.first_time,
        zone_guessed=hits.zone_guessed,
        year_guessed=hits.year_guessed,
    )


def spans_of(hits: SignatureHits) -> tuple[SourceSpan, ...]:
    """The first line and, where there are several, the last one."""
    lines = sorted({hits.first_line, hits.last_line})
    return tuple(hits.document.span(line) for line in lines)


def usual_component(hits: SignatureHits, known: Setting) -> str:
    """The component that the signature's speaker stands for."""
    row = hits.signature
    if row.speaker is Speaker.HOST and (hits.host or not known.cluster):
        return host_component(hits.host, known)
    if row.speaker is Speaker.PROGRAM:
        return component("app", row.program)
    peer = hits.values.get("peer", "")
    if row.speaker is Speaker.PEER and peer:
        return named("app", peer, otherwise=row.program or "unknown")
    return speaker_of(hits, known)


def speaker_of(hits: SignatureHits, known: Setting) -> str:
    """The program that wrote the lines; ``app/unknown`` where nothing tells."""
    return program_component(hits.document, hits.program, hits.signature.program or "unknown", known)


def _affected(hits: SignatureHits, about: str, materials: Materials) -> Iterator[str]:
    """Who suffers: whoever reports the fault of another, and, when the program is gone, those who miss it."""
    names: dict[str, None] = dict.fromkeys(filter(None, [_sufferer(hits, about, materials)]))
    if hits.signature.fatal:
        names.update(dict.fromkeys(materials.view(complaining)))
    names.pop(about, None)
    names.pop(UNKNOWN, None)
    yield from list(names)[:MAX_AFFECTED]


def _sufferer(hits: SignatureHits, about: str, materials: Materials) -> str | None:
    """The program that reports somebody else's fault; nobody where a person pasted what a command said."""
    pasted = hits.document.lines[0].startswith(("$ ", "# "))
    if pasted or hits.signature.speaker is Speaker.SELF:
        return None
    speaker = speaker_of(hits, materials.view(setting))
    return speaker if speaker not in (about, UNKNOWN) else None


def complaining(materials: Materials) -> tuple[str, ...]:
    """The programs whose lines tell of another one that does not answer: use it as a view."""
    known = materials.view(setting)
    names = {
        speaker_of(hits, known): None
        for domain in ("http", "network")
        for hits in materials.view(hits_by_domain).get(domain, [])
    }
    return tuple(names)


def commonest(groups: Iterable[SignatureHits]) -> list[SignatureHits]:
    """The largest groups of each signature in each document, the largest first."""
    kept: list[SignatureHits] = []
    seen: dict[tuple[str, str], int] = {}
    for hits in sorted(groups, key=lambda one: (-one.count, one.document.source, one.first_line)):
        key = (hits.signature.id, hits.document.artifact.id)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= MAX_PER_SIGNATURE:
            kept.append(hits)
    return kept


def as_hint(finding: Finding) -> Finding:
    """The same cause, weighing no more than a hint.

    In a cluster a container that failed to start is started again, and its listings tell whether that helped.
    """
    if finding.kind is not FindingKind.CAUSE:
        return finding
    completeness = min(finding.completeness, HINT)
    return finding.model_copy(update={"stance": Stance.SUPPORTS, "completeness": completeness})
