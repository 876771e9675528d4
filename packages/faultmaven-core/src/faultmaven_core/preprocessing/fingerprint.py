"""The hashes by which an artifact is known, taken while its content goes by."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Fingerprint:
    """SHA-256 over the content, and over source name, NUL and content."""

    def __init__(self, source: str) -> None:
        self._identity = hashlib.sha256(source.encode("utf-8", "surrogateescape") + b"\x00")
        self._content = hashlib.sha256()
        self.size_bytes = 0

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces, unchanged, each taken in before it is handed on."""
        for piece in pieces:
            self._identity.update(piece)
            self._content.update(piece)
            self.size_bytes += len(piece)
            yield piece

    @property
    def artifact_id(self) -> str:
        """The id that the pieces so far give the artifact."""
        return f"art_{self._identity.hexdigest()[:16]}"

    @property
    def sha256(self) -> str:
        """The hash that the pieces so far give the content."""
        return self._content.hexdigest()
