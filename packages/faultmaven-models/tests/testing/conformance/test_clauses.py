"""The kits and the docstrings of the ports say the same: no clause without a check, no check without a clause."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import faultmaven_models
from faultmaven_models.testing.conformance import KITS, Check, Kit

# What no check can prove: it is about the engine, or about what is meant. Each with its reason.
NOT_CHECKED = {
    "Tells the time, so that a test or a replay can tell another.": "says what it is for",
    "A language model.": "says what it is",
    "The engine wraps every provider in its guard before it sends anything.": "about the engine",
    "Turns a case and its materials into a proposal.": "covered by propose",
    "Takes secrets and personal data out of text before it leaves the process.": "covered by redact",
    "Looks for one family of failure modes.": "what a family is, is for people to judge",
    "Found through the entry point group ``faultmaven.detectors``.": "about the installation",
    "Keeps cases.": "covered by commit and load",
    "Release what is held; the repository is not used afterwards.": "about the caller",
    "Keeps bytes by the SHA-256 of their content.": "covered by put and get",
    "Keeps vectors by scope and finds the nearest.": "covered by query",
    "Turns texts into vectors of one length.": "covered by dimensions",
    "Documents in scopes, and a search over them.": "covered by add and search",
    "Runs work later and keeps its result.": "covered by submit and result",
    "Tells whose token it is.": "covered by identify",
}


def squeezed(text: str) -> str:
    return " ".join(text.split())


def docstrings(port: type) -> Iterator[str]:
    yield inspect.getdoc(port) or ""
    for name, member in vars(port).items():
        if not name.startswith("_"):
            yield inspect.getdoc(member.fget if isinstance(member, property) else member) or ""


def sentences(port: type) -> Iterator[str]:
    for text in docstrings(port):
        rest = squeezed(text)
        while rest:
            head, stop, rest = rest.partition(". ")
            yield head + ("." if stop else "")


def values_text() -> str:
    modules = [
        importlib.import_module(f"faultmaven_models.{module.name}")
        for module in pkgutil.iter_modules(faultmaven_models.__path__)
    ]
    return squeezed("\n".join(inspect.getsource(module) for module in modules))


VALUES_TEXT = values_text()
CHECKS = [pytest.param(kit, check, id=f"{kit.name}-{check}") for kit in KITS.values() for check in kit.checks]
SENTENCES = [
    pytest.param(kit, sentence, id=f"{kit.name}-{sentence[:60]}")
    for kit in KITS.values()
    for sentence in sentences(kit.port)
]


@pytest.mark.parametrize(("kit", "check"), CHECKS)
def test_a_check_quotes_the_clause_that_it_proves(kit: Kit[Any], check: Check[Any]) -> None:
    own = squeezed("\n".join(docstrings(kit.port)))
    assert squeezed(check.clause) in own or squeezed(check.clause) in VALUES_TEXT


@pytest.mark.parametrize(("kit", "sentence"), SENTENCES)
def test_every_sentence_of_a_port_is_proved(kit: Kit[Any], sentence: str) -> None:
    clauses = [squeezed(check.clause) for check in kit.checks[1:]]
    proved = any(sentence.rstrip(".") in clause or clause.rstrip(".") in sentence for clause in clauses)
    assert proved != (sentence in NOT_CHECKED), f"{sentence!r} of {kit.name}: proved is {proved}"


def test_no_exemption_is_left_over() -> None:
    assert set(NOT_CHECKED) <= {sentence for kit in KITS.values() for sentence in sentences(kit.port)}


@pytest.mark.parametrize("kit", KITS.values(), ids=lambda kit: kit.name)
def test_names_of_checks_are_unique(kit: Kit[Any]) -> None:
    names = [str(check) for check in kit.checks]
    assert len(set(names)) == len(names)
