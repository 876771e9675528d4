# ruff: noqa: ANN003, ANN201, ANN204  a mutant has the signature of what it breaks
from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeClock

KIT = KITS["IClock"]
IN_UTC = "the time is aware and in utc"
FORWARD = "the time never goes back"


def broken(**overrides):
    return Subject(type("Broken", (FakeClock,), overrides))


class SteppingBack:
    def __init__(self):
        self._readings = 0

    def now(self):
        self._readings += 1
        step = timedelta(seconds=-1 if self._readings == 100 else self._readings / 1000)
        return datetime(2026, 1, 1, tzinfo=UTC) + step


MUTANTS = [
    Mutant("naive", broken(now=lambda self: FakeClock.now(self).replace(tzinfo=None)), (IN_UTC,)),
    Mutant(
        "another zone",
        broken(now=lambda self: FakeClock.now(self).astimezone(timezone(timedelta(hours=2)))),
        (IN_UTC,),
    ),
    Mutant("goes back once", Subject(SteppingBack), (FORWARD,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, FakeClock)
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
