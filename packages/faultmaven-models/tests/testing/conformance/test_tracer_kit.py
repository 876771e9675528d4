# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

import contextlib
import time

from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeTracer

KIT = KITS["ITracer"]
RUNS = "the block runs once"
PASSED_ON = "an exception is passed on"
RECORDED = "an exception is recorded"
ODD = "odd names and attributes are taken"
OVERLAP = "spans of concurrent tasks may overlap"
CHEAP = "it costs next to nothing when off"


def errors(tracer):
    return sum(span.error is not None for span in tracer.spans)


def tracer(*, off=lambda: FakeTracer(on=False), **overrides):
    made = type("Tracer", (FakeTracer,), overrides)
    return Subject(made, variants={"off": off}, samples={"recorded_errors": errors})


@contextlib.contextmanager
def swallowing(self, name, attributes):
    with contextlib.suppress(Exception), FakeTracer.span(self, name, attributes):
        yield


@contextlib.contextmanager
def wrapping(self, name, attributes):
    with FakeTracer.span(self, name, attributes):
        try:
            yield
        except Exception as error:
            raise RuntimeError("in a span") from error


@contextlib.contextmanager
def unrecorded(self, name, attributes):
    yield


def checking_names(self, name, attributes):
    if not name.isidentifier():
        raise ValueError(name)
    return FakeTracer.span(self, name, attributes)


class StackTracer(FakeTracer):
    """Takes for granted that the span opened last is the first to end."""

    @contextlib.contextmanager
    def span(self, name, attributes):
        stack = self.__dict__.setdefault("stack", [])
        stack.append(mine := object())
        with FakeTracer.span(self, name, attributes):
            try:
                yield
            finally:
                if stack.pop() is not mine:
                    raise RuntimeError("spans ended in another order")


class SlowTracer:
    def span(self, name, attributes):
        until = time.process_time() + 0.0002
        while time.process_time() < until:
            pass
        return contextlib.nullcontext()


@contextlib.contextmanager
def not_nested(self, name, attributes):
    if any(not span.ended for span in self.spans):
        raise RuntimeError(f"{name} was opened inside another span")
    with FakeTracer.span(self, name, attributes):
        yield


MUTANTS = [
    Mutant("swallows exceptions", tracer(span=swallowing), (PASSED_ON,)),
    Mutant("wraps exceptions", tracer(span=wrapping), (PASSED_ON,)),
    Mutant("records no exception", tracer(span=unrecorded), (RECORDED,)),
    Mutant("refuses odd names", tracer(span=checking_names), (ODD,)),
    Mutant(
        "one stack for all tasks", tracer(__init__=FakeTracer.__init__, span=StackTracer.span), (OVERLAP,)
    ),
    Mutant("cannot nest", tracer(span=not_nested), (RUNS, OVERLAP)),
    Mutant("dear when off", tracer(off=SlowTracer), (CHEAP,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, tracer())
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
