"""A kit: the checks of one port, and how to run them all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic

from faultmaven_models.errors import InvalidInput
from faultmaven_models.testing.conformance.bench import Factory, Port, Subject
from faultmaven_models.testing.conformance.check import Check
from faultmaven_models.testing.conformance.failure import CheckSkipped, ConformanceFailure

BREAKING = "breaking"
"""The variant whose inside fails: the detector raises, the service does not answer."""


@dataclass(frozen=True, slots=True)
class KitResult:
    """How an adapter did: names of the checks that passed, the failures, and what was skipped and why."""

    port: str
    passed: tuple[str, ...]
    failures: tuple[ConformanceFailure, ...]
    skipped: tuple[tuple[str, str], ...]

    @property
    def ok(self) -> bool:
        """True when nothing failed."""
        return not self.failures

    @property
    def complete(self) -> bool:
        """True when nothing failed and nothing was skipped."""
        return self.ok and not self.skipped

    def __str__(self) -> str:
        lines = [
            f"{self.port}: {len(self.passed)} kept, {len(self.failures)} broken, {len(self.skipped)} skipped"
        ]
        lines += [f"  broken   {failure}" for failure in self.failures]
        lines += [f"  skipped  {reason}" for _, reason in self.skipped]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Kit(Generic[Port]):
    """The checks of a port, as data.

    With pytest, one line runs them one by one::

        @pytest.mark.parametrize("check", KITS["ICache"].checks, ids=str)
        async def test_my_cache(check):
            await check.run(MyCache)
    """

    port: type[Any]
    checks: tuple[Check[Port], ...]
    variants: Mapping[str, str] = field(default_factory=dict)
    """The variants that the checks ask for: name, and what the adapter must be like."""
    samples: Mapping[str, str] = field(default_factory=dict)
    """The samples that the checks ask for: name, and what the value must be."""

    @property
    def name(self) -> str:
        """The name of the port."""
        return self.port.__name__

    def subject(
        self,
        factory: Factory[Port] | Subject[Port],
        *,
        breaking_factory: Factory[Port] | None = None,
        variants: Mapping[str, Factory[Port]] | None = None,
        samples: Mapping[str, Any] | None = None,
    ) -> Subject[Port]:
        """The subject for this kit. ``breaking_factory`` is the variant ``breaking``.

        Raises InvalidInput for a variant or a sample that no check of the kit asks for.
        """
        given = factory if isinstance(factory, Subject) else Subject(factory)
        breaking = {BREAKING: breaking_factory} if breaking_factory else {}
        all_variants = {**given.variants, **(variants or {}), **breaking}
        all_samples = {**given.samples, **(samples or {})}
        self._refuse_unknown("variant", all_variants, self.variants)
        self._refuse_unknown("sample", all_samples, self.samples)
        return Subject(given.factory, variants=all_variants, samples=all_samples)

    def _refuse_unknown(self, what: str, given: Mapping[str, Any], known: Mapping[str, str]) -> None:
        for name in sorted(set(given) - set(known)):
            names = ", ".join(sorted(known)) or "none"
            raise InvalidInput(f"the kit for {self.name} has no {what} {name!r}; it knows: {names}")


async def run_kit(
    kit: Kit[Port],
    factory: Factory[Port] | Subject[Port],
    *,
    breaking_factory: Factory[Port] | None = None,
    variants: Mapping[str, Factory[Port]] | None = None,
    samples: Mapping[str, Any] | None = None,
) -> KitResult:
    """Run every check of the kit, one after the other, and collect what failed.

    Raises InvalidInput for a variant or a sample that the kit does not know; nothing else.
    """
    subject = kit.subject(factory, breaking_factory=breaking_factory, variants=variants, samples=samples)
    passed: list[str] = []
    failures: list[ConformanceFailure] = []
    skipped: list[tuple[str, str]] = []
    for check in kit.checks:
        try:
            await check.run(subject)
        except ConformanceFailure as failure:
            failures.append(failure)
        except CheckSkipped as skip:
            skipped.append((check.name, str(skip)))
        else:
            passed.append(check.name)
    return KitResult(kit.name, tuple(passed), tuple(failures), tuple(skipped))


def run_kit_sync(
    kit: Kit[Port],
    factory: Factory[Port] | Subject[Port],
    *,
    breaking_factory: Factory[Port] | None = None,
    variants: Mapping[str, Factory[Port]] | None = None,
    samples: Mapping[str, Any] | None = None,
) -> KitResult:
    """`run_kit` for a caller without an event loop of its own; it works inside a running one too."""

    def run() -> KitResult:
        return asyncio.run(
            run_kit(kit, factory, breaking_factory=breaking_factory, variants=variants, samples=samples)
        )

    if not _in_running_loop():
        return run()
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(run).result()


def _in_running_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


__all__ = ["BREAKING", "Kit", "KitResult", "run_kit", "run_kit_sync"]
