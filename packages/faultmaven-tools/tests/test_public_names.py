from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

import faultmaven_tools

HEAVY = ("presidio_analyzer", "spacy", "numpy", "chromadb", "torch", "httpx", "litellm", "sqlalchemy")


@pytest.mark.parametrize("name", faultmaven_tools.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(faultmaven_tools, name) is not None


def test_importing_loads_nothing_heavy() -> None:
    code = f"import sys, faultmaven_tools; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("group", "name", "found"),
    [
        ("faultmaven.tools", "search_evidence", faultmaven_tools.CaseEvidenceSearch),
        ("faultmaven.tools", "knowledge_base", faultmaven_tools.KnowledgeBaseTool),
        ("faultmaven.vector_stores", "embedded", faultmaven_tools.EmbeddedVectorStore),
        ("faultmaven.embedders", "hashing", faultmaven_tools.HashingEmbedder),
    ],
)
def test_core_finds_the_adapters_by_name(group: str, name: str, found: type) -> None:
    (entry,) = entry_points(group=group, name=name)
    assert entry.load() is found
    assert found() is not None
