"""A report for a person at a terminal: the answer first, then why, what else was weighed, and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

from faultmaven_core.cli.layout import heading, more, put, put_list
from faultmaven_core.reports.printable import printable
from faultmaven_models.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from faultmaven_models.report import (
        InvestigationReport,
        ReportCause,
        ReportEvidence,
        ReportExamination,
        ReportTimelineEntry,
    )

_HEADLINE = {
    Verdict.ROOT_CAUSE_IDENTIFIED: ("Root cause identified", "bold green"),
    Verdict.PROBABLE_CAUSE: ("Probable cause", "bold yellow"),
    Verdict.NO_FAULT_FOUND: ("No fault found", "bold green"),
    Verdict.NOT_ENOUGH_DATA: ("Not enough data for a cause", "bold yellow"),
}
_COUNTED = re.compile(r" \((?:once|\d+ times) in [^)]*\)")
_QUOTE_LINES = 3
_QUOTE_ROWS = 3
_OBSERVATIONS = 4
_PLACES = 4
_OTHERS = 3
_LISTED = 5
_TIMES = 6


def render_report(report: InvestigationReport, console: Console) -> None:
    """Print the report to the console, at whatever width it has."""
    put(console, Text(printable(report.question), style="dim"))
    console.print()
    title, style = _HEADLINE[report.verdict]
    put(console, Text(title, style=style))
    put(console, report.answer)
    for cause in report.root_causes[:1]:
        _render_cause(cause, console, answer=report.answer)
    others = report.root_causes[1:]
    put_list(
        console,
        "Also considered",
        (
            f"{item.statement} ({item.component}, {item.confidence:.0%}){_places(item.evidence[:1])}"
            for item in others
        ),
        limit=_OTHERS,
    )
    ruled_out = (f"{item.statement}: {item.reason}{_places(item.evidence[:1])}" for item in report.ruled_out)
    put_list(console, "Ruled out", ruled_out, limit=_LISTED)
    _render_timeline(report.timeline, console)
    missing = (f"{gap.subject}: {gap.problem} → {gap.mend}" for gap in report.data_gaps)
    put_list(console, "Missing", missing, limit=_LISTED)
    refused = (f"{item.claim}: {item.reason}" for item in report.refused_claims)
    put_list(console, "Refused claims", refused, limit=_LISTED)
    _render_solution(report, console)
    heading(console, "Milestones reached")
    reached = ", ".join(item.milestone.value.replace("_", " ") for item in report.milestones)
    put(console, reached or "none", indent=2)
    _render_examined(report.examined, console)
    seconds = report.timings.get("total", 0.0)
    console.print()
    put(console, Text(f"{report.case_id}  {report.artifacts} files  {seconds:.2f} s", style="dim"))


def _render_cause(cause: ReportCause, console: Console, *, answer: str) -> None:
    """The cause and its lines; what the answer has said already is not said again."""
    heading(console, "Root cause")
    if cause.statement not in answer:
        put(console, Text(printable(cause.statement), style="bold"), indent=2)
    component, mode = cause.component or "component unknown", cause.failure_mode or "no known failure mode"
    facts = f"{component}  {mode}  likelihood {cause.confidence:.0%}"
    put(console, Text(printable(facts), style="cyan"), indent=2)
    if cause.mechanism and cause.mechanism not in answer:
        put(console, cause.mechanism, indent=2)
    grouped: dict[tuple[str, str], list[ReportEvidence]] = {}
    for item in cause.evidence:
        grouped.setdefault((_stem(item.summary), item.stance.value), []).append(item)
    for items in list(grouped.values())[:_OBSERVATIONS]:
        _render_observation(items, console)
    if len(grouped) > _OBSERVATIONS:
        more(console, len(grouped) - _OBSERVATIONS, "more observations")


def _render_observation(items: Sequence[ReportEvidence], console: Console) -> None:
    """What was seen, the first place with its lines, and the other places without."""
    first = items[0]
    sign = "+" if first.stance.supports else "-" if first.stance.contradicts else "·"
    put(console, f"{sign} {first.summary}", indent=2, hang=2)
    put(console, Text(printable(_place(first)), style="cyan"), indent=4)
    lines = first.quote.split("\n")
    for line in lines[:_QUOTE_LINES]:
        put(console, Text(f"│ {printable(line)}", style="dim"), indent=4, hang=2, max_lines=_QUOTE_ROWS)
    if len(lines) > _QUOTE_LINES:
        put(console, Text(f"│ … {len(lines) - _QUOTE_LINES} more lines", style="dim"), indent=4)
    others = [_place(item) for item in items[1:]]
    if others:
        rest = f" and {len(others) - _PLACES} more places" if len(others) > _PLACES else ""
        put(console, f"also {', '.join(others[:_PLACES])}{rest}", indent=4, hang=2)


def _render_solution(report: InvestigationReport, console: Console) -> None:
    for solution in report.solutions[:1]:
        heading(console, "What to do")
        for label, steps in (
            ("now", solution.immediate),
            ("for good", solution.permanent),
            ("verify", solution.verify),
            ("risks", solution.risks),
        ):
            for number, step in enumerate(steps):
                shown = Text(f"{label if number == 0 else '':<10}", style="bold")
                put(console, Text.assemble(shown, f"- {printable(step)}"), indent=2, hang=12)


def _render_timeline(timeline: Sequence[ReportTimelineEntry], console: Console) -> None:
    """The first entry of each kind; where all is of one day, the day stands in the heading."""
    once: dict[str, ReportTimelineEntry] = {}
    for entry in timeline:
        once.setdefault(_stem(entry.text), entry)
    days = {entry.at.date() for entry in timeline}
    one_day = len(days) == 1
    entries = []
    for entry in once.values():
        guesses = (("zone", entry.zone_guessed), ("year", entry.year_guessed))
        guessed = " and ".join(name for name, is_guessed in guesses if is_guessed)
        note = f" ({guessed} guessed)" if guessed else ""
        when = f"{entry.at:%H:%M:%S}" if one_day else f"{entry.at:%Y-%m-%d %H:%M:%S}"
        entries.append(f"{when}{note} {entry.text} ({entry.source}:{entry.line})")
    day = f"{days.pop():%Y-%m-%d}, " if one_day else ""
    put_list(console, f"Timeline ({day}UTC)", entries, limit=_TIMES)


def _render_examined(examined: Sequence[ReportExamination], console: Console) -> None:
    """Who looked, and how much each found; what they read stands in the other forms of the report."""
    if not examined:
        return
    heading(console, "Looked at")
    found = ", ".join(f"{item.examiner} {_count(item.findings)}" for item in examined if item.findings)
    silent = ", ".join(item.examiner for item in examined if not item.findings)
    if found:
        put(console, f"found by {found}", indent=2, hang=2)
    if silent:
        put(console, f"nothing found by {silent}", indent=2, hang=2)


def _count(findings: int) -> str:
    return "(1 finding)" if findings == 1 else f"({findings} findings)"


def _stem(summary: str) -> str:
    """The summary without the count and the file: what several files say is one observation."""
    return _COUNTED.sub("", summary)


def _place(item: ReportEvidence) -> str:
    last = "" if item.end_line == item.start_line else f"-{item.end_line}"
    return f"{item.source}:{item.start_line}{last}"


def _places(evidence: Iterable[ReportEvidence]) -> str:
    places = [_place(item) for item in evidence]
    return f" ({', '.join(places)})" if places else ""
