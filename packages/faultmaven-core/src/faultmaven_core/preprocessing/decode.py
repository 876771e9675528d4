"""From bytes to lines of text, whatever the encoding; nothing is dropped silently."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536
_CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 12, 13, 27})
_BINARY_SHARE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, the encoding it was read in, and what a reader must know about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def is_binary(content: bytes) -> bool:
    """Whether the bytes are no text in any encoding that `decode` knows: many control bytes in the first 64 KiB."""
    sample = content[:_SAMPLE]
    if not sample or any(sample.startswith(bom) for bom, _ in _BOMS) or _utf16_without_bom(sample):
        return False
    control = len(sample) - len(sample.translate(None, _CONTROL))
    return control > len(sample) * _BINARY_SHARE


def encoding_of(sample: bytes) -> str:
    """The encoding that the first 64 KiB speak for; UTF-8 when nothing speaks for another."""
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    return _utf16_without_bom(sample[:_SAMPLE]) or "utf-8"


def decode(content: bytes) -> Decoded:
    """The text. Bytes that fit no encoding become U+FFFD, and a note says how many."""
    return _decode_as(content, encoding_of(content[:_SAMPLE]))


def replaced_note(count: int, encoding: str) -> str:
    """What a reader must know about bytes that fit no encoding."""
    return f"{count} byte sequences are not valid {encoding.upper()} and are shown as \ufffd"


class Transcoder:
    """Turns pieces of text in any encoding into pieces of UTF-8; ``replaced`` counts what did not fit."""

    def __init__(self, encoding: str) -> None:
        self._lenient = codecs.getincrementaldecoder(encoding)("replace")
        self._strict: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder(encoding)("strict")
        self._marks = 0

    @property
    def replaced(self) -> int:
        """How many characters are U+FFFD, when some bytes did not fit; else 0."""
        return 0 if self._strict is not None else self._marks

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces in UTF-8."""
        for piece in pieces:
            yield self._turn(piece, final=False)
        yield self._turn(b"", final=True)

    def _turn(self, piece: bytes, *, final: bool) -> bytes:
        text = self._lenient.decode(piece, final)
        if self._strict is not None:
            try:
                self._strict.decode(piece, final)
            except UnicodeError:
                self._strict = None
        self._marks += text.count("\ufffd")
        return text.encode("utf-8", "replace")


def legible(name: str) -> str:
    """The name (or argument) as valid Unicode: each byte of it that is no UTF-8 becomes U+FFFD."""
    if name.isascii():
        return name
    return "".join("\ufffd" if unicodedata.category(mark) == "Cs" else mark for mark in name)


def _decode_as(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(text=content.decode(encoding), encoding=encoding)
    except UnicodeDecodeError:
        text = content.decode(encoding, errors="replace")
        note = replaced_note(text.count("\ufffd"), encoding)
        return Decoded(text=text, encoding=encoding, notes=(note,))


def _utf16_without_bom(sample: bytes) -> str | None:
    """UTF-16 text of mostly ASCII has a zero in every second byte."""
    if len(sample) < 8:  # noqa: PLR2004  too short to tell
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return None
