"""An event publisher that keeps what it was handed."""

from __future__ import annotations

from collections.abc import Sequence

from faultmaven_models.errors import Unavailable
from faultmaven_models.events import DomainEvent


class FakeEventPublisher:
    """IEventPublisher: ``published`` holds every event; while ``down`` nothing is taken."""

    def __init__(self, *, down: bool = False) -> None:
        self.down = down
        self.published: list[DomainEvent] = []

    async def publish(self, events: Sequence[DomainEvent]) -> None:
        """Take them all."""
        if self.down:
            raise Unavailable(f"the fake broker does not answer; {len(events)} events were not taken")
        self.published.extend(events)


__all__ = ["FakeEventPublisher"]
