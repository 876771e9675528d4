"""A detector in a package of somebody else's: installed beside FaultMaven, found and used without touching it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

VERSION = "2.5"
SETTINGS = {"FAULTMAVEN_CASE_DB", "FAULTMAVEN_MODEL", "FAULTMAVEN_SANITIZER", "FAULTMAVEN_STRATEGY"}
DETECTOR = '''
"""Looks for a lift that is stuck between two floors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from faultmaven_models.failure_mode import FailureMode
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import HypothesisCategory, Stance
from faultmaven_models.materials import Materials


class LiftDetector:
    name = "acme_lifts"

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        return (
            FailureMode(
                id="acme.lift_stuck",
                title="A lift is stuck between two floors",
                category=HypothesisCategory.HARDWARE,
                component_kinds=("app",),
                mechanism="The {part} of {component} no longer moves, so the cabin stays where it is.",
                signs=("cabin between floors",),
                confirm=("Look into the shaft.",),
                immediate=("Free the people in {component}.",),
                permanent=("Replace the {part}.",),
                verify=("The cabin reaches every floor.",),
            ),
        )

    def examined(self, materials: Materials) -> str:
        return f"{len(materials.documents)} files of lifts"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        for document in materials.documents:
            for number, line in document.numbered():
                if "cabin between floors" in line:
                    yield Finding(
                        kind=FindingKind.CAUSE,
                        component="app/lift-7",
                        failure_mode="acme.lift_stuck",
                        summary="The cabin of lift-7 stands between two floors",
                        spans=(document.span(number),),
                        stance=Stance.STRONGLY_SUPPORTS,
                        completeness=0.9,
                        independence_group=f"log:{document.source}",
                        values={"part": "winch"},
                    )
'''


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of packages that holds the detector as an installer leaves it."""
    folder = tmp_path / "site"
    package = folder / "acme_lifts"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "detector.py").write_text(DETECTOR, encoding="utf-8")
    info = folder / f"acme_lifts-{VERSION}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: acme-lifts\nVersion: {VERSION}\nRequires-Dist: faultmaven-models\n",
        encoding="utf-8",
    )
    (info / "entry_points.txt").write_text(
        "[faultmaven.detectors]\nacme_lifts = acme_lifts.detector:LiftDetector\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def incident(tmp_path: Path) -> Path:
    folder = tmp_path / "incident"
    folder.mkdir()
    (folder / "cabin.txt").write_text(
        "08:59 doors closed\n09:00 cabin between floors 3 and 4\n", encoding="utf-8"
    )
    (folder / "control.txt").write_text("09:01 lift-7: cabin between floors, no answer\n", encoding="utf-8")
    return folder


def faultmaven(*arguments: object, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    if site is not None:
        inherited = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([str(site), *([inherited] if inherited else [])])
    command = [sys.executable, "-m", "faultmaven_core.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)


def test_it_is_found_and_its_cause_is_reported_with_its_lines(site: Path, incident: Path) -> None:
    answer = faultmaven("investigate", incident, "--json", "-", site=site)
    assert (answer.returncode, answer.stderr) == (0, "")
    report = json.loads(answer.stdout)
    cause = report["root_causes"][0]
    assert (report["verdict"], cause["failure_mode"]) == ("root_cause_identified", "acme.lift_stuck")
    assert (cause["component"], cause["category"]) == ("app/lift-7", "hardware")
    assert cause["mechanism"].startswith("The winch of app/lift-7 no longer moves")
    assert {(item["source"], item["start_line"], item["quote"]) for item in cause["evidence"]} == {
        ("cabin.txt", 2, "09:00 cabin between floors 3 and 4"),
        ("control.txt", 1, "09:01 lift-7: cabin between floors, no answer"),
    }
    assert report["solutions"][0]["permanent"] == ["Replace the winch."]
    examined = {item["examiner"]: item for item in report["examined"]}
    assert (examined["acme_lifts"]["examined"], examined["acme_lifts"]["findings"]) == ("2 files of lifts", 2)


def test_its_failure_mode_stands_in_the_catalogue(site: Path) -> None:
    assert "acme.lift_stuck  A lift is stuck" in faultmaven("catalogue", "list", site=site).stdout
    shown = faultmaven("catalogue", "show", "acme.lift_stuck", site=site)
    assert (shown.returncode, "Look into the shaft." in shown.stdout) == (0, True)


def test_the_doctor_sees_it(site: Path) -> None:
    rows = json.loads(faultmaven("doctor", "--json", site=site).stdout)["adapters"]
    [row] = [row for row in rows if row["name"] == "detectors: acme_lifts"]
    assert row["state"] == "ok"


def test_without_the_package_there_is_neither_mode_nor_cause(incident: Path) -> None:
    assert "acme." not in faultmaven("catalogue", "list").stdout
    report = json.loads(faultmaven("investigate", incident, "--json", "-").stdout)
    assert "acme.lift_stuck" not in [cause["failure_mode"] for cause in report["root_causes"]]


def test_a_defect_in_it_costs_its_own_findings_only(
    site: Path, incident: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = DETECTOR.replace(
        "for document in materials.documents:", "for document in materials.no_such_thing:"
    )
    (site / "acme_lifts" / "detector.py").write_text(broken, encoding="utf-8")
    answer = faultmaven("investigate", incident, "--json", "-", site=site)
    report = json.loads(answer.stdout)
    assert answer.returncode == 0
    [gap] = [gap for gap in report["data_gaps"] if gap["subject"] == "detector acme_lifts"]
    assert "AttributeError" in gap["problem"]
    assert answer.stderr == ""
    monkeypatch.setenv("FAULTMAVEN_DEBUG", "1")
    told = faultmaven("investigate", incident, "--json", "-", site=site)
    assert "no_such_thing" in told.stderr


def test_a_package_that_does_not_load_is_named_with_the_mend(site: Path, incident: Path) -> None:
    (site / "acme_lifts" / "detector.py").write_text("import a_driver_that_is_missing\n", encoding="utf-8")
    answer = faultmaven("investigate", incident, site=site)
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "'acme_lifts' from acme-lifts" in answer.stderr
    assert "a_driver_that_is_missing" in answer.stderr
    assert "uninstall it" in answer.stderr
