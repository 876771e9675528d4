"""Nothing of one machine or of one index stands in the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.tree

ROOT = Path(__file__).resolve().parents[2]
# Where this clone stands, and where others like it do. Written in parts, or this file would be its own first
# finding. A home folder is no finding: logs are full of them, and so are tests that read logs.
MACHINE_PATHS = re.compile("|".join([re.escape(f"{ROOT}/"), r"(?<![\w.])/" + "work/(main|shared)"]))
REGISTRY_HOSTS = re.compile(
    r"\b(" + "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(org|com)"]) + r")\b"
)
TOP_LEVEL = {
    "packages",
    "examples",
    "schemas",
    "containers",
    "noxfile.py",
    "renovate.json",
    "versions.yaml",
    ".github",
    "README.md",
}
TOOLS = {
    ".ci",
    ".gitignore",
    "CONTRIBUTING.md",
    "LICENSE",
    "SECURITY.md",
    "benchmarks",
    "conftest.py",
    "docs",
    "pyproject.toml",
    "tests",
}
LEFT_BY_TOOLS = {
    ".hypothesis",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "dist",
}


def repository_files(root: Path) -> list[Path]:
    """What git has or would add; a copy without git is taken as it is, without what tools leave behind."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        answer = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        names = [root / name for name in answer.split("\0") if name]
    else:
        names = [path for path in root.rglob("*") if not LEFT_BY_TOOLS & set(path.relative_to(root).parts)]
    return [path for path in names if path.is_file()]


def texts(root: Path) -> list[tuple[str, str]]:
    """Every text file that we wrote. A capture is what other programs wrote, as they wrote it."""
    found = []
    for path in repository_files(root):
        name = path.relative_to(root).as_posix()
        data = path.read_bytes()
        if b"\0" not in data and "/capture/" not in name:
            found.append((name, data.decode("utf-8", "replace")))
    return found


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRY_HOSTS], ids=["machine paths", "registry hosts"])
def test_nothing_of_one_machine(root: Path, pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts(root)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_the_patterns_find_what_they_are_for() -> None:
    assert MACHINE_PATHS.search(f"cd {ROOT}/packages")
    assert MACHINE_PATHS.search("cd /" + "work/main")
    assert REGISTRY_HOSTS.search("https://pypi" + ".org/simple")
    assert not MACHINE_PATHS.search("see docs/" + "work/plan.md")


def test_the_top_level_is_fixed(root: Path) -> None:
    there = {path.relative_to(root).parts[0] for path in repository_files(root)}
    assert TOP_LEVEL - there == set()
    assert there - TOP_LEVEL - TOOLS == set()


def test_the_image_is_named_once(root: Path) -> None:
    versions = yaml.safe_load((root / "versions.yaml").read_text(encoding="utf-8"))
    containerfile = (root / "containers" / "Containerfile").read_text(encoding="utf-8")
    assert f"python:{versions['base_images']['python']}" in containerfile


def test_the_workflow_knows_the_supported_pythons(root: Path) -> None:
    versions = yaml.safe_load((root / "versions.yaml").read_text(encoding="utf-8"))
    workflow = yaml.safe_load((root / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["tests"]["strategy"]["matrix"]["python"] == versions["supported"]["python"]
