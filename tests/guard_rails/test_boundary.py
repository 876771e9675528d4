"""Who owns, pays for and may see a case is for applications to say: the packages have no word for it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pydantic
import pytest

PACKAGES = (
    "faultmaven_core",
    "faultmaven_llm",
    "faultmaven_models",
    "faultmaven_prompts",
    "faultmaven_security",
    "faultmaven_tools",
)
WORDS = {"billing", "org", "organisation", "organization", "role", "sso", "team", "tenant"}
FORBIDDEN = WORDS | {f"{word}s" for word in WORDS} | {"tenancy", "multitenant"}
# Words of somebody else's format that must be spoken as that format spells them: (file, identifier) -> why.
ALLOWED: dict[tuple[str, str], str] = {}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words(identifier: str) -> set[str]:
    """Split snake_case and CamelCase into lower-case words."""
    return {match.group().lower() for match in WORD.finditer(identifier)}


def identifiers(tree: ast.Module) -> Iterator[str]:
    """Every name that the module defines: classes, functions, parameters, attributes and variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr


@pytest.mark.tree
def test_no_name_speaks_of_tenants_or_roles(sources: list[Any]) -> None:
    found = {
        (source.name, name)
        for source in sources
        for name in (
            *identifiers(source.tree),
            *PurePosixPath(source.name.partition("/src/")[2]).with_suffix("").parts,
        )
        if words(name) & FORBIDDEN
    }
    assert found - ALLOWED.keys() == set()
    assert ALLOWED.keys() - found == set(), "an allowance that nothing needs any more"


def test_no_model_has_a_field_for_tenants_or_roles() -> None:
    for package in PACKAGES:
        module = importlib.import_module(package)
        for info in pkgutil.walk_packages(module.__path__, f"{package}."):
            if not info.name.endswith("__main__"):
                importlib.import_module(info.name)
    models = [model for model in subclasses(pydantic.BaseModel) if model.__module__.split(".")[0] in PACKAGES]
    fields = [
        f"{model.__module__}.{model.__name__}.{spelling}"
        for model in models
        for name, field in model.model_fields.items()
        for spelling in {name, field.alias or name, field.serialization_alias or name}
        if words(spelling) & FORBIDDEN
    ]
    assert models
    assert fields == []


def subclasses(parent: type[Any]) -> Iterator[type[Any]]:
    for child in parent.__subclasses__():
        yield child
        yield from subclasses(child)


@pytest.mark.parametrize(
    ("identifier", "hit"),
    [
        ("organisation_id", True),
        ("TeamMember", True),
        ("SSOSettings", True),
        ("list_roles", True),
        ("multitenant", True),
        ("steam_pressure", False),
        ("organise", False),
        ("controller", False),
    ],
)
def test_words_are_whole_words(identifier: str, *, hit: bool) -> None:
    assert bool(words(identifier) & FORBIDDEN) is hit
