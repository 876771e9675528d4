"""Reads volumes, claims, storage classes and quotas from outlines of ``kubectl describe``."""

from __future__ import annotations

from collections.abc import Iterator

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.describe_pods import read_annotations, read_labels
from faultmaven_core.processing.kubernetes.events import read_events
from faultmaven_core.processing.kubernetes.objects import (
    Claim,
    Origin,
    Quota,
    QuotaLine,
    StorageClass,
    Volume,
)
from faultmaven_core.processing.kubernetes.outline import NOTHING, Entry

_COLUMNS_OF_QUOTA = 3


def read_claim(root: Entry, *, name: str, namespace: str, at: Cited[str]) -> Claim:
    """A PersistentVolumeClaim; what it wants is not described, only what it got."""
    used_by = root.child("Used By")
    return Claim(
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        annotations=read_annotations(root),
        events=read_events(root, kind="persistentvolumeclaim", name=name, namespace=namespace),
        status=root.cite("Status"),
        volume=root.cite("Volume"),
        storage_class=_even_empty(root, "StorageClass"),
        capacity=root.cite("Capacity"),
        access_modes=_modes(root),
        used_by=tuple(used_by.texts()) if used_by else (),
    )


def read_volume(root: Entry, *, name: str, namespace: str, at: Cited[str]) -> Volume:
    """A PersistentVolume."""
    return Volume(
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        labels=read_labels(root, "Labels"),
        annotations=read_annotations(root),
        events=read_events(root, kind="persistentvolume", name=name, namespace=""),
        status=root.cite("Status"),
        claim=_even_empty(root, "Claim"),
        storage_class=_even_empty(root, "StorageClass"),
        capacity=root.cite("Capacity"),
        access_modes=_modes(root),
    )


def read_storage_class(root: Entry, *, name: str, namespace: str, at: Cited[str]) -> StorageClass:
    """A StorageClass."""
    default = root.child("IsDefaultClass")
    return StorageClass(
        name=name,
        namespace=namespace,
        origin=Origin.DESCRIBE,
        at=at,
        provisioner=root.cite("Provisioner"),
        binding_mode=root.cite("VolumeBindingMode"),
        is_default=default.value == "Yes" if default else None,
    )


def read_quotas(root: Entry, *, name: str, namespace: str, at: Cited[str]) -> Iterator[Quota]:
    """The quota that the outline is, or those that a described namespace lists."""
    listed = next((entry for entry in root.children if entry.text == "Resource Quotas"), None)
    rows = listed.children if listed else root.children
    within = name if listed else namespace
    quota, place = ("" if listed else name), at
    lines: list[QuotaLine] = []
    for entry in rows:
        if listed and entry.key == "Name":
            if lines:
                yield _quota(quota, within, place, lines)
            quota, place, lines = entry.value, entry.cited(entry.value), []
        words = entry.text.split()
        if len(words) == _COLUMNS_OF_QUOTA and words[1][:1].isdecimal() and words[2][:1].isdecimal():
            lines.append(
                QuotaLine(resource=words[0], used=words[1], hard=words[2], at=entry.cited(entry.text))
            )
    if lines:
        yield _quota(quota, within, place, lines)


def _quota(name: str, namespace: str, at: Cited[str], lines: list[QuotaLine]) -> Quota:
    return Quota(name=name, namespace=namespace, origin=Origin.DESCRIBE, at=at, lines=tuple(lines))


def _even_empty(root: Entry, key: str) -> Cited[str] | None:
    """The value where an empty one tells something too."""
    entry = root.child(key)
    return None if entry is None else entry.cited("" if entry.value in NOTHING else entry.value)


def _modes(root: Entry) -> Cited[tuple[str, ...]] | None:
    told = root.cite("Access Modes")
    if told is None:
        return None
    modes = tuple(mode.strip() for mode in told.value.split(",") if mode.strip())
    return Cited(value=modes, document=told.document, line=told.line)
