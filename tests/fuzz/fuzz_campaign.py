"""Many fuzzed uploads in watched processes: `python fuzz_campaign.py [COUNT] [FIRST SEED]`.

Prints what went wrong with its seed, and ends with 1 if anything did. One seed again: `fuzz_campaign.py 1 SEED`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RUNNER = Path(__file__).with_name("run_uploads.py")
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a campaign did: how many uploads ended, and what was wrong with which seed."""

    examined: int
    problems: Sequence[tuple[int, str]]


def campaign(*, first: int, count: int, runner: Path = RUNNER) -> Outcome:
    """Run the seeds, in a new process after each batch and after each one that died."""
    problems: list[tuple[int, str]] = []
    seed, end = first, first + count
    while seed < end:
        last, found = _batch(seed, min(BATCH, end - seed), runner)
        problems += found
        seed = last + 1
    return Outcome(examined=seed - first, problems=problems)


def _batch(first: int, count: int, runner: Path) -> tuple[int, list[tuple[int, str]]]:
    """The last seed that was begun, and the problems."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryDirectory(prefix="faultmaven-fuzz-") as folder:
        command = [sys.executable, str(runner), str(first), str(count), folder]
        answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    last, problems = first, []
    for line in answer.stdout.splitlines():
        entry = json.loads(line)
        last = entry["seed"]
        if "problem" in entry:
            problems.append((last, entry["problem"]))
    if answer.returncode:
        problems.append((last, f"the process ended with {answer.returncode}:\n{answer.stderr[-3000:]}"))
    return last, problems


def main() -> None:
    """Run a campaign of the size and the first seed given."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    outcome = campaign(first=first, count=count)
    for seed, problem in outcome.problems:
        sys.stdout.write(f"seed {seed}: {problem}\n")
    sys.stdout.write(f"{outcome.examined} uploads, {len(outcome.problems)} problems\n")
    sys.exit(bool(outcome.problems))


if __name__ == "__main__":
    main()
