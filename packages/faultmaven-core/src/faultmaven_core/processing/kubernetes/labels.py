"""Labels, selectors and the names of components derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

NAME_LABELS = ("app.kubernetes.io/name", "app", "k8s-app")
"""Labels that name a workload, the usual ones of the community's conventions."""

_HASH_CHARACTERS = frozenset("bcdfghjklmnpqrstvwxz2456789")
"""The alphabet of generated suffixes (k8s.io/apimachinery, util/rand)."""
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:")
_LONGEST_NAME = 253
_POD_SUFFIX = 5
_HASH_LENGTHS = range(6, 11)


def parse_labels(texts: Iterable[str]) -> dict[str, str]:
    """``key=value`` pairs, one a text or joined by commas."""
    found: dict[str, str] = {}
    for text in texts:
        for pair in text.split(","):
            key, equals, value = pair.strip().partition("=")
            if equals and key and " " not in key:
                found[key] = value.strip()
    return found


def selects(selector: Mapping[str, str] | None, labels: Mapping[str, str]) -> bool:
    """Whether every pair of a non-empty selector is among the labels."""
    return bool(selector) and all(labels.get(key) == value for key, value in (selector or {}).items())


def without_hashes(name: str, kind: str = "pod") -> str:
    """A pod's or ReplicaSet's name without the suffixes that controllers generate.

    ``cart-7b4d9c6f58-x2v5k`` and ``cart-7b4d9c6f58`` give ``cart``; ``db-0`` (of a StatefulSet) gives ``db``.
    """
    parts = name.split("-")
    if kind == "pod" and len(parts) > 1:
        if parts[-1].isdecimal():
            return "-".join(parts[:-1])
        if len(parts[-1]) == _POD_SUFFIX and set(parts[-1]) <= _HASH_CHARACTERS:
            parts = parts[:-1]
    if len(parts) > 1 and len(parts[-1]) in _HASH_LENGTHS and set(parts[-1]) <= _HASH_CHARACTERS:
        parts = parts[:-1]
    return "-".join(parts)


def is_object_name(text: str) -> bool:
    """Whether the text can be the name of an object: RFC 1123 subdomains, and the colons of RBAC names."""
    return 0 < len(text) <= _LONGEST_NAME and text[0].isalnum() and set(text) <= _NAME_CHARACTERS


def name_from_labels(labels: Mapping[str, str]) -> str:
    """What the labels call the workload; empty when they do not."""
    return next((labels[key] for key in NAME_LABELS if is_object_name(labels.get(key, ""))), "")
