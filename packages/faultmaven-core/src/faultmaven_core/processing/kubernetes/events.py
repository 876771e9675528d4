"""Reads events: the table below a described object, and the rows of ``kubectl get events``."""

from __future__ import annotations

from faultmaven_core.processing.kubernetes.objects import Event
from faultmaven_core.processing.kubernetes.outline import Entry
from faultmaven_core.processing.kubernetes.quantities import parse_count, parse_duration

_TYPES = ("Normal", "Warning")
_COLUMNS = ("Type", "Reason", "Age", "From", "Message")


def parse_age(text: str) -> tuple[int, float | None, float | None]:
    """``12s (x2 over 29s)`` as (times, seconds since the last one, seconds since the first one)."""
    last, _, rest = text.partition("(")
    last_seconds = parse_duration(last.strip())
    times, first_seconds = 1, last_seconds
    words = rest.rstrip(")").split()
    if words and words[0].startswith("x"):
        times = parse_count(words[0][1:]) or 1
        first_seconds = parse_duration(words[-1]) if len(words) > 1 else last_seconds
    return times, last_seconds, first_seconds


def read_events(root: Entry, *, kind: str, name: str, namespace: str) -> tuple[Event, ...]:
    """The events below a described object; rows that cannot be read are left out."""
    table = root.child("Events")
    if table is None:
        return ()
    found = []
    for row in table.children:
        cells = _cells(row.text)
        if cells is None:
            continue
        event_type, reason, age, source, message = cells
        times, last, first = parse_age(age)
        found.append(
            Event(
                type=event_type,
                reason=reason,
                message=message,
                source=source,
                count=times,
                last_seen_seconds=last,
                first_seen_seconds=first,
                kind=kind,
                name=name,
                namespace=namespace,
                at=row.cited(row.text),
            )
        )
    return tuple(found)


def _cells(text: str) -> tuple[str, str, str, str, str] | None:
    """Type, reason, age, source and message of a row: columns stand two blanks or more apart."""
    if not text.startswith(_TYPES):
        return None
    cells: list[str] = []
    rest = text
    while len(cells) < len(_COLUMNS) - 1:
        cell, gap, rest = rest.partition("  ")
        cells.append(cell.strip())
        rest = rest.lstrip()
        if not gap:
            break
    if len(cells) < len(_COLUMNS) - 1:
        return None
    if not rest:
        return cells[0], cells[1], cells[2], "", cells[3]
    return cells[0], cells[1], cells[2], cells[3], rest
