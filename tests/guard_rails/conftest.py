from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """One Python file of the packages, read and parsed."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> list[SourceFile]:
    """Every Python file that the six packages ship, named from the top of the repository."""
    found = [
        SourceFile(name=path.relative_to(ROOT).as_posix(), text=text, tree=ast.parse(text))
        for path in sorted(ROOT.glob("packages/*/src/**/*.py"))
        for text in [path.read_text(encoding="utf-8")]
    ]
    assert len(found) > len(list(ROOT.glob("packages/*/pyproject.toml"))), (
        "the packages' sources were not found"
    )
    return found
