"""Findings about Kubernetes, built in one way: spans from cited values, groups named alike."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_models.evidence import SourceSpan

MOST_SPANS = 5


class Group(StrEnum):
    """Where an observation comes from; findings of one group are discounted as one origin."""

    EVENTS = "events"
    POD_STATUS = "pod-status"
    WORKLOAD_STATUS = "workload-status"
    SPEC = "spec"
    MANIFEST = "manifest"
    NODES = "nodes"
    LISTING = "listing"
    QUOTA = "quota"
    VOLUMES = "volumes"
    ENDPOINTS = "endpoints"


def spans(*cited: Cited[object] | SourceSpan | None) -> tuple[SourceSpan, ...]:
    """Citations of the values that are there, each place once, at most ``MOST_SPANS``."""
    found: dict[tuple[str, int, int], SourceSpan] = {}
    for one in cited:
        if one is None:
            continue
        span = one if not hasattr(one, "span") else one.span()
        found.setdefault((span.artifact_id, span.start_line, span.end_line), span)
    return tuple(found.values())[:MOST_SPANS]


def cause(
    *,
    mode: str,
    component: str,
    summary: str,
    at: Iterable[SourceSpan],
    group: str,
    completeness: float,
    strongly: bool = False,
    values: Mapping[str, str] | None = None,
    affects: tuple[str, ...] = (),
) -> Finding:
    """The failure mode ``kubernetes.MODE`` is at work in the component."""
    return Finding(
        kind=FindingKind.CAUSE,
        component=component,
        failure_mode=f"kubernetes.{mode}",
        summary=summary,
        spans=tuple(at),
        stance=Stance.STRONGLY_SUPPORTS if strongly else Stance.SUPPORTS,
        completeness=completeness,
        independence_group=group,
        values=dict(values or {}),
        affects=affects,
    )


def ruled_out(*, mode: str, component: str, summary: str, at: Iterable[SourceSpan], group: str) -> Finding:
    """The failure mode ``kubernetes.MODE`` is not at work in the component."""
    return Finding(
        kind=FindingKind.RULED_OUT,
        component=component,
        failure_mode=f"kubernetes.{mode}",
        summary=summary,
        spans=tuple(at),
        stance=Stance.CONTRADICTS,
        completeness=0.8,
        independence_group=group,
    )


def symptom(*, component: str, summary: str, at: Iterable[SourceSpan], group: str) -> Finding:
    """The component suffers, whatever the reason."""
    return Finding(
        kind=FindingKind.SYMPTOM,
        component=component,
        summary=summary,
        spans=tuple(at),
        independence_group=group,
    )


def change(*, component: str, summary: str, at: Iterable[SourceSpan]) -> Finding:
    """Somebody or something changed the component."""
    return Finding(
        kind=FindingKind.CHANGE,
        component=component,
        summary=summary,
        spans=tuple(at),
        stance=Stance.NEUTRAL,
        independence_group=Group.EVENTS,
    )
