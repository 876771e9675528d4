"""What stands in the built wheels and sdists. `nox -s wheel` builds them and names their folder."""

from __future__ import annotations

import email
import os
import tarfile
import zipfile
from email.message import Message
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ["FAULTMAVEN_DIST"])
VERSIONS: dict[str, str] = yaml.safe_load((ROOT / "versions.yaml").read_text(encoding="utf-8"))["packages"]
pytestmark = pytest.mark.parametrize("name", VERSIONS)


def wheel(name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(DIST / f"{name.replace('-', '_')}-{VERSIONS[name]}-py3-none-any.whl")


def wheel_metadata(name: str) -> Message:
    with wheel(name) as content:
        (path,) = [path for path in content.namelist() if path.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(content.read(path))


def test_a_wheel_holds_the_whole_package(name: str) -> None:
    module = name.replace("-", "_")
    source = ROOT / "packages" / name / "src"
    ignored = {"__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"}
    shipped = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and not ignored & set(path.parts)
    }
    with wheel(name) as content:
        inside = {path for path in content.namelist() if path.startswith(f"{module}/")}
        license_file = f"{module}-{VERSIONS[name]}.dist-info/licenses/LICENSE"
        assert content.read(license_file) == (ROOT / "LICENSE").read_bytes()
    assert f"{module}/py.typed" in inside
    assert inside == shipped


def test_the_metadata_is_what_an_index_shows(name: str) -> None:
    fields = wheel_metadata(name)
    assert fields["Version"] == VERSIONS[name]
    assert fields["License-Expression"] == "Apache-2.0"
    assert fields["Requires-Python"] == ">=3.11"
    assert len(str(fields.get_payload())) > 200, "the README is the page that a user sees"


def test_nothing_is_pinned(name: str) -> None:
    requirements = [item.partition(";")[0] for item in wheel_metadata(name).get_all("Requires-Dist") or []]
    assert requirements
    assert [item for item in requirements if "==" in item] == []


def test_the_sdist_holds_sources_and_tests(name: str) -> None:
    folder = f"{name.replace('-', '_')}-{VERSIONS[name]}"
    with tarfile.open(DIST / f"{folder}.tar.gz") as content:
        names = set(content.getnames())
    assert {f"{folder}/{part}" for part in ("LICENSE", "README.md", "CHANGELOG.md", "PKG-INFO")} <= names
    assert any(path.startswith(f"{folder}/tests/") for path in names)
