"""Where output goes: a report to standard output or a file, progress to standard error."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from faultmaven_models.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from faultmaven_models.report import InvestigationReport

_WIDEST = 110
_NARROWEST = 40
_STEP_TEXT = {
    "faultmaven.preprocessing": "Reading the files",
    "faultmaven.reasoning": "Looking for causes",
    "faultmaven.verification": "Checking every citation",
    "faultmaven.answering": "Writing the answer",
    "faultmaven.storing": "Storing the case",
}


def stdout_console() -> Console:
    """A console for people on standard output; with NO_COLOR or in a pipe it writes no escape code at all."""
    console = _console(stderr=False)
    console.width = max(_NARROWEST, min(_WIDEST, console.width))
    return console


def _console(*, stderr: bool) -> Console:
    """NO_COLOR takes bold and dim away too, which rich alone would keep."""
    plain = bool(os.environ.get("NO_COLOR"))
    return Console(stderr=stderr, highlight=False, color_system=None if plain else "auto")


class ProgressTracer:
    """Implements ITracer by showing the step at work on a terminal's standard error; silent elsewhere."""

    def __init__(self) -> None:
        self._console = _console(stderr=True)
        self._shown = self._console.is_terminal
        self._moves = not (self._console.is_dumb_terminal or os.environ.get("NO_COLOR"))

    @contextmanager
    def span(self, name: str, attributes: Mapping[str, str | int | float | bool]) -> Iterator[None]:  # noqa: ARG002  the port's signature
        """Show what the block does while it runs."""
        if not self._shown:
            yield
            return
        text = f"{_STEP_TEXT.get(name, name)} …"
        if not self._moves:  # a line for each step, where nothing may move or be coloured
            self._console.print(text)
            yield
            return
        with self._console.status(text):
            yield


def write_text(target: str, text: str) -> None:
    """Write UTF-8 to a file, or to standard output for ``-``. Raises InvalidInput for what cannot be written."""
    content = (text if text.endswith("\n") else f"{text}\n").encode()
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        Path(target).write_bytes(content)
    except OSError as error:
        raise _unwritable(target, error.strerror or str(error)) from error


def check_targets(*targets: str | None) -> None:
    """Raise InvalidInput, before the work begins, for outputs that could not be written when it is done."""
    if sum(target == "-" for target in targets) > 1:
        msg = "--json - and --md - both want standard output: give one of them a file"
        raise InvalidInput(msg)
    for target in targets:
        problem = _problem_with(target) if target is not None and target != "-" else None
        if target is not None and problem is not None:
            raise _unwritable(target, problem)


def _problem_with(target: str) -> str | None:
    if not target:
        return "the name is empty"
    path = Path(target)
    try:
        if path.is_dir():
            return "it is a folder"
        if not path.parent.is_dir():
            return f"there is no folder {path.parent}"
        writable = os.access(path if path.exists() else path.parent, os.W_OK)
    except OSError as error:
        return error.strerror or str(error)
    return None if writable else "Permission denied"


def _unwritable(target: str, problem: str) -> InvalidInput:
    return InvalidInput(
        f"{target or 'the output'} cannot be written: {problem}. Name a file in a folder you can write to"
    )


def print_json(value: Any) -> None:  # noqa: ANN401  anything that JSON can hold
    """Print a value as indented JSON, and nothing else, on standard output."""
    write_text("-", json.dumps(value, indent=2, ensure_ascii=False))


def deliver(report: InvestigationReport, *, json_file: str | None, md_file: str | None) -> None:
    """Write the report where it was asked for, and for a person on standard output unless that is taken.

    A file that cannot be written costs nothing else: the rest is delivered first, then InvalidInput is raised.
    """
    from faultmaven_core.cli.render import render_report
    from faultmaven_core.reports import to_markdown

    failed: InvalidInput | None = None
    for target, text in ((json_file, report.to_json()), (md_file, to_markdown(report))):
        try:
            if target is not None:
                write_text(target, text)
        except InvalidInput as error:
            failed = error
    if "-" not in (json_file, md_file):
        render_report(report, stdout_console())
    if failed is not None:
        raise failed
