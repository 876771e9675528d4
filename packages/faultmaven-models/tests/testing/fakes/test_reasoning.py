from __future__ import annotations

import pytest

from faultmaven_models.errors import Unavailable
from faultmaven_models.testing import materials_from_texts, sample_case
from faultmaven_models.testing.fakes import FakeDetector, FakeReasoner
from faultmaven_models.updates import TurnUpdate

MATERIALS = materials_from_texts({"a.log": "fine\nFATAL out of widgets\n", "b.log": "no disk\n"})


async def test_a_reasoner_proposes_what_it_is_told() -> None:
    update = TurnUpdate(reasoner="x", answer="42")
    reasoner = FakeReasoner(update, name="told")
    assert await reasoner.propose(sample_case(), "hello", MATERIALS) == TurnUpdate(
        reasoner="told", answer="42"
    )
    assert reasoner.messages == ["hello"]


async def test_a_reasoner_may_look_at_its_arguments() -> None:
    reasoner = FakeReasoner(
        lambda case, message, materials: TurnUpdate(
            reasoner="f", answer=f"{case.id} {message} {len(materials.documents)}"
        )
    )
    update = await reasoner.propose(sample_case(), "hi", MATERIALS)
    assert update.answer == "case_0123456789abc hi 2"


async def test_a_reasoner_may_be_down() -> None:
    with pytest.raises(Unavailable, match="gone"):
        await FakeReasoner(error=Unavailable("gone")).propose(sample_case(), "", MATERIALS)


def test_a_detector_cites_each_line_with_its_phrase() -> None:
    detector = FakeDetector(phrase="disk", component="host/db", name="disks")
    (finding,) = detector.detect(MATERIALS)
    (span,) = finding.spans
    assert (span.source, span.start_line, span.quote) == ("b.log", 1, "disk")
    assert (finding.component, finding.failure_mode) == ("host/db", "disks.phrase_seen")
    assert [mode.id for mode in detector.failure_modes] == ["disks.phrase_seen"]
    assert detector.examined(MATERIALS) == "3 lines"
