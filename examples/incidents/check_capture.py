"""Check that a captured incident shows its true cause and nothing of the machine it was made on.

Run by every ``reproduce.sh`` before the new capture takes the place of the old one::

    python3 check_capture.py CAPTURE TRUTH [--forbid TEXT]... [--forbid-word WORD]...

Exit code 0 when the capture holds, 1 with one line on standard error for each defect.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CAPTURE_BYTES = 300_000
MIN_LOG_LINES = 300


def read_capture(folder: Path) -> dict[str, str]:
    """Return the text of every file below ``folder`` by its relative path; UTF-8, strictly."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def missing_evidence(files: dict[str, str], truth: dict[str, object]) -> Iterator[str]:
    """Yield a line for each piece of evidence of ``truth`` that no line of its file contains."""
    evidence = truth["evidence"]
    if not isinstance(evidence, list) or not evidence:
        yield "truth.json names no evidence"
        return
    for item in evidence:
        source, text = item["source"], item["contains"]
        if source not in files:
            yield f"evidence file {source} was not captured"
        elif not any(text in line for line in files[source].splitlines()):
            yield f"no line of {source} contains {text!r}"


def size_defects(files: dict[str, str]) -> Iterator[str]:
    """Yield a line when the capture is too large to upload gladly or too small to be an incident."""
    size = sum(len(text.encode()) for text in files.values())
    lines = sum(text.count("\n") for text in files.values())
    if size > MAX_CAPTURE_BYTES:
        yield f"the capture has {size} bytes, more than {MAX_CAPTURE_BYTES}"
    if lines < MIN_LOG_LINES:
        yield f"the capture has {lines} lines, fewer than {MIN_LOG_LINES}"


def traces_of_machine(files: dict[str, str], *, texts: list[str], words: list[str]) -> Iterator[str]:
    """Yield a line for each file that names the machine: ``texts`` anywhere, ``words`` as whole words."""
    patterns = [re.escape(text) for text in texts if text]
    patterns += [rf"\b{re.escape(word)}\b" for word in words if word and word != "localhost"]
    for pattern in patterns:
        for source, text in files.items():
            if re.search(pattern, text):
                yield f"{source} names the machine it was made on ({pattern})"


def main() -> int:
    """Read the arguments, print the defects to standard error and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("capture", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--forbid", action="append", default=[], metavar="TEXT")
    parser.add_argument("--forbid-word", action="append", default=[], metavar="WORD")
    arguments = parser.parse_args()
    files = read_capture(arguments.capture)
    truth = json.loads(arguments.truth.read_text(encoding="utf-8"))
    defects = [*missing_evidence(files, truth), *size_defects(files)]
    defects += traces_of_machine(files, texts=arguments.forbid, words=arguments.forbid_word)
    if files.get("question.txt", "").strip() != truth["question"]:
        defects.append("question.txt and truth.json ask different questions")
    for defect in defects:
        sys.stderr.write(f"defect: {defect}\n")
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())
