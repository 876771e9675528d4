"""Attributes in tar headers (pax), looked through before tarfile's regular expressions see them.

The format is POSIX.1-2001 `pax`: records of ``LENGTH KEY=VALUE`` and a line feed, the length counting the whole record.
On bytes that are no such records some versions of tarfile take time in the square of their number.
"""

from __future__ import annotations

import re

_KIND = slice(156, 157)
_PAX_KINDS = (b"x", b"g", b"X")
_LENGTH_DIGITS = 10
_LONG_NUMBER = re.compile(rb"[0-9]{64}")


def announces_attributes(block: bytes) -> bool:
    """Whether the header block says that attributes follow."""
    return block[_KIND] in _PAX_KINDS


def check_attributes(body: bytes) -> None:
    """Raises ValueError unless the bytes are records of attributes, padded with zeros."""
    if _LONG_NUMBER.search(body):
        msg = "a header holds a number of more than 64 digits"
        raise ValueError(msg)
    position = 0
    while position < len(body) and body[position]:
        space = body.find(b" ", position, position + _LENGTH_DIGITS + 1)
        digits = body[position : max(space, position)]
        end = position + int(digits) if digits.isdigit() else position
        equals = body.find(b"=", space + 1, end)
        if equals < 0 or body[end - 1 : end] != b"\n":
            msg = "a header holds attributes that are no records of length, key and value"
            raise ValueError(msg)
        position = end
