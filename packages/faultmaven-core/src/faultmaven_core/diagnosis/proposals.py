"""Candidates and findings as a proposal for the turn: evidence with keys, hypotheses with links, solutions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.candidates import EXPLAINED_COMPLETENESS
from faultmaven_core.diagnosis.catalogue import fill
from faultmaven_core.diagnosis.naming import UNKNOWN
from faultmaven_models.finding import FindingKind
from faultmaven_models.hypothesis import EvidenceRequirement, GenerationMode, HypothesisCategory, Stance
from faultmaven_models.updates import (
    ProposedAffected,
    ProposedChange,
    ProposedEvidence,
    ProposedHypothesis,
    ProposedLink,
    ProposedRuledOut,
    ProposedSolution,
    ProposedTimelineEntry,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_core.diagnosis.candidates import Candidate
    from faultmaven_core.diagnosis.catalogue import Catalogue
    from faultmaven_models.failure_mode import FailureMode
    from faultmaven_models.finding import Finding

_MAX_SOLUTIONS = 3
_MAX_SYMPTOMS = 60
_MAX_RULED_OUT = 20
_SURE = 0.9


@dataclass(slots=True, kw_only=True)
class EvidenceKeys:
    """Gives every finding that is used a key, and collects the evidence to propose."""

    evidence: dict[str, ProposedEvidence] = field(default_factory=dict)
    _keys: dict[int, str] = field(default_factory=dict)

    def key(self, finding: Finding) -> str:
        """The key of the evidence behind a finding; asking twice gives the same one."""
        known = self._keys.get(id(finding))
        if known is None:
            known = f"f{len(self._keys) + 1}"
            self._keys[id(finding)] = known
            self.evidence[known] = ProposedEvidence(
                key=known,
                summary=finding.summary,
                spans=finding.spans,
                symptom=finding.kind is FindingKind.SYMPTOM,
                independence_group=finding.independence_group,
            )
        return known


def hypothesis(candidate: Candidate, catalogue: Catalogue, keys: EvidenceKeys) -> ProposedHypothesis:
    """The candidate as a hypothesis. A mode that is in no catalogue is named, but has no mechanism."""
    links = [
        ProposedLink(
            evidence=keys.key(item),
            stance=item.stance,
            completeness=item.completeness,
            reasoning=item.summary,
        )
        for item in candidate.findings
    ]
    links += [
        ProposedLink(
            evidence=keys.key(cause.lead),
            stance=Stance.CONTRADICTS,
            completeness=EXPLAINED_COMPLETENESS,
            reasoning=f"the trouble of {candidate.component} is explained by {cause.component}",
        )
        for cause in candidate.explained_by
    ]
    filled = _filled(candidate, catalogue)
    return ProposedHypothesis(
        key=candidate.key,
        statement=candidate.lead.summary,
        category=filled.category if filled else HypothesisCategory.OTHER,
        failure_mode=candidate.failure_mode,
        component=candidate.component,
        mechanism=filled.mechanism if filled else "",
        links=tuple({link.evidence: link for link in links}.values()),
        requirements=_requirements(candidate, filled),
        generation_mode=GenerationMode.SYSTEMATIC,
    )


def _filled(candidate: Candidate, catalogue: Catalogue) -> FailureMode | None:
    """The catalogue's entry with the candidate's names and values in its texts, or None where it has none."""
    if candidate.failure_mode not in catalogue:
        return None
    return fill(catalogue.get(candidate.failure_mode), candidate.component, candidate.values)


def _requirements(candidate: Candidate, filled: FailureMode | None) -> tuple[EvidenceRequirement, ...]:
    """What would settle it, unless it is settled: the closer to even odds, the more an answer splits."""
    value = candidate.likelihood
    if filled is None or value >= _SURE:
        return ()
    splits = round(1.0 - abs(2.0 * value - 1.0), 3)
    return tuple(
        EvidenceRequirement(
            needed=f"{filled.title} of {candidate.component}: confirm or refute",
            how_to_get=step,
            splits=splits,
        )
        for step in filled.confirm[:2]
    )


def solutions(candidates: Sequence[Candidate], catalogue: Catalogue) -> tuple[ProposedSolution, ...]:
    """What the catalogue advises for the likeliest causes, with the real names and values filled in."""
    result = []
    for candidate in candidates[:_MAX_SOLUTIONS]:
        filled = _filled(candidate, catalogue)
        if filled is None:
            continue
        result.append(
            ProposedSolution(
                key=f"fix {candidate.key}",
                hypothesis=candidate.key,
                title=f"{filled.title}: {candidate.component}",
                immediate=filled.immediate,
                permanent=filled.permanent,
                verify=filled.verify,
                risks=filled.risks,
            )
        )
    return tuple(result)


def affected(findings: Sequence[Finding], keys: EvidenceKeys) -> tuple[ProposedAffected, ...]:
    """Who suffers, one entry for each component, with the first symptom that shows it."""
    first: dict[str, Finding] = {}
    for item in findings:
        if item.kind is FindingKind.SYMPTOM and item.component != UNKNOWN:
            first.setdefault(item.component, item)
    return tuple(
        ProposedAffected(component=name, evidence=keys.key(item))
        for name, item in list(first.items())[:_MAX_SYMPTOMS]
    )


def timeline(findings: Sequence[Finding], keys: EvidenceKeys) -> tuple[ProposedTimelineEntry, ...]:
    """Every dated finding that is not a ruled-out cause, in the order of time."""
    dated = [
        item for item in findings if item.observed_at is not None and item.kind is not FindingKind.RULED_OUT
    ]
    return tuple(
        ProposedTimelineEntry(
            at=item.observed_at,
            text=item.summary,
            component=item.component,
            evidence=keys.key(item),
            zone_guessed=item.zone_guessed,
            year_guessed=item.year_guessed,
        )
        for item in sorted(dated, key=lambda item: (item.observed_at, item.summary))
        if item.observed_at is not None
    )[:_MAX_SYMPTOMS]


def changes(findings: Sequence[Finding], keys: EvidenceKeys) -> tuple[ProposedChange, ...]:
    """The changes that the detectors saw."""
    return tuple(
        ProposedChange(
            text=item.summary, component=item.component, evidence=keys.key(item), at=item.observed_at
        )
        for item in findings
        if item.kind is FindingKind.CHANGE
    )


def ruled_out(
    findings: Sequence[Finding], keys: EvidenceKeys, *, accused: set[str]
) -> tuple[ProposedRuledOut, ...]:
    """What the detectors set aside, without what other findings accuse."""
    items = [
        item
        for item in findings
        if item.kind is FindingKind.RULED_OUT and f"{item.failure_mode}@{item.component}" not in accused
    ]
    return tuple(
        ProposedRuledOut(
            statement=f"{item.failure_mode or 'trouble'} of {item.component}",
            failure_mode=item.failure_mode,
            component=item.component,
            reason=item.summary,
            evidence=(keys.key(item),),
        )
        for item in items[:_MAX_RULED_OUT]
    )
