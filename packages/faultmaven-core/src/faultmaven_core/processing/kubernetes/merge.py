"""Joins what several texts tell about one object: the more telling text wins, the others fill its gaps."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeVar

from faultmaven_core.processing.kubernetes.objects import KubernetesObject, Origin, Workload
from faultmaven_core.processing.kubernetes.pod_spec import Container, PodSpec

Kind = TypeVar("Kind", bound=KubernetesObject)

_RANK = {Origin.DESCRIBE: 0, Origin.EXPORT: 1, Origin.TABLE: 2, Origin.MANIFEST: 3}


def merged(objects: Iterable[Kind]) -> tuple[Kind, ...]:
    """One object for each kind, namespace and name, in the order of first sight.

    An object whose namespace nothing told is taken for the only one of its name, if there is one.
    """
    groups: dict[Hashable, list[Kind]] = {}
    nameless: list[Kind] = []
    for one in objects:
        if one.namespace:
            groups.setdefault((_kind(one), one.namespace, one.name), []).append(one)
        else:
            nameless.append(one)
    by_name: dict[Hashable, list[Hashable]] = {}
    for key, group in groups.items():
        by_name.setdefault((_kind(group[0]), group[0].name), []).append(key)
    for one in nameless:
        known = by_name.get((_kind(one), one.name), [])
        key = known[0] if len(known) == 1 else (_kind(one), "", one.name)
        groups.setdefault(key, []).append(one)
    return tuple(_joined(group) for group in groups.values())


def _kind(one: KubernetesObject) -> str:
    return one.kind if isinstance(one, Workload) else str(getattr(one, "kind", ""))


def _joined(group: list[Kind]) -> Kind:
    ordered = sorted(group, key=lambda one: _RANK[one.origin])
    result = ordered[0]
    for other in ordered[1:]:
        result = filled(result, other)
    return result


def filled(primary: Any, secondary: Any) -> Any:  # noqa: ANN401  two values of the same dataclass
    """``primary`` with the fields that it leaves empty taken from ``secondary``."""
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(primary):
        mine, theirs = getattr(primary, field.name), getattr(secondary, field.name)
        if isinstance(mine, PodSpec) and isinstance(theirs, PodSpec):
            changes[field.name] = filled(mine, theirs)
        elif isinstance(mine, tuple) and mine and isinstance(mine[0], Container):
            changes[field.name] = _containers(mine, theirs)
        elif isinstance(mine, Mapping) and mine and theirs:
            changes[field.name] = {**theirs, **mine}
        elif (mine is None or mine in ("", (), {})) and theirs:
            changes[field.name] = theirs
    return dataclasses.replace(primary, **changes) if changes else primary


def _containers(mine: tuple[Container, ...], theirs: tuple[Container, ...]) -> tuple[Container, ...]:
    others = {container.name: container for container in theirs}
    return tuple(filled(one, others[one.name]) if one.name in others else one for one in mine)
