from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any

import pytest

from faultmaven_models.errors import ContractError, InvalidInput
from faultmaven_models.interfaces import ICache, IClock
from faultmaven_models.testing.conformance import (
    KITS,
    Bench,
    CheckSkipped,
    ConformanceFailure,
    Kit,
    Mutant,
    Subject,
    check,
    implements,
    kit_weaknesses,
    run_kit,
    run_kit_sync,
)
from faultmaven_models.testing.conformance import check as checks_module
from faultmaven_models.testing.fakes import FakeCache, FakeClock


@check("It keeps.")
async def _it_keeps(bench: Bench[Any]) -> None:
    await bench.fresh()


@check("It breaks.")
def _it_breaks(bench: Bench[Any]) -> None:
    bench.expect(holds=False, happened="it broke")


@check("It raises.")
async def _it_raises(bench: Bench[Any]) -> None:
    raise KeyError("lost")


@check("It needs a variant.")
async def _it_needs_a_variant(bench: Bench[Any]) -> None:
    await bench.variant("breaking")


@check("It needs a sample.")
async def _it_needs_a_sample(bench: Bench[Any]) -> None:
    bench.sample("token")


KIT: Kit[Any] = Kit(
    port=IClock,
    checks=(_it_keeps, _it_breaks, _it_raises, _it_needs_a_variant, _it_needs_a_sample),
    variants={"breaking": "it is down"},
    samples={"token": "a token"},
)


async def test_all_checks_run_and_failures_are_collected() -> None:
    result = await run_kit(KIT, FakeClock)
    assert result.passed == ("it keeps",)
    assert [failure.check for failure in result.failures] == ["it breaks", "it raises"]
    assert [name for name, _ in result.skipped] == ["it needs a variant", "it needs a sample"]
    assert (result.port, result.ok, result.complete) == ("IClock", False, False)


async def test_a_failure_tells_check_promise_and_what_happened() -> None:
    failure = (await run_kit(KIT, FakeClock)).failures[0]
    assert isinstance(failure, ContractError)
    assert (failure.check, failure.promised, failure.happened) == ("it breaks", "It breaks.", "it broke")
    assert str(failure) == "it breaks: promised is 'It breaks.', but it broke"
    assert str(pickle.loads(pickle.dumps(failure))) == str(failure)  # noqa: S301  made one line above


async def test_any_other_exception_is_a_failure_with_its_cause() -> None:
    failure = (await run_kit(KIT, FakeClock)).failures[1]
    assert "it raised KeyError" in failure.happened
    assert isinstance(failure.__cause__, KeyError)


async def test_variants_and_samples_reach_the_checks() -> None:
    result = await run_kit(KIT, FakeClock, breaking_factory=FakeClock, samples={"token": "t"})
    assert result.skipped == ()
    assert result.passed == ("it keeps", "it needs a variant", "it needs a sample")
    again = await run_kit(KIT, KIT.subject(FakeClock, breaking_factory=FakeClock), samples={"token": "t"})
    assert again.passed == result.passed


async def test_an_unknown_variant_or_sample_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no variant 'braking'; it knows: breaking"):
        await run_kit(KIT, FakeClock, variants={"braking": FakeClock})
    with pytest.raises(InvalidInput, match="no sample 'tokens'; it knows: token"):
        KIT.subject(FakeClock, samples={"tokens": ""})


async def test_the_result_reads_well() -> None:
    shown = str(await run_kit(KIT, FakeClock))
    assert shown.startswith("IClock: 1 kept, 2 broken, 2 skipped\n")
    assert "  broken   it breaks: promised is 'It breaks.', but it broke" in shown
    assert "  skipped  it needs a sample: no sample 'token' was given" in shown


def test_a_kit_runs_without_an_event_loop() -> None:
    assert run_kit_sync(KITS["IClock"], FakeClock).complete


async def test_a_kit_runs_inside_an_event_loop() -> None:
    assert run_kit_sync(KITS["IClock"], FakeClock).complete


async def test_a_factory_may_be_async() -> None:
    async def factory() -> FakeClock:
        await asyncio.sleep(0)
        return FakeClock()

    assert (await run_kit(KITS["IClock"], factory)).complete


class Closing(FakeClock):
    closed = 0

    async def close(self) -> None:
        type(self).closed += 1


async def test_every_adapter_is_closed_even_after_a_failure() -> None:
    @check("It uses two.")
    async def uses_two(bench: Bench[Any]) -> None:
        await bench.fresh()
        await bench.fresh()
        raise bench.failure("enough")

    with pytest.raises(ConformanceFailure, match="enough"):
        await uses_two.run(Closing)
    assert Closing.closed == 2


async def test_an_adapter_that_hangs_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(sys.modules[checks_module.__module__]), "CHECK_SECONDS", 0.05)

    @check("It answers.")
    async def answers(bench: Bench[Any]) -> None:
        await asyncio.sleep(3600)

    with pytest.raises(ConformanceFailure, match="TimeoutError"):
        await answers.run(FakeClock)


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (lambda: "fine", "gave 'fine' instead of raising LookupError"),
        (lambda: int("x"), "raised ValueError"),
    ],
)
async def test_an_expected_error_must_come(outcome: Any, message: str) -> None:
    bench: Bench[Any] = Bench(Subject(FakeClock), check="c", clause="C.")
    with pytest.raises(ConformanceFailure, match=message):
        await bench.expect_error(LookupError, outcome, "the call")


async def test_an_expected_error_is_given_back() -> None:
    bench: Bench[Any] = Bench(Subject(FakeClock), check="c", clause="C.")
    assert isinstance(await bench.expect_error(LookupError, lambda: {}["x"], "the call"), KeyError)


async def test_a_missing_method_is_named() -> None:
    class Half:
        async def get(self, key: str) -> None: ...

    with pytest.raises(ConformanceFailure, match="Half lacks delete, set"):
        await implements(ICache).run(Half)  # type: ignore[arg-type]


async def test_a_kit_that_cannot_fail_is_found_out() -> None:
    kit: Kit[Any] = Kit(port=IClock, checks=(implements(IClock), _it_keeps, _it_breaks))
    mutants = [Mutant("harmless", Subject(FakeClock), ("it keeps", "it breaks"))]
    assert await kit_weaknesses(kit, mutants) == (
        "IClock: 'harmless' is not caught by 'it keeps'",
        "IClock: no mutant is caught by 'it keeps'",
    )


async def test_failing_by_accident_does_not_count_as_being_caught() -> None:
    kit: Kit[Any] = Kit(port=IClock, checks=(implements(IClock), _it_breaks))
    assert await kit_weaknesses(kit, []) == ("IClock: no mutant is caught by 'it breaks'",)


def test_a_skip_is_one_for_test_runners() -> None:
    assert issubclass(CheckSkipped, unittest.SkipTest)


PLUGIN_TEST = """
import pytest
from faultmaven_models.testing.conformance import KITS
from faultmaven_models.testing.fakes import FakeSanitizer

class Leaky(FakeSanitizer):
    def restore(self, text, *, case_id):
        return ""

@pytest.mark.parametrize("check", KITS["ISanitizer"].checks, ids=str)
async def test_my_sanitizer(check):
    await check.run(Leaky)
"""


def test_one_line_runs_a_kit_with_pytest(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(PLUGIN_TEST, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rA",
        "-p",
        "no:cacheprovider",
        "-o",
        "asyncio_mode=auto",
    ]
    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "PASSED test_mine.py::test_my_sanitizer[secrets are replaced]" in done.stdout, done.stdout
    assert "FAILED test_mine.py::test_my_sanitizer[personal data come back]" in done.stdout
    assert "no variant 'breaking' was given" in done.stdout
    assert "1 skipped" in done.stdout


async def test_waiting_is_real_without_a_way_to_advance() -> None:
    cache = FakeCache()
    bench: Bench[ICache] = Bench(Subject(FakeCache), check="c", clause="C.")
    loop = asyncio.get_running_loop()
    before = loop.time()
    await bench.let_pass(cache, 0.02)
    assert loop.time() - before >= 0.02
