"""Proof that a kit can fail: adapters broken on purpose, and the checks that must notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic

from faultmaven_models.testing.conformance.bench import Port, Subject
from faultmaven_models.testing.conformance.check import IMPLEMENTS
from faultmaven_models.testing.conformance.kit import Kit, run_kit


@dataclass(frozen=True, slots=True)
class Mutant(Generic[Port]):
    """An adapter that breaks its port in one way, and the names of the checks that must catch it."""

    name: str
    subject: Subject[Port]
    caught_by: tuple[str, ...]


def _nothing() -> Any:  # noqa: ANN401  it is no adapter of any port
    return object()


async def kit_weaknesses(kit: Kit[Port], mutants: Iterable[Mutant[Port]]) -> tuple[str, ...]:
    """What is wrong with the kit, a line each: empty when every mutant is caught and every check can fail.

    A kit is weak where a mutant passes a check that was to catch it, and where a check is to catch none. An
    object without any method of the port is always tried beside the mutants given.
    """
    weaknesses: list[str] = []
    can_fail: set[str] = set()
    for mutant in (Mutant("an object without methods", Subject(_nothing), (IMPLEMENTS,)), *mutants):
        result = await run_kit(kit, mutant.subject)
        failed = {failure.check for failure in result.failures}
        can_fail |= failed.intersection(mutant.caught_by)
        weaknesses += [
            f"{kit.name}: '{mutant.name}' is not caught by '{name}'"
            for name in mutant.caught_by
            if name not in failed
        ]
    weaknesses += [
        f"{kit.name}: no mutant is caught by '{check}'" for check in kit.checks if check.name not in can_fail
    ]
    return tuple(weaknesses)


__all__ = ["Mutant", "kit_weaknesses"]
