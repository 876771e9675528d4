"""A small incident, and proposals about it, for the tests of the investigation rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from faultmaven_core.diagnosis.catalogue import Catalogue
from faultmaven_core.diagnosis.rule_reasoner import RuleReasoner
from faultmaven_core.investigation import MilestoneEngine
from faultmaven_core.settings import Settings
from faultmaven_models.case import Case, CaseStatus, ProblemStatement
from faultmaven_models.evidence import Attachment, SourceSpan
from faultmaven_models.finding import Finding
from faultmaven_models.hypothesis import HypothesisCategory, Stance
from faultmaven_models.materials import Materials
from faultmaven_models.testing import materials_from_texts
from faultmaven_models.testing.fakes import FakeClock, FakeDetector
from faultmaven_models.updates import (
    ProposedAffected,
    ProposedEvidence,
    ProposedHypothesis,
    ProposedLink,
    ProposedSolution,
    ProposedTimelineEntry,
    TurnUpdate,
)

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
APP = "10:00:01 checkout failed\n10:00:02 could not connect to database\n10:05:00 checkout failed\n"
DATABASE = "10:00:00 FATAL too many connections\n10:00:03 FATAL too many connections\n"


def materials() -> Materials:
    return materials_from_texts({"app.log": APP, "db.log": DATABASE})


def investigating(**changes: object) -> Case:
    values: dict[str, object] = {
        "id": "case_0123456789abc",
        "title": "Why does checkout fail?",
        "owner_id": "ada",
        "status": CaseStatus.INVESTIGATING,
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
        "problem": ProblemStatement(text="Why does checkout fail?", confirmed=True),
    }
    return Case(**(values | changes))  # type: ignore[arg-type]


def span(source: str, line: int, quote: str | None = None) -> SourceSpan:
    document = next(item for item in materials().documents if item.source == source)
    return document.span(line, quote=quote)


def evidence(key: str, *spans: SourceSpan, symptom: bool = False, group: str = "") -> ProposedEvidence:
    return ProposedEvidence(
        key=key, summary=f"seen: {key}", spans=spans, symptom=symptom, independence_group=group
    )


def hypothesis(key: str, *links: ProposedLink, mode: str = "db.too_many") -> ProposedHypothesis:
    return ProposedHypothesis(
        key=key,
        statement=f"{key} is the cause",
        category=HypothesisCategory.CONFIG,
        failure_mode=mode,
        component="app/db",
        links=links,
    )


def link(key: str, stance: Stance = Stance.STRONGLY_SUPPORTS, completeness: float = 0.9) -> ProposedLink:
    return ProposedLink(evidence=key, stance=stance, completeness=completeness, reasoning=f"because {key}")


def full_update() -> TurnUpdate:
    """Everything that an investigation of the small incident would propose when it goes well."""
    return TurnUpdate(
        reasoner="test",
        evidence=(
            evidence("symptom", span("app.log", 1), symptom=True, group="app"),
            evidence("cause", span("db.log", 1), group="db"),
            evidence("witness", span("app.log", 2), group="app"),
        ),
        hypotheses=(hypothesis("pool", link("cause"), link("witness", Stance.SUPPORTS, 0.8)),),
        solutions=(
            ProposedSolution(key="fix", hypothesis="pool", title="Raise the limit", immediate=("do it",)),
        ),
        affected=(ProposedAffected(component="app/checkout", evidence="symptom"),),
        timeline=(
            ProposedTimelineEntry(at=NOW.replace(hour=10), text="first failure", evidence="symptom"),
            ProposedTimelineEntry(at=NOW.replace(hour=11), text="last failure", evidence="cause"),
        ),
    )


PHRASE = "too many connections"


class WholeLines(FakeDetector):
    """Quotes the whole line, as real detectors do."""

    def detect(self, materials: Materials) -> Iterator[Finding]:
        for finding in super().detect(materials):
            [place] = finding.spans
            document = materials.document(place.artifact_id)
            assert document is not None
            yield finding.model_copy(update={"spans": (document.span(place.start_line),)})


def rules() -> RuleReasoner:
    """Rules that know one failure mode: a line with `PHRASE` blames app/fake."""
    detector = WholeLines(phrase=PHRASE)
    return RuleReasoner(
        detectors=(detector,), catalogue=Catalogue({mode.id: mode for mode in detector.failure_modes})
    )


def engine(**parts: Any) -> MilestoneEngine:
    """An engine that depends on nothing that is installed beside it, with times and ids that repeat."""
    numbers = count(1)
    defaults: dict[str, Any] = {
        "settings": Settings(),
        "tools": (),
        "clock": FakeClock(),
        "reasoner": rules(),
        "case_ids": lambda: f"case_{next(numbers):013d}",
    }
    return MilestoneEngine(**(defaults | parts))


def upload(name: str, text: str) -> Attachment:
    return Attachment(name=name, content=text.encode())


def uploads() -> tuple[Attachment, ...]:
    """The small incident with a second witness, so that the rules identify its cause."""
    return (
        upload("app.log", APP.replace("could not connect to database", PHRASE)),
        upload("db.log", DATABASE),
    )
