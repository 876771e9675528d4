"""Importing the engine is cheap, and what is heavy is imported where it is used."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.cost

IMPORT_CPU_SECONDS = 0.250
ENGINE_CPU_SECONDS = 0.500  # names are loaded when used: this is what they cost then
HELP_CPU_SECONDS = 0.5
RUNS = 5
HEAVY = {
    "chromadb",
    "httpx",
    "jinja2.ext",
    "litellm",
    "presidio_analyzer",
    "sentence_transformers",
    "sqlalchemy",
}
HEAVY |= {"numpy", "rich", "spacy", "torch", "typer"}

MEASURE = """
import json, sys, time
before = time.process_time()
{statement}
print(json.dumps([time.process_time() - before, sorted(sys.modules)]))
"""


def measure(statement: str) -> tuple[float, set[str]]:
    """Run an import in fresh interpreters; the median CPU seconds, and what was loaded."""
    seconds, loaded = [], set()
    for _ in range(RUNS):
        command = [sys.executable, "-c", MEASURE.format(statement=statement)]
        answer = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        seconds.append(answer[0])
        loaded |= set(answer[1])
    return statistics.median(seconds), loaded


@pytest.mark.parametrize(
    ("statement", "limit"),
    [
        ("import faultmaven_core", IMPORT_CPU_SECONDS),
        ("from faultmaven_core import MilestoneEngine, investigate_sync", ENGINE_CPU_SECONDS),
    ],
)
def test_importing_the_engine_is_cheap(statement: str, limit: float) -> None:
    seconds, loaded = measure(statement)
    sys.stdout.write(f"{statement}: {seconds * 1000:.0f} ms CPU, median of {RUNS}\n")
    assert loaded & HEAVY == set()
    assert seconds <= limit


@pytest.mark.parametrize(
    "module", ["faultmaven_llm", "faultmaven_security", "faultmaven_tools", "faultmaven_prompts"]
)
def test_an_adapter_loads_its_vendor_late(module: str) -> None:
    _, loaded = measure(f"import {module}")
    assert loaded & HEAVY == set()


def test_help_answers_at_once() -> None:
    program = Path(sys.executable).with_name("faultmaven")
    assert program.is_file(), f"{program} is not installed"
    seconds = []
    for _ in range(RUNS):
        before = os.times()
        subprocess.run([str(program), "--help"], capture_output=True, check=True)
        after = os.times()
        # CPU time, because what else runs on the machine is not the program's cost.
        seconds.append(
            after.children_user + after.children_system - before.children_user - before.children_system
        )
    median = statistics.median(seconds)
    sys.stdout.write(f"faultmaven --help: {median * 1000:.0f} ms CPU, median of {RUNS}\n")
    assert median < HELP_CPU_SECONDS
