from __future__ import annotations

import asyncio

import pytest

from faultmaven_models.testing.fakes import FakeTracer


def test_spans_know_what_is_around_them() -> None:
    tracer = FakeTracer()
    with tracer.span("turn", {"n": 1}):
        with tracer.span("detect", {}):
            assert not tracer.spans[0].ended
        with tracer.span("verify", {}):
            pass
    turn, detect, verify = tracer.spans
    assert (turn.parent, detect.parent, verify.parent) == (None, turn, turn)
    assert (turn.attributes, turn.ended, turn.error) == ({"n": 1}, True, None)


def test_an_error_is_recorded_in_each_span_that_it_leaves() -> None:
    tracer = FakeTracer()
    with pytest.raises(KeyError), tracer.span("outer", {}), tracer.span("inner", {}):
        raise KeyError("x")
    assert [(span.name, span.error) for span in tracer.spans] == [
        ("outer", "KeyError"),
        ("inner", "KeyError"),
    ]


async def test_tasks_have_spans_of_their_own() -> None:
    tracer = FakeTracer()

    async def work(name: str) -> None:
        with tracer.span(name, {}):
            await asyncio.sleep(0)
            with tracer.span(f"{name}.step", {}):
                await asyncio.sleep(0)

    await asyncio.gather(work("a"), work("b"))
    parents = {span.name: span.parent and span.parent.name for span in tracer.spans}
    assert parents == {"a": None, "b": None, "a.step": "a", "b.step": "b"}


def test_a_tracer_that_is_off_records_nothing() -> None:
    tracer = FakeTracer(on=False)
    with tracer.span("turn", {}):
        pass
    assert tracer.spans == []
