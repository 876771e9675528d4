"""Reads a refusal for quota, and judges the use of quotas.

The form is that of the resource quota plugin: ``exceeded quota: NAME, requested: pods=1, used: pods=10, limited:
pods=10``, each list with several resources parted by commas.
"""

from __future__ import annotations

from dataclasses import dataclass

from faultmaven_core.processing.kubernetes.quantities import parse_quantity

_START = "exceeded quota: "
_LISTS = ("requested: ", "used: ", "limited: ")
_MODES = (
    ("namespace_cpu_quota_exceeded", ("cpu", "requests.cpu", "limits.cpu")),
    ("namespace_memory_quota_exceeded", ("memory", "requests.memory", "limits.memory")),
    ("namespace_pod_quota_exceeded", ("pods", "count/pods")),
    (
        "namespace_service_quota_exceeded",
        ("services", "count/services", "services.nodeports", "services.loadbalancers"),
    ),
    (
        "namespace_storage_quota_exceeded",
        (
            "requests.storage",
            "persistentvolumeclaims",
            "count/persistentvolumeclaims",
            "requests.ephemeral-storage",
            "limits.ephemeral-storage",
            "ephemeral-storage",
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A resource of which a request would have gone over the quota."""

    quota: str
    resource: str
    requested: str
    used: str
    hard: str

    @property
    def mode(self) -> str:
        """The failure mode of that resource."""
        return mode_of(self.resource)


def mode_of(resource: str) -> str:
    """The failure mode of a quota on that resource."""
    if resource.endswith((".storageclass.storage.k8s.io/requests.storage", "/persistentvolumeclaims")):
        return "namespace_storage_quota_exceeded"
    for mode, resources in _MODES:
        if resource in resources:
            return mode
    return "namespace_object_quota_exceeded"


def read_excesses(message: str) -> tuple[Excess, ...]:
    """The resources that a refusal names; those that would have fitted are left out when others would not."""
    start = message.find(_START)
    if start < 0:
        return ()
    quota, _, rest = message[start + len(_START) : start + 4000].partition(", ")
    lists = [_amounts(rest, head) for head in _LISTS]
    found = tuple(
        Excess(
            quota=quota,
            resource=resource,
            requested=amount,
            used=lists[1].get(resource, ""),
            hard=lists[2].get(resource, ""),
        )
        for resource, amount in lists[0].items()
    )
    over = tuple(one for one in found if _is_over(one))
    return over or found


def would_exceed(used: str, hard: str, more: str) -> bool:
    """Whether ``more`` on top of ``used`` goes over ``hard``; False when one of them is no quantity."""
    amounts = [parse_quantity(text) for text in (used, hard, more)]
    if any(amount is None for amount in amounts):
        return False
    have, limit, wanted = (amount or 0.0 for amount in amounts)
    return have + wanted > limit


def _is_over(one: Excess) -> bool:
    return would_exceed(one.used, one.hard, one.requested)


def _amounts(text: str, head: str) -> dict[str, str]:
    """``a=1,b=2`` behind ``head``, up to the next list."""
    start = text.find(head)
    if start < 0:
        return {}
    part = text[start + len(head) :].partition(", ")[0]
    pairs = (pair.partition("=") for pair in part.split(","))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}
