"""Archives and compressed files, opened as streams: nothing of theirs is written to disk under a name.

The kind is told from the first bytes, not from the name. A member whose path leaves the archive, a link and a
device are refused with a data gap; what grows beyond the limits is cut.
"""

from __future__ import annotations

import tarfile
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, cast

from faultmaven_core.preprocessing.blob import CHUNK, Blob, FileBlob, Readable, SharedFile
from faultmaven_core.preprocessing.broken import BROKEN, GrewTooMuch, brief
from faultmaven_core.preprocessing.inflate import Grown, Growth, ZstandardMissing, inflate, is_compressed
from faultmaven_core.preprocessing.member_names import member_name, without_suffix
from faultmaven_core.preprocessing.raw_file import Haul, RawFile
from faultmaven_core.preprocessing.spool import NoRoom
from faultmaven_core.preprocessing.streams import FewBytesAtOnce, ForwardOnly, Peeked

if TYPE_CHECKING:
    from faultmaven_core.preprocessing.limits import Limits

_HEAD = 512
_TAR_MAGIC = slice(257, 262)
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_FEWER = "upload fewer files at once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Something that was found and may hold more: its name, its bytes as a stream, and how it was come upon."""

    source: str
    stream: Peeked
    blob: Blob | None = None
    """The same bytes where they can be read from anywhere."""
    keep: bool = False
    """Whether ``blob`` may be kept as it is; else the content is copied."""
    cut: bool = False
    depth: int = 0
    """Archives and compressed streams around it."""
    layer: int = 0
    """Compressed streams around it."""
    prefix: str | None = None
    """What stands before the names of its members; None: its own name."""
    packed_as: str | None = None
    """The name of the compressed file that it came out of."""

    @property
    def subject(self) -> str:
        """The name that a person can find, for gaps."""
        return self.packed_as or self.source


def add_find(find: Find, haul: Haul, limits: Limits) -> None:
    """Add it to the haul, or its members when it is an archive; what cannot be opened becomes a gap."""
    head = find.stream.peek(_HEAD)
    try:
        if not _is_packed(head):
            _add_plain(find, haul, limits)
        elif find.depth > limits.max_nesting:
            problem = f"not opened: archives are nested deeper than {limits.max_nesting}"
            haul.gap(find.subject, problem, "unpack it and upload the files")
        else:
            _open_packed(find, head, haul, limits)
    except ZstandardMissing:
        problem = "is compressed with Zstandard, and the package that reads it is not installed"
        haul.gap(find.subject, problem, "pip install 'faultmaven-core[zstd]'")
    except GrewTooMuch as error:
        haul.gap(find.subject, f"was not read to its end: {error}", _FEWER)
    except NoRoom as error:
        problem = f"left out: there is no room for it on the disk for temporary files ({error})"
        haul.gap(find.subject, problem, "free space there, or set TMPDIR to a folder with more")
    except BROKEN as error:
        if _is_packed(head):
            mend = "create the archive again, or upload the files in it"
            haul.gap(find.subject, f"the archive is broken: {brief(error)}", mend)
        else:
            haul.gap(find.subject, f"cannot be read: {brief(error)}", "create it again, or copy it again")


def _is_packed(head: bytes) -> bool:
    return head.startswith(_ZIP_MAGIC) or is_compressed(head) or head[_TAR_MAGIC] == b"ustar"


def _add_plain(find: Find, haul: Haul, limits: Limits) -> None:
    if not haul.has_room(find.source):
        return
    limit = min(limits.max_file_bytes, haul.remaining_bytes)
    if find.keep and find.blob is not None and find.blob.size_bytes <= limit:
        haul.add(RawFile(source=find.source, blob=find.blob, cut=find.cut))
        return
    taken = haul.spool.take(find.stream, limit=limit, errors=BROKEN)
    if taken.error is not None:
        problem = f"ends early ({brief(taken.error)}); what came before was read"
        haul.gap(find.subject, problem, "copy the file again, or upload the part that matters")
    haul.add(RawFile(source=find.source, blob=taken.blob, cut=taken.cut or find.cut))


def _open_packed(find: Find, head: bytes, haul: Haul, limits: Limits) -> None:
    if head.startswith(b"PK"):
        if find.blob is not None:
            _open_zip(find, find.blob, haul, limits)
            return
        with haul.spool.scratch() as stream:
            _open_zip(find, _copied(find.stream, SharedFile(stream), haul), haul, limits)
    elif head[_TAR_MAGIC] == b"ustar":
        _open_tar(find, haul, limits)
    else:
        growth = Growth(ratio=limits.max_archive_ratio)
        plain = Peeked(inflate(find.stream, head, growth, layer=find.layer))
        tar = plain.peek(_HEAD)[_TAR_MAGIC] == b"ustar"
        inner = replace(
            find,
            source=find.source if tar else without_suffix(find.source),
            stream=plain,
            blob=None,
            depth=find.depth if tar else find.depth + 1,
            layer=find.layer + 1,
            prefix=find.prefix if tar else None,
            packed_as=find.subject,
        )
        add_find(inner, haul, limits)


def _copied(stream: Readable, file: SharedFile, haul: Haul) -> Blob:
    """A zip archive inside another, put where its directory at the end can be read first. Raises NoRoom."""
    size = 0
    while piece := stream.read(CHUNK):
        haul.remaining_packed_bytes -= len(piece)
        if haul.remaining_packed_bytes < 0:
            msg = "the archives inside it are larger than the limit of bytes for one upload"
            raise GrewTooMuch(msg)
        try:
            file.write_at(size, piece)
        except OSError as error:
            raise NoRoom(error.strerror or str(error)) from error
        size += len(piece)
    return FileBlob(file, start=0, size=size)


def _open_zip(find: Find, blob: Blob, haul: Haul, limits: Limits) -> None:
    growth = Growth(ratio=limits.max_archive_ratio, packed=blob.size_bytes)
    with blob.open() as stream, zipfile.ZipFile(cast("BinaryIO", FewBytesAtOnce(stream))) as archive:
        for info in archive.infolist():
            if info.filename.endswith("/"):  # is_dir() fails on a name without letters
                continue
            if _exhausted(find, haul):
                return
            name = _named(info.filename, find, haul)
            if name is None:
                continue
            if info.flag_bits & 0x1:
                haul.gap(name, "is encrypted", "upload it without a password")
            elif info.compress_type == zipfile.ZIP_LZMA:
                haul.gap(name, "is packed in a way whose need of memory has no bound (LZMA in zip)",
                         "unpack the archive and upload the files")  # fmt: skip
            else:
                _open_member(archive, info, find, name, growth=growth, haul=haul, limits=limits)
            if growth.spent:
                msg = "the rest of it is beyond the limit of max_archive_ratio"
                raise GrewTooMuch(msg)


def _open_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, find: Find, name: str, *,
    growth: Growth, haul: Haul, limits: Limits,
) -> None:  # fmt: skip
    try:
        with archive.open(info) as member:
            # bzip2 in zip is decompressed without a bound on what one piece of input makes: give it little
            slow = info.compress_type == zipfile.ZIP_BZIP2
            bounded = FewBytesAtOnce(member, at_once=4096) if slow else member
            _add_member(Grown(bounded, growth), name, find, haul, limits)
    except BROKEN as error:
        haul.gap(name, f"cannot be unpacked: {brief(error)}", "create the archive again")


def _open_tar(find: Find, haul: Haul, limits: Limits) -> None:
    growth = Growth(ratio=limits.max_archive_ratio)
    forward = ForwardOnly(find.stream, growth)
    forward.bound_header()
    with tarfile.open(fileobj=cast("BinaryIO", forward), mode="r:") as archive:
        while (info := _next(archive, forward)) is not None:
            archive.members.clear()  # type: ignore[attr-defined]  # it would keep every header
            if info.isdir():
                haul.remaining_members -= 1
                continue
            if _exhausted(find, haul):
                return
            name = _named(info.name, find, haul)
            if name is None:
                continue
            member = archive.extractfile(info) if info.isreg() else None
            if member is None:
                haul.gap(name, "left out: it is a link or a device, not a file",
                         "add the file itself to the archive")  # fmt: skip
                continue
            _add_member(Grown(member, growth), name, find, haul, limits)
            if growth.spent:
                msg = "the rest of it is beyond the limit of max_archive_ratio"
                raise GrewTooMuch(msg)


def _next(archive: tarfile.TarFile, stream: ForwardOnly) -> tarfile.TarInfo | None:
    """The next header; names, attributes and maps of holes in it are read within a bound."""
    stream.bound_header()
    info = archive.next()
    stream.unbound()
    return info


def _add_member(stream: Readable, name: str, find: Find, haul: Haul, limits: Limits) -> None:
    member = Find(source=name, stream=Peeked(stream), depth=find.depth + 1, layer=find.layer)
    add_find(member, haul, limits)


def _named(name: str, find: Find, haul: Haul) -> str | None:
    """The member's name in the haul, or None (and a gap) when its path leaves the archive."""
    haul.remaining_members -= 1
    path = member_name(name)
    if path is None:
        shown = name[:1000].encode("unicode_escape").decode("ascii")
        problem = "left out: its path leads out of the archive"
        haul.gap(f"{find.subject}: {shown}", problem, "create the archive with relative paths")
        return None
    return f"{f'{find.source}/' if find.prefix is None else find.prefix}{path}"


def _exhausted(find: Find, haul: Haul) -> bool:
    if not haul.full:
        return False
    problem = "the archive grows beyond the limits; the rest of it was not read"
    haul.gap(find.subject, problem, _FEWER)
    return True
