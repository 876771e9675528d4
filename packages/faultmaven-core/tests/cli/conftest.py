"""The command line with one detector of the tests' own, whatever else is installed."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from faultmaven_core import plugins
from faultmaven_core.cli import main

sys.path.insert(0, str(Path(__file__).parent))


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


Invoke = Callable[..., Ran]


@pytest.fixture(autouse=True)
def own_plugins(monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    """What is installed, as far as this process sees: a test may add to the list."""
    from own_plugins import OWN, only

    points = list(OWN)
    monkeypatch.setattr(plugins, "entry_points", only(points))
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FAULTMAVEN_CASE_DB", "FAULTMAVEN_MODEL", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return points


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs `main` with these arguments, as the installed program does, and keeps what it wrote."""

    def run(*arguments: object, stdin: bytes = b"", encoding: str = "utf-8") -> Ran:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["faultmaven", *map(str, arguments)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as leaving, logging_as_before():
                main()
        code = leaving.value.code
        assert code is None or isinstance(code, int), "an exit code is a number"
        return Ran(code or 0, *(text(stream) for stream in (out, err)))

    return run


@contextmanager
def logging_as_before() -> Iterator[None]:
    """What the program does to the process's logging ends with it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written: io.BytesIO = stream.buffer  # type: ignore[assignment]  # as it was made above
    return written.getvalue().decode("utf-8")


@pytest.fixture
def incident(tmp_path: Path) -> Path:
    """A folder whose cause the widget detector identifies from two logs."""
    folder = tmp_path / "incident"
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "app.log").write_text("10:00:00 started\n10:00:01 ERROR out of widgets\n")
    (folder / "store.log").write_text("10:00:01 ERROR out of widgets: 0 left\n")
    (folder / "question.txt").write_text("Why are there no widgets?\n")
    return folder
