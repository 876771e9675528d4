"""Reads the text of ``kubectl describe`` as an outline: what is indented belongs to what stands above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.sections import Section
from faultmaven_models.materials import Document

LINE_LIMIT = 20_000
"""Characters of a line that are read; no line of an outline that matters is longer."""

NOTHING = frozenset({"", "<none>", "<unset>", "<nil>", "<unknown>"})
"""How kubectl prints that there is nothing."""

MAX_DEPTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line, its key and value where it has the form ``key: value``, and the lines below it."""

    key: str
    value: str
    text: str
    indent: int
    line: int
    document: Document
    children: list[Entry] = field(default_factory=list)

    def child(self, key: str) -> Entry | None:
        """The first child with that key."""
        return next((entry for entry in self.children if entry.key == key), None)

    def cite(self, key: str) -> Cited[str] | None:
        """The value of that child with its line; None when it is missing or printed as nothing."""
        entry = self.child(key)
        if entry is None or entry.value in NOTHING:
            return None
        return entry.cited(entry.value)

    def cited(self, value: str) -> Cited[str]:
        """``value`` with this entry's line."""
        return Cited(value=value, document=self.document, line=self.line)

    def texts(self) -> list[str]:
        """The value and the lines below it, as kubectl prints lists."""
        own = [] if self.value in NOTHING else [self.value]
        return own + [entry.text for entry in self.children]

    @property
    def last_line(self) -> int:
        """The last line that belongs to this entry."""
        entry = self
        while entry.children:
            entry = entry.children[-1]
        return entry.line


def split_pair(text: str) -> tuple[str, str]:
    """``key: value`` as a pair; a text of another form is all value, with an empty key."""
    at = text.find(": ")
    if at > 0:
        return text[:at], text[at + 2 :].strip()
    if text.endswith(":"):
        return text[:-1], ""
    return "", text


def outlines(section: Section) -> Iterator[Entry]:
    """The objects that a section describes, each as an entry whose children are its top-level lines."""
    rows: list[tuple[int, str]] = []
    blank = False
    for number, line in enumerate(section.lines, start=section.start):
        if line.startswith("Name:"):
            if rows:
                yield _tree(section.document, rows)
            rows = [(number, line[:LINE_LIMIT])]
        elif rows and line.strip():
            if blank and _foreign(line):
                yield _tree(section.document, rows)
                rows = []
                continue
            rows.append((number, line[:LINE_LIMIT]))
        blank = not line.strip()
    if rows:
        yield _tree(section.document, rows)


def _foreign(line: str) -> bool:
    """Whether a line after a blank one begins something that is not part of a described object."""
    if line[0] in " \t-=":
        return line.startswith(("---", "==="))
    return not (":" in line or line.startswith(("Data", "BinaryData", "Resource", "No ", "Events")))


def _tree(document: Document, rows: list[tuple[int, str]]) -> Entry:
    root = Entry(key="", value="", text="", indent=-1, line=rows[0][0], document=document)
    open_entries = [root]
    for number, row in rows:
        text = row.strip()
        indent = len(row) - len(row.lstrip())
        while len(open_entries) > 1 and (open_entries[-1].indent >= indent or len(open_entries) > MAX_DEPTH):
            open_entries.pop()
        key, value = split_pair(text)
        entry = Entry(key=key, value=value, text=text, indent=indent, line=number, document=document)
        open_entries[-1].children.append(entry)
        open_entries.append(entry)
    return root
