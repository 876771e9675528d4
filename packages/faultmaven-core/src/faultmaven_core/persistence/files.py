"""The bytes of artifacts, kept by the SHA-256 of their content."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from faultmaven_models.errors import NotFound, SetupError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_models.materials import Content

_HASH = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20


class InMemoryFileStore:
    """Implements IFileStore for one process."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    async def put(self, content: bytes) -> str:
        """Keep the content and return its hash."""
        digest = hashlib.sha256(content).hexdigest()
        self._contents[digest] = content
        return digest

    async def get(self, sha256: str) -> bytes:
        """The content. Raises NotFound."""
        try:
            return self._contents[sha256]
        except KeyError:
            msg = f"no file {sha256} in memory; files kept in memory are gone when the process ends"
            raise NotFound(msg) from None

    async def delete(self, sha256: str) -> None:
        """Forget the content."""
        self._contents.pop(sha256, None)


class LocalFileStore:
    """Implements IFileStore in a folder: written to a temporary name, synced, then renamed."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    async def put(self, content: bytes) -> str:
        """Keep the content and return its hash. Raises SetupError when the folder cannot be written."""
        digest = hashlib.sha256(content).hexdigest()
        await asyncio.to_thread(self._write, digest, (content,))
        return digest

    async def put_file(self, content: Content) -> str:
        """Keep content of any size, read in pieces, and return its hash. Raises OSError and SetupError."""
        return await asyncio.to_thread(self._put_pieces, content)

    async def path_of(self, sha256: str) -> Path:
        """Where the content stands, after a look at its hash; not to be written to. Raises NotFound."""
        path = self._path(sha256)
        try:
            found = await asyncio.to_thread(_hash_of, path)
        except OSError as error:
            msg = f"no file {sha256} in {self.folder}: {error.strerror}"
            raise NotFound(msg) from error
        if found != sha256:
            msg = f"{path} is damaged: its content does not have the hash in its name"
            raise NotFound(msg)
        return path

    async def get(self, sha256: str) -> bytes:
        """The content, checked against its hash. Raises NotFound, also for a damaged file."""
        path = self._path(sha256)
        try:
            content = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            msg = f"no file {sha256} in {self.folder}: {error.strerror}"
            raise NotFound(msg) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            msg = f"{path} is damaged: its content does not have the hash in its name"
            raise NotFound(msg)
        return content

    async def delete(self, sha256: str) -> None:
        """Forget the content."""
        if _HASH.fullmatch(sha256):
            await asyncio.to_thread(self._path(sha256).unlink, missing_ok=True)

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            msg = f"{sha256!r} is not a SHA-256 in lower-case hexadecimal digits, so no file has it"
            raise NotFound(msg)
        return self.folder / sha256[:2] / sha256

    def _put_pieces(self, content: Content) -> str:
        digest = hashlib.sha256()
        for piece in _pieces(content):
            digest.update(piece)
        name = digest.hexdigest()
        self._write(name, _pieces(content))
        if _hash_of(self._path(name)) != name:
            self._path(name).unlink(missing_ok=True)
            raise OSError("the content changed while it was stored")
        return name

    def _write(self, digest: str, content: Iterable[bytes]) -> None:
        path = self._path(digest)
        if path.exists():
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.writelines(content)
                    stream.flush()
                    os.fsync(stream.fileno())
                Path(name).replace(path)
            finally:
                Path(name).unlink(missing_ok=True)
        except OSError as error:
            problem = f"{self.folder} cannot be written: {error.strerror}"
            raise SetupError(
                problem, mend="name a folder you can write to, or free space on its disk"
            ) from error


def _pieces(content: Content) -> Iterator[bytes]:
    with content.open() as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _hash_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
