"""Quantities and durations as Kubernetes writes them.

Sources: the resource quantity grammar of the Kubernetes API (suffixes n u m, k M G T P E, Ki Mi Gi Ti Pi Ei)
and the short durations of kubectl (``99s``, ``2m3s``, ``31d``, ``3y40d``).

"""

from __future__ import annotations

_SUFFIXES = {
    "n": 1e-9,
    "u": 1e-6,
    "m": 1e-3,
    "k": 1e3,
    "M": 1e6,
    "G": 1e9,
    "T": 1e12,
    "P": 1e15,
    "E": 1e18,
    "Ki": 2.0**10,
    "Mi": 2.0**20,
    "Gi": 2.0**30,
    "Ti": 2.0**40,
    "Pi": 2.0**50,
    "Ei": 2.0**60,
}
_UNIT_SECONDS = {"y": 31_536_000.0, "d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0}
_LONGEST = 32


def parse_quantity(text: str) -> float | None:
    """The amount in the base unit (cores, bytes, pieces); None when the text is no quantity."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    factor = 1.0
    for length in (2, 1):
        suffix = text[-length:]
        if suffix in _SUFFIXES:
            factor, text = _SUFFIXES[suffix], text[:-length]
            break
    if not text or any(character not in "0123456789.+-eE" for character in text):
        return None
    try:
        return float(text) * factor
    except ValueError:
        return None


def parse_duration(text: str) -> float | None:
    """Seconds of a short duration; None when the text is none."""
    if not text or len(text) > _LONGEST:
        return None
    total, digits, seen = 0.0, "", False
    for character in text:
        if character.isdecimal() or character == ".":
            digits += character
        elif character in _UNIT_SECONDS and digits:
            try:
                total += float(digits) * _UNIT_SECONDS[character]
            except ValueError:
                return None
            digits, seen = "", True
        else:
            return None
    return total if seen and not digits else None


def parse_count(text: str) -> int | None:
    """A small non-negative whole number; None when the text is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONGEST else None
