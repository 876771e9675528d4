"""What a package promises is there: its public names, its entry points, its own distribution."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from importlib import metadata
from pathlib import Path

import pytest
import yaml

from faultmaven_models.interfaces import IDetector

DISTRIBUTIONS = {
    "faultmaven-core": "faultmaven_core",
    "faultmaven-llm": "faultmaven_llm",
    "faultmaven-models": "faultmaven_models",
    "faultmaven-prompts": "faultmaven_prompts",
    "faultmaven-security": "faultmaven_security",
    "faultmaven-tools": "faultmaven_tools",
}
REQUIRED_GROUPS = {
    "faultmaven.case_repositories",
    "faultmaven.detectors",
    "faultmaven.embedders",
    "faultmaven.llm_providers",
    "faultmaven.sanitizers",
    "faultmaven.tools",
    "faultmaven.vector_stores",
}
ENTRY_POINTS = [
    entry
    for name in DISTRIBUTIONS
    for entry in metadata.distribution(name).entry_points
    if entry.group.startswith("faultmaven.") or entry.name == "faultmaven"
]


def modules() -> list[str]:
    """Every module of the six packages that may be imported."""
    found = []
    for package in DISTRIBUTIONS.values():
        path = importlib.import_module(package).__path__
        found += [package, *(info.name for info in pkgutil.walk_packages(path, f"{package}."))]
    return [name for name in found if not name.endswith("__main__")]


@pytest.mark.parametrize("name", modules())
def test_public_names_exist_once(name: str) -> None:
    module = importlib.import_module(name)
    public = list(getattr(module, "__all__", []))
    assert [missing for missing in public if not hasattr(module, missing)] == []
    assert len(public) == len(set(public))


@pytest.mark.parametrize("package", DISTRIBUTIONS.values())
def test_a_package_says_what_is_public(package: str) -> None:
    assert importlib.import_module(package).__all__


@pytest.mark.parametrize("entry", ENTRY_POINTS, ids=lambda entry: f"{entry.group}:{entry.name}")
def test_an_entry_point_loads(entry: metadata.EntryPoint) -> None:
    assert callable(entry.load())


def test_every_group_has_an_entry() -> None:
    groups = {entry.group for entry in ENTRY_POINTS}
    assert groups >= REQUIRED_GROUPS


def test_every_detector_module_is_an_entry_point() -> None:
    package = importlib.import_module("faultmaven_core.diagnosis.detectors")
    names = {info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_")}
    entries = {
        entry.value.partition(":")[0].split(".")[3]
        for entry in ENTRY_POINTS
        if entry.group == "faultmaven.detectors"
    }
    assert names == entries


@pytest.mark.parametrize("package", DISTRIBUTIONS.values())
def test_what_is_tested_is_what_was_meant(package: str) -> None:
    """`nox -s wheel` tests installed wheels, every other session the tree: never one for the other."""
    file = importlib.import_module(package).__file__
    assert file is not None
    wheels = "FAULTMAVEN_TEST_INSTALLED" in os.environ
    assert Path(file).is_relative_to(
        sys.prefix if wheels else Path(__file__).resolve().parents[2] / "packages"
    )


@pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRY_POINTS if entry.group == "faultmaven.detectors"],
    ids=lambda entry: entry.name,
)
def test_a_detector_is_found_by_its_own_name(entry: metadata.EntryPoint) -> None:
    detector = entry.load()()
    assert isinstance(detector, IDetector)
    assert detector.name == entry.name


@pytest.mark.tree
def test_the_published_schema_version_is_the_models() -> None:
    report = importlib.import_module("faultmaven_models.report")
    versions = yaml.safe_load(
        (Path(__file__).resolve().parents[2] / "versions.yaml").read_text(encoding="utf-8")
    )
    assert versions["schemas"] == {"report": report.SCHEMA_VERSION}
