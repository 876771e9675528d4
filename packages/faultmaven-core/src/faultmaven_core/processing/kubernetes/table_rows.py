"""Finds the tables that ``kubectl get`` prints and cuts their rows into cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.sections import Section
from faultmaven_models.materials import Document

_STARTS = ("NAME", "NAMESPACE", "LAST SEEN")
_LINE_LIMIT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: column name to cell. A cell that kubectl left blank is an empty text."""

    cells: Mapping[str, str]
    columns: frozenset[str]
    document: Document
    line: int
    text: str

    def cite(self, column: str) -> Cited[str] | None:
        """The cell with the row's line; None when the table has no such column."""
        if column not in self.cells:
            return None
        return self.cited(self.cells[column])

    def cited(self, value: str) -> Cited[str]:
        """``value`` with the row's line."""
        return Cited(value=value, document=self.document, line=self.line)

    @property
    def named(self) -> Cited[str]:
        """The whole row as the place where the object is named."""
        return self.cited(self.text)


def table_rows(section: Section) -> Iterator[Row]:
    """The rows of every table in the section."""
    columns: list[tuple[str, int]] = []
    for number, line in enumerate(section.lines, start=section.start):
        if line.startswith(_STARTS):
            columns = _columns(line[:_LINE_LIMIT])
        elif not line.strip() or line.startswith(("$ ", "Name:")):
            columns = []
        elif columns and not line.startswith(" "):
            text = line[:_LINE_LIMIT]
            cells = _cells(text, columns)
            yield Row(
                cells=cells,
                columns=frozenset(cells),
                document=section.document,
                line=number,
                text=text,
            )


def _columns(header: str) -> list[tuple[str, int]]:
    """Column names with where they start; names stand two blanks or more apart."""
    if header != header.upper():
        return []
    found: list[tuple[str, int]] = []
    at = 0
    for part in header.split("  "):
        name = part.strip()
        if name:
            found.append((name, at + len(part) - len(part.lstrip())))
        at += len(part) + 2
    return found if len(found) > 1 else []


def _cells(text: str, columns: list[tuple[str, int]]) -> dict[str, str]:
    """Cells by the positions of the header, or by gaps where a row does not keep to them."""
    cells: dict[str, str] = {}
    ends = [start for _, start in columns[1:]] + [len(text)]
    for (name, start), end in zip(columns, ends, strict=True):
        if start and start < len(text) and text[start - 1] != " ":
            return _by_gaps(text, [column for column, _ in columns])
        cells[name] = text[start:end].strip()
    return cells


def _by_gaps(text: str, names: list[str]) -> dict[str, str]:
    parts = [part.strip() for part in text.split("  ") if part.strip()]
    if len(parts) < len(names):
        parts = text.split(None, len(names) - 1)
    head, rest = parts[: len(names) - 1], parts[len(names) - 1 :]
    return dict(zip(names, [*head, "  ".join(rest)], strict=False))
