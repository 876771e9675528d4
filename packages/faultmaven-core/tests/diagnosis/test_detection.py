"""All detectors are asked; a broken one is reported and costs the others nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

import pytest

from faultmaven_core.diagnosis.detection import detect
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.materials import Materials
from faultmaven_models.testing import materials_from_texts

MATERIALS = materials_from_texts({"x.log": "one\ntwo\n"})


class Detector:
    failure_modes = ()

    def __init__(self, name: str, lines: Iterable[int]) -> None:
        self.name = name
        self._lines = tuple(lines)

    def examined(self, materials: Materials) -> str:
        return f"{len(materials.documents)} files" if self._lines else ""

    def detect(self, materials: Materials) -> Iterator[Finding]:
        for line in self._lines:
            yield Finding(
                kind=FindingKind.SYMPTOM,
                component="app/x",
                summary="seen",
                spans=(materials.documents[0].span(line),),
            )


def test_findings_carry_the_name_of_their_detector() -> None:
    result = detect([Detector("a", [1]), Detector("b", [2])], MATERIALS)
    assert [item.detector for item in result.findings] == ["a", "b"]
    assert [(item.examiner, item.examined, item.findings) for item in result.examinations] == [
        ("a", "1 files", 1),
        ("b", "1 files", 1),
    ]


def test_the_same_finding_twice_counts_once() -> None:
    result = detect([Detector("a", [1, 1]), Detector("b", [1])], MATERIALS)
    assert len(result.findings) == 1


def test_who_had_nothing_to_look_at_is_not_listed() -> None:
    assert detect([Detector("a", [])], MATERIALS).examinations == ()


def test_a_broken_detector_is_a_gap(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        result = detect([Detector("broken", [7]), Detector("fine", [1])], MATERIALS)
    assert [item.detector for item in result.findings] == ["fine"]
    assert result.gaps[0].subject == "detector broken"
    assert "IndexError" in result.gaps[0].problem
    assert "broken" in caplog.text
