from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from typing import Any

import pytest

import faultmaven_llm

# What costs time to load, and must wait for the first call to a model.
HEAVY = ("litellm", "openai", "httpx", "aiohttp", "tokenizers")


def run(code: str) -> Any:
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return result.stdout.strip()


@pytest.mark.parametrize("name", faultmaven_llm.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(faultmaven_llm, name).__name__ == name
    assert name in dir(faultmaven_llm)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Nonsense"):
        _ = faultmaven_llm.Nonsense


@pytest.mark.cost
def test_importing_the_package_takes_at_most_100_ms_of_cpu() -> None:
    code = "import time; s = time.process_time(); import faultmaven_llm; print(time.process_time() - s)"
    assert min(float(run(code)) for _ in range(3)) <= 0.1


@pytest.mark.parametrize(
    "module",
    ["faultmaven_llm", "faultmaven_llm.providers.litellm_provider", "faultmaven_llm.providers.scripted"],
)
def test_importing_a_module_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert run(code) == "[]"


def test_making_a_provider_loads_nothing_heavy() -> None:
    code = (
        "import sys; from faultmaven_llm import LiteLLMProvider; LiteLLMProvider(model='openai/m');"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert run(code) == "[]"


def test_core_finds_the_providers_by_name() -> None:
    found = {entry.name: entry.load() for entry in entry_points(group="faultmaven.llm_providers")}
    assert found["litellm"] is faultmaven_llm.LiteLLMProvider
    assert found["scripted"] is faultmaven_llm.ScriptedProvider
