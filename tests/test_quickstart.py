"""The script behind both commands of the README, with programs of our own where it would install real ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.tree

ROOT = Path(__file__).resolve().parents[1]
ANSWER = '#!/bin/sh\necho "$0" "$@" >> "$(dirname "$0")/calls"\n'


class Clone:
    """A clone that has only what the script reads, and an environment whose programs write down their calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / ".venv" / "bin"
        self.programs.mkdir(parents=True)
        (folder / "examples").mkdir()
        shutil.copy2(ROOT / "examples" / "quickstart.py", folder / "examples")
        shutil.copy2(ROOT / "versions.yaml", folder)
        for name in ("python", "faultmaven", "nox"):
            self.program(name, exit_code=0)

    def program(self, name: str, *, exit_code: int) -> None:
        """Put a program into the environment."""
        path = self.programs / name
        path.write_text(f"{ANSWER}exit {exit_code}\n", encoding="utf-8")
        path.chmod(0o755)

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the script and forget earlier calls."""
        (self.programs / "calls").unlink(missing_ok=True)
        command = [sys.executable, str(self.folder / "examples" / "quickstart.py"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    @property
    def calls(self) -> list[str]:
        """What was run in the environment, in order, without the folder."""
        text = (self.programs / "calls").read_text(encoding="utf-8")
        return [line.removeprefix(f"{self.programs}{os.sep}") for line in text.splitlines()]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone")


def test_it_installs_once_and_then_only_runs(clone: Clone) -> None:
    assert clone.call("investigate", "a folder").returncode == 0
    installed = [line for line in clone.calls if line.startswith("python -m pip install")]
    assert len(installed) == 1
    assert f"{clone.folder}/packages/faultmaven-core[cli]" in installed[0]
    assert clone.calls[-1] == "faultmaven investigate a folder"

    assert clone.call("doctor").returncode == 0
    assert clone.calls == ["faultmaven doctor"]


def test_it_installs_again_when_a_version_has_changed(clone: Clone) -> None:
    clone.call("doctor")
    with (clone.folder / "versions.yaml").open("a", encoding="utf-8") as versions:
        versions.write("# raised\n")
    clone.call("doctor")
    assert any(line.startswith("python -m pip install") for line in clone.calls)


def test_tests_are_run_by_nox(clone: Clone) -> None:
    clone.call("test")
    assert clone.calls[-1] == f"nox -f {clone.folder}/noxfile.py -s tests"
    clone.call("test", "-s", "lint")
    assert clone.calls == [f"nox -f {clone.folder}/noxfile.py -s lint"]


def test_the_exit_code_is_the_programs(clone: Clone) -> None:
    clone.program("faultmaven", exit_code=3)
    assert clone.call("investigate", "nowhere").returncode == 3


def test_a_failed_installation_is_said_and_tried_again(clone: Clone) -> None:
    path = clone.programs / "python"
    path.write_text(f'{ANSWER}case "$*" in *install*) exit 9;; esac\n', encoding="utf-8")
    for _ in range(2):
        answer = clone.call("doctor")
        assert answer.returncode == 1
        assert "pip could not install" in answer.stderr
        assert "Traceback" not in answer.stderr
        assert "faultmaven doctor" not in clone.calls


def test_standard_output_belongs_to_the_program(clone: Clone) -> None:
    assert clone.call("doctor").stdout == ""


def test_without_a_command_it_says_what_it_can_do(clone: Clone) -> None:
    answer = clone.call()
    assert answer.returncode == 0
    assert "quickstart.py investigate" in answer.stdout
    assert "quickstart.py test" in answer.stdout
