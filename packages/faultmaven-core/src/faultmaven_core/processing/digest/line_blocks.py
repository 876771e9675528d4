"""Chunks of bytes, cut wherever reading cut them, made blocks of whole lines in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

LINE_LIMIT = 2048
"""Bytes of a line that count; the rest of a longer line is read past and never held."""
CHUNK = 1024 * 1024


def read_chunks(path: Path, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes of the lines that begin in ``[start, end)`` of a file, in chunks of at most 1 MB.

    A line that begins inside and ends outside is whole; one that begins before ``start`` is left to its owner.
    """
    with path.open("rb") as stream:
        if start:
            stream.seek(start - 1)
            if not _pass_newline(stream):
                return
        position = stream.tell()
        while end is None or position < end:
            size = CHUNK if end is None else min(CHUNK, end - position)
            chunk = stream.read(size)
            if not chunk:
                return
            position += len(chunk)
            yield chunk
            if position == end and not chunk.endswith(b"\n"):
                yield stream.readline(LINE_LIMIT + 2)
                return


def _pass_newline(stream: BinaryIO) -> bool:
    while part := stream.readline(CHUNK):
        if part.endswith(b"\n"):
            return True
    return False


def line_blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks of whole lines, without the last newline; lines over ``LINE_LIMIT`` bytes come shortened.

    A carriage return before a newline is dropped. The lines of a block stand between its newlines.
    """
    carry, skipping = b"", False
    for piece in chunks:
        chunk = piece
        if skipping:
            at = chunk.find(b"\n")
            if at < 0:
                continue
            chunk, skipping = chunk[at:], False
        data = carry + chunk
        cut = data.rfind(b"\n")
        if cut < 0:
            carry = data
            if len(carry) > LINE_LIMIT + 1:
                carry, skipping = carry[:LINE_LIMIT], True
            continue
        carry = data[cut + 1 :]
        if len(carry) > LINE_LIMIT + 1:
            carry, skipping = carry[:LINE_LIMIT], True
        yield _short_lines(data[:cut])
    if carry:
        yield _short_lines(carry)


def _short_lines(block: bytes) -> bytes:
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").removesuffix(b"\r")
    if len(block) <= LINE_LIMIT:
        return block
    lines = block.split(b"\n")
    if max(map(len, lines)) <= LINE_LIMIT:
        return block
    return b"\n".join([line[:LINE_LIMIT] for line in lines])
