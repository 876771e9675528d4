"""A report as Markdown, for a ticket or a chat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from faultmaven_core.reports.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_models.report import InvestigationReport, ReportCause, ReportEvidence

_QUOTE_LINES = 8
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


def to_markdown(report: InvestigationReport) -> str:
    """The whole report, the answer first, ending with a line feed. Text from the incident is escaped or fenced."""
    return "\n".join(_lines(report)).rstrip("\n") + "\n"


def _lines(report: InvestigationReport) -> Iterator[str]:
    yield f"# {_escape(report.question)}"
    yield from ("", _escape(report.answer), "")
    verdict = report.verdict.value.replace("_", " ")
    yield f"Case {report.case_id}, {report.created_at:%Y-%m-%d %H:%M} UTC, verdict: **{verdict}**"
    for cause in report.root_causes:
        yield from _cause(cause)
    yield from _section("What to do", _solutions(report))
    yield from _section(
        "Ruled out",
        (
            f"- {_escape(item.statement)}: {_escape(item.reason)}{_places(item.evidence)}"
            for item in report.ruled_out
        ),
    )
    yield from _section(
        "Timeline (UTC)",
        (
            f"- {entry.at:%Y-%m-%d %H:%M:%S}{_guessed(zone=entry.zone_guessed, year=entry.year_guessed)} "
            f"{_escape(entry.text)} ({_escape(entry.source)}:{entry.line})"
            for entry in report.timeline
        ),
    )
    yield from _section(
        "Missing",
        (
            f"- {_escape(gap.subject)}: {_escape(gap.problem)}. {_escape(gap.mend)}"
            for gap in report.data_gaps
        ),
    )
    yield from _section(
        "Refused claims",
        (f"- {_escape(item.claim)}: {_escape(item.reason)}" for item in report.refused_claims),
    )
    yield from _section(
        "Milestones", (f"- {item.milestone.value}: {_escape(item.reason)}" for item in report.milestones)
    )
    yield from _section(
        "Looked at",
        (
            f"- {_escape(item.examiner)}: {_escape(item.examined)} ({item.findings} findings)"
            for item in report.examined
        ),
    )


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    content = list(lines)
    if content:
        yield from ("", f"## {title}", "", *content)


def _cause(cause: ReportCause) -> Iterator[str]:
    yield from ("", f"## {cause.rank}. {_escape(cause.statement)}", "")
    mode, component = cause.failure_mode or "unknown failure mode", cause.component or "unknown component"
    yield f"{_code(mode)} in {_code(component)}, likelihood {cause.confidence:.0%}"
    if cause.mechanism:
        yield from ("", _escape(cause.mechanism))
    for item in cause.evidence:
        yield from (
            "",
            f"{item.stance.value.replace('_', ' ')}: {_escape(item.summary)} ({_place(item)})",
            "",
        )
        yield from _fenced(item.quote)


def _solutions(report: InvestigationReport) -> Iterator[str]:
    for solution in report.solutions[:1]:
        for label, steps in (
            ("Now", solution.immediate),
            ("For good", solution.permanent),
            ("To verify", solution.verify),
            ("Risks", solution.risks),
        ):
            for step in steps:
                yield f"- **{label}**: {_escape(step)}"


def _fenced(quote: str) -> Iterator[str]:
    lines = printable(quote).split("\n")
    shown = lines[:_QUOTE_LINES]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}text", *shown)
    if len(lines) > len(shown):
        yield f"… {len(lines) - len(shown)} more lines"
    yield fence


def _code(text: str) -> str:
    inert = printable(text).replace("`", "'").replace("\n", " ")
    return f"`{inert}`"


def _place(item: ReportEvidence) -> str:
    last = "" if item.end_line == item.start_line else f"-{item.end_line}"
    return f"{_escape(item.source)}:{item.start_line}{last}"


def _places(evidence: tuple[ReportEvidence, ...]) -> str:
    return f" ({', '.join(_place(item) for item in evidence)})" if evidence else ""


def _guessed(*, zone: bool, year: bool) -> str:
    marks = [name for name, guessed in (("zone", zone), ("year", year)) if guessed]
    return f" ({' and '.join(marks)} guessed)" if marks else ""


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", printable(text).replace("\n", " "))
