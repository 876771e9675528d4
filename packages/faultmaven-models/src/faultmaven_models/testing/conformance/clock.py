"""The kit for IClock."""

from __future__ import annotations

from datetime import timedelta

from faultmaven_models.interfaces import IClock
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_READINGS = 500
_NOW = "The current time, aware, in UTC; never earlier than the answer before."


@check(_NOW)
async def _the_time_is_aware_and_in_utc(bench: Bench[IClock]) -> None:
    now = (await bench.fresh()).now()
    bench.expect(now.tzinfo is not None, f"{now!r} has no zone")
    bench.expect_equal(now.utcoffset(), timedelta(0), "the offset from UTC")


@check(_NOW)
async def _the_time_never_goes_back(bench: Bench[IClock]) -> None:
    clock = await bench.fresh()
    before = clock.now()
    for _ in range(_READINGS):
        after = clock.now()
        bench.expect(after >= before, f"{after} came after {before}")
        before = after


CLOCK_KIT = Kit(
    port=IClock,
    checks=(implements(IClock), _the_time_is_aware_and_in_utc, _the_time_never_goes_back),
)
