"""Sessions, a cache and files, in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from faultmaven_models.errors import NotFound, Unavailable
from faultmaven_models.interfaces import IClock
from faultmaven_models.testing.fakes.clock import FakeClock


class FakeSessionStore:
    """ISessionStore over a clock; the default one stands still until it is advanced."""

    def __init__(self, *, clock: IClock | None = None) -> None:
        self.clock = clock or FakeClock(tick_seconds=0.0)
        self._records: dict[str, tuple[datetime, dict[str, str]]] = {}

    async def put(self, session_id: str, data: Mapping[str, str], *, ttl_seconds: float) -> None:
        """Store a copy that expires."""
        self._records[session_id] = (self.clock.now() + timedelta(seconds=ttl_seconds), dict(data))

    async def get(self, session_id: str) -> Mapping[str, str] | None:
        """A copy of the record that has not expired."""
        expires, data = self._records.get(session_id, (None, {}))
        return dict(data) if expires is not None and self.clock.now() < expires else None

    async def delete(self, session_id: str) -> None:
        """Forget it."""
        self._records.pop(session_id, None)


class FakeCache:
    """ICache over a clock; it forgets nothing before its time, which the port would allow."""

    def __init__(self, *, clock: IClock | None = None) -> None:
        self.clock = clock or FakeClock(tick_seconds=0.0)
        self._values: dict[str, tuple[datetime, bytes]] = {}

    async def get(self, key: str) -> bytes | None:
        """The value that has not expired."""
        expires, value = self._values.get(key, (None, b""))
        return value if expires is not None and self.clock.now() < expires else None

    async def set(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        """Keep it for that long."""
        self._values[key] = (self.clock.now() + timedelta(seconds=ttl_seconds), value)

    async def delete(self, key: str) -> None:
        """Forget it."""
        self._values.pop(key, None)


class FakeFileStore:
    """IFileStore; `damage` changes what is stored under a hash, as a bad disk does."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    async def put(self, content: bytes) -> str:
        """Store it under its SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._contents[sha256] = content
        return sha256

    async def get(self, sha256: str) -> bytes:
        """The content. Raises Unavailable when it no longer fits its hash."""
        content = self._contents.get(sha256)
        if content is None:
            raise NotFound(f"no content with SHA-256 {sha256!r} in this store")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Unavailable(f"the content stored under {sha256} is damaged: put it again")
        return content

    async def delete(self, sha256: str) -> None:
        """Forget it."""
        self._contents.pop(sha256, None)

    def damage(self, sha256: str) -> None:
        """Flip the last bit of what is stored, or add a byte to nothing."""
        content = self._contents[sha256]
        self._contents[sha256] = content[:-1] + bytes([content[-1] ^ 1]) if content else b"\x00"


__all__ = ["FakeCache", "FakeFileStore", "FakeSessionStore"]
