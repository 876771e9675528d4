"""What is put to the test (`Subject`), and what a check has at hand while it runs (`Bench`)."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from faultmaven_models.testing.conformance.failure import CheckSkipped, ConformanceFailure

Port = TypeVar("Port")
Failure = TypeVar("Failure", bound=BaseException)

Factory = Callable[[], "Port | Awaitable[Port]"]
"""Gives a fresh adapter that shares no state with the ones before; it may be an async function."""

_SHOWN = 200


def shown(value: object) -> str:
    """The value for a message, cut to a readable length."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


@dataclass(frozen=True, slots=True)
class Subject(Generic[Port]):
    """How to get the adapter that is put to the test.

    ``variants`` are factories of adapters in a state that a port's methods cannot bring about (one whose
    service is down); ``samples`` are values that a kit cannot know (a token that holds). A kit lists the
    names that it understands; what is not given is skipped and reported as such.
    """

    factory: Factory[Port]
    variants: Mapping[str, Factory[Port]] = field(default_factory=dict)
    samples: Mapping[str, Any] = field(default_factory=dict)


class Bench(Generic[Port]):
    """Hands a check its adapters, compares, and lets go of the adapters afterwards."""

    def __init__(self, subject: Subject[Port], *, check: str, clause: str) -> None:
        self._subject = subject
        self._check = check
        self._clause = clause
        self._made: list[Port] = []

    async def fresh(self) -> Port:
        """A new adapter."""
        return await self._make(self._subject.factory)

    async def variant(self, name: str) -> Port:
        """A new adapter in the state of that name. Raises CheckSkipped when there is none."""
        factory = self._subject.variants.get(name)
        if factory is None:
            raise CheckSkipped(f"{self._check}: no variant {name!r} was given")
        return await self._make(factory)

    def sample(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  a sample may be anything
        """The sample of that name, else ``default``. Raises CheckSkipped when there is neither."""
        value = self._subject.samples.get(name, default)
        if value is None:
            raise CheckSkipped(f"{self._check}: no sample {name!r} was given")
        return value

    async def let_pass(self, adapter: Port, seconds: float) -> None:
        """Let time pass for the adapter: through the sample ``advance``, else by really waiting."""
        advance = self._subject.samples.get("advance")
        if advance is None:
            await asyncio.sleep(seconds)
            return
        outcome = advance(adapter, seconds)
        if inspect.isawaitable(outcome):
            await outcome

    def expect(self, holds: bool, happened: str) -> None:  # noqa: FBT001  reads as `expect(this, else that)`
        """Raise ConformanceFailure, saying what happened, unless the condition holds."""
        if not holds:
            raise self.failure(happened)

    def expect_equal(self, actual: object, expected: object, what: str) -> None:
        """Raise ConformanceFailure unless both are equal; ``what`` names the thing compared."""
        if actual != expected:
            raise self.failure(f"{what} is {shown(actual)}, not {shown(expected)}")

    async def expect_error(
        self, expected: type[Failure], call: Awaitable[object] | Callable[[], object], what: str
    ) -> Failure:
        """The error of that class that the call raises; any other end of it is a ConformanceFailure."""
        try:
            outcome = call() if callable(call) else await call
        except expected as error:
            return error
        except Exception as error:  # the boundary to foreign code: whatever it raises is its failure
            message = f"{what} raised {type(error).__name__} ({shown(str(error))}), not {expected.__name__}"
            raise self.failure(message) from error
        raise self.failure(f"{what} gave {shown(outcome)} instead of raising {expected.__name__}")

    def failure(self, happened: str) -> ConformanceFailure:
        """The failure of this check, to be raised."""
        return ConformanceFailure(self._check, promised=self._clause, happened=happened)

    async def release(self) -> None:
        """Close every adapter made here that has a ``close`` method."""
        while self._made:
            close = getattr(self._made.pop(), "close", None)
            outcome = close() if callable(close) else None
            if inspect.isawaitable(outcome):
                await outcome

    async def _make(self, factory: Factory[Port]) -> Port:
        made = factory()
        adapter: Port = await made if inspect.isawaitable(made) else made
        self._made.append(adapter)
        return adapter


__all__ = ["Bench", "Factory", "Subject"]
