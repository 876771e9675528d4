"""Find the files behind the attachments: folders are walked, archives opened, the rest taken as it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from faultmaven_core.preprocessing.blob import FileBlob, MemoryBlob, Readable, SharedFile, as_readable, chunks
from faultmaven_core.preprocessing.decode import legible
from faultmaven_core.preprocessing.raw_file import Haul
from faultmaven_core.preprocessing.spool import Spool
from faultmaven_core.preprocessing.streams import Peeked
from faultmaven_core.preprocessing.unpack import Find, add_find
from faultmaven_models.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faultmaven_core.preprocessing.limits import Limits
    from faultmaven_models.evidence import Attachment

STANDARD_INPUT = Path("-")
_SHOWN = 200
_MEMBERS_PER_FILE = 10


def gather(
    attachments: Sequence[Attachment],
    limits: Limits,
    *,
    spool: Spool,
    standard_input: Readable | None = None,
) -> Haul:
    """All files behind the attachments, in a stable order.

    With ``standard_input`` the path ``-`` stands for that stream.

    A single folder or archive lends its members their own paths; beside other attachments its name goes in front.
    Raises InvalidInput for a path that does not exist; anything else that cannot be read becomes a gap.
    """
    missing = [
        str(item.path)
        for item in attachments
        if item.path is not None
        and (standard_input is None or item.path != STANDARD_INPUT)
        and not _exists(item.path)
    ]
    if missing:
        msg = f"no such file or folder: {', '.join(missing)}. Check the spelling and the folder you are in"
        raise InvalidInput(msg)
    haul = Haul(
        remaining_bytes=limits.max_total_bytes,
        remaining_packed_bytes=limits.max_total_bytes,
        remaining_files=limits.max_files,
        remaining_members=limits.max_files * _MEMBERS_PER_FILE,
        spool=spool,
    )
    alone = len(attachments) == 1
    for item in attachments:
        if item.path is None:
            content = item.content or b""
            cut = len(content) > limits.max_file_bytes
            blob = MemoryBlob(content[: limits.max_file_bytes])
            stream = Peeked(as_readable(chunks(blob)))
            prefix = "" if alone else None
            add_find(
                Find(source=item.name, stream=stream, blob=blob, keep=True, cut=cut, prefix=prefix),
                haul,
                limits,
            )
        elif standard_input is not None and item.path == STANDARD_INPUT:
            find = Find(source=item.name, stream=Peeked(standard_input), prefix="" if alone else None)
            add_find(find, haul, limits)
        elif item.path.is_dir():
            _gather_folder(item.path, haul, limits, prefix="" if alone else f"{item.path.resolve().name}/")
        else:
            _gather_file(item.path, legible(item.path.name), haul, limits, prefix="" if alone else None)
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


def _gather_file(path: Path, source: str, haul: Haul, limits: Limits, *, prefix: str | None = None) -> None:
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
        stream = path.open("rb", buffering=0)
        shared = SharedFile(stream)
        shared.read_at(0, 1)
        size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        haul.gap(source, f"cannot be read: {error.strerror or error}", f"chmod u+r {source}")
        return
    blob = FileBlob(shared, start=0, size=min(size, limits.max_file_bytes)) if size else None
    # the kernel's own files say that they hold nothing, and may hold something all the same
    found = blob or FileBlob(shared, start=0, size=limits.max_file_bytes + 1)
    keep = size > limits.max_memory_bytes and haul.remaining_handles > 0
    find = Find(
        source=source,
        stream=Peeked(as_readable(chunks(found))),
        blob=blob,
        keep=keep,
        cut=size > limits.max_file_bytes,
        prefix=prefix,
    )
    before = len(haul.files)
    add_find(find, haul, limits)
    haul.remaining_handles -= any(file.blob is blob for file in haul.files[before:])
