"""Reads the output of ``systemctl status``: the state of units and the journal lines below it.

The shape is that of systemd's own program (systemctl(1)): a line with a coloured dot and the unit's name, indented
``Loaded:`` and ``Active:`` lines, then journal lines in syslog form (``Jan 02 15:41:14 HOST PROGRAM[PID]: …``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.log_search import holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

_DOTS = ("●", "○", "\N{MULTIPLICATION SIGN}", "✗", "↻", "*")
_UNIT_SUFFIXES = (".service", ".socket", ".timer", ".mount", ".target")
_MONTHS = frozenset(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
_SYSLOG_WORDS = 5
_CLOCK_CHARACTERS = 8
_BLOCK_LIMIT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """A line of the journal in syslog form."""

    host: str
    program: str
    message: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStatus:
    """A unit as ``systemctl status`` shows it."""

    unit: str
    """The unit's name without ``.service``."""
    description: str
    host: str
    """The machine, as the text or its journal lines name it; empty when nothing does."""
    active: str
    """``active``, ``inactive``, ``failed``, ``activating``, ``deactivating`` or ``reloading``."""
    detail: str
    """What stands in brackets after it: ``running``, ``dead``, ``auto-restart``, ``Result: exit-code``."""
    enabled: bool | None
    """Whether it starts at boot; None when the text does not tell."""
    exit_note: str
    """``code=killed, signal=TERM`` of the main process, or empty."""
    journal: tuple[JournalLine, ...]
    document: Document
    line: int
    """The line with the unit's name."""
    active_line: int

    @property
    def is_running(self) -> bool:
        """Whether the unit does its work (a finished one-shot unit counts)."""
        return self.active in ("active", "reloading")

    def span(self) -> SourceSpan:
        """From the unit's name to its ``Active:`` line."""
        return self.document.span(self.line, self.active_line)


def build_service_statuses(materials: Materials) -> tuple[ServiceStatus, ...]:
    """Every unit that the documents show, in their order."""
    found: list[ServiceStatus] = []
    for document in materials.documents:
        found.extend(read_service_statuses(document))
    return tuple(found)


def read_service_statuses(document: Document) -> Iterator[ServiceStatus]:
    """The units of one document."""
    if not holds(document, ("Active: ",)):
        return
    starts = [
        (number, found)
        for number, line in document.numbered()
        if (found := _unit_of(line)) is not None and _has_state(document, number)
    ]
    for position, (number, (name, description)) in enumerate(starts):
        following = starts[position + 1][0] if position + 1 < len(starts) else len(document.lines) + 1
        yield _read_block(document, number, min(following, number + _BLOCK_LIMIT), name, description)


def _unit_of(line: str) -> tuple[str, str] | None:
    text = line.strip()
    if text.startswith("Status: "):
        text = text[len("Status: ") :].lstrip()
    if not text.startswith(_DOTS):
        return None
    name, _, description = text.lstrip("".join(_DOTS)).strip().partition(" ")
    if not name.endswith(_UNIT_SUFFIXES):
        return None
    return name.removesuffix(".service"), description.lstrip("- ").strip()


def _has_state(document: Document, number: int) -> bool:
    return any(line.lstrip().startswith("Active: ") for line in document.lines[number : number + 6])


def _read_block(document: Document, start: int, end: int, unit: str, description: str) -> ServiceStatus:
    active = detail = exit_note = ""
    enabled: bool | None = None
    active_line = start
    journal: list[JournalLine] = []
    for number in range(start + 1, end):
        text = document.lines[number - 1].strip()
        if text.startswith("$ "):
            break
        if text.startswith("Loaded: "):
            enabled = False if "; disabled" in text or "masked" in text else ("; enabled" in text) or None
        elif text.startswith("Active: ") and not active:
            active, detail, active_line = (*_state_of(text[len("Active: ") :]), number)
        elif text.startswith("Main PID: ") and "(code=" in text:
            exit_note = text[text.index("(code=") + 1 :].rstrip(")")
        elif (entry := read_journal_line(document.lines[number - 1], number)) is not None:
            journal.append(entry)
    return ServiceStatus(
        unit=unit,
        description=description,
        host=_host_of(document, start, journal),
        active=active,
        detail=detail,
        enabled=enabled,
        exit_note=exit_note,
        journal=tuple(journal),
        document=document,
        line=start,
        active_line=active_line,
    )


def _state_of(text: str) -> tuple[str, str]:
    state, _, rest = text.partition(" ")
    detail = rest[1 : rest.index(")")] if rest.startswith("(") and ")" in rest else ""
    return state, detail


def _host_of(document: Document, start: int, journal: list[JournalLine]) -> str:
    for number in range(start - 1, max(0, start - 4), -1):
        text = document.lines[number - 1].strip()
        if text.startswith(("Node: ", "Host: ", "Hostname: ")):
            return text.split(": ", 1)[1].strip()
        if "systemctl status" in text and "# on " in text:
            return text.rsplit("# on ", 1)[1].strip()
        if text.startswith("$ ") or not text:
            break
    return journal[-1].host if journal else ""


def read_journal_line(line: str, number: int) -> JournalLine | None:
    """``Jan 02 15:41:14 HOST PROGRAM[PID]: MESSAGE``, or None when the line has another form."""
    words = line.strip().split(None, _SYSLOG_WORDS)
    if len(words) <= _SYSLOG_WORDS or words[0] not in _MONTHS or not words[1].isdecimal():
        return None
    clock, host, program, message = words[2], words[3], words[4], words[5]
    if len(clock) < _CLOCK_CHARACTERS or clock[2] != ":" or not program.endswith(":"):
        return None
    return JournalLine(host=host, program=program.rstrip(":").split("[", 1)[0], message=message, line=number)
