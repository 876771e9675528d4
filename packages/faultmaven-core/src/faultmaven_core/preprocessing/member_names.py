"""The names of what is in archives, as they stand in reports: never a path that leads out."""

from __future__ import annotations

from pathlib import PurePosixPath

from faultmaven_core.preprocessing.decode import legible

_SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".tgz")
_LONGEST = 4096


def member_name(name: str) -> str | None:
    """The path with forward slashes, or None when it leaves the archive, is empty or longer than any file system's."""
    path = PurePosixPath(name.replace("\\", "/"))
    parts = [part for part in path.parts if part != "."]
    drive = bool(parts) and parts[0].endswith(":")
    leaves = path.is_absolute() or drive or ".." in parts or "\x00" in name
    if not parts or leaves or len(name) > _LONGEST:
        return None
    return legible("/".join(parts))


def without_suffix(source: str) -> str:
    """The name of what is in a compressed file."""
    for suffix in _SUFFIXES:
        if source.lower().endswith(suffix) and len(source) > len(suffix):
            return source[: -len(suffix)]
    return source
