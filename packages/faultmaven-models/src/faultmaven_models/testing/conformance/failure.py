"""What a check says when a promise was broken, or when it could not be put to the test."""

from __future__ import annotations

import unittest
from functools import partial
from typing import Any

from faultmaven_models.errors import ContractError


class ConformanceFailure(ContractError):
    """An adapter did not keep a clause of its port.

    ``check`` is the name of the check, ``promised`` the clause in the words of the port's docstring and
    ``happened`` what the adapter did instead.
    """

    def __init__(self, check: str, *, promised: str, happened: str) -> None:
        super().__init__(f"{check}: promised is {promised!r}, but {happened}")
        self.check = check
        self.promised = promised
        self.happened = happened

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.check, promised=self.promised, happened=self.happened), ()


class CheckSkipped(unittest.SkipTest):
    """A check needs a variant or a sample that it was not given; a test runner reports it as skipped."""


__all__ = ["CheckSkipped", "ConformanceFailure"]
