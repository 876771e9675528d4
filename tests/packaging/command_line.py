"""The program `faultmaven` as installed from wheels, without any adapter, on the example incidents.

`nox -s wheel` runs this in an environment of its own: `python -I tests/packaging/command_line.py INCIDENTS`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("faultmaven")


def run(*arguments: str) -> str:
    """Run the program and return its standard output; any failure shows what it said."""
    answer = subprocess.run([str(PROGRAM), *arguments], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise SystemExit(f"faultmaven {' '.join(arguments)} ended with {answer.returncode}:\n{answer.stderr}")
    return answer.stdout


def main(incidents: Path) -> None:
    """Ask for the version and the set-up, then investigate each example and compare with its truth."""
    assert metadata.version("faultmaven-core") in run("--version")
    run("doctor")
    truths = sorted(incidents.glob("*/truth.json"))
    assert truths, f"no truth.json below {incidents}"
    for path in truths:
        truth = json.loads(path.read_text(encoding="utf-8"))
        report = json.loads(run("investigate", str(path.parent / "capture"), "--json", "-"))
        found = [cause["failure_mode"] for cause in report["root_causes"]]
        assert found[:1] == [truth["failure_mode"]], (
            f"{truth['case']}: {found} instead of {truth['failure_mode']}"
        )
        sys.stdout.write(f"{truth['case']}: {found[0]}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
