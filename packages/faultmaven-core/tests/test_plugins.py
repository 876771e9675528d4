"""Adapters by name, over distributions that lie in a folder of their own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from faultmaven_core import plugins
from faultmaven_models.errors import ContractError, SetupError, Unavailable
from faultmaven_models.interfaces import IClock, ITool

CLOCK = """
from datetime import UTC, datetime

class Clock:
    def __init__(self, year: int = 2026) -> None:
        self.year = year

    def now(self) -> datetime:
        return datetime(self.year, 1, 1, tzinfo=UTC)

class NoClock:
    pass

class Grumpy:
    def __init__(self) -> None:
        raise ZeroDivisionError("no time")

class Away:
    def __init__(self) -> None:
        from faultmaven_models.errors import Unavailable
        raise Unavailable("the time server is away")
"""
GROUP = "faultmaven.test_clocks"
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a distribution with entry points (and a module) on the path, as an installer would leave it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def put(distribution: str, group: str, module: str = "", text: str = "", **points: str) -> None:
        info = tmp_path / f"{distribution.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        lines = [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
        (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
        if module:
            (tmp_path / f"{module}.py").write_text(text)
            monkeypatch.delitem(sys.modules, module, raising=False)

    return put


def test_an_adapter_is_built_with_its_arguments(install: Install) -> None:
    install("one-clock", GROUP, "one_clock", CLOCK, sun="one_clock:Clock")
    assert plugins.create(GROUP, "sun", IClock, year=1999).now().year == 1999
    assert list(plugins.installed(GROUP)) == ["sun"]


def test_all_adapters_of_a_group_come_in_the_order_of_their_names(install: Install) -> None:
    install("one-clock", GROUP, "one_clock", CLOCK, zenith="one_clock:Clock", sun="one_clock:Clock")
    assert list(plugins.installed(GROUP)) == ["sun", "zenith"]
    assert len(plugins.create_all(GROUP, IClock)) == 2
    assert plugins.create_all("faultmaven.nobody_offers_this", IClock) == ()


def test_an_unknown_name_lists_what_is_installed_and_the_command_for_the_usual_package(
    install: Install,
) -> None:
    install("one-store", "faultmaven.vector_stores", "one_store", CLOCK, nearby="one_store:Clock")
    with pytest.raises(SetupError) as raised:
        plugins.load("faultmaven.vector_stores", "chroma")
    assert "no faultmaven.vector_stores named 'chroma'" in raised.value.problem
    assert "nearby" in raised.value.problem
    assert raised.value.mend == 'pip install "faultmaven-core[tools]"'


def test_an_unknown_name_in_an_empty_group_says_none() -> None:
    with pytest.raises(SetupError, match=r"installed: none.*install the package that brings it"):
        plugins.load("faultmaven.nobody_offers_this", "thing")


@pytest.mark.parametrize(
    "text",
    [
        "import a_library_that_is_not_there\n",
        "raise RuntimeError('wrong build')\n",
        "class Clock\n",
        "Other = 1\n",
    ],
)
def test_a_broken_import_is_an_error_that_names_the_package(install: Install, text: str) -> None:
    install("bad-clock", GROUP, "bad_clock", text, sun="bad_clock:Clock")
    with pytest.raises(SetupError, match=r"'sun' from bad-clock \(bad_clock:Clock\) does not load") as raised:
        plugins.create(GROUP, "sun", IClock)
    assert "install that package again" in raised.value.mend


def test_a_name_that_two_packages_offer_is_an_error_that_names_both(install: Install) -> None:
    install("one-clock", GROUP, "one_clock", CLOCK, sun="one_clock:Clock")
    install("two-clock", GROUP, "two_clock", CLOCK, sun="two_clock:Clock")
    for call in (lambda: plugins.installed(GROUP), lambda: plugins.create_all(GROUP, IClock)):
        with pytest.raises(SetupError, match="uninstall one of them") as raised:
            call()
        assert "one-clock" in raised.value.problem
        assert "two-clock" in raised.value.problem


def test_the_same_entry_point_seen_twice_is_no_conflict(install: Install) -> None:
    install("one-clock", GROUP, "one_clock", CLOCK, sun="one_clock:Clock")
    install("one-clock-editable", GROUP, sun="one_clock:Clock")
    assert list(plugins.installed(GROUP)) == ["sun"]


def test_what_lacks_a_method_of_its_port_is_refused(install: Install) -> None:
    install("no-clock", GROUP, "no_clock", CLOCK, sun="no_clock:NoClock")
    with pytest.raises(ContractError, match="does not keep the port IClock: it lacks now"):
        plugins.create(GROUP, "sun", IClock)
    with pytest.raises(ContractError, match="it lacks call, spec"):
        plugins.create(GROUP, "sun", ITool)


def test_a_constructor_that_fails_names_the_adapter_and_keeps_errors_of_the_tree(install: Install) -> None:
    install("ill-clock", GROUP, "ill_clock", CLOCK, grumpy="ill_clock:Grumpy", away="ill_clock:Away")
    with pytest.raises(ContractError, match="'grumpy' cannot be built: ZeroDivisionError: no time"):
        plugins.create(GROUP, "grumpy", IClock)
    with pytest.raises(ContractError, match="'grumpy' cannot be built: TypeError"):
        plugins.create(GROUP, "grumpy", IClock, colour="red")
    with pytest.raises(Unavailable, match="the time server is away"):
        plugins.create(GROUP, "away", IClock)
