from __future__ import annotations

import subprocess
import sys

import pytest

import faultmaven_prompts


@pytest.mark.parametrize("name", faultmaven_prompts.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(faultmaven_prompts, name).__name__ == name


def test_importing_the_package_does_not_load_the_template_engine() -> None:
    code = "import sys, faultmaven_prompts; print('jinja2' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == "False"
