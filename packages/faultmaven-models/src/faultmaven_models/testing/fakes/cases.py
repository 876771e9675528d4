"""A case repository in memory, with conflicts, list order and events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from faultmaven_models.api_models import CaseSummary
from faultmaven_models.case import Case
from faultmaven_models.errors import CaseVersionConflict, InvalidInput, NotFound, Unavailable
from faultmaven_models.events import DomainEvent


@dataclass(slots=True)
class _Storage:
    """What outlives a repository: the JSON of the cases and of their events."""

    cases: dict[str, str] = field(default_factory=dict)
    events: dict[str, list[str]] = field(default_factory=dict)


class FakeCaseRepository:
    """ICaseRepository: keeps JSON, as a store on disk would, so that what does not round-trip shows.

    With ``fail_commits`` the store answers readers but takes nothing. `reopened` gives another repository
    over the same storage, as after a restart.
    """

    def __init__(self, *, fail_commits: bool = False) -> None:
        self.fail_commits = fail_commits
        self._storage = _Storage()
        self._closed = False

    def reopened(self) -> FakeCaseRepository:
        """A new repository over what this one has stored."""
        other = type(self)()
        other._storage = self._storage  # noqa: SLF001  its own class
        return other

    async def load(self, case_id: str) -> Case:
        """The case as it was committed last."""
        self._open()
        stored = self._storage.cases.get(case_id)
        if stored is None:
            raise NotFound(f"no case {case_id} in this repository")
        return Case.model_validate_json(stored)

    async def commit(self, case: Case, *, expected_version: int, events: Sequence[DomainEvent] = ()) -> None:
        """Store all of it or nothing. Raises InvalidInput when ``case.version`` is not the next one."""
        self._open()
        if case.version != expected_version + 1:
            raise InvalidInput(f"case {case.id} has version {case.version}, not {expected_version + 1}")
        stored = self._storage.cases.get(case.id)
        current = Case.model_validate_json(stored).version if stored else 0
        if current != expected_version:
            raise CaseVersionConflict(case.id, expected_version=expected_version, current_version=current)
        written, added = case.model_dump_json(), [event.model_dump_json() for event in events]
        if self.fail_commits:
            raise Unavailable("the fake store does not answer")
        self._storage.cases[case.id] = written
        self._storage.events.setdefault(case.id, []).extend(added)

    async def list_cases(self, *, owner_id: str | None = None, limit: int = 50) -> tuple[CaseSummary, ...]:
        """The newest cases first; the later id first where two changed at the same time."""
        self._open()
        cases = [Case.model_validate_json(stored) for stored in self._storage.cases.values()]
        wanted = [case for case in cases if owner_id is None or case.owner_id == owner_id]
        wanted.sort(key=lambda case: (case.updated_at, case.id), reverse=True)
        return tuple(_summary(case) for case in wanted[:limit])

    async def events(self, case_id: str, *, after: int = 0) -> tuple[DomainEvent, ...]:
        """The events after that sequence number."""
        self._open()
        stored = [DomainEvent.model_validate_json(text) for text in self._storage.events.get(case_id, [])]
        return tuple(sorted((e for e in stored if e.sequence > after), key=lambda event: event.sequence))

    async def close(self) -> None:
        """From now on every call raises Unavailable."""
        self._closed = True

    def _open(self) -> None:
        if self._closed:
            raise Unavailable("this repository was closed")


def _summary(case: Case) -> CaseSummary:
    return CaseSummary(
        id=case.id,
        title=case.title,
        status=case.status,
        version=case.version,
        turns=len(case.turns),
        created_at=case.created_at.isoformat(),
        updated_at=case.updated_at.isoformat(),
        conclusion=case.root_cause.statement if case.root_cause else "",
    )


__all__ = ["FakeCaseRepository"]
