"""Where unpacked content is kept: in memory while it is little, then in one private file without a name."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from faultmaven_core.preprocessing.blob import CHUNK, Blob, FileBlob, MemoryBlob, Readable, SharedFile

if TYPE_CHECKING:
    from pathlib import Path

_MEMORY_TOTAL = 48 * 1024 * 1024


class NoRoom(Exception):
    """The disk for temporary files is full or cannot be written; the message is the system's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was kept of a stream."""

    blob: Blob
    cut: bool
    """True when the stream was longer than the limit."""
    error: Exception | None
    """What the stream raised after it had given the content, or None when it ended well."""


class Spool:
    """Keeps streams, each in memory or on disk by its length and by what is in memory already.

    Content of more than ``memory_file`` bytes is never kept in memory. The file is made on first use in ``folder``
    (None: where the system keeps temporary files), has no name there (on Windows it has, until it is closed) and is
    gone with the last blob that reads from it.
    """

    def __init__(self, folder: Path | None, *, memory_file: int) -> None:
        self._folder = folder
        self._memory_file = memory_file
        self._memory_left = _MEMORY_TOTAL
        self._file: SharedFile | None = None
        self._end = 0

    def take(self, stream: Readable, *, limit: int, errors: tuple[type[Exception], ...]) -> Taken:
        """Keep up to ``limit`` bytes.

        Of the ``errors`` one that comes before the first byte is raised, one that comes later is returned with what
        was read. Raises NoRoom.
        """
        memory = min(limit, self._memory_file, self._memory_left)
        held = bytearray()
        start = self._end
        size = 0
        error: Exception | None = None
        try:
            while size <= limit and (piece := stream.read(min(CHUNK, limit + 1 - size))):
                kept = piece[: limit - size]
                if size + len(kept) > memory:
                    self._write(start, bytes(held), kept, size - len(held))
                    held.clear()
                    memory = -1
                else:
                    held += kept
                size += len(piece)
        except errors as problem:
            if not size:
                raise
            error = problem.with_traceback(None)  # which holds this frame
        cut, size = size > limit, min(size, limit)
        if memory >= 0:
            self._memory_left -= size
            return Taken(blob=MemoryBlob(bytes(held)), cut=cut, error=error)
        self._end = start + size
        return Taken(blob=FileBlob(self._opened(), start=start, size=size), cut=cut, error=error)

    def _write(self, start: int, held: bytes, piece: bytes, written: int) -> None:
        """Append what was held in memory and the piece to the content that began at ``start``."""
        try:
            file = self._opened()
            file.write_at(start + written, held + piece)
        except OSError as error:
            raise NoRoom(error.strerror or str(error)) from error

    def scratch(self) -> IO[bytes]:
        """Another file without a name, gone when it is closed. Raises NoRoom."""
        try:
            return tempfile.TemporaryFile(dir=self._folder, buffering=0)
        except OSError as error:
            raise NoRoom(error.strerror or str(error)) from error

    def _opened(self) -> SharedFile:
        if self._file is None:
            self._file = SharedFile(self.scratch())
        return self._file
