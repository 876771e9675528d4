"""Run every snippet of the documents: `python tests/docs/snippets.py [DOCUMENT...]`.

A fenced block whose language is sh or python is a snippet; text, json and the like are only shown. The
snippets of one document run in order, each in a process of its own, in a fresh copy of the repository: what
one writes, the next may read. The programs of the running environment come first on PATH. The first snippet
that fails ends the run.

A snippet that runs the tests is run as it stands, on one Python and over one package: the session `tests` runs
them all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/**/*.md", "packages/*/README.md", "containers/README.md")
NOT_COPIED = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".nox",
    "dist",
    "__pycache__",
    "*.egg-info",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
)
RUNNERS = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}
TIME_LIMIT_SECONDS = 900


@dataclass(frozen=True, kw_only=True, slots=True)
class Snippet:
    """One fenced block: where it starts (line, from 1), its language and its text."""

    line: int
    language: str
    text: str


class OpenBlock(Exception):
    """A document ends inside a fenced block."""


def snippets(text: str) -> Iterator[Snippet]:
    """Find the fenced blocks of a document that can be run."""
    lines = enumerate(text.splitlines(), 1)
    for number, line in lines:
        if not line.startswith("```"):
            continue
        language, block = line[3:].strip(), []
        for _, inner in lines:
            if inner.rstrip() == "```":
                break
            block.append(inner)
        else:
            raise OpenBlock(f"the block that starts in line {number} does not end")
        if language in RUNNERS:
            yield Snippet(line=number, language=language, text="\n".join(block) + "\n")


def run_document(path: Path, text: str) -> int:
    """Run a document's snippets in a copy of the repository; return how many there were."""
    found = list(snippets(text))
    if not found:
        return 0
    with tempfile.TemporaryDirectory(prefix="faultmaven-docs-") as folder:
        copy = Path(folder) / "faultmaven"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        programs = str(Path(sys.executable).parent)
        environment = {
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "NO_COLOR": "1",
            "NOXPYTHON": f"{sys.version_info.major}.{sys.version_info.minor}",
            "PYTEST_ADDOPTS": "packages/faultmaven-prompts",
        }
        for name in ("NOX_CURRENT_SESSION", "VIRTUAL_ENV", "PYTHONPATH"):
            environment.pop(name, None)
        for snippet in found:
            run_snippet(f"{path}:{snippet.line}", snippet, copy, environment)
    return len(found)


def run_snippet(place: str, snippet: Snippet, folder: Path, environment: dict[str, str]) -> None:
    """Run one snippet, and end the program with what it said when it fails."""
    before = time.perf_counter()
    answer = subprocess.run(
        [*RUNNERS[snippet.language], snippet.text],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=TIME_LIMIT_SECONDS,
        check=False,
    )
    seconds = time.perf_counter() - before
    if answer.returncode != 0:
        raise SystemExit(f"{place}: ended with {answer.returncode}\n{snippet.text}\n{answer.stdout}")
    sys.stdout.write(f"{place}: {snippet.language}, {seconds:.1f} s\n")
    sys.stdout.flush()


def main(names: list[str]) -> None:
    """Run the named documents, or all of them."""
    paths = [ROOT / name for name in names] or [
        path for pattern in DOCUMENTS for path in sorted(ROOT.glob(pattern))
    ]
    count = sum(run_document(path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in paths)
    if count == 0:
        raise SystemExit("no snippet was found, so nothing was shown to work")
    sys.stdout.write(f"{count} snippets of {len(paths)} documents ran\n")


if __name__ == "__main__":
    main(sys.argv[1:])
