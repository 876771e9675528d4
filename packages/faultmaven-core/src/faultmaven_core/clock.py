"""The time of day, behind a port."""

from __future__ import annotations

import threading
from datetime import UTC, datetime


class SystemClock:
    """Implements IClock over the system's clock; a step backwards is held back, so times never run backwards."""

    def __init__(self) -> None:
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The current time in UTC."""
        with self._lock:
            self._last = max(self._last, datetime.now(UTC))
            return self._last
