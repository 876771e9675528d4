from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

import faultmaven_security

HEAVY = ("presidio_analyzer", "spacy", "numpy", "chromadb", "torch", "httpx", "litellm", "sqlalchemy")


@pytest.mark.parametrize("name", faultmaven_security.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(faultmaven_security, name) is not None


def test_importing_loads_nothing_heavy() -> None:
    code = f"import sys, faultmaven_security; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("patterns", faultmaven_security.PatternSanitizer),
        ("presidio", faultmaven_security.PresidioSanitizer),
    ],
)
def test_core_finds_the_sanitizers_by_name(name: str, found: type) -> None:
    (entry,) = entry_points(group="faultmaven.sanitizers", name=name)
    assert entry.load() is found
