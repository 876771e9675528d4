"""Why a pending claim is not bound to any of the volumes there are.

The rules are those of the volume controller's ``findMatchingVolume``: a volume fits a claim when its class is
the claim's, it is at least as large, has every access mode asked for, carries the labels of the selector, and is
free.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.reports import spans
from faultmaven_core.processing.kubernetes.merge import filled
from faultmaven_core.processing.kubernetes.quantities import parse_quantity
from faultmaven_core.processing.kubernetes.topology import same_namespace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.objects import Claim, Event, Volume
    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_models.evidence import SourceSpan

_MOST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """What keeps a claim from the volume that would fit it best."""

    mode: str
    summary: str
    volume: Volume | None = None
    spans: tuple[SourceSpan, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def named_by(self, events: Sequence[Event]) -> bool:
        """Whether an event says the same in its own words."""
        wanted = self.values.get("storage_class", "")
        return bool(wanted) and any(f'"{wanted}" not found' in event.message for event in events)


def asked_for(snapshot: ClusterSnapshot, claim: Claim) -> Claim:
    """The claim with what its manifest asks for, which tables and ``describe`` do not show."""
    for declared in snapshot.declared.claims:
        if declared.name == claim.name and same_namespace(declared, claim):
            whole: Claim = filled(claim, declared)
            return whole
    return claim


def volumes_of(snapshot: ClusterSnapshot) -> tuple[Volume, ...]:
    """The live volumes; those of manifests where no live one was listed."""
    return snapshot.volumes or snapshot.declared.volumes


def misfits(snapshot: ClusterSnapshot, claim: Claim) -> tuple[Misfit, ...]:
    """What is wrong with the volume that fits best, the class first; none when a volume fits or nothing is known."""
    class_missing = _missing_class(snapshot, claim)
    if class_missing is not None:
        return (class_missing,)
    best: tuple[Misfit, ...] = ()
    wanted = claim.wants_volume.value if claim.wants_volume else ""
    for volume in volumes_of(snapshot):
        if wanted and volume.name != wanted:
            continue
        if volume.claim is not None and volume.claim.value.rpartition("/")[2] == claim.name:
            continue
        found = tuple(_compare(claim, volume))
        if found and (not best or len(found) < len(best)):
            best = found
    return best[:_MOST]


def _missing_class(snapshot: ClusterSnapshot, claim: Claim) -> Misfit | None:
    told = claim.storage_class
    if told is None or not told.value:
        return None
    if any(one.name == told.value for one in (*snapshot.storage_classes, *snapshot.declared.storage_classes)):
        return None
    volumes = [
        one for one in volumes_of(snapshot) if one.storage_class and one.storage_class.value == told.value
    ]
    if volumes or not (snapshot.storage_classes or snapshot.is_complete("storageclass", "")):
        return None
    known = ", ".join(one.name for one in snapshot.storage_classes) or "none"
    return Misfit(
        mode="pvc_storage_class_mismatch",
        summary=f"its storage class {told.value} does not exist (there are: {known})",
        spans=spans(told, *(one.at for one in snapshot.storage_classes[:3])),
        values={"storage_class": told.value, "available": known},
    )


def _compare(claim: Claim, volume: Volume) -> Iterator[Misfit]:
    """Every respect in which the volume does not fit."""
    values = {"volume": volume.name}
    if _class(claim.storage_class) != _class(volume.storage_class):
        wanted, offered = _class(claim.storage_class), _class(volume.storage_class)
        yield Misfit(
            mode="pvc_storage_class_mismatch",
            summary=f"it asks for the storage class '{wanted}', volume {volume.name} has '{offered}'",
            volume=volume,
            spans=spans(claim.storage_class or claim.at, volume.storage_class or volume.at),
            values={**values, "storage_class": wanted, "available": offered},
        )
    larger = _larger(claim.wants_capacity, volume.capacity)
    if larger is not None:
        yield Misfit(
            mode="pvc_capacity_mismatch",
            summary=f"it asks for {larger[0].value}, volume {volume.name} has {larger[1].value}",
            volume=volume,
            spans=spans(*larger),
            values={**values, "requested": larger[0].value, "capacity": larger[1].value},
        )
    yield from _modes(claim, volume)
    lacking = {key: told for key, told in claim.wants_labels.items() if volume.labels.get(key) != told.value}
    if lacking:
        text = ", ".join(f"{key}={told.value}" for key, told in lacking.items())
        yield Misfit(
            mode="pvc_selector_mismatch",
            summary=f"its selector asks for {text}, which volume {volume.name} does not carry",
            volume=volume,
            spans=spans(*lacking.values(), volume.at),
            values={**values, "selector": text},
        )
    yield from _occupied(claim, volume)


def _modes(claim: Claim, volume: Volume) -> Iterator[Misfit]:
    wanted, offered = claim.wants_access_modes, volume.access_modes
    if wanted is None or offered is None or set(wanted.value) <= set(offered.value):
        return
    asked, has = ", ".join(wanted.value), ", ".join(offered.value)
    yield Misfit(
        mode="pvc_access_mode_mismatch",
        summary=f"it asks for access mode {asked}, volume {volume.name} offers {has}",
        volume=volume,
        spans=spans(wanted, offered),
        values={"volume": volume.name, "requested": asked, "available": has},
    )


def _occupied(claim: Claim, volume: Volume) -> Iterator[Misfit]:
    holder = volume.claim.value if volume.claim else ""
    free = volume.status is None or volume.status.value == "Available"
    if not holder and free:
        return
    state = volume.status.value if volume.status else "claimed"
    yield Misfit(
        mode="pv_binding_occupied",
        summary=f"volume {volume.name} is {state}, held by claim {holder or 'of another pod'}",
        volume=volume,
        spans=spans(volume.claim, volume.status, claim.status),
        values={"volume": volume.name, "holder": holder},
    )


def _class(told: Cited[str] | None) -> str:
    return told.value if told else ""


def _larger(wanted: Cited[str] | None, offered: Cited[str] | None) -> tuple[Cited[str], Cited[str]] | None:
    """Both amounts when the first is the greater one."""
    if wanted is None or offered is None:
        return None
    mine, theirs = parse_quantity(wanted.value), parse_quantity(offered.value)
    return (wanted, offered) if mine is not None and theirs is not None and mine > theirs else None
