"""``faultmaven investigate``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from faultmaven_core.batch import investigate
from faultmaven_core.cli.output import ProgressTracer, check_targets, deliver
from faultmaven_core.investigation import MilestoneEngine
from faultmaven_core.preprocessing import Preprocessor
from faultmaven_core.preprocessing.streams import Peeked
from faultmaven_core.settings import Settings
from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import Attachment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_core.investigation.milestone_engine import UploadSource
    from faultmaven_core.preprocessing.blob import Readable

_PEEK = 65_536


def run(
    paths: Sequence[str],
    *,
    question: str | None,
    json_file: str | None,
    md_file: str | None,
    case_db: Path | None,
    model: str | None,
) -> None:
    """Investigate and deliver the report. Raises FaultMavenError for whatever keeps it from doing so."""
    check_targets(json_file, md_file)
    settings = Settings.from_environment(case_db=case_db, model=model)
    standard_input = _standard_input() if "-" in paths else None
    engine = MilestoneEngine(
        settings=settings,
        tracer=ProgressTracer(),
        preprocessor=Preprocessor(limits=settings.limits, standard_input=standard_input),
    )
    report = asyncio.run(investigate(_sources(paths), question=question, engine=engine))
    deliver(report, json_file=json_file, md_file=md_file)


def _sources(paths: Sequence[str]) -> list[UploadSource]:
    if paths.count("-") > 1:
        msg = "- stands for standard input and can be given once only"
        raise InvalidInput(msg)
    return [Attachment(name="stdin", path=Path("-")) if path == "-" else path for path in paths]


def _standard_input() -> Readable:
    """The stream, from which nothing is lost. Raises InvalidInput when it gives nothing."""
    try:
        stream = None if sys.stdin is None else Peeked(sys.stdin.buffer)
        if stream is not None and stream.peek(_PEEK).strip():
            return stream
        if stream is not None:
            stream.read(1)  # raises what kept it from giving anything
    except OSError as error:
        msg = f"standard input cannot be read: {error.strerror or error}. Pipe something into it, or name a file"
        raise InvalidInput(msg) from error
    msg = "standard input is empty: pipe something into it, as in `kubectl get events | faultmaven investigate -`"
    raise InvalidInput(msg)
