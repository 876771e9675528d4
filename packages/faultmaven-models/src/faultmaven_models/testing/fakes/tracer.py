"""A tracer that remembers every span."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass


@dataclass(slots=True)
class RecordedSpan:
    """A span: its name and attributes, the span around it, the class of the error that left it, its end."""

    name: str
    attributes: Mapping[str, str | int | float | bool]
    parent: RecordedSpan | None = None
    error: str | None = None
    ended: bool = False


class FakeTracer:
    """ITracer: ``spans`` holds them in the order of opening. With ``on=False`` it records nothing."""

    def __init__(self, *, on: bool = True) -> None:
        self._on = on
        self._current: contextvars.ContextVar[RecordedSpan | None] = contextvars.ContextVar(
            "span", default=None
        )
        self.spans: list[RecordedSpan] = []

    def span(
        self, name: str, attributes: Mapping[str, str | int | float | bool]
    ) -> AbstractContextManager[None]:
        """Open a span inside the current one of this task."""
        return self._open(name, attributes) if self._on else nullcontext()

    @contextmanager
    def _open(self, name: str, attributes: Mapping[str, str | int | float | bool]) -> Iterator[None]:
        span = RecordedSpan(name, dict(attributes), parent=self._current.get())
        self.spans.append(span)
        token = self._current.set(span)
        try:
            yield
        except BaseException as error:
            span.error = type(error).__name__
            raise
        finally:
            span.ended = True
            self._current.reset(token)


__all__ = ["FakeTracer", "RecordedSpan"]
