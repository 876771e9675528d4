from __future__ import annotations

import pytest

from faultmaven_models.report import InvestigationReport
from faultmaven_models.testing import sample_case, sample_document, sample_events, sample_report
from faultmaven_models.testing.samples import SAMPLE_LOG

LEFT_EMPTY = {"close_reason"}


def test_the_sample_case_fills_every_field_that_an_open_case_can_have() -> None:
    case = sample_case()
    empty = {name for name in type(case).model_fields if getattr(case, name) in (None, (), "")}
    assert empty == LEFT_EMPTY


def test_the_sample_report_fills_every_field() -> None:
    report = sample_report()
    empty = {name for name in InvestigationReport.model_fields if getattr(report, name) in (None, (), "", {})}
    assert empty == set()


def test_every_citation_of_the_samples_holds() -> None:
    document, case = sample_document(), sample_case()
    assert "\n".join(document.lines) + "\n" == SAMPLE_LOG
    for span in (span for evidence in case.evidence for span in evidence.spans):
        assert span.artifact_id == document.artifact.id
        assert span.quote == "\n".join(document.lines[span.start_line - 1 : span.end_line])


def test_the_ids_in_the_sample_case_are_those_of_its_items() -> None:
    case = sample_case()
    known = {evidence.id for evidence in case.evidence}
    cited = {link.evidence_id for hypothesis in case.hypotheses for link in hypothesis.links}
    cited |= {entry.evidence_id for entry in case.timeline} | {item.evidence_id for item in case.affected}
    assert cited <= known
    assert case.root_cause is not None
    assert case.hypothesis_by_id(case.root_cause.hypothesis_id) is not None


def test_a_sample_takes_changes() -> None:
    assert sample_case(title="another").title == "another"
    assert sample_report(question="Which?").question == "Which?"
    assert sample_case() == sample_case()


@pytest.mark.parametrize(("first", "count"), [(1, 2), (5, 3), (1, 0)])
def test_sample_events_are_numbered_without_gaps(first: int, count: int) -> None:
    case = sample_case()
    events = sample_events(case, first=first, count=count)
    assert [event.sequence for event in events] == list(range(first, first + count))
    assert [event.event_id for event in events] == [f"{case.id}:{n}" for n in range(first, first + count)]
