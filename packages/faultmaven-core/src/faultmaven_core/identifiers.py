"""New case ids."""

from __future__ import annotations

import secrets
import string

_ALPHABET = string.ascii_lowercase + string.digits
_LENGTH = 13


def new_case_id() -> str:
    """``case_`` and 13 random lower-case letters or digits (67 bits)."""
    return "case_" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
