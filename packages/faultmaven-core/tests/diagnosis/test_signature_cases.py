"""Every failure mode outside Kubernetes: texts that fire it, and look-alikes that must not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from faultmaven_core.diagnosis.catalogue import load_catalogue
from faultmaven_core.diagnosis.detectors.changes import ChangesDetector
from faultmaven_core.diagnosis.detectors.http_gateway import HttpGatewayDetector
from faultmaven_core.diagnosis.detectors.jvm import JvmDetector
from faultmaven_core.diagnosis.detectors.linux_host import LinuxHostDetector
from faultmaven_core.diagnosis.detectors.network import NetworkDetector
from faultmaven_core.diagnosis.detectors.postgresql import PostgresqlDetector
from faultmaven_core.diagnosis.detectors.process import ProcessDetector
from faultmaven_core.diagnosis.detectors.redis import RedisDetector
from faultmaven_core.diagnosis.detectors.runtimes import RuntimesDetector
from faultmaven_core.diagnosis.detectors.tls import TlsDetector
from faultmaven_core.diagnosis.signatures import signature_book
from faultmaven_models.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials

CASES: dict[str, dict[str, list[str]]] = {}
for _file in sorted((Path(__file__).parent / "cases").glob("*.yaml")):
    CASES.update(yaml.safe_load(_file.read_text()))

DETECTORS = (
    ChangesDetector(),
    HttpGatewayDetector(),
    JvmDetector(),
    LinuxHostDetector(),
    NetworkDetector(),
    PostgresqlDetector(),
    ProcessDetector(),
    RedisDetector(),
    RuntimesDetector(),
    TlsDetector(),
)


def _rows(kind: str) -> list[object]:
    return [
        pytest.param(mode, text, id=f"{mode}-{number}")
        for mode, case in CASES.items()
        for number, text in enumerate(case[kind], start=1)
    ]


def _causes(materials: Materials, mode: str) -> list[Finding]:
    return [
        finding
        for detector in DETECTORS
        for finding in detector.detect(materials)
        if finding.kind is FindingKind.CAUSE and finding.failure_mode == mode
    ]


@pytest.mark.parametrize(("mode", "text"), _rows("fires"))
def test_it_is_found_where_it_is_at_work(
    given: Callable[[dict[str, str]], Materials], mode: str, text: str
) -> None:
    materials = given({"a/input.txt": text})
    found = _causes(materials, mode)
    assert found, f"{mode} was not found"
    for finding in found:
        for span in finding.spans:
            document = materials.document(span.artifact_id)
            assert document is not None
            assert span.quote == "\n".join(document.lines[span.start_line - 1 : span.end_line])


@pytest.mark.parametrize(("mode", "text"), _rows("quiet"))
def test_a_look_alike_is_left_alone(
    given: Callable[[dict[str, str]], Materials], mode: str, text: str
) -> None:
    assert _causes(given({"a/input.txt": text}), mode) == []


def test_every_failure_mode_with_a_signature_has_cases_of_both_kinds() -> None:
    known = {row.failure_mode for row in signature_book().table.signatures if row.failure_mode}
    assert known <= CASES.keys()
    for mode, case in CASES.items():
        assert case["fires"], mode
        assert case["quiet"], mode


def test_the_catalogue_knows_every_failure_mode_that_is_detected() -> None:
    catalogue = load_catalogue()
    for mode in CASES:
        assert catalogue.get(mode).id == mode


def test_the_names_of_the_detectors_are_the_domains_of_the_signatures() -> None:
    assert {detector.name for detector in DETECTORS} == set(signature_book().domains.values())
