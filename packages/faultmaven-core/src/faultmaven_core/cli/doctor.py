"""``faultmaven doctor``: what is installed, what answers, what is missing and how to mend it."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from faultmaven_core import plugins
from faultmaven_core.cli import EXIT_SETUP
from faultmaven_core.cli.output import print_json, stdout_console
from faultmaven_core.settings import Settings
from faultmaven_models.errors import FaultMavenError, SetupError
from faultmaven_models.interfaces import IDetector, ISanitizer, ITool

_PACKAGES = (
    ("faultmaven-models", "pip install faultmaven-models"),
    ("faultmaven-prompts", "pip install faultmaven-prompts"),
    ("faultmaven-core", "pip install faultmaven-core"),
    ("faultmaven-security", 'pip install "faultmaven-core[security]"'),
    ("faultmaven-tools", 'pip install "faultmaven-core[tools]"'),
    ("faultmaven-llm", 'pip install "faultmaven-core[llm]"'),
    ("presidio-analyzer", 'pip install "faultmaven-core[presidio]"'),
)
_PROBE = "mail ops@example.com, password=correct-horse-battery-staple"

Row = dict[str, str]


def run(*, json_output: bool) -> None:
    """Print the findings. What is missing is no failure: the engine works without any extra.

    Raises typer.Exit with the code for a wrong set-up when something that is installed is broken.
    """
    findings = {
        "python": [{"name": "python", "state": "ok", "detail": platform.python_version(), "mend": ""}],
        "packages": [_package(name, mend) for name, mend in _PACKAGES],
        "adapters": [row for group in plugins.USUAL_PACKAGE for row in _group(group)],
        "settings": [_settings()],
    }
    if json_output:
        print_json(findings)
    else:
        _show(findings)
    if any(row["state"] == "broken" for rows in findings.values() for row in rows):
        raise typer.Exit(EXIT_SETUP)


def _show(findings: dict[str, list[Row]]) -> None:
    console = stdout_console()
    for title, rows in findings.items():
        console.print(Text(title.capitalize(), style="bold"))
        console.print(_table(rows))
    console.print(
        Text(
            "Without any extra FaultMaven investigates with rules alone and sends nothing anywhere.",
            style="dim",
        )
    )


def _package(name: str, mend: str) -> Row:
    try:
        return {"name": name, "state": "ok", "detail": version(name), "mend": ""}
    except PackageNotFoundError:
        return {"name": name, "state": "missing", "detail": "not installed", "mend": mend}


def _group(group: str) -> list[Row]:
    try:
        names = list(plugins.installed(group))
    except SetupError as error:
        return [{"name": group, "state": "broken", "detail": error.problem, "mend": error.mend}]
    return [_adapter(group, name) for name in names]


def _adapter(group: str, name: str) -> Row:
    """Load the adapter, and where that is free of cost and of the network, ask it something."""
    shown = f"{group.removeprefix('faultmaven.')}: {name}"
    try:
        detail = _probe(group, name)
    except SetupError as error:
        return {"name": shown, "state": "missing", "detail": error.problem, "mend": error.mend}
    except Exception as error:  # noqa: BLE001  an adapter's boundary: its defect is what the doctor reports
        detail = str(error) if isinstance(error, FaultMavenError) else f"{type(error).__name__}: {error}"
        return {"name": shown, "state": "broken", "detail": detail, "mend": "report it to its author"}
    return {"name": shown, "state": "ok", "detail": detail, "mend": ""}


def _probe(group: str, name: str) -> str:
    if group == "faultmaven.sanitizers":
        sanitizer: Any = plugins.create(group, name, ISanitizer)
        counts = sanitizer.redact(_PROBE, case_id="doctor").counts
        return f"answers: took out {sum(counts.values())} of 2 in a sample"
    if group == "faultmaven.tools":
        tool: Any = plugins.create(group, name, ITool)
        return f"answers: {tool.spec.name}"
    if group == "faultmaven.detectors":
        detector: Any = plugins.create(group, name, IDetector)
        return f"answers: {detector.name}"
    plugins.load(group, name)
    return "loads (not called)"


def _settings() -> Row:
    try:
        settings = Settings.from_environment()
    except SetupError as error:
        return {"name": "settings", "state": "broken", "detail": error.problem, "mend": error.mend}
    chosen = settings.model_dump(mode="json", exclude={"limits"}, exclude_none=True)
    return {
        "name": "settings",
        "state": "ok",
        "detail": ", ".join(f"{key}={value}" for key, value in chosen.items()),
        "mend": "",
    }


def _table(rows: list[Row]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(width=2)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    marks = {"ok": ("✓", "green"), "missing": ("-", "yellow"), "broken": ("✗", "red")}
    for row in rows:
        mark, style = marks[row["state"]]
        detail = Text(row["detail"])
        if row["mend"]:
            detail.append(f" → {row['mend']}", style="bold")
        table.add_row(Text(mark, style=style), row["name"], detail)
    return table
