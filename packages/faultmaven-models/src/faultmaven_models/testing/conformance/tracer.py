"""The kit for ITracer."""

from __future__ import annotations

import asyncio
import contextlib
import time

from faultmaven_models.interfaces import ITracer
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_SPAN = "Open a span around a block; an exception inside is recorded and passed on."
_SPANS_WHEN_OFF = 2000
_MOST_SECONDS_WHEN_OFF = 0.2


class _Inside(Exception):
    """What the block of a check raises."""


class _Stop(BaseException):
    """An ending that is no Exception, as a cancelled task or an interrupt is."""


def _raise_inside(tracer: ITracer, error: BaseException) -> None:
    with tracer.span("failing", {"n": 1}):
        raise error


@check("Receives what the engine does, for tracing and metrics.")
async def _the_block_runs_once(bench: Bench[ITracer]) -> None:
    tracer = await bench.fresh()
    runs = 0
    with tracer.span("turn", {"case_id": "case_0000000000001", "turn": 1, "seconds": 0.5, "ok": True}):
        runs += 1
        with tracer.span("inner", {}):
            runs += 1
    bench.expect_equal(runs, 2, "the number of blocks that ran")


@check(_SPAN)
async def _an_exception_is_passed_on(bench: Bench[ITracer]) -> None:
    tracer = await bench.fresh()
    for error in (_Inside("inside"), _Stop()):
        try:
            _raise_inside(tracer, error)
        except (_Inside, _Stop) as caught:
            bench.expect(caught is error, f"another exception came out: {caught!r}")
        else:
            raise bench.failure(f"{type(error).__name__} was swallowed")


@check("an exception inside is recorded")
async def _an_exception_is_recorded(bench: Bench[ITracer]) -> None:
    recorded_errors = bench.sample("recorded_errors")
    tracer = await bench.fresh()
    with contextlib.suppress(_Inside):
        _raise_inside(tracer, _Inside("inside"))
    bench.expect_equal(recorded_errors(tracer), 1, "the number of errors recorded")
    with tracer.span("fine", {}):
        pass
    bench.expect_equal(recorded_errors(tracer), 1, "the number of errors recorded after a span without one")


@check("Never raises by itself.")
async def _odd_names_and_attributes_are_taken(bench: Bench[ITracer]) -> None:
    tracer = await bench.fresh()
    for name in ("", "turn ☃", "a" * 10_000, "line\nbreak\x00"):
        with tracer.span(
            name, {"": "", "long": "x" * 100_000, "nan": float("nan"), "big": 2**80, "no": False}
        ):
            pass


@check("Never raises by itself.")
async def _spans_of_concurrent_tasks_may_overlap(bench: Bench[ITracer]) -> None:
    tracer = await bench.fresh()

    async def work(number: int) -> None:
        with tracer.span("task", {"number": number}):
            await asyncio.sleep(0.001 * (number % 3))
            with tracer.span("step", {}):
                await asyncio.sleep(0)

    await asyncio.gather(*(work(number) for number in range(12)))


@check("It costs next to nothing when off.")
async def _it_costs_next_to_nothing_when_off(bench: Bench[ITracer]) -> None:
    tracer = await bench.variant("off")
    start = time.process_time()
    for number in range(_SPANS_WHEN_OFF):
        with tracer.span("turn", {"number": number}):
            pass
    spent = time.process_time() - start
    bench.expect(spent < _MOST_SECONDS_WHEN_OFF, f"{_SPANS_WHEN_OFF} spans cost {spent:.3f} s of CPU")


TRACER_KIT = Kit(
    port=ITracer,
    checks=(
        implements(ITracer),
        _the_block_runs_once,
        _an_exception_is_passed_on,
        _an_exception_is_recorded,
        _odd_names_and_attributes_are_taken,
        _spans_of_concurrent_tasks_may_overlap,
        _it_costs_next_to_nothing_when_off,
    ),
    variants={"off": "a tracer that is switched off"},
    samples={"recorded_errors": "a function of the adapter: how many spans ended with an exception so far"},
)
