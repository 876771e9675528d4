"""Give verified proposals their places in the case: evidence first, then what refers to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.confidence import Weighed, likelihood, status_for
from faultmaven_models.case import RuledOut
from faultmaven_models.evidence import Evidence, EvidenceCategory
from faultmaven_models.hypothesis import EvidenceLink, Hypothesis
from faultmaven_models.investigation import AffectedComponent, ChangeRecord, TimelineEntry
from faultmaven_models.solution import Solution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faultmaven_models.case import Case
    from faultmaven_models.updates import ProposedEvidence, ProposedHypothesis, TurnUpdate


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the case holds after the intake, and under which ids the update's keys went in."""

    case: Case
    evidence_ids: Mapping[str, str]
    hypothesis_ids: Mapping[str, str]


def take_in(case: Case, update: TurnUpdate) -> Taken:
    """The case with the update's content. The update must be verified; milestones are not touched here."""
    evidence, evidence_ids = _take_evidence(case, update)
    with_evidence = case.model_copy(update={"evidence": evidence})
    hypotheses, hypothesis_ids = _take_hypotheses(with_evidence, update, evidence_ids)
    changed = with_evidence.model_copy(
        update={
            "hypotheses": hypotheses,
            "solutions": _take_solutions(case, update, hypothesis_ids),
            **_take_observations(case, update, evidence_ids),
        }
    )
    return Taken(case=changed, evidence_ids=evidence_ids, hypothesis_ids=hypothesis_ids)


def _take_evidence(case: Case, update: TurnUpdate) -> tuple[tuple[Evidence, ...], dict[str, str]]:
    """New evidence gets an id; what the case holds already (same lines, same summary) keeps its own."""
    supporting = {
        link.evidence for hypothesis in update.hypotheses for link in hypothesis.links if link.stance.supports
    }
    known = {(item.summary, item.spans): item for item in case.evidence}
    ids = {item.id: item.id for item in case.evidence}
    added: list[Evidence] = []
    changed: dict[str, Evidence] = {}
    turn = case.next_turn
    for item in update.evidence:
        category = _category(item, causal=item.key in supporting)
        held = known.get((item.summary, item.spans))
        if held is not None:
            ids[item.key] = held.id
            if held.category is not category and category is EvidenceCategory.CAUSAL:
                changed[held.id] = held.model_copy(update={"category": category})
            continue
        evidence = Evidence(
            id=f"ev_{turn}_{len(added) + 1}",
            summary=item.summary,
            spans=item.spans,
            category=category,
            source_type=item.source_type,
            collected_at_turn=turn,
            independence_group=item.independence_group,
        )
        known[item.summary, item.spans] = evidence
        ids[item.key] = evidence.id
        added.append(evidence)
    kept = tuple(changed.get(item.id, item) for item in case.evidence)
    return (*kept, *added), ids


def _category(item: ProposedEvidence, *, causal: bool) -> EvidenceCategory:
    if item.resolution:
        return EvidenceCategory.RESOLUTION
    if item.symptom:
        return EvidenceCategory.SYMPTOM
    return EvidenceCategory.CAUSAL if causal else EvidenceCategory.OTHER


def _take_hypotheses(
    case: Case, update: TurnUpdate, evidence_ids: Mapping[str, str]
) -> tuple[tuple[Hypothesis, ...], dict[str, str]]:
    held = {item.id: item for item in case.hypotheses}
    by_cause: dict[tuple[str | None, str | None], str] = {
        (item.failure_mode, item.component): item.id for item in case.hypotheses if item.failure_mode
    }
    ids = {key: key for key in held}
    number = 0
    for proposed in update.hypotheses:
        same = (
            proposed.key
            if proposed.key in held
            else by_cause.get((proposed.failure_mode, proposed.component))
        )
        if same is None:
            number += 1
            same = f"hyp_{case.next_turn}_{number}"
            held[same] = _new_hypothesis(same, proposed, turn=case.next_turn)
        held[same] = _relink(held[same], proposed, case, evidence_ids)
        ids[proposed.key] = same
        if proposed.failure_mode:
            by_cause[proposed.failure_mode, proposed.component] = same
    return tuple(held.values()), ids


def _new_hypothesis(identifier: str, proposed: ProposedHypothesis, *, turn: int) -> Hypothesis:
    return Hypothesis(
        id=identifier,
        statement=proposed.statement,
        category=proposed.category,
        failure_mode=proposed.failure_mode,
        component=proposed.component,
        mechanism=proposed.mechanism,
        requirements=proposed.requirements,
        generation_mode=proposed.generation_mode,
        created_at_turn=turn,
        updated_at_turn=turn,
    )


def _relink(
    hypothesis: Hypothesis, proposed: ProposedHypothesis, case: Case, evidence_ids: Mapping[str, str]
) -> Hypothesis:
    """The hypothesis with the proposal's links added (the newest word on an evidence wins) and weighed again."""
    links = {link.evidence_id: link for link in hypothesis.links}
    for link in proposed.links:
        identifier = evidence_ids[link.evidence]
        links[identifier] = EvidenceLink(
            evidence_id=identifier,
            stance=link.stance,
            completeness=link.completeness,
            reasoning=link.reasoning,
        )
    value = weigh(tuple(links.values()), case)
    return hypothesis.model_copy(
        update={
            "links": tuple(links.values()),
            "likelihood": value,
            "status": status_for(value, len(links)),
            "requirements": proposed.requirements or hypothesis.requirements,
            "updated_at_turn": case.next_turn,
        }
    )


def weigh(links: tuple[EvidenceLink, ...], case: Case) -> float:
    """The likelihood of a hypothesis with these links to evidence of this case."""
    weighed = []
    for link in links:
        item = case.evidence_by_id(link.evidence_id)
        if item is not None:
            weighed.append(
                Weighed(
                    stance=link.stance,
                    completeness=link.completeness,
                    source_type=item.source_type,
                    independence_group=item.independence_group,
                )
            )
    return likelihood(weighed)


def _take_solutions(
    case: Case, update: TurnUpdate, hypothesis_ids: Mapping[str, str]
) -> tuple[Solution, ...]:
    held = list(case.solutions)
    answered = {(item.hypothesis_id, item.title) for item in held}
    number = 0
    for proposed in update.solutions:
        target = hypothesis_ids.get(proposed.hypothesis) if proposed.hypothesis else None
        if (target, proposed.title) in answered:
            continue
        number += 1
        answered.add((target, proposed.title))
        held.append(
            Solution(
                id=f"sol_{case.next_turn}_{number}",
                kind=proposed.kind,
                hypothesis_id=target,
                title=proposed.title,
                immediate=proposed.immediate,
                permanent=proposed.permanent,
                verify=proposed.verify,
                risks=proposed.risks,
                proposed_at_turn=case.next_turn,
            )
        )
    return tuple(held)


def _take_observations(case: Case, update: TurnUpdate, evidence_ids: Mapping[str, str]) -> dict[str, object]:
    """Scope, timeline, changes and what was ruled out; repetitions are dropped."""
    affected = (
        AffectedComponent(component=item.component, evidence_id=evidence_ids[item.evidence])
        for item in update.affected
    )
    timeline = (
        TimelineEntry(
            at=item.at,
            text=item.text,
            component=item.component,
            evidence_id=evidence_ids[item.evidence],
            zone_guessed=item.zone_guessed,
            year_guessed=item.year_guessed,
        )
        for item in update.timeline
    )
    changes = (
        ChangeRecord(
            text=item.text, component=item.component, evidence_id=evidence_ids[item.evidence], at=item.at
        )
        for item in update.changes
    )
    ruled_out = (
        RuledOut(
            statement=item.statement,
            failure_mode=item.failure_mode,
            component=item.component,
            reason=item.reason,
            evidence_ids=tuple(evidence_ids[key] for key in item.evidence),
        )
        for item in update.ruled_out
    )
    return {
        "affected": tuple(dict.fromkeys((*case.affected, *affected))),
        "timeline": tuple(sorted(dict.fromkeys((*case.timeline, *timeline)), key=lambda entry: entry.at)),
        "changes": tuple(dict.fromkeys((*case.changes, *changes))),
        "change_search": update.change_search or case.change_search,
        "ruled_out": tuple(dict.fromkeys((*case.ruled_out, *ruled_out))),
        "examined": update.examined or case.examined,
    }
