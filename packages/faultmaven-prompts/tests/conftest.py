"""Comparison with what was said before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = "FAULTMAVEN_UPDATE_SNAPSHOTS"


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """Compare a text with the file of that name; with FAULTMAVEN_UPDATE_SNAPSHOTS=1, write the file instead."""

    def compare(name: str, text: str) -> None:
        file = SNAPSHOTS / f"{name}.md"
        if os.environ.get(UPDATE) == "1":
            file.write_text(text, encoding="utf-8")
            return
        assert file.is_file(), (
            f"there is no snapshot {file.name}: run with {UPDATE}=1 and look at what it writes"
        )
        assert text == file.read_text(encoding="utf-8"), (
            f"the prompt changed; if it should, run with {UPDATE}=1"
        )

    return compare
