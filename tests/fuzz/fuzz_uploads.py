"""A seed's upload: files, folders with links, archives in archives, whole or damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import warnings
import zipfile
from pathlib import Path
from random import Random

from fuzz_mutations import mutated
from fuzz_samples import SAMPLES

from faultmaven_models.evidence import Attachment

OUTSIDE = "this-line-lies-outside-the-upload"
HOSTILE_NAMES = (
    "../outside.log",
    "/etc/cron.d/evil",
    "C:\\windows\\evil.log",
    "a/../../b.log",
    "..\\up.log",
    "nul\x00l.log",
    "\x1b[31mred.log",
    "\u202egol.exe",
    "d" * 300 + "/x.log",
    ".",
    "",
    "a/./b.log",
    "same.log",
    "same.log",
    "-rf",
    "new\nline.log",
)


def upload(seed: int, folder: Path) -> list[Attachment]:
    """The attachments of a seed; those with a path lie in ``folder``, beside which ``secret.txt`` is not to be read."""
    random = Random(seed)
    attachments = []
    for number in range(random.choice([1, 1, 1, 2, 3])):
        kind = random.randrange(6)
        if kind == 0:
            place = folder / f"upload{number}"
            _folder(random, place)
            attachments.append(Attachment(name=place.name, path=place))
            continue
        name, content = _file(random) if kind < 4 else _archive(random, depth=random.choice([0, 0, 1, 3, 6]))
        if random.random() < 0.3:
            path = folder / f"{number}-{name}"
            path.write_bytes(content)
            attachments.append(Attachment(name=name, path=path))
        else:
            attachments.append(Attachment(name=name, content=content))
    return attachments


def _file(random: Random) -> tuple[str, bytes]:
    name, content = random.choice(SAMPLES)(random)
    return name, mutated(random, content)


def _members(random: Random, depth: int) -> list[tuple[str, bytes]]:
    members = []
    for _ in range(random.randint(0, 4)):
        name, content = _archive(random, depth=depth - 1) if depth > 0 else _file(random)
        members.append((random.choice([name, name, random.choice(HOSTILE_NAMES)]), content))
    return members


def _archive(random: Random, *, depth: int) -> tuple[str, bytes]:
    pack = random.choice([_zip, _tar, _compressed, _bomb])
    name, content = pack(random, depth)
    return name, mutated(random, content) if random.random() < 0.5 else content


def _zip(random: Random, depth: int) -> tuple[str, bytes]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, (name, content) in enumerate(_members(random, depth)):
            info = zipfile.ZipInfo(f"{name}" if number % 2 else f"{number}/{name}")
            info.compress_type = random.choice(
                [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
            )
            if random.random() < 0.1:
                info.external_attr = 0o120777 << 16  # a symbolic link, as Unix writes it
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # two members of one name are meant
                archive.writestr(info, content)
    return "bundle.zip", buffer.getvalue()


def _tar(random: Random, depth: int) -> tuple[str, bytes]:
    buffer = io.BytesIO()
    form = random.choice([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, content in _members(random, depth):
            info = tarfile.TarInfo(name.replace("\x00", "")[:90])
            info.type = random.choice(
                [tarfile.REGTYPE] * 5 + [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
            )
            info.linkname = random.choice(["/etc/passwd", "../secret.txt", name[:50].replace("\x00", "")])
            info.size = len(content) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(content))
    return "bundle.tar", buffer.getvalue()


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _compressed(random: Random, depth: int) -> tuple[str, bytes]:
    name, content = _archive(random, depth=depth - 1) if depth > 0 else _file(random)
    suffix, pack = random.choice([(".gz", _gzip), (".bz2", bz2.compress), (".xz", lzma.compress)])
    packed = pack(content)
    return f"{name}{suffix}", packed * random.choice([1, 1, 1, 2]) + random.choice(
        [b"", b"", b"\x00" * 9, b"tail"]
    )


def _bomb(random: Random, depth: int) -> tuple[str, bytes]:
    content = random.choice([b"0", b"\n", b"ERROR x\n"]) * random.choice([10_000, 300_000])
    for _ in range(max(1, depth)):
        content = random.choice([_gzip, bz2.compress, lzma.compress])(content)
    return "bomb.gz", content


def _folder(random: Random, place: Path) -> None:
    place.mkdir()
    for number in range(random.randint(0, 4)):
        name, content = _file(random)
        (place / f"{number}-{name}").write_bytes(content)
    secret = place.parent.parent / "secret.txt"
    for number, target in enumerate(
        [secret, place, place / "loop", place.parent, Path("/dev/zero"), Path("nowhere")]
    ):
        if random.random() < 0.5:
            (place / f"link{number}").symlink_to(target)
