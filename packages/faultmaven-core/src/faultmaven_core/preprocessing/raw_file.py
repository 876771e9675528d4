"""A file as it was found, before anybody looked inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_models.evidence import DataGap

if TYPE_CHECKING:
    from faultmaven_core.preprocessing.blob import Blob
    from faultmaven_core.preprocessing.spool import Spool

_MOST_GAPS = 1000
_OPEN_FILES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """Content with the path below the folder (or archive) that was given."""

    source: str
    blob: Blob
    cut: bool = False
    """True when the file was longer than the limit and ``blob`` is its start."""


@dataclass(slots=True, kw_only=True)
class Haul:
    """The files and gaps gathered so far, and what is left of the budget."""

    remaining_bytes: int
    """Of all files together."""
    remaining_packed_bytes: int
    """Of archives inside archives, which are unpacked only to be opened."""
    remaining_files: int
    remaining_members: int
    """Of entries in archives, whatever they are."""
    spool: Spool
    remaining_handles: int = _OPEN_FILES
    """Of the user's own files that may stay open."""
    files: list[RawFile] = field(default_factory=list)
    gaps: list[DataGap] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether nothing more is taken out of archives."""
        return min(self.remaining_files, self.remaining_bytes, self.remaining_members) <= 0

    def has_room(self, source: str) -> bool:
        """Whether the budget allows another file; if not, the gap is recorded."""
        if min(self.remaining_files, self.remaining_bytes) > 0:
            return True
        what = "bytes" if self.remaining_bytes <= 0 else "files"
        problem = f"left out: the limit of {what} for one upload is reached"
        self.gap(source, problem, "upload fewer files at once")
        return False

    def add(self, file: RawFile) -> None:
        """Take the file; a second one of the same path is named ``path~2``."""
        self._seen[file.source] = count = self._seen.get(file.source, 0) + 1
        if count > 1:
            file = RawFile(source=f"{file.source}~{count}", blob=file.blob, cut=file.cut)
        self.remaining_files -= 1
        self.remaining_bytes -= file.blob.size_bytes
        self.files.append(file)

    def gap(self, subject: str, problem: str, mend: str) -> None:
        """Record something that could not be read; after a thousand the rest is only said to exist."""
        if len(self.gaps) < _MOST_GAPS:
            self.gaps.append(DataGap(subject=subject, problem=problem, mend=mend))
        elif len(self.gaps) == _MOST_GAPS:
            more = DataGap(
                subject="the upload", problem=f"has more than {_MOST_GAPS} gaps; the others are not listed",
                mend="upload fewer files at once",
            )  # fmt: skip
            self.gaps.append(more)
