"""What every port means by a short stable name."""

from __future__ import annotations

from typing import Any, Protocol

from faultmaven_models.testing.conformance.bench import Bench

_LONGEST = 64


class _Named(Protocol):
    @property
    def name(self) -> str: ...


async def expect_short_stable_name(bench: Bench[Any]) -> None:
    """The name is one word of at most 64 characters, and the same for every adapter of the factory."""
    first: _Named = await bench.fresh()
    second: _Named = await bench.fresh()
    bench.expect(isinstance(first.name, str), f"the name is {first.name!r}")
    bench.expect(bool(first.name) and not first.name.split()[1:], f"the name {first.name!r} is not one word")
    bench.expect(len(first.name) <= _LONGEST, f"the name has {len(first.name)} characters")
    bench.expect_equal(second.name, first.name, "the name of the next adapter")


__all__ = ["expect_short_stable_name"]
