from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from faultmaven_core.preprocessing.classify import classify
from faultmaven_models.evidence import Artifact
from faultmaven_models.materials import Document, Materials

if TYPE_CHECKING:
    from collections.abc import Callable


def materials_of(files: dict[str, str]) -> Materials:
    return Materials([_document(source, text) for source, text in files.items()])


def _document(source: str, text: str) -> Document:
    lines = text.removesuffix("\n").split("\n")
    digest = hashlib.sha256(source.encode() + b"\0" + text.encode("utf-8", "replace")).hexdigest()
    return Document(
        artifact=Artifact(
            id=f"art_{digest[:16]}",
            source=source,
            sha256=digest,
            size_bytes=len(text),
            data_type=classify(lines),
            line_count=len(lines),
        ),
        lines=lines,
    )


@pytest.fixture
def given() -> Callable[[dict[str, str]], Materials]:
    """Materials from texts by their source names."""
    return materials_of
