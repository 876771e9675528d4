from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest

import faultmaven_models
from faultmaven_models import testing

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(faultmaven_models.__path__, "faultmaven_models.")
]
PUBLIC = [
    pytest.param(member, id=f"{module.__name__}.{name}")
    for module in MODULES
    for name, member in vars(module).items()
    if not name.startswith("_")
    and (inspect.isclass(member) or inspect.isfunction(member))
    and member.__module__ == module.__name__
]


@pytest.mark.parametrize("module", [faultmaven_models, testing, *MODULES], ids=lambda module: module.__name__)
def test_all_names_what_is_there(module: ModuleType) -> None:
    names = getattr(module, "__all__", [])
    assert len(set(names)) == len(names)
    assert [name for name in names if not hasattr(module, name)] == []


@pytest.mark.parametrize("member", PUBLIC)
def test_what_is_public_is_described(member: Any) -> None:
    assert (inspect.getdoc(member) or "").strip()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_module_says_what_it_holds(module: ModuleType) -> None:
    assert (module.__doc__ or "").strip()


@pytest.mark.parametrize("name", ["faultmaven_models", "faultmaven_models.testing.conformance"])
def test_no_test_runner_and_no_adapter_is_loaded(name: str) -> None:
    code = f"import sys, {name}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "pydantic" in loaded
    assert not loaded.intersection({"pytest", "hypothesis", "faultmaven_core", "litellm", "yaml", "httpx"})


def test_values_do_not_load_the_testing_package() -> None:
    code = "import sys, faultmaven_models; print('faultmaven_models.testing' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
