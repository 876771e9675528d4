"""Every error FaultMaven raises, named by what the caller does next.

::

    FaultMavenError
    ├── Temporary             try again, later or at another place
    │   ├── CaseVersionConflict   somebody else wrote the case: load it again
    │   ├── RateLimited           wait, then call again
    │   └── Unavailable           a service did not answer in time
    ├── Permanent             the same call will fail again: give up or change the input
    │   ├── InvalidInput          what was given cannot be used; the message says how to mend it
    │   ├── NotFound              no such case, file, document, session or failure mode
    │   ├── RedactionFailed       the text could not be made safe, so nothing was sent
    │   ├── Refused               the rules of the domain forbid it (a closed case, a wrong status)
    │   └── Unauthenticated       a token does not hold
    ├── SetupError            the installation or a setting is wrong; `mend` is the command that helps
    └── ContractError         an adapter broke the promise of its port: report it to its author
"""

from __future__ import annotations

from functools import partial
from typing import Any


class FaultMavenError(Exception):
    """The root of the tree: catch it to catch everything FaultMaven raises on purpose."""


class Temporary(FaultMavenError):
    """The same call may succeed later."""


class Permanent(FaultMavenError):
    """The same call will fail again."""


class SetupError(FaultMavenError):
    """The installation or the settings are wrong.

    ``mend`` is the command or the setting that puts it right; it is part of the message.
    """

    def __init__(self, problem: str, *, mend: str) -> None:
        super().__init__(f"{problem}. To mend it: {mend}")
        self.problem = problem
        self.mend = mend

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.problem, mend=self.mend), ()


class ContractError(FaultMavenError):
    """An adapter broke its port's promise; the message names the adapter and the promise."""


class CaseVersionConflict(Temporary):
    """The case was changed by somebody else since it was loaded.

    ``current_version`` is the version now stored (0 when the case does not exist yet).
    """

    def __init__(self, case_id: str, *, expected_version: int, current_version: int) -> None:
        super().__init__(
            f"case {case_id} is at version {current_version}, not {expected_version}: load it again and repeat the turn"
        )
        self.case_id = case_id
        self.expected_version = expected_version
        self.current_version = current_version

    def __reduce__(self) -> tuple[Any, ...]:
        versions = {"expected_version": self.expected_version, "current_version": self.current_version}
        return partial(type(self), self.case_id, **versions), ()


class RateLimited(Temporary):
    """A limit was reached; ``retry_after`` is in seconds, or None where it is not known."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(Temporary):
    """A service could not be reached or did not answer in time."""


class InvalidInput(Permanent):
    """What was given cannot be used; the message names the thing, the value and the mend."""


class NotFound(Permanent):
    """The thing that was named does not exist; the message says where it was looked for."""


class RedactionFailed(Permanent):
    """The text could not be redacted; nothing was sent. The message never carries the text."""


class Refused(Permanent):
    """The rules of the domain forbid the step, for instance a turn on a closed case."""


class Unauthenticated(Permanent):
    """A token is missing, malformed, expired or signed by nobody who is trusted."""


__all__ = [
    "CaseVersionConflict",
    "ContractError",
    "FaultMavenError",
    "InvalidInput",
    "NotFound",
    "Permanent",
    "RateLimited",
    "RedactionFailed",
    "Refused",
    "SetupError",
    "Temporary",
    "Unauthenticated",
    "Unavailable",
]
