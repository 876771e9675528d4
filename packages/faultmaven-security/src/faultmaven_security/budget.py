"""How long the work on one text may take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class BudgetSpent(Exception):
    """The time allowed for one text is used up. The message holds no part of the text."""


class Budget:
    """The time that one text may take.

    ``limit_seconds`` counts from construction, on ``timer`` (a monotonic clock in seconds).
    """

    __slots__ = ("_end", "_limit", "_timer")

    def __init__(self, *, limit_seconds: float, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._limit = limit_seconds
        self._end = timer() + limit_seconds

    def check(self) -> None:
        """Raise BudgetSpent when the time is over; call it every few hundred candidates."""
        if self._timer() > self._end:
            msg = f"the limit of {self._limit:g} seconds is used up"
            raise BudgetSpent(msg)


__all__ = ["Budget", "BudgetSpent"]
