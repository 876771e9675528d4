"""The answer in plain words, written by code from what the case holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.investigation.verdict import shown_causes, verdict
from faultmaven_models.evidence import EvidenceCategory
from faultmaven_models.report import Verdict

if TYPE_CHECKING:
    from faultmaven_models.case import Case
    from faultmaven_models.evidence import Evidence
    from faultmaven_models.hypothesis import Hypothesis

_SHOWN = 3


def narrate(case: Case) -> str:
    """Two to five sentences: the cause and its lines, or what was looked at and what is missing."""
    kind = verdict(case)
    if kind in (Verdict.ROOT_CAUSE_IDENTIFIED, Verdict.PROBABLE_CAUSE):
        return _cause(case, certain=kind is Verdict.ROOT_CAUSE_IDENTIFIED)
    if kind is Verdict.NO_FAULT_FOUND:
        return f"No fault was found. Looked at: {_looked_at(case)}.{_unread(case)}"
    return _not_enough(case)


def cited(evidence: Evidence) -> str:
    """Where the evidence stands, as ``path:line`` or ``path:first-last``."""
    span = evidence.spans[0]
    lines = f"{span.start_line}" if span.end_line == span.start_line else f"{span.start_line}-{span.end_line}"
    return f"{span.source}:{lines}"


def _cause(case: Case, *, certain: bool) -> str:
    causes = shown_causes(case)
    leader = causes[0]
    lead = "The root cause" if certain else "The likeliest cause (not proved yet)"
    subject = f" is in {leader.component}" if leader.component else ""
    parts = [f"{lead}{subject}: {_sentence(leader.statement)}"]
    if leader.mechanism:
        parts.append(_sentence(leader.mechanism))
    lines = ", ".join(_supporting(case, leader)[:_SHOWN])
    parts.append(f"Evidence: {lines}.")
    parts += _leads(case) if case.turns else []
    if not certain and len(causes) > 1:
        others = "; ".join(
            f"{item.statement.rstrip('.')} ({item.likelihood:.0%})" for item in causes[1:_SHOWN]
        )
        parts.append(f"Also possible: {others}.")
    return " ".join(parts)


def _not_enough(case: Case) -> str:
    symptoms = [item for item in case.evidence if item.category is EvidenceCategory.SYMPTOM]
    parts = ["The data do not show a cause."]
    if symptoms:
        seen = "; ".join(f"{item.summary.rstrip('.')} ({cited(item)})" for item in symptoms[:_SHOWN])
        parts.append(f"Seen: {seen}.")
    parts += _leads(case)
    parts.append(f"Looked at: {_looked_at(case)}.")
    if case.data_gaps:
        gap = case.data_gaps[0]
        parts.append(f"Missing: {gap.subject} ({gap.mend}).")
    return " ".join(parts)


def _leads(case: Case) -> list[str]:
    """What this turn's search found near to the question."""
    leads = [
        item
        for item in case.evidence
        if item.independence_group.startswith("search:")
        and item.collected_at_turn in (case.next_turn, len(case.turns))
    ]
    return (
        [f"Lines near to the question: {', '.join(cited(item) for item in leads[:_SHOWN])}."] if leads else []
    )


def _unread(case: Case) -> str:
    if not case.data_gaps:
        return ""
    gap = case.data_gaps[0]
    more = f", and {len(case.data_gaps) - 1} more" if len(case.data_gaps) > 1 else ""
    return f" Not everything could be read: {gap.subject} {gap.problem}{more}."


def _looked_at(case: Case) -> str:
    if not case.examined:
        return f"{len(case.artifacts)} files, none of a kind that a detector reads"
    examiners: dict[str, list[str]] = {}
    for item in case.examined:
        examiners.setdefault(item.examined, []).append(item.examiner)
    return "; ".join(
        f"{examined} ({', '.join(names)})" if len(names) > 1 else examined
        for examined, names in list(examiners.items())[:8]
    )


def _supporting(case: Case, hypothesis: Hypothesis) -> list[str]:
    places = []
    for link in hypothesis.links:
        item = case.evidence_by_id(link.evidence_id)
        if item is not None and link.stance.supports:
            places.append(cited(item))
    return list(dict.fromkeys(places))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
