"""The kit for IEventPublisher."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

from faultmaven_models.errors import Unavailable
from faultmaven_models.events import DomainEvent
from faultmaven_models.interfaces import IEventPublisher
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import BREAKING, Kit
from faultmaven_models.testing.samples import sample_case, sample_events

_PUBLISH = "Return once the broker has them all."
_ORDER = "Hands events to others, at least once and in order for each case."
_FAILS = "Raises Unavailable; the caller then sends them again."


def _events() -> list[DomainEvent]:
    """The events of two cases, one of each in turn."""
    first, second = sample_case(), sample_case(id="case_0000000000002")
    pairs = zip(sample_events(first, count=6), sample_events(second, count=6), strict=True)
    return [event for pair in pairs for event in pair]


async def _received(bench: Bench[IEventPublisher], publisher: IEventPublisher) -> Sequence[DomainEvent]:
    outcome = bench.sample("received")(publisher)
    events: Sequence[DomainEvent] = await outcome if inspect.isawaitable(outcome) else outcome
    return events


@check(_PUBLISH)
async def _the_broker_has_them_all(bench: Bench[IEventPublisher]) -> None:
    publisher, events = await bench.fresh(), _events()
    await publisher.publish([])
    await publisher.publish(events)
    received = await _received(bench, publisher)
    bench.expect(all(event in received for event in events), f"{len(received)} of {len(events)} came through")


@check(_ORDER)
async def _the_events_of_a_case_keep_their_order(bench: Bench[IEventPublisher]) -> None:
    publisher, events = await bench.fresh(), _events()
    await publisher.publish(events[:5])
    await publisher.publish(events[5:])
    received = await _received(bench, publisher)
    for case_id in {event.case_id for event in events}:
        sent = [event.sequence for event in events if event.case_id == case_id]
        first_seen = list(dict.fromkeys(event.sequence for event in received if event.case_id == case_id))
        bench.expect_equal(first_seen, sent, f"the order of the events of {case_id}")


@check(_FAILS)
async def _what_is_sent_again_is_taken(bench: Bench[IEventPublisher]) -> None:
    publisher, events = await bench.fresh(), _events()
    await publisher.publish(events[:4])
    await publisher.publish(events)
    received = await _received(bench, publisher)
    bench.expect(all(event in received for event in events), f"{len(received)} of {len(events)} came through")


@check(_FAILS)
async def _a_broker_that_is_down_is_unavailable(bench: Bench[IEventPublisher]) -> None:
    publisher = await bench.variant(BREAKING)
    await bench.expect_error(Unavailable, publisher.publish(_events()), "publish to a broker that is down")


EVENT_PUBLISHER_KIT = Kit(
    port=IEventPublisher,
    checks=(
        implements(IEventPublisher),
        _the_broker_has_them_all,
        _the_events_of_a_case_keep_their_order,
        _what_is_sent_again_is_taken,
        _a_broker_that_is_down_is_unavailable,
    ),
    variants={BREAKING: "a publisher whose broker does not answer"},
    samples={"received": "a function of the adapter, sync or async: the events that the broker has"},
)
