"""All that a reasoner may propose in a turn. A proposal changes nothing by itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from faultmaven_models.case import Examination
from faultmaven_models.component import ComponentName
from faultmaven_models.evidence import DataGap, EvidenceSource, SourceSpan
from faultmaven_models.hypothesis import EvidenceRequirement, GenerationMode, HypothesisCategory, Stance
from faultmaven_models.investigation import ChangeSearch, Milestone, TemporalState, Urgency
from faultmaven_models.solution import SolutionKind
from faultmaven_models.value import Value

Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A name that holds inside one update only (or the id of something already in the case)."""


class ProposedEvidence(Value):
    """An observation with the lines that are said to show it; `verify` looks each of them up."""

    key: Key
    summary: str
    spans: tuple[SourceSpan, ...]
    source_type: EvidenceSource = EvidenceSource.UPLOAD
    symptom: bool = False
    """True when it shows a consequence rather than a cause."""
    resolution: bool = False
    """True when it shows that the trouble is over."""
    independence_group: str = ""


class ProposedLink(Value):
    """Evidence weighed against the hypothesis that holds this link."""

    evidence: Key
    stance: Stance
    completeness: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    reasoning: str = ""


class ProposedHypothesis(Value):
    """A possible cause. There is no likelihood here: it is computed from the links that hold."""

    key: Key
    statement: str
    category: HypothesisCategory
    failure_mode: str | None = None
    component: ComponentName | None = None
    mechanism: str = ""
    links: tuple[ProposedLink, ...] = ()
    requirements: tuple[EvidenceRequirement, ...] = ()
    generation_mode: GenerationMode = GenerationMode.OPPORTUNISTIC


class ProposedSolution(Value):
    """Steps that answer a hypothesis (by key or id), or on the mitigation path the symptom."""

    key: Key
    kind: SolutionKind = SolutionKind.ROOT_CAUSE_FIX
    hypothesis: Key | None = None
    title: str
    immediate: tuple[str, ...] = ()
    permanent: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()


class ProposedAffected(Value):
    """A component said to suffer, and the evidence for it."""

    component: ComponentName
    evidence: Key


class ProposedTimelineEntry(Value):
    """A dated event, and the evidence that dates it."""

    at: AwareDatetime
    text: str
    component: ComponentName | None = None
    evidence: Key
    zone_guessed: bool = False
    year_guessed: bool = False


class ProposedChange(Value):
    """A change to the system, and the evidence for it."""

    text: str
    component: ComponentName | None = None
    evidence: Key
    at: AwareDatetime | None = None


class ProposedRuledOut(Value):
    """A cause that was considered and set aside."""

    statement: str
    failure_mode: str | None = None
    component: ComponentName | None = None
    reason: str
    evidence: tuple[Key, ...] = ()


class TurnUpdate(Value):
    """A reasoner's proposal for one turn.

    Nothing in it is believed: `verify` strikes out every citation that does not hold and everything that
    rested on it alone, gates decide the milestones, `apply` makes the next case.
    """

    reasoner: str
    answer: str = ""
    problem_statement: str | None = None
    temporal_state: TemporalState | None = None
    urgency: Urgency | None = None
    evidence: tuple[ProposedEvidence, ...] = ()
    hypotheses: tuple[ProposedHypothesis, ...] = ()
    solutions: tuple[ProposedSolution, ...] = ()
    affected: tuple[ProposedAffected, ...] = ()
    timeline: tuple[ProposedTimelineEntry, ...] = ()
    changes: tuple[ProposedChange, ...] = ()
    change_search: ChangeSearch | None = None
    ruled_out: tuple[ProposedRuledOut, ...] = ()
    data_gaps: tuple[DataGap, ...] = ()
    examined: tuple[Examination, ...] = ()
    claimed_milestones: tuple[Milestone, ...] = ()
    """What the reasoner believes was reached. A claim that no gate confirms is refused and recorded."""
