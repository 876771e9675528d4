"""A file as it was found, before anybody looked inside."""

from __future__ import annotations

from dataclasses import dataclass, field

from faultmaven_models.evidence import DataGap


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """Bytes with the path below the folder (or archive) that was given."""

    source: str
    content: bytes
    cut: bool = False
    """True when the file was longer than the limit and ``content`` is its start."""


@dataclass(slots=True, kw_only=True)
class Haul:
    """The files and gaps gathered so far, and what is left of the budget."""

    remaining_bytes: int
    remaining_files: int
    files: list[RawFile] = field(default_factory=list)
    gaps: list[DataGap] = field(default_factory=list)

    def add(self, file: RawFile) -> bool:
        """Take the file if the budget allows; else record the gap once and return False."""
        if self.remaining_files <= 0 or len(file.content) > self.remaining_bytes:
            what = "files" if self.remaining_files <= 0 else "bytes"
            self.gap(
                file.source,
                f"left out: the limit of {what} for one upload is reached",
                "upload fewer files at once",
            )
            return False
        self.remaining_files -= 1
        self.remaining_bytes -= len(file.content)
        self.files.append(file)
        return True

    def gap(self, subject: str, problem: str, mend: str) -> None:
        """Record something that could not be read."""
        self.gaps.append(DataGap(subject=subject, problem=problem, mend=mend))
