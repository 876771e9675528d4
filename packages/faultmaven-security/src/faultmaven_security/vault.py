"""Remembers, for each case, which placeholder stands for which value."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading

from faultmaven_models.errors import Permanent
from faultmaven_security import placeholders

ENTRY_LIMIT = 1_000_000
"""Different values of one case; beyond, redaction fails rather than memory."""

ESCAPE_LABEL = "TEXT"
"""The label of text that was no secret but looked like a placeholder."""


class VaultFull(Permanent):
    """The case has more different values than the vault keeps."""


class CaseVault:
    """The placeholders of one case. Personal data are kept as they are, secrets as a keyed hash only.

    The same value has the same placeholder for as long as the vault lives, whatever thread asks.
    """

    __slots__ = ("_by_secret", "_by_value", "_case_id", "_key", "_lock", "_numbers", "_values")

    def __init__(self, case_id: str, *, key: bytes) -> None:
        self._case_id = case_id
        self._key = key
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._by_secret: dict[bytes, str] = {}
        self._by_value: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def hide_secret(self, value: str, *, label: str) -> str:
        """The placeholder of a secret; nothing in the vault gives the secret back. Raises VaultFull."""
        mark = hashlib.blake2b(value.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()
        with self._lock:
            if mark not in self._by_secret:
                self._by_secret[mark] = self._next(label)
            return self._by_secret[mark]

    def hide(self, value: str, *, label: str) -> str:
        """The placeholder of a value that may be restored. Raises VaultFull."""
        with self._lock:
            if value not in self._by_value:
                placeholder = self._next(label)
                self._by_value[value] = placeholder
                self._values[placeholder] = value
            return self._by_value[value]

    def restore(self, text: str) -> str:
        """The text with every placeholder of a restorable value put back; others are left as they are."""
        return placeholders.PLACEHOLDER.sub(lambda found: self._value(found) or found[0], text)

    def _value(self, found: re.Match[str]) -> str | None:
        canonical = placeholders.read(found, case_id=self._case_id)
        return None if canonical is None else self._values.get(canonical)

    def _next(self, label: str) -> str:
        if len(self._by_secret) + len(self._by_value) >= ENTRY_LIMIT:
            msg = f"the case has more than {ENTRY_LIMIT} different values to hide"
            raise VaultFull(msg)
        number = self._numbers.get(label, 0) + 1
        self._numbers[label] = number
        return placeholders.write(label, number, case_id=self._case_id)


class Vault:
    """The vaults of all cases that this process works on, in memory.

    ``key`` (32 bytes or more of randomness) makes the hashes of secrets; without one a new key is drawn.
    """

    __slots__ = ("_cases", "_key", "_lock")

    def __init__(self, *, key: bytes | None = None) -> None:
        self._key = hashlib.blake2b(key).digest() if key is not None else secrets.token_bytes(64)
        self._lock = threading.Lock()
        self._cases: dict[str, CaseVault] = {}

    def case(self, case_id: str) -> CaseVault:
        """The vault of that case, empty at first."""
        with self._lock:
            if case_id not in self._cases:
                self._cases[case_id] = CaseVault(case_id, key=self._key)
            return self._cases[case_id]

    def forget(self, case_id: str) -> None:
        """Drop what is kept of a case; its placeholders cannot be restored afterwards."""
        with self._lock:
            self._cases.pop(case_id, None)


__all__ = ["ENTRY_LIMIT", "ESCAPE_LABEL", "CaseVault", "Vault", "VaultFull"]
