"""Findings grouped into possible causes, and the order of cause and symptom between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.confidence import Weighed, likelihood
from faultmaven_models.evidence import EvidenceSource
from faultmaven_models.finding import FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.finding import Finding

EXPLAINED_COMPLETENESS = 0.6
"""How much a likelier cause that accounts for a component's trouble speaks against that component's own causes."""
_LIKELY = 0.5
_MAX_CANDIDATES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One failure mode of one component, with the findings for and against it."""

    failure_mode: str
    component: str
    findings: tuple[Finding, ...]
    explained_by: tuple[Candidate, ...] = ()

    @property
    def key(self) -> str:
        """Unique among the candidates of one detection."""
        return f"{self.failure_mode}@{self.component}"

    @property
    def lead(self) -> Finding:
        """The finding that says most: its words become the statement."""
        return max(self.findings, key=_weight)

    @property
    def affects(self) -> frozenset[str]:
        """The other components whose trouble it would account for."""
        return frozenset(name for item in self.findings for name in item.affects) - {self.component}

    @property
    def values(self) -> dict[str, str]:
        """What the findings give for the catalogue's fields; the weightiest finding wins."""
        merged: dict[str, str] = {}
        for item in sorted(self.findings, key=_weight):
            merged |= item.values
        return merged

    @property
    def likelihood(self) -> float:
        """From its own findings and from the causes that explain its trouble."""
        own = [
            Weighed(
                stance=item.stance, completeness=item.completeness, independence_group=item.independence_group
            )
            for item in self.findings
        ]
        explained = [
            Weighed(
                stance=Stance.CONTRADICTS,
                completeness=EXPLAINED_COMPLETENESS,
                source_type=EvidenceSource.UPLOAD,
                independence_group=cause.lead.independence_group,
            )
            for cause in self.explained_by
        ]
        return likelihood([*own, *explained])


def rank(findings: Iterable[Finding]) -> tuple[Candidate, ...]:
    """The possible causes, the likeliest first; those that a likelier cause accounts for are weighed down."""
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for item in findings:
        if item.kind is FindingKind.CAUSE and item.failure_mode:
            grouped.setdefault((item.failure_mode, item.component), []).append(item)
    candidates = [
        Candidate(failure_mode=mode, component=component, findings=tuple(items))
        for (mode, component), items in grouped.items()
    ]
    candidates.sort(key=_order)
    ordered = [
        Candidate(
            failure_mode=item.failure_mode,
            component=item.component,
            findings=item.findings,
            explained_by=tuple(other for other in candidates if _explains(other, item))[:3],
        )
        for item in candidates[: _MAX_CANDIDATES * 2]
    ]
    return tuple(sorted(ordered, key=_order)[:_MAX_CANDIDATES])


def _explains(cause: Candidate, effect: Candidate) -> bool:
    return (
        cause.component != effect.component
        and effect.component in cause.affects
        and cause.component not in effect.affects
        and cause.likelihood >= _LIKELY
    )


def _order(candidate: Candidate) -> tuple[float, int, str]:
    return (-candidate.likelihood, -len(candidate.affects), candidate.key)


def _weight(item: Finding) -> float:
    strong = item.stance in (Stance.STRONGLY_SUPPORTS, Stance.STRONGLY_CONTRADICTS)
    sign = 1.0 if item.stance.supports else -1.0
    return sign * item.completeness * (2.0 if strong else 1.0)
