"""Facts from the output of commands that people paste: ``df``, ``openssl x509``, tables of ``psql``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.log_lines import NO_YEAR
from faultmaven_core.processing.log_times import find_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from faultmaven_models.materials import Document, Materials

_MAX_COLUMNS = 60
_HEAD = 12
_TAIL = 3
_NAME = re.compile(r"(?:^|[,/\s=:])CN ?= ?([^,/\n]{1,200})")
_RULE = re.compile(r"\s*[-+]+\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSystem:
    """One row of ``df``."""

    document: Document
    line: int
    device: str
    mount: str
    used_percent: int
    inodes: bool
    """The row counts inodes (``df -i``) and not blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate as ``openssl x509`` or ``s_client`` prints it. ``name`` is the subject's common name."""

    document: Document
    line: int
    name: str
    not_before: datetime | None
    """None where only the end is shown."""
    not_after: datetime
    not_after_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row of a table that ``psql`` drew: column name -> cell."""

    document: Document
    line: int
    cells: dict[str, str]


def file_systems(document: Document) -> Iterator[FileSystem]:
    """The rows of every ``df`` table in the document."""
    inodes: bool | None = None
    for number, line in document.numbered():
        if line.startswith("Filesystem") and "Mounted on" in line[:400]:
            inodes = "IUse%" in line
            continue
        if inodes is None:
            continue
        words = line[:1000].split(None, 5)
        percent = words[4].removesuffix("%") if len(words) == 6 else ""  # noqa: PLR2004  the columns of df
        if not percent.isdigit() or len(percent) > 3:  # noqa: PLR2004
            inodes = inodes if words and words[-1] == "-" else None
            continue
        yield FileSystem(
            document=document,
            line=number,
            device=words[0],
            mount=words[5].strip(),
            used_percent=int(percent),
            inodes=inodes,
        )


def certificates(document: Document) -> Iterator[Certificate]:
    """The certificates that the document describes with a subject and both dates."""
    subject, subject_line = "", 0
    before: datetime | None = None
    for number, line in document.numbered():
        text = line[:500].strip()
        label = text.lower().replace(" ", "")
        if label.startswith(("subject=", "subject:", "depth=")) or (
            label[:1].isdigit() and label[1:3] == "s:"
        ):
            found = _NAME.search(text)
            subject, subject_line, before = (found[1].strip() if found else ""), number, None
        elif label.startswith(("notbefore=", "notbefore:")):
            before = _date(text)
        after_at = text.find("otAfter") if "otAfter" in text else text.find("ot After")
        if after_at >= 0 and subject:
            if label.startswith("v:notbefore:"):
                before = _date(text[:after_at])
            after = _date(text[after_at:])
            if after is not None:
                yield Certificate(
                    document=document,
                    line=subject_line,
                    name=subject,
                    not_before=before,
                    not_after=after,
                    not_after_line=number,
                )


def memory_lines(document: Document) -> Iterator[tuple[int, int, int]]:
    """Line, total and available memory of every table that ``free`` drew, in the unit that it used."""
    available = False
    for number, line in document.numbered():
        words = line[:300].split()
        if words[-1:] == ["available"] and words[:1] == ["total"]:
            available = True
        elif available and words[:1] == ["Mem:"]:
            available = False
            if words[1].isdigit() and words[-1].isdigit():
                yield number, int(words[1]), int(words[-1])


def psql_rows(document: Document) -> Iterator[TableRow]:
    """The rows of every aligned table: a line of names, a line of dashes, then rows until one does not fit."""
    lines = document.lines
    columns: list[str] | None = None
    for number in range(2, len(lines) + 1):
        line = lines[number - 1]
        if line[:1] in "- " and "-" in line[:8] and _RULE.match(line[:2000]):
            columns = [name.strip() for name in lines[number - 2].split("|")][:_MAX_COLUMNS]
            columns = columns if len(columns) == line.count("+") + 1 else None
        elif columns is not None:
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) < len(columns) or line.startswith("("):
                columns = None
                continue
            yield TableRow(document=document, line=number, cells=dict(zip(columns, cells, strict=False)))


def latest_time(materials: Materials) -> datetime | None:
    """The latest moment that the documents' first and last lines name: 'now', as far as the data go.

    Lines about validity dates of certificates are left out: they lie in the future. Use it as a view.
    """
    latest: datetime | None = None
    for document in materials.documents:
        lines = document.lines
        for line in [*lines[:_HEAD], *lines[max(_HEAD, len(lines) - _TAIL) :]]:
            found = find_time(line[:200], year=NO_YEAR)
            if found is None or found[0].year_guessed or _about_validity(line[: found[1]]):
                continue
            if latest is None or found[0].value > latest:
                latest = found[0].value
    return latest


def _about_validity(before: str) -> bool:
    """Whether the words before a time make it a date of validity, which lies in the future or long ago."""
    text = before.lower()
    return any(word in text for word in ("after", "before", "expir", "valid", "until"))


def _date(text: str) -> datetime | None:
    found = find_time(text[text.find("=") + 1 :] if "=" in text else text, year=NO_YEAR)
    return found[0].value if found is not None and not found[0].year_guessed else None
