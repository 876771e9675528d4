"""Find the files behind the attachments: folders are walked, archives opened, the rest taken as it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from faultmaven_core.preprocessing.decode import legible
from faultmaven_core.preprocessing.raw_file import Haul, RawFile
from faultmaven_core.preprocessing.unpack import add_file
from faultmaven_models.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faultmaven_core.preprocessing.limits import Limits
    from faultmaven_models.evidence import Attachment

_SHOWN = 200


def gather(attachments: Sequence[Attachment], limits: Limits) -> Haul:
    """All files behind the attachments, in a stable order.

    A single folder or archive lends its members their own paths; beside other attachments its name goes in front.
    Raises InvalidInput for a path that does not exist; anything else that cannot be read becomes a gap.
    """
    missing = [str(item.path) for item in attachments if item.path is not None and not _exists(item.path)]
    if missing:
        msg = f"no such file or folder: {', '.join(missing)}. Check the spelling and the folder you are in"
        raise InvalidInput(msg)
    haul = Haul(remaining_bytes=limits.max_total_bytes, remaining_files=limits.max_files)
    alone = len(attachments) == 1
    for item in attachments:
        if item.path is None:
            content = item.content or b""
            raw = RawFile(
                source=item.name,
                content=content[: limits.max_file_bytes],
                cut=len(content) > limits.max_file_bytes,
            )
            add_file(raw, haul, limits, as_folder=alone)
        elif item.path.is_dir():
            _gather_folder(item.path, haul, limits, prefix="" if alone else f"{item.path.resolve().name}/")
        else:
            _gather_file(item.path, legible(item.path.name), haul, limits, as_folder=alone)
    return haul


def _exists(path: Path) -> bool:
    """Whether there is something. Raises InvalidInput where that cannot be told: no right to look, no valid name."""
    try:
        return path.exists()
    except (OSError, ValueError, RuntimeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        shown = str(path) if len(str(path)) <= _SHOWN else f"{str(path)[:_SHOWN]}…"
        msg = f"{shown} cannot be looked at: {why}. Check the name and the rights of the folders above it"
        raise InvalidInput(msg) from error


def _leads_out(path: Path, root: Path) -> bool:
    try:
        return not path.resolve().is_relative_to(root)
    except (
        OSError,
        RuntimeError,
    ):  # a loop, or no right to follow it: then nothing is read through it either
        return False


def _gather_folder(folder: Path, haul: Haul, limits: Limits, *, prefix: str) -> None:
    root = folder.resolve()
    for path in _walk(root, haul):
        source = legible(prefix + path.relative_to(root).as_posix())
        if path.is_symlink() and _leads_out(path, root):
            haul.gap(source, "left out: the link leads out of the folder", "copy the file into the folder")
        elif haul.remaining_files <= 0:
            haul.gap(
                source,
                "left out with all that follow: the limit of files is reached",
                "upload fewer files at once",
            )
            return
        else:
            _gather_file(path, source, haul, limits)


def _walk(root: Path, haul: Haul) -> Iterator[Path]:
    """Every file below the folder, sorted, without following links to folders."""

    def failed(error: OSError) -> None:
        below = Path(error.filename).relative_to(root).as_posix()
        folder = root.name if below == "." else legible(below)
        haul.gap(folder, f"is a folder that cannot be read: {error.strerror}", f"chmod u+rx {folder}")

    for folder, names, files in os.walk(root, onerror=failed):
        names.sort()
        for name in sorted(files):
            yield Path(folder) / name


def _gather_file(path: Path, source: str, haul: Haul, limits: Limits, *, as_folder: bool = False) -> None:
    try:
        regular = path.is_file()
    except OSError as error:
        haul.gap(source, f"cannot be looked at: {error.strerror or error}", "check the rights of its folder")
        return
    if not regular:
        problem = (
            "left out: the link leads nowhere" if path.is_symlink() else "left out: it is not a regular file"
        )
        haul.gap(source, problem, "copy the file itself")
        return
    try:
        with path.open("rb") as stream:
            content = stream.read(limits.max_file_bytes + 1)
    except OSError as error:
        haul.gap(source, f"cannot be read: {error.strerror or error}", f"chmod u+r {source}")
        return
    cut = len(content) > limits.max_file_bytes
    raw = RawFile(source=source, content=content[: limits.max_file_bytes] if cut else content, cut=cut)
    add_file(raw, haul, limits, as_folder=as_folder)
