"""What stands in a redacted text where something was taken out.

A placeholder is ``QZ``, a label, a number and two check letters, such as ``QZEMAIL3KT``: letters and digits alone,
because those survive a model's rewording. Labels and check letters have no Q and no Z, so a placeholder never begins
inside another, and text that stands beside one never makes a different one out of it.
"""

from __future__ import annotations

import hashlib
import re

_CHECK_LETTERS = "BCDFGHJKLMNPRSTVWXY"
PLACEHOLDER = re.compile(
    r"QZ[ _-]?([A-PR-Y]{2,12})[ _-]?([0-9]{1,9})[ _-]?([A-PR-Y]{2})", re.ASCII | re.IGNORECASE
)
"""Reads a placeholder in any case and with a blank, hyphen or underscore slipped between its parts."""


def write(label: str, number: int, *, case_id: str) -> str:
    """The placeholder of that label and number in that case."""
    return f"QZ{label}{number}{_check(label, number, case_id)}"


def read(found: re.Match[str], *, case_id: str) -> str | None:
    """The placeholder in its canonical form, or None when the check letters do not fit: a slip, or another case's."""
    label, number, check = found[1].upper(), int(found[2]), found[3].upper()
    return write(label, number, case_id=case_id) if check == _check(label, number, case_id) else None


def _check(label: str, number: int, case_id: str) -> str:
    digest = hashlib.blake2b(f"{case_id}\0{label}\0{number}".encode(), digest_size=4).digest()
    value = int.from_bytes(digest, "big")
    size = len(_CHECK_LETTERS)
    return _CHECK_LETTERS[value % size] + _CHECK_LETTERS[value // size % size]


__all__ = ["PLACEHOLDER", "read", "write"]
