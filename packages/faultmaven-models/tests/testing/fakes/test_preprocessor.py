from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import Attachment
from faultmaven_models.testing.fakes import FakePreprocessor


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_members_stand_below_their_archive() -> None:
    documents, gaps = FakePreprocessor().prepare([Attachment(name="logs.zip", content=zipped(a="x", b="y"))])
    assert [document.source for document in documents] == ["logs.zip/a", "logs.zip/b"]
    assert gaps == ()


def test_an_archive_that_unpacks_to_too_much_is_a_gap() -> None:
    bomb = zipped(a="x" * 10_000)
    documents, gaps = FakePreprocessor(unpacked_limit=9_999).prepare(
        [Attachment(name="bomb.zip", content=bomb)]
    )
    assert documents == ()
    assert [(gap.subject, gap.problem) for gap in gaps] == [("bomb.zip", "it is too large unpacked")]


def test_a_single_file_is_named_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_bytes(b"one\n\xff\n")
    documents, _ = FakePreprocessor().prepare([Attachment(name="anything", path=path)])
    assert documents[0].source == "app.log"
    assert list(documents[0].lines) == ["one", "\ufffd"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"gone\.log does not exist"):
        FakePreprocessor().prepare([Attachment(name="x", path=tmp_path / "gone.log")])
