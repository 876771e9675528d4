"""The name of a part of the user's system, as ``kind/name``."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

ComponentName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*/[^\s/][^\s]*$", max_length=300)]
"""``kind/name``: ``app/cart``, ``node/worker-01``, ``namespace/shop``, ``host/db-01``.

``app`` is a workload or a program, whatever runs it; ``node`` a cluster machine; ``host`` any other
machine. The name is the one the data use, without generated suffixes.
"""


def component(kind: str, name: str) -> str:
    """Join a kind and a name; the values that carry the result check its form."""
    return f"{kind}/{name}"
