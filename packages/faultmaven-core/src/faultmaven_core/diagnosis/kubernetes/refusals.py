"""Pods that controllers may not create, because admission refuses them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.index import is_available, lacks_pods
from faultmaven_core.diagnosis.kubernetes.phrases import meaning
from faultmaven_core.processing.kubernetes.labels import without_hashes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.objects import Event, Workload

_RECENT_SECONDS = 900.0
"""Controllers back off to some minutes between tries; a refusal older than this is over."""
_SUPERSEDED_SECONDS = 15.0
"""A refusal that is older by this than another one of the same controller is no longer what stops it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A controller's report that a pod was refused, the latest of its kind for that controller."""

    kind: str
    """As in the table of phrases: ``quota``, ``service_account`` …"""
    component: str
    namespace: str
    event: Event
    owner: Workload | None
    """The controller, where it was described."""
    times: int
    over: bool
    """Whether the controller has all its pods by now."""


def refusals(index: ClusterIndex) -> Iterator[Refusal]:
    """One for each controller and kind of refusal, the latest and most general event of it."""
    found: dict[tuple[str, str], Refusal] = {}
    for event in index.snapshot.events:
        if event.reason != "FailedCreate":
            continue
        kind = meaning("admission", event.message)
        if not kind:
            continue
        known = found.get((event.name, kind))
        times = event.count + (known.times if known else 0)
        if known is not None and _age(known.event) <= _age(event):
            found[event.name, kind] = replace(known, times=times)
            continue
        owner = _owner(index, event)
        found[event.name, kind] = Refusal(
            kind=kind,
            component=index.component(event.kind, event.name),
            namespace=event.namespace or (owner.namespace if owner else ""),
            event=event,
            owner=owner,
            times=times,
            over=_is_over(owner, event),
        )
    latest: dict[str, float] = {}
    for refusal in found.values():
        latest[refusal.event.name] = min(
            latest.get(refusal.event.name, _age(refusal.event)), _age(refusal.event)
        )
    for refusal in found.values():
        superseded = _age(refusal.event) - latest[refusal.event.name] > _SUPERSEDED_SECONDS
        yield replace(refusal, over=refusal.over or superseded)


def _owner(index: ClusterIndex, event: Event) -> Workload | None:
    if event.kind == "replicaset":
        owner = index.replica_sets.get(event.name)
        return owner or index.snapshot.workload(without_hashes(event.name, "replicaset"))
    return index.snapshot.workload(event.name)


def _is_over(owner: Workload | None, event: Event) -> bool:
    if owner is not None and owner.desired is not None:
        return not lacks_pods(owner) or is_available(owner) is True
    return _age(event) > _RECENT_SECONDS


def _age(event: Event) -> float:
    return event.last_seen_seconds if event.last_seen_seconds is not None else 0.0
