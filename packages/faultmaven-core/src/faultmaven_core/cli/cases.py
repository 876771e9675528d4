"""``faultmaven cases list|show|report``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rich.text import Text

from faultmaven_core.cli.layout import heading, put
from faultmaven_core.cli.output import check_targets, deliver, print_json, stdout_console
from faultmaven_core.investigation.report_builder import build_report
from faultmaven_core.persistence.sqlite import SQLiteCaseRepository
from faultmaven_core.reports.printable import printable
from faultmaven_core.settings import Settings
from faultmaven_models.errors import NotFound, SetupError

if TYPE_CHECKING:
    from pathlib import Path

    from faultmaven_models.case import Case


def show_list(case_db: Path | None, *, limit: int, json_output: bool) -> None:
    """Print the newest cases."""
    repository = _repository(case_db)
    cases = asyncio.run(repository.list_cases(limit=limit))
    if json_output:
        print_json([case.model_dump(mode="json") for case in cases])
        return
    console = stdout_console()
    if not cases:
        put(console, f"No cases in {repository.path} yet.")
        return
    for case in cases:
        changed = f"{case.updated_at[:16].replace('T', ' ')} UTC"
        put(console, Text.assemble((case.id, "bold"), f"  {case.status.value}  {changed}"))
        put(console, printable(case.title, limit=200), indent=2)
        if case.conclusion:
            put(console, Text(f"→ {printable(case.conclusion, limit=300)}", style="dim"), indent=2, hang=2)


def show_case(case_id: str, case_db: Path | None, *, json_output: bool) -> None:
    """Print one case."""
    case = asyncio.run(_repository(case_db).load(case_id))
    if json_output:
        print_json(case.model_dump(mode="json"))
        return
    console = stdout_console()
    for name, value in _overview(case).items():
        put(console, Text.assemble((f"{name:<12}", "bold"), printable(value)), hang=12)
    for turn in case.turns:
        outcome = turn.outcome.value.replace("_", " ")
        heading(console, f"Turn {turn.number} at {turn.at:%Y-%m-%d %H:%M:%S} UTC ({outcome})")
        if turn.message:
            put(console, f"> {turn.message}", hang=2)
        put(console, turn.answer)


def show_report(case_id: str, case_db: Path | None, *, json_file: str | None, md_file: str | None) -> None:
    """Print the report of one case."""
    check_targets(json_file, md_file)
    case = asyncio.run(_repository(case_db).load(case_id))
    deliver(build_report(case), json_file=json_file, md_file=md_file)


def _overview(case: Case) -> dict[str, str]:
    reached = ", ".join(record.milestone.value.replace("_", " ") for record in case.progress.milestones)
    return {
        "Case": f"{case.id} (version {case.version})",
        "Title": case.title,
        "Status": case.status.value,
        "Stage": case.progress.stage.value.replace("_", " "),
        "Opened": f"{case.created_at:%Y-%m-%d %H:%M:%S} UTC by {case.owner_id}",
        "Milestones": reached or "none yet",
        "Holds": f"{len(case.artifacts)} files, {len(case.evidence)} evidence, {len(case.hypotheses)} hypotheses, "
        f"{len(case.solutions)} solutions, {len(case.data_gaps)} gaps",
        "Conclusion": case.working_conclusion.statement if case.working_conclusion else "none yet",
    }


def _repository(case_db: Path | None) -> SQLiteCaseRepository:
    path = Settings.from_environment(case_db=case_db).case_db
    if path is None:
        problem = "no case database is named"
        raise SetupError(
            problem,
            mend="give --case-db FILE or set FAULTMAVEN_CASE_DB, as with `investigate --case-db FILE`",
        )
    if not path.is_file():
        msg = f"there is no case database at {path}. `faultmaven investigate PATH --case-db {path}` makes one"
        raise NotFound(msg)
    return SQLiteCaseRepository(path)
