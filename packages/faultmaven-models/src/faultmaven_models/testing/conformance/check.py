"""A check: one clause of a port, and a function that puts an adapter to the test on it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic

from faultmaven_models.testing.conformance.bench import Bench, Factory, Port, Subject, shown
from faultmaven_models.testing.conformance.failure import CheckSkipped, ConformanceFailure

IMPLEMENTS = "it has every method of the port"
"""The name of the check that every kit starts with."""

CHECK_SECONDS = 30.0
"""A check that is not through after this many seconds has failed."""

Body = Callable[["Bench[Port]"], "Awaitable[None] | None"]
"""Puts an adapter to the test with what the bench gives; raises ConformanceFailure."""


@dataclass(frozen=True, slots=True)
class Check(Generic[Port]):
    """One clause and its proof. ``str(check)`` is its name, so it reads well as a parameter of a test."""

    name: str
    """What holds when the check passes, as a sentence without its full stop."""
    clause: str
    """The words of the docstring that promise it."""
    body: Body[Port]

    def __str__(self) -> str:
        return self.name

    async def run(self, factory: Factory[Port] | Subject[Port]) -> None:
        """Put fresh adapters to the test, and close those that can be closed.

        Raises ConformanceFailure when the clause is broken, when the adapter raises what it may not, or
        after ``CHECK_SECONDS``; CheckSkipped when the subject lacks a variant or sample that is needed.
        """
        subject = factory if isinstance(factory, Subject) else Subject(factory)
        bench = Bench(subject, check=self.name, clause=self.clause)
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._run(bench)
        except (ConformanceFailure, CheckSkipped):
            raise
        except Exception as error:  # the boundary to foreign code: whatever it raises is its failure
            raise bench.failure(f"it raised {type(error).__name__}: {shown(str(error))}") from error

    async def _run(self, bench: Bench[Port]) -> None:
        try:
            outcome = self.body(bench)
            if inspect.isawaitable(outcome):
                await outcome
        finally:
            await bench.release()


def check(clause: str) -> Callable[[Body[Port]], Check[Port]]:
    """Make a check of a function; its name in words is the check's name."""

    def made(body: Body[Port]) -> Check[Port]:
        return Check(name=body.__name__.strip("_").replace("_", " "), clause=clause, body=body)

    return made


def implements(port: type[Any]) -> Check[Any]:
    """The check that an adapter has every method and property of the port."""

    async def body(bench: Bench[Any]) -> None:
        adapter = await bench.fresh()
        wanted = {name for name in vars(port) if not name.startswith("_")}
        missing = sorted(wanted - {name for name in wanted if hasattr(adapter, name)})
        bench.expect(
            not missing and isinstance(adapter, port),
            f"{type(adapter).__name__} lacks {', '.join(missing) or 'a method'}",
        )

    return Check(name=IMPLEMENTS, clause=(port.__doc__ or "").split(". ")[0], body=body)


__all__ = ["CHECK_SECONDS", "IMPLEMENTS", "Check", "check", "implements"]
