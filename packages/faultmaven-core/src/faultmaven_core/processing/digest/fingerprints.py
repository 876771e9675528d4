"""Fingerprints of lines: what is left when the characters that ids are made of are taken away.

The rungs are a ladder: each rung's fingerprint is a function of the one before, so a table that climbed
while it was filled equals one that was filled at the top.
"""

from __future__ import annotations

DIGITS = b"0123456789"
RUNGS = (DIGITS, DIGITS + b"abcdef", DIGITS + b"abcdefABCDEF")
"""Characters dropped: numbers; lower-case hexadecimal ids; ids of either case."""
SKELETON_RUNG = len(RUNGS)
"""From here on fingerprints with one skeleton may share one row."""
SHAPE_RUNG = SKELETON_RUNG + 1
"""From here on lines are told apart by their number of spaces alone."""

_ALPHANUMERIC = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + bytes(range(128, 256))
_SPACES = 255


def dropped(rung: int) -> bytes:
    """The characters that the fingerprints of a rung lack."""
    return RUNGS[min(rung, len(RUNGS) - 1)]


def skeleton(fingerprint: bytes) -> bytes:
    """Punctuation and spaces alone."""
    return fingerprint.translate(None, _ALPHANUMERIC)


def shape(fingerprint: bytes) -> bytes:
    """The number of spaces, at most 255, as text."""
    return b"%d" % min(fingerprint.count(b" "), _SPACES)
