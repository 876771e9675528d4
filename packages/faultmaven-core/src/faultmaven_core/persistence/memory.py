"""Cases in memory: for one process and as long as it lives."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from faultmaven_core.persistence.summary import summarise
from faultmaven_models.errors import CaseVersionConflict, InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_models.api_models import CaseSummary
    from faultmaven_models.case import Case
    from faultmaven_models.events import DomainEvent


class InMemoryCaseRepository:
    """Implements ICaseRepository; values are immutable, so what is handed out cannot be changed behind its back."""

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._events: dict[str, list[DomainEvent]] = {}
        self._lock = threading.Lock()

    async def load(self, case_id: str) -> Case:
        """The case at its current version. Raises NotFound."""
        with self._lock:
            case = self._cases.get(case_id)
        if case is None:
            msg = f"no case {case_id} in memory; a case kept in memory is gone when the process ends"
            raise NotFound(msg)
        return case

    async def commit(self, case: Case, *, expected_version: int, events: Sequence[DomainEvent] = ()) -> None:
        """Store the case and its events if the stored version is the expected one."""
        check_successor(case, expected_version)
        with self._lock:
            held = self._cases.get(case.id)
            current = held.version if held else 0
            if current != expected_version:
                raise CaseVersionConflict(case.id, expected_version=expected_version, current_version=current)
            self._cases[case.id] = case
            self._events.setdefault(case.id, []).extend(events)

    async def list_cases(self, *, owner_id: str | None = None, limit: int = 50) -> tuple[CaseSummary, ...]:
        """The last changed first."""
        with self._lock:
            held = list(self._cases.values())
        mine = [case for case in held if owner_id is None or case.owner_id == owner_id]
        mine.sort(key=lambda case: (case.updated_at, case.id), reverse=True)
        return tuple(summarise(case) for case in mine[:limit])

    async def events(self, case_id: str, *, after: int = 0) -> tuple[DomainEvent, ...]:
        """The case's events with a sequence above ``after``, in order."""
        with self._lock:
            return tuple(event for event in self._events.get(case_id, ()) if event.sequence > after)

    async def close(self) -> None:
        """Nothing is held that needs releasing."""


def check_successor(case: Case, expected_version: int) -> None:
    """Raise InvalidInput unless the case's version follows the expected one."""
    if case.version != expected_version + 1:
        needed = expected_version + 1
        msg = f"case {case.id} has version {case.version}; a commit over version {expected_version} needs {needed}"
        raise InvalidInput(msg)
