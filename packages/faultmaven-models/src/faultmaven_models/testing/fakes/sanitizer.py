"""A sanitizer that knows e-mail addresses and ``key=value`` secrets, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

from faultmaven_models.chat import Redaction
from faultmaven_models.errors import RedactionFailed

SECRET_KEYS = ("api_key", "password", "secret", "token")
"""What follows such a key and ``=`` or ``:`` is a secret."""

Finder = Callable[[str], "list[tuple[str, str]]"]
"""Gives the (kind, value) pairs that a text holds; kind ``secret`` is never put back."""

SECRET = "secret"  # noqa: S105  the name of a kind
EMAIL = "email"


def find_sensitive(text: str) -> list[tuple[str, str]]:
    """The e-mail addresses and the values of secret keys, in the order of the text."""
    found = []
    for raw in text.split():
        word = raw.strip("<>()[]{},;\"'")
        key, sign, value = word.replace(":", "=", 1).partition("=")
        if sign and value and key.lower() in SECRET_KEYS:
            found.append((SECRET, value))
        elif _is_address(value or word):
            found.append((EMAIL, (value or word).rstrip(".")))
    return found


def _is_address(word: str) -> bool:
    user, _, host = word.partition("@")
    return bool(user) and "." in host.strip(".") and "@" not in host


class FakeSanitizer:
    """ISanitizer: replaces what ``find`` finds by placeholders that are numbered per case.

    With ``broken`` the detector fails on every text, as a missing model would make it.
    """

    def __init__(self, *, find: Finder = find_sensitive, broken: bool = False) -> None:
        self._find = find
        self._broken = broken
        self._placeholders: dict[str, dict[tuple[str, str], str]] = {}

    @property
    def name(self) -> str:
        """``fake``."""
        return "fake"

    def redact(self, text: str, *, case_id: str) -> Redaction:
        """The text with each found value replaced; longer values first, so that none hides in another."""
        if self._broken:
            raise RedactionFailed(
                f"the detector failed on a text of {len(text)} characters; nothing was sent"
            )
        kinds: dict[str, str] = {}
        for kind, value in self._find(text):
            kinds.setdefault(value, kind)
        if not kinds:
            return Redaction(text=text)
        known = self._placeholders.setdefault(case_id, {})
        counts: dict[str, int] = {}

        def placeholder(match: re.Match[str]) -> str:
            value = match.group()
            kind = kinds[value]
            counts[kind] = counts.get(kind, 0) + 1
            return known.setdefault((kind, value), f"{kind.upper()}X{len(known) + 1}X")

        longest_first = sorted(kinds, key=len, reverse=True)
        redacted = re.sub("|".join(map(re.escape, longest_first)), placeholder, text)
        return Redaction(text=redacted, counts=counts)

    def restore(self, text: str, *, case_id: str) -> str:
        """The text with the placeholders of this case's e-mail addresses put back."""
        for (kind, value), placeholder in self._placeholders.get(case_id, {}).items():
            if kind != SECRET:
                text = text.replace(placeholder, value)
        return text


__all__ = ["EMAIL", "SECRET", "SECRET_KEYS", "FakeSanitizer", "find_sensitive"]
