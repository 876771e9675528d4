"""Errors nobody knows are shown where nothing better is found, and keep the verdict honest."""

from __future__ import annotations

import pytest

from faultmaven_core import MilestoneEngine, investigate
from faultmaven_core.container import rule_reasoner
from faultmaven_core.diagnosis.unexplained_errors import unexplained_errors
from faultmaven_models.evidence import Attachment
from faultmaven_models.finding import FindingKind
from faultmaven_models.report import Verdict
from faultmaven_models.testing import materials_from_texts

CALM = "2026-03-01T10:00:00Z INFO press printed a page\n" * 20
STRANGE = "2026-03-01T10:00:05Z ERROR press the flux capacitor is out of phase\n"


def test_lines_at_an_error_level_are_a_symptom() -> None:
    findings = unexplained_errors(materials_from_texts({"press/press.log": CALM + STRANGE + CALM + STRANGE}))
    assert [(item.kind, item.component) for item in findings] == [(FindingKind.SYMPTOM, "app/press")]
    assert [span.start_line for span in findings[0].spans] == [21, 42]
    assert "2 times" in findings[0].summary


@pytest.mark.parametrize("line", ["INFO press error count is 0", "WARN press retry", "DEBUG press no error"])
def test_other_levels_are_none(line: str) -> None:
    assert (
        unexplained_errors(materials_from_texts({"press.log": f"{CALM}2026-03-01T10:00:05Z {line}\n"})) == ()
    )


@pytest.mark.parametrize(
    ("text", "verdict"), [(CALM, Verdict.NO_FAULT_FOUND), (CALM + STRANGE, Verdict.NOT_ENOUGH_DATA)]
)
async def test_a_system_that_logs_strange_errors_is_not_called_healthy(text: str, verdict: Verdict) -> None:
    engine = MilestoneEngine(reasoner=rule_reasoner(), tools=())
    report = await investigate(Attachment(name="press.log", content=text.encode()), engine=engine)
    assert report.verdict is verdict
    assert report.root_causes == ()
    assert ("flux capacitor" in report.answer) == (verdict is Verdict.NOT_ENOUGH_DATA)
