from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faultmaven_models.evidence import Artifact, DataType
from faultmaven_models.materials import Document

if TYPE_CHECKING:
    from collections.abc import Callable


def document_of(text: str, source: str = "a/input.txt") -> Document:
    lines = text.removesuffix("\n").split("\n")
    return Document(
        artifact=Artifact(
            id="art_0123456789abcdef",
            source=source,
            sha256="0" * 64,
            size_bytes=len(text),
            data_type=DataType.LOGS_AND_ERRORS,
            line_count=len(lines),
        ),
        lines=lines,
    )


@pytest.fixture
def document() -> Callable[..., Document]:
    """A document from its text."""
    return document_of
