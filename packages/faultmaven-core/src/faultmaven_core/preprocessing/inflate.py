"""Compressed streams, decompressed piece by piece: no piece of input can make more than a piece of output at once."""

from __future__ import annotations

import bz2
import importlib
import lzma
import zlib
from typing import TYPE_CHECKING, Protocol

from faultmaven_core.preprocessing.blob import CHUNK, Readable
from faultmaven_core.preprocessing.broken import BrokenStream, GrewTooMuch

if TYPE_CHECKING:
    from collections.abc import Callable

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_FREE_GROWTH = 10 * 1024 * 1024
_WINDOW_LIMIT = 96 * 1024 * 1024
_MAGIC_LENGTH = 6


class ZstandardMissing(Exception):
    """The package that reads Zstandard is not installed."""


class _Decompressor(Protocol):
    """What bz2 and lzma offer, and `_Gzip` for zlib."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """One member of a gzip file, through the interface of bz2 and lzma."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


_FORMATS: tuple[tuple[bytes, Callable[[int], _Decompressor]], ...] = (
    (b"\x1f\x8b", lambda _: _Gzip()),
    (b"BZh", lambda _: bz2.BZ2Decompressor()),
    (b"\xfd7zXZ\x00", lambda memory: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=memory)),
)


def is_compressed(head: bytes) -> bool:
    """Whether the first bytes are those of gzip, bzip2, xz or Zstandard."""
    return head.startswith(ZSTD_MAGIC) or _format_of(head) is not None


def _format_of(head: bytes) -> Callable[[int], _Decompressor] | None:
    return next((make for magic, make in _FORMATS if head.startswith(magic)), None)


class Growth:
    """How much may come out of what went in, over all layers of one archive: a factor, beyond 10 MiB that are free."""

    def __init__(self, *, ratio: int, packed: int = 0) -> None:
        self._ratio = ratio
        self.packed = packed
        self.unpacked = 0

    @property
    def spent(self) -> bool:
        """Whether more came out than is allowed."""
        return self.unpacked > _FREE_GROWTH + self.packed * self._ratio

    def came_out(self, size: int) -> None:
        """Count it. Raises GrewTooMuch beyond the limit."""
        self.unpacked += size
        if self.spent:
            msg = f"it grows to more than {self._ratio} times its size, beyond the limit of max_archive_ratio"
            raise GrewTooMuch(msg)


class Grown:
    """A stream of unpacked bytes that counts them against `Growth`."""

    def __init__(self, stream: Readable, growth: Growth) -> None:
        self._stream = stream
        self._growth = growth

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes. Raises GrewTooMuch."""
        piece = self._stream.read(size)
        self._growth.came_out(len(piece))
        return piece


class _Packed:
    """A stream of packed bytes that counts them for `Growth`."""

    def __init__(self, stream: Readable, growth: Growth) -> None:
        self._stream = stream
        self._growth = growth

    def read(self, size: int = CHUNK, /) -> bytes:
        piece = self._stream.read(size)
        self._growth.packed += len(piece)
        return piece


class _Inflated:
    """The decompressed bytes of one or more members of a format, one after the other."""

    def __init__(self, packed: Readable, head: bytes, *, memory: int) -> None:
        make = _format_of(head)
        if make is None:
            msg = "no compressed stream that is known"
            raise BrokenStream(msg)
        self._make = make
        self._packed = packed
        self._memory = memory
        self._inner = make(memory)
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes. Raises BrokenStream."""
        try:
            return self._read(size)
        except (zlib.error, lzma.LZMAError, OSError, ValueError) as error:
            raise BrokenStream(str(error)) from error

    def _read(self, size: int) -> bytes:
        while True:
            if self._inner.eof and not self._next_member():
                return b""
            data = b""
            if self._inner.needs_input:
                data, self._rest = (self._rest or self._packed.read(CHUNK)), b""
            content = self._inner.decompress(data, size)
            if content:
                return content
            if not data and not self._inner.eof:
                msg = "the compressed data end before their end mark"
                raise BrokenStream(msg)

    def _next_member(self) -> bool:
        """Go on with a member that follows; zeros between members are padding."""
        rest = self._inner.unused_data.lstrip(b"\x00")
        while len(rest) < _MAGIC_LENGTH and (more := self._packed.read(CHUNK)):
            rest = (rest + more).lstrip(b"\x00")
        if not rest:
            return False
        if _format_of(rest) is not self._make:
            msg = "something else follows the compressed data"
            raise BrokenStream(msg)
        self._inner, self._rest = self._make(self._memory), rest
        return True


class _Zstandard:
    """The decompressed bytes of Zstandard frames, through the optional package."""

    def __init__(self, packed: Readable, *, memory: int) -> None:
        try:
            library = importlib.import_module("zstandard")
        except ImportError as error:
            raise ZstandardMissing from error
        self._error: type[Exception] = library.ZstdError
        decompressor = library.ZstdDecompressor(max_window_size=memory)
        self._stream: Readable = decompressor.stream_reader(packed, read_across_frames=True)

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes. Raises BrokenStream."""
        try:
            return self._stream.read(size)
        except self._error as error:
            raise BrokenStream(str(error)) from error


def inflate(stream: Readable, head: bytes, growth: Growth, *, layer: int) -> Readable:
    """The decompressed stream; ``head`` are the first bytes of ``stream``, which still gives them too.

    ``layer`` counts the compressed streams around this one: each may take half the memory of the one around it,
    so that all together stay bounded. Reading raises BrokenStream and GrewTooMuch. Raises ZstandardMissing.
    """
    packed = _Packed(stream, growth)
    memory = _WINDOW_LIMIT >> layer
    zstandard = head.startswith(ZSTD_MAGIC)
    plain = _Zstandard(packed, memory=memory) if zstandard else _Inflated(packed, head, memory=memory)
    return Grown(plain, growth)
