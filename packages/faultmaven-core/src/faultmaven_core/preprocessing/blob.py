"""Content of any size behind one way to read it: in memory, in the user's own file or in a private spool."""

from __future__ import annotations

import io
import threading
import weakref
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 65_536


class Readable(Protocol):
    """Anything that gives its bytes in order."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        ...


class Blob(Protocol):
    """Bytes that do not change, read from anywhere."""

    @property
    def size_bytes(self) -> int:
        """How many bytes there are."""
        ...

    def read_at(self, offset: int, size: int) -> bytes:
        """The bytes from ``offset`` on, fewer than ``size`` only where the content ends."""
        ...

    def open(self) -> BinaryIO:
        """A new seekable stream at the start; closing it leaves the content as it is."""
        ...


class MemoryBlob:
    """Bytes in memory; implements `Blob`."""

    __slots__ = ("content",)

    def __init__(self, content: bytes) -> None:
        self.content = content

    @property
    def size_bytes(self) -> int:
        """How many bytes there are."""
        return len(self.content)

    def read_at(self, offset: int, size: int) -> bytes:
        """The bytes from ``offset`` on."""
        return self.content[offset : offset + size]

    def open(self) -> BinaryIO:
        """A new stream over the bytes."""
        return io.BytesIO(self.content)


class SharedFile:
    """An open file that several blobs read from, one at a time; it is closed with the last of them."""

    __slots__ = ("__weakref__", "_lock", "_stream")

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        weakref.finalize(
            self, stream.close
        )  # holds the stream, so that it is closed in a circle of garbage too

    def read_at(self, offset: int, size: int) -> bytes:
        """The bytes from ``offset`` on. Raises OSError."""
        with self._lock:
            self._stream.seek(offset)
            return self._stream.read(size)

    def write_at(self, offset: int, content: bytes) -> None:
        """Put the bytes there. Raises OSError, for instance on a full disk."""
        with self._lock:
            self._stream.seek(offset)
            rest = memoryview(content)
            while rest:
                rest = rest[self._stream.write(rest) :]


class FileBlob:
    """A part of an open file; implements `Blob`."""

    __slots__ = ("_file", "_size", "_start")

    def __init__(self, file: SharedFile, *, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size

    @property
    def size_bytes(self) -> int:
        """How many bytes there are."""
        return self._size

    def read_at(self, offset: int, size: int) -> bytes:
        """The bytes from ``offset`` on. Raises OSError."""
        return self._file.read_at(self._start + offset, max(0, min(size, self._size - offset)))

    def open(self) -> BinaryIO:
        """A new stream over this part of the file."""
        return cast("BinaryIO", io.BufferedReader(_BlobStream(self), buffer_size=CHUNK))


class _BlobStream(io.RawIOBase):
    """A position in a blob."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        origin = (0, self._position, self._blob.size_bytes)[whence]
        if origin + offset < 0:
            raise OSError("a position before the start")
        self._position = origin + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # the only buffer it is given
        content = self._blob.read_at(self._position, len(buffer))
        buffer[: len(content)] = content
        self._position += len(content)
        return len(content)


def chunks(blob: Blob, *, size: int = CHUNK) -> Iterator[bytes]:
    """The content in pieces of ``size`` bytes, the last one shorter. Raises OSError."""
    offset = 0
    while piece := blob.read_at(offset, size):
        yield piece
        offset += len(piece)


def as_readable(pieces: Iterator[bytes]) -> Readable:
    """The pieces as a stream."""
    return _Pieces(pieces)


class _Pieces:
    """A stream over an iterator of bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece
