"""Archives and compressed files, opened in memory: nothing is ever written to disk.

The kind is told from the first bytes, not from the name. A member whose path leaves the archive, a link and a
device are refused with a data gap; what grows beyond the limits is cut.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO

from faultmaven_core.preprocessing.decode import legible
from faultmaven_core.preprocessing.raw_file import Haul, RawFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_core.preprocessing.limits import Limits

_FREE_GROWTH = 10 * 1024 * 1024
_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # zipfile's word for a password, and the root of NotImplementedError for a method it lacks
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)
_TAR_MAGIC_AT = 257
_ZSTD = b"\x28\xb5\x2f\xfd"
_STREAMS: tuple[tuple[bytes, Callable[[BinaryIO], gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile]], ...] = (
    (b"\x1f\x8b", lambda raw: gzip.GzipFile(fileobj=raw)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
_SUFFIXES = (".gz", ".bz2", ".xz", ".tgz")


def add_file(file: RawFile, haul: Haul, limits: Limits, *, depth: int = 0, as_folder: bool = False) -> None:
    """Add the file to the haul, or its members when it is an archive.

    Members are named ``archive/member``; with ``as_folder`` the archive stands for the folder that was given and its
    members keep their own paths.
    """
    content = file.content
    if not _is_packed(content):
        haul.add(file)
        return
    if depth > limits.max_nesting:
        haul.gap(
            file.source,
            f"not opened: archives are nested deeper than {limits.max_nesting}",
            "unpack it and upload the files",
        )
        return
    try:
        _open_packed(file, haul, limits, depth=depth, prefix="" if as_folder else f"{file.source}/")
    except _BROKEN as error:
        haul.gap(
            file.source,
            f"the archive is broken: {_brief(error)}",
            "create the archive again, or upload the files in it",
        )


def _is_packed(content: bytes) -> bool:
    return (
        content.startswith((b"PK\x03\x04", b"PK\x05\x06", _ZSTD))
        or any(content.startswith(magic) for magic, _ in _STREAMS)
        or content[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar"
    )


def _open_packed(file: RawFile, haul: Haul, limits: Limits, *, depth: int, prefix: str) -> None:
    content = file.content
    if content.startswith(_ZSTD):
        haul.gap(file.source, "is compressed with Zstandard, which is not read yet", f"zstd -d {file.source}")
    elif content.startswith(b"PK"):
        _open_zip(file, haul, limits, depth=depth, prefix=prefix)
    elif content[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar":
        _open_tar(file, haul, limits, depth=depth, prefix=prefix)
    else:
        _open_stream(file, haul, limits, depth=depth, prefix=prefix)


def _open_zip(file: RawFile, haul: Haul, limits: Limits, *, depth: int, prefix: str) -> None:
    budget = _growth_limit(file, limits)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = _member_name(info.filename, file, haul)
            if name is None:
                continue
            if info.flag_bits & 0x1:
                haul.gap(f"{prefix}{name}", "is encrypted", "upload it without a password")
                continue
            try:
                with archive.open(info) as member:
                    budget -= _add_member(member, f"{prefix}{name}", haul, limits, depth=depth, budget=budget)
            except _BROKEN as error:
                haul.gap(
                    f"{prefix}{name}", f"cannot be unpacked: {_brief(error)}", "create the archive again"
                )
            if _exhausted(budget, haul, file):
                return


def _open_tar(file: RawFile, haul: Haul, limits: Limits, *, depth: int, prefix: str) -> None:
    budget = _growth_limit(file, limits)
    with tarfile.open(fileobj=io.BytesIO(file.content), mode="r:") as archive:
        for info in archive:
            if info.isdir():
                continue
            name = _member_name(info.name, file, haul)
            if name is None:
                continue
            member = archive.extractfile(info) if info.isreg() else None
            if member is None:
                haul.gap(
                    f"{prefix}{name}",
                    "left out: it is a link or a device, not a file",
                    "add the file itself to the archive",
                )
                continue
            budget -= _add_member(member, f"{prefix}{name}", haul, limits, depth=depth, budget=budget)
            if _exhausted(budget, haul, file):
                return


def _open_stream(file: RawFile, haul: Haul, limits: Limits, *, depth: int, prefix: str) -> None:
    opener = next(opener for magic, opener in _STREAMS if file.content.startswith(magic))
    room = min(limits.max_file_bytes, _growth_limit(file, limits), haul.remaining_bytes)
    pieces: list[bytes] = []
    taken = 0
    try:
        with opener(io.BytesIO(file.content)) as stream:
            while taken <= room and (piece := stream.read(min(1 << 20, room + 1 - taken))):
                pieces.append(piece)
                taken += len(piece)
    except _BROKEN as error:
        if not pieces:
            raise
        haul.gap(
            file.source, f"ends early ({_brief(error)}); what came before was read", "copy the file again"
        )
    content = b"".join(pieces)
    cut = len(content) > room
    inner = RawFile(source=_without_suffix(file.source), content=content[:room], cut=cut)
    if inner.content[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar":
        if cut:
            haul.gap(
                file.source,
                "the archive grows beyond the limit; only its start was read",
                "upload fewer files at once",
            )
        _open_tar(
            RawFile(source=file.source, content=inner.content), haul, limits, depth=depth, prefix=prefix
        )
    else:
        add_file(inner, haul, limits, depth=depth + 1)


def _add_member(
    member: IO[bytes], source: str, haul: Haul, limits: Limits, *, depth: int, budget: int
) -> int:
    """Read one member, add it (or what it holds) and return how many bytes it took."""
    room = max(0, min(limits.max_file_bytes, budget, haul.remaining_bytes))
    content = member.read(room + 1)
    raw = RawFile(source=source, content=content[:room], cut=len(content) > room)
    add_file(raw, haul, limits, depth=depth + 1)
    return len(content)


def _growth_limit(file: RawFile, limits: Limits) -> int:
    return int(_FREE_GROWTH + len(file.content) * limits.max_archive_ratio)


def _exhausted(budget: int, haul: Haul, file: RawFile) -> bool:
    if budget > 0 and haul.remaining_files > 0 and haul.remaining_bytes > 0:
        return False
    haul.gap(
        file.source,
        "the archive grows beyond the limits; the rest of it was not read",
        "upload fewer files at once",
    )
    return True


def _member_name(name: str, file: RawFile, haul: Haul) -> str | None:
    """The member's path with forward slashes, or None (and a gap) when it leaves the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    parts = [part for part in path.parts if part != "."]
    drive = bool(parts) and parts[0].endswith(":")
    if not parts or path.is_absolute() or drive or ".." in parts or "\x00" in name:
        shown = name.encode("unicode_escape").decode("ascii")
        haul.gap(
            f"{file.source}: {shown}",
            "left out: its path leads out of the archive",
            "create the archive with relative paths",
        )
        return None
    return legible("/".join(parts))


def _without_suffix(source: str) -> str:
    for suffix in _SUFFIXES:
        if source.lower().endswith(suffix) and len(source) > len(suffix):
            return source[: -len(suffix)]
    return source


def _brief(error: BaseException) -> str:
    text = str(error).splitlines()
    return text[0][:120] if text else type(error).__name__
