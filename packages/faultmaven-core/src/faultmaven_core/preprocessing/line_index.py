"""Lines of content of any size, cut out when asked for: a sparse index finds each with one or two reads.

For every block of 64 KiB the index holds how many lines end before it and a checksum, twelve bytes. The line
is then found in the block itself. The checksum tells when the user's own file changed after it was indexed, so that
no quote is ever taken from another text than the one that was hashed.
"""

from __future__ import annotations

import codecs
import re
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, overload

from faultmaven_core.preprocessing.blob import CHUNK
from faultmaven_models.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_core.preprocessing.blob import Blob

_WIDEST = 4
"""Bytes of one character in UTF-8, at most."""
_END_OF_LINE = re.compile(b"\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTable:
    """Where lines end, block by block."""

    block: int
    """Bytes in a block."""
    ends_before: array[int]
    """Line feeds before each block, and at last those of the whole content."""
    checksums: array[int]
    """CRC-32 of each block."""
    size: int
    """Bytes of the content."""
    lines: int
    long_lines: int
    """How many have more characters than the limit."""
    replaced: int
    """How many characters are U+FFFD, when some bytes are no UTF-8; else 0."""
    blank: bool
    """Whether there is nothing but white space."""


def build_table(blocks: Iterable[bytes], *, max_chars: int, block: int = CHUNK) -> LineTable:
    """One pass over content in UTF-8, given in pieces of exactly ``block`` bytes, the last one shorter."""
    ends = array("Q", [0])
    checksums = array("I")
    measure = _Measure(max_chars)
    size = 0
    last = b"\n"
    blank = True
    for piece in blocks:
        ends.append(ends[-1] + piece.count(b"\n"))
        checksums.append(zlib.crc32(piece))
        measure.add(piece)
        size += len(piece)
        last = piece[-1:]
        blank = blank and not piece.strip()
    long_lines, replaced = measure.finish()
    return LineTable(
        block=block,
        ends_before=ends,
        checksums=checksums,
        size=size,
        lines=ends[-1] + (last != b"\n"),
        long_lines=long_lines,
        replaced=replaced,
        blank=blank,
    )


class _Measure:
    """Counts long lines and replaced bytes while the content goes by."""

    def __init__(self, max_chars: int) -> None:
        self._max = max_chars
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._strict: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")("strict")
        self._open = 0
        self._return = False
        self._long = 0
        self._marks = 0

    def add(self, piece: bytes, *, final: bool = False) -> None:
        """Look at the next piece."""
        text = self._decoder.decode(piece, final)
        if self._strict is not None:
            try:
                self._strict.decode(piece, final)
            except UnicodeDecodeError:
                self._strict = None
        if not text.isascii():
            self._marks += text.count("\ufffd")
        self._lengths(text)

    def finish(self) -> tuple[int, int]:
        """Long lines, and replaced characters."""
        self.add(b"", final=True)
        if self._open - self._return > self._max:
            self._long += 1
        return self._long, 0 if self._strict is not None else self._marks

    def _lengths(self, text: str) -> None:
        if not text:
            return
        first = text.find("\n")
        if first < 0:
            self._open += len(text)
            self._return = text[-1] == "\r"
            return
        ended_by_return = text[first - 1] == "\r" if first else self._return
        self._long += self._open + first - ended_by_return > self._max
        end = text.rfind("\n")
        if end - first > self._max:
            between = text[first + 1 : end].split("\n")
            self._long += sum(len(line.removesuffix("\r")) > self._max for line in between)
        self._open = len(text) - end - 1
        self._return = self._open > 0 and text[-1] == "\r"


class IndexedLines(Sequence[str]):
    """Lines of a blob in UTF-8. Each ends at a line feed, is without it and without a carriage return before it.

    Of a line longer than ``max_chars`` only the start is given; bytes that are no UTF-8 are U+FFFD. Reading raises
    InvalidInput when the file behind the blob is no longer what was indexed. ``start`` is where the first line begins.
    """

    __slots__ = ("_cached", "_max_bytes", "_max_chars", "_name", "_start", "_table", "blob")

    def __init__(self, blob: Blob, table: LineTable, *, name: str, max_chars: int, start: int = 0) -> None:
        self.blob = blob
        self._table = table
        self._name = name
        self._max_chars = max_chars
        self._max_bytes = max_chars * _WIDEST + 1
        self._start = min(start, table.size)
        self._cached: tuple[int, bytes, array[int]] = (-1, b"", array("I"))

    def __len__(self) -> int:
        return self._table.lines

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            span = range(*index.indices(len(self)))
            if span.step == 1:
                return list(islice(self._from(span.start), len(span)))
            return [self[position] for position in span]
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        start, end = self._begin(position), self._end(position)
        return self._text(self._bytes(start, min(end, start + self._max_bytes)))

    def __iter__(self) -> Iterator[str]:
        return self._from(0)

    def _from(self, position: int) -> Iterator[str]:
        """The lines from one on, block after block."""
        if position >= len(self):
            return
        start = self._begin(position)
        number, offset = divmod(start, self._table.block)
        carried = b""
        for block in range(number, len(self._table.checksums)):
            data = self._block(block)[offset:]
            offset = 0
            head, separator, rest = data.partition(b"\n")
            carried += head[: self._max_bytes - len(carried)]
            if not separator:
                continue
            yield self._text(carried)
            whole, separator, carried = rest.rpartition(b"\n")
            if separator:
                yield from self._texts(whole)
            carried = carried[: self._max_bytes]
        if carried or self._table.lines > self._table.ends_before[-1]:
            yield self._text(carried)

    def _texts(self, whole: bytes) -> list[str]:
        lines = whole.decode("utf-8", "replace").split("\n")
        if b"\r" in whole:
            lines = [line.removesuffix("\r") for line in lines]
        if len(whole) > self._max_chars:
            return [line[: self._max_chars] for line in lines]
        return lines

    def _text(self, line: bytes) -> str:
        return line.removesuffix(b"\r").decode("utf-8", "replace")[: self._max_chars]

    def _begin(self, position: int) -> int:
        return self._start if position == 0 else self._end(position - 1) + 1

    def _end(self, position: int) -> int:
        """Where the line feed after the line stands, or the content ends."""
        ends_before = self._table.ends_before
        if position >= ends_before[-1]:
            return self._table.size
        block = bisect_left(ends_before, position + 1) - 1
        number, _, ends = self._cached
        if number != block:
            _, ends = self._load(block)
        return block * self._table.block + ends[position - ends_before[block]]

    def _bytes(self, start: int, end: int) -> bytes:
        size = self._table.block
        first, last = start // size, max(start, end - 1) // size
        if first == last:
            return self._block(first)[start - first * size : end - first * size]
        pieces = b"".join(self._block(number) for number in range(first, last + 1))
        return pieces[start - first * size : end - first * size]

    def _block(self, number: int) -> bytes:
        known, data, _ = self._cached
        return data if known == number else self._read(number)

    def _load(self, number: int) -> tuple[bytes, array[int]]:
        data = self._read(number)
        ends = array("I", (match.start() for match in _END_OF_LINE.finditer(data)))
        self._cached = (number, data, ends)
        return data, ends

    def _read(self, number: int) -> bytes:
        table = self._table
        start = number * table.block
        try:
            data = self.blob.read_at(start, min(table.block, table.size - start))
        except OSError as error:
            msg = f"{self._name} can no longer be read: {error.strerror or error}. Attach it again"
            raise InvalidInput(msg) from error
        if zlib.crc32(data) != table.checksums[number]:
            msg = f"{self._name} was changed while it was examined. Attach it again, or a copy of it"
            raise InvalidInput(msg)
        return data
