"""An investigation in one call."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faultmaven_core.investigation.milestone_engine import MilestoneEngine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_core.investigation.milestone_engine import UploadSource
    from faultmaven_models.report import InvestigationReport

DEFAULT_QUESTION = "What is the root cause of this incident?"
QUESTION_FILE = "question.txt"
_QUESTION_LIMIT = 2000


async def investigate(
    paths: UploadSource | Iterable[UploadSource],
    *,
    question: str | None = None,
    engine: MilestoneEngine | None = None,
) -> InvestigationReport:
    """Investigate files, folders or archives and return the report.

    Without a question, the text of a ``question.txt`` at the top of the first folder is asked, else `DEFAULT_QUESTION`.
    Without an engine, one with default parts is made (settings from the environment). Raises InvalidInput for a
    missing path, for paths that hold nothing to read, and for a blank question.
    """
    sources = _as_list(paths)
    asked = question if question is not None else question_beside(sources)
    engine = engine or MilestoneEngine()
    result = await engine.investigate(asked, attachments=sources)
    report = await engine.report(result.case.id)
    return report.model_copy(update={"timings": result.timings})  # with the storing, which no case can hold


def investigate_sync(
    paths: UploadSource | Iterable[UploadSource],
    *,
    question: str | None = None,
    engine: MilestoneEngine | None = None,
) -> InvestigationReport:
    """`investigate` for code that is not asynchronous; works too where an event loop is running, as in a notebook."""
    if _loop_is_running():
        return _in_own_thread(paths, question=question, engine=engine)
    return asyncio.run(investigate(paths, question=question, engine=engine))


def question_beside(sources: Iterable[UploadSource]) -> str:
    """The question that lies in the first folder as ``question.txt``, or the default one."""
    for source in sources:
        if not isinstance(source, Path | str):
            continue
        try:
            with (Path(source) / QUESTION_FILE).open(encoding="utf-8-sig", errors="replace") as file:
                return file.read(_QUESTION_LIMIT).strip() or DEFAULT_QUESTION
        except OSError:  # there is none, or it cannot be read: then nobody asked
            continue
    return DEFAULT_QUESTION


def _as_list(paths: UploadSource | Iterable[UploadSource]) -> list[UploadSource]:
    if isinstance(paths, str | Path) or hasattr(paths, "content"):
        return [paths]  # type: ignore[list-item]  # an Attachment, a path or a string
    return list(paths)


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _in_own_thread(paths: Any, **options: Any) -> InvestigationReport:  # noqa: ANN401  handed through unchanged
    result: list[InvestigationReport] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(asyncio.run(investigate(paths, **options)))
        except BaseException as error:  # noqa: BLE001  carried to the caller's thread and raised there
            failure.append(error)

    thread = threading.Thread(target=run, name="faultmaven-investigate")
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return result[0]
