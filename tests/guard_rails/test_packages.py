"""The six packages are made alike, and their ranges let them be upgraded one by one."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.tree

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = sorted(path.parent for path in ROOT.glob("packages/*/pyproject.toml"))
VERSIONS: dict[str, str] = yaml.safe_load((ROOT / "versions.yaml").read_text(encoding="utf-8"))["packages"]


def project(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    return content


def next_minor(version: str) -> str:
    major, minor, _ = version.split(".")
    return f"{major}.{int(minor) + 1}" if major == "0" else str(int(major) + 1)


def test_every_package_has_a_version_and_every_version_a_package() -> None:
    assert [folder.name for folder in PACKAGES] == sorted(VERSIONS)


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_a_package_is_complete(folder: Path) -> None:
    module = folder / "src" / folder.name.replace("-", "_")
    content = project(folder)
    assert (module / "py.typed").is_file()
    assert (folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert len((folder / "README.md").read_text(encoding="utf-8").splitlines()) > 3
    assert f"## {VERSIONS[folder.name]}" in (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert content["project"]["dynamic"] == ["version"]
    assert content["project"]["requires-python"] == ">=3.11"
    assert content["tool"]["hatch"]["version"]["path"] == "../../versions.yaml"


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_siblings_are_ranges(folder: Path) -> None:
    content = project(folder)["project"]
    extras = content.get("optional-dependencies", {}).values()
    requirements = [item for group in (content["dependencies"], *extras) for item in group]
    assert [item for item in requirements if "==" in item] == []
    for requirement in requirements:
        name = requirement.split("[")[0].split(">")[0]
        if name in VERSIONS and name != folder.name:
            major, minor, _ = VERSIONS[name].split(".")
            assert requirement.endswith(f">={major}.{minor},<{next_minor(VERSIONS[name])}"), requirement


def foreign_imports(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file of the package with each top-level module that it imports from another distribution."""
    own = folder.name.replace("-", "_")
    for path in folder.glob("src/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in (
                {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {own, "__future__"}
            ):
                yield path.relative_to(folder).as_posix(), name


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_what_is_imported_is_declared(folder: Path) -> None:
    content = project(folder)["project"]
    extras = content.get("optional-dependencies", {}).values()
    requirements = [item for group in (content["dependencies"], *extras) for item in group]
    declared = {item.split("[")[0].split(">")[0].lower() for item in requirements}
    providers = metadata.packages_distributions()
    undeclared = {
        f"{file}: {module}"
        for file, module in foreign_imports(folder)
        if not {name.lower().replace("_", "-") for name in providers.get(module, [module])} & declared
    }
    assert undeclared == set()
