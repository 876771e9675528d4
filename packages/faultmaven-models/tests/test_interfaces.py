from __future__ import annotations

import inspect
from typing import Any

import pytest

from faultmaven_models import interfaces
from faultmaven_models.testing.conformance import KITS
from faultmaven_models.testing.fakes import FAKES

PORTS: dict[str, Any] = {
    name: member
    for name, member in vars(interfaces).items()
    if inspect.isclass(member) and getattr(member, "_is_protocol", False) and name != "Protocol"
}
MEMBERS = [
    pytest.param(port, name, id=f"{port.__name__}.{name}")
    for port in PORTS.values()
    for name in vars(port)
    if not name.startswith("_")
]


def test_all_names_exactly_the_ports() -> None:
    assert interfaces.__all__ == sorted(PORTS)
    assert len(PORTS) == 19


@pytest.mark.parametrize("port", PORTS.values(), ids=PORTS)
def test_a_port_has_one_to_six_methods(port: type) -> None:
    assert 1 <= sum(not name.startswith("_") for name in vars(port)) <= 6


@pytest.mark.parametrize("port", PORTS.values(), ids=PORTS)
def test_a_port_is_described(port: type) -> None:
    assert (port.__doc__ or "").strip().split("\n")[0].endswith(".")


@pytest.mark.parametrize(("port", "name"), MEMBERS)
def test_a_method_is_described(port: type, name: str) -> None:
    member = vars(port)[name]
    text = inspect.getdoc(member.fget if isinstance(member, property) else member) or ""
    assert text.strip()


@pytest.mark.parametrize(("port", "name"), MEMBERS)
def test_options_of_a_method_go_by_keyword(port: type, name: str) -> None:
    member = vars(port)[name]
    if isinstance(member, property):
        return
    for parameter in inspect.signature(member).parameters.values():
        if parameter.default is not parameter.empty and name not in {"delete", "remove"}:
            assert parameter.kind is parameter.KEYWORD_ONLY, parameter


def test_every_port_has_a_fake_and_a_kit() -> None:
    assert sorted(FAKES) == sorted(KITS) == sorted(PORTS)


@pytest.mark.parametrize("port", PORTS.values(), ids=PORTS)
def test_the_fake_has_the_methods_of_its_port(port: type) -> None:
    fake = FAKES[port.__name__]()
    assert isinstance(fake, port)
    for name, member in vars(port).items():
        if name.startswith("_") or isinstance(member, property):
            continue
        wanted = [p.name for p in inspect.signature(member).parameters.values()][1:]
        assert [p.name for p in inspect.signature(getattr(fake, name)).parameters.values()] == wanted
