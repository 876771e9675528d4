"""Streams around streams: one that shows its start, and two that keep archive readers from asking for too much."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from faultmaven_core.preprocessing.blob import CHUNK, Readable
from faultmaven_core.preprocessing.broken import BROKEN
from faultmaven_core.preprocessing.tar_headers import announces_attributes, check_attributes

if TYPE_CHECKING:
    from faultmaven_core.preprocessing.inflate import Growth

_TAR_BLOCK = 512
_AT_ONCE = 4 * 1024 * 1024
"""A zip directory of some 40,000 members; a tar header with its long names and attributes."""


class Peeked:
    """A stream whose first bytes can be looked at before they are read."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._head = b""
        self._error: Exception | None = None

    def peek(self, size: int) -> bytes:
        """The next bytes, fewer than ``size`` only at the end or before an error; reading on raises it."""
        while len(self._head) < size and self._error is None:
            try:
                piece = self._stream.read(size - len(self._head))
            except BROKEN as error:
                self._error = error.with_traceback(None)  # which holds the frames
                break
            if not piece:
                break
            self._head += piece
        return self._head[:size]

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; none at the end. Raises what the stream raised."""
        if not self._head:
            if self._error is not None:
                raise self._error
            return self._stream.read(size)
        piece, self._head = self._head[:size], self._head[size:]
        return piece


class FewBytesAtOnce:
    """A stream for zipfile that refuses to give much in one piece, or gives less when asked for data."""

    def __init__(self, stream: IO[bytes], *, at_once: int | None = None) -> None:
        self._stream = stream
        self._at_once = at_once

    def read(self, size: int = -1, /) -> bytes:
        """The bytes. Raises ValueError when a whole directory or header is larger than 4 MiB."""
        if self._at_once is not None:
            return self._stream.read(min(size, self._at_once))
        content = self._stream.read(_AT_ONCE + 1 if size < 0 else min(size, _AT_ONCE + 1))
        if len(content) > _AT_ONCE:
            msg = f"its directory or a header is longer than {_AT_ONCE:,} bytes"
            raise ValueError(msg)
        return content

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """As a file does."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """As a file does."""
        return self._stream.tell()

    def seekable(self) -> bool:
        """As a file does."""
        return True


class ForwardOnly:
    """A stream for tarfile that moves forward by reading, whatever lies under it."""

    def __init__(self, stream: Readable, growth: Growth) -> None:
        self._stream = stream
        self._growth = growth
        self._position = 0
        self._header_left: int | None = None
        self._attributes_follow = False

    def bound_header(self) -> None:
        """From here on 4 MiB may be read before `unbound` is called; what is skipped does not count."""
        self._header_left = _AT_ONCE
        self._attributes_follow = False

    def unbound(self) -> None:
        """The header is read: any amount may follow."""
        self._header_left = None

    def read(self, size: int, /) -> bytes:
        """The bytes, fewer only at the end. Raises ValueError for a header that is malformed or larger than 4 MiB."""
        if self._header_left is None:
            return self._take(size)
        if not 0 <= size <= self._header_left:
            msg = f"a header is longer than {_AT_ONCE:,} bytes"
            raise ValueError(msg)
        self._header_left -= size
        content = self._take(size)
        if self._attributes_follow:
            check_attributes(content)
            self._attributes_follow = False
        elif size == _TAR_BLOCK:
            self._attributes_follow = announces_attributes(content)
        return content

    def _take(self, size: int) -> bytes:
        pieces = bytearray()
        while len(pieces) < size and (piece := self._stream.read(size - len(pieces))):
            pieces += piece
        self._position += len(pieces)
        self._growth.packed += len(pieces)
        return bytes(pieces)

    def seek(self, offset: int, /) -> int:
        """Go forward to the offset, or to the end where the stream is shorter. Raises OSError for a way back."""
        if offset < self._position:
            raise OSError("a tar archive in a stream is read forward only")
        while self._position < offset and self._take(min(CHUNK, offset - self._position)):
            pass
        return self._position

    def tell(self) -> int:
        """The bytes read so far."""
        return self._position

    def seekable(self) -> bool:
        """Whether it can go back: no."""
        return False
