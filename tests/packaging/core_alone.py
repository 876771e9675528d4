"""What must hold where faultmaven-core is installed with nothing but models and prompts.

`nox -s wheel` runs this in an environment of its own, from wheels: `python -I tests/packaging/core_alone.py`.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from importlib import metadata, util
from pathlib import Path

from faultmaven_core import MilestoneEngine, investigate_sync

ADAPTERS = ("faultmaven_llm", "faultmaven_security", "faultmaven_tools")
COMMAND_LINE = ("rich", "typer")
LOG = """\
2026-03-02T10:00:00Z app[812]: starting
2026-03-02T10:00:07Z kernel: Out of memory: Killed process 812 (app) total-vm:912000kB, anon-rss:498000kB
2026-03-02T10:00:08Z systemd[1]: app.service: Main process exited, code=killed, status=9/KILL
2026-03-02T10:00:08Z systemd[1]: app.service: Failed with result 'oom-kill'.
"""


def check_installation() -> None:
    """Nothing that core may not need is here, and nothing of ours comes from a tree."""
    present = [name for name in (*ADAPTERS, *COMMAND_LINE) if util.find_spec(name) is not None]
    assert not present, f"installed, though core does not need them: {present}"
    for name in ("faultmaven-models", "faultmaven-prompts", "faultmaven-core"):
        requirements = metadata.requires(name) or []
        pinned = [requirement for requirement in requirements if "==" in requirement.partition(";")[0]]
        assert not pinned, f"{name} pins {pinned}"


async def check_engine() -> None:
    """An engine with nothing given opens a case and takes a turn."""
    engine = MilestoneEngine()
    try:
        case = await engine.open_case("app is down")
        assert case.id.startswith("case_"), case.id
    finally:
        await engine.aclose()


def check_investigation(folder: Path) -> None:
    """One call gives a report that cites lines of the file."""
    (folder / "app.log").write_text(LOG, encoding="utf-8")
    report = investigate_sync([folder], question="Why did app stop?")
    cited = [span for cause in report.root_causes for span in cause.evidence]
    lines = LOG.splitlines()
    assert report.artifacts == 1, report.artifacts
    assert report.examined, "the report does not say what was looked at"
    for span in cited:
        assert span.source.endswith("app.log"), span
        assert span.quote == "\n".join(lines[span.start_line - 1 : span.end_line]), span


def check_command_line() -> None:
    """Without its extra the program says which command brings it, and shows no traceback."""
    program = Path(sys.executable).with_name("faultmaven")
    answer = subprocess.run([str(program), "--help"], capture_output=True, text=True, check=False)
    assert answer.returncode != 0, "the program cannot work without its extra"
    assert "faultmaven-core[cli]" in answer.stderr, answer.stderr
    assert "Traceback" not in answer.stderr, answer.stderr


def main() -> None:
    """Run every check; the first that fails ends the program with its reason."""
    check_installation()
    asyncio.run(check_engine())
    with tempfile.TemporaryDirectory() as folder:
        check_investigation(Path(folder))
    check_command_line()
    sys.stdout.write("core alone: engine, investigation and the command line's advice hold\n")


if __name__ == "__main__":
    main()
