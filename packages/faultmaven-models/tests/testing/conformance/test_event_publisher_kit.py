# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeEventPublisher

KIT = KITS["IEventPublisher"]
ALL = "the broker has them all"
ORDER = "the events of a case keep their order"
AGAIN = "what is sent again is taken"
DOWN = "a broker that is down is unavailable"


def publisher(**overrides):
    made = type("Publisher", (FakeEventPublisher,), overrides)
    return Subject(
        made,
        variants={"breaking": lambda: made(down=True)},
        samples={"received": lambda adapter: adapter.published},
    )


async def without_the_last(self, events):
    self.published.extend(events[:-1])


async def reversed_order(self, events):
    self.published.extend(reversed(events))


async def once_for_each_case(self, events):
    seen = {event.case_id for event in self.published}
    self.published.extend(event for event in events if event.case_id not in seen)


async def silently(self, events):
    if not self.down:
        self.published.extend(events)


async def twice(self, events):
    await FakeEventPublisher.publish(self, events)
    await FakeEventPublisher.publish(self, events)


MUTANTS = [
    Mutant("loses the last", publisher(publish=without_the_last), (ALL,)),
    Mutant("turns the order round", publisher(publish=reversed_order), (ORDER,)),
    Mutant("takes a case once", publisher(publish=once_for_each_case), (AGAIN,)),
    Mutant("hides that it is down", publisher(publish=silently), (DOWN,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, publisher())
    assert result.complete, str(result)


async def test_an_event_may_come_twice() -> None:
    result = await run_kit(KIT, publisher(publish=twice))
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
