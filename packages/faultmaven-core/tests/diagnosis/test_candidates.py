"""Findings become candidates; a cause goes before the symptoms that it explains."""

from __future__ import annotations

from faultmaven_core.diagnosis.candidates import rank
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance
from faultmaven_models.testing import document_from_text

LINES = document_from_text("x.log", "one\ntwo\nthree\n")


def cause(component: str, mode: str = "x.broken", **changes: object) -> Finding:
    values: dict[str, object] = {
        "kind": FindingKind.CAUSE,
        "component": component,
        "failure_mode": mode,
        "summary": f"{component} has {mode}",
        "spans": (LINES.span(1),),
        "stance": Stance.STRONGLY_SUPPORTS,
        "completeness": 0.9,
        "independence_group": f"{component} {mode}",
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]


def names(*findings: Finding) -> list[str]:
    return [candidate.component for candidate in rank(findings)]


def test_findings_of_one_mode_and_component_are_one_candidate() -> None:
    candidates = rank([cause("app/a"), cause("app/a", independence_group="other"), cause("app/a", "x.slow")])
    assert [len(item.findings) for item in candidates] == [2, 1]
    assert candidates[0].likelihood > candidates[1].likelihood


def test_symptoms_changes_and_what_is_ruled_out_accuse_nobody() -> None:
    others = [cause("app/a", kind=kind) for kind in FindingKind if kind is not FindingKind.CAUSE]
    assert rank(others) == ()


def test_the_likelier_comes_first() -> None:
    assert names(cause("app/weak", completeness=0.3), cause("app/strong")) == ["app/strong", "app/weak"]


def test_what_a_likely_cause_explains_comes_after_it() -> None:
    frontend = cause("app/frontend", completeness=1.0)
    backend = cause("app/backend", completeness=0.8, affects=("app/frontend",))
    assert names(frontend, backend) == ["app/backend", "app/frontend"]
    assert rank([frontend, backend])[1].explained_by[0].component == "app/backend"


def test_an_unlikely_cause_explains_nothing() -> None:
    frontend = cause("app/frontend", completeness=1.0)
    rumour = cause("app/backend", stance=Stance.SUPPORTS, completeness=0.2, affects=("app/frontend",))
    assert rank([frontend, rumour])[0].explained_by == ()


def test_two_that_blame_each_other_stay_as_they_are() -> None:
    one = cause("app/a", affects=("app/b",))
    two = cause("app/b", affects=("app/a",))
    assert all(item.explained_by == () for item in rank([one, two]))


def test_a_contradiction_lowers() -> None:
    against = cause("app/a", stance=Stance.STRONGLY_CONTRADICTS, independence_group="other")
    assert rank([cause("app/a"), against])[0].likelihood < rank([cause("app/a")])[0].likelihood


def test_the_weightiest_finding_speaks_and_its_values_win() -> None:
    weak = cause("app/a", summary="weak", completeness=0.2, values={"port": "1", "user": "u"})
    strong = cause("app/a", summary="strong", values={"port": "2"})
    candidate = rank([weak, strong])[0]
    assert (candidate.lead.summary, candidate.values) == ("strong", {"port": "2", "user": "u"})


def test_the_order_does_not_depend_on_the_order_of_findings() -> None:
    findings = [cause("app/a"), cause("app/b"), cause("app/c", affects=("app/a",))]
    assert names(*findings) == names(*reversed(findings))
