"""Steps of a turn: timed, and shown to a tracer if there is one."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from faultmaven_models.interfaces import ITracer


class NoTracer:
    """Implements ITracer by doing nothing."""

    def span(
        self,
        name: str,  # noqa: ARG002  the port's signature
        attributes: Mapping[str, str | int | float | bool],  # noqa: ARG002  the port's signature
    ) -> AbstractContextManager[None]:
        """An empty block."""
        return nullcontext()


class Steps:
    """Times the steps of one turn, in seconds."""

    def __init__(self, tracer: ITracer, *, case_id: str) -> None:
        self._tracer = tracer
        self._case_id = case_id
        self._started = time.perf_counter()
        self._timings: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time the block under that name; a name used twice adds up."""
        started = time.perf_counter()
        with self._tracer.span(f"faultmaven.{name}", {"faultmaven.case_id": self._case_id}):
            try:
                yield
            finally:
                self._timings[name] = self._timings.get(name, 0.0) + time.perf_counter() - started

    def timings(self) -> dict[str, float]:
        """Seconds by step so far, and ``total``, rounded to 0.1 ms."""
        total = time.perf_counter() - self._started
        return {name: round(value, 4) for name, value in {**self._timings, "total": total}.items()}
