"""A preprocessor for text files, folders and zip archives."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import Attachment, DataGap, DataType
from faultmaven_models.materials import Document
from faultmaven_models.testing.builders import artifact_from_bytes, lines_of

_UNPACKED_LIMIT = 10_000_000


class FakePreprocessor:
    """IPreprocessor: takes everything for UTF-8 text, replacing bytes that are not, unless it holds NUL."""

    def __init__(self, *, unpacked_limit: int = _UNPACKED_LIMIT) -> None:
        self._unpacked_limit = unpacked_limit

    def prepare(self, attachments: Sequence[Attachment]) -> tuple[tuple[Document, ...], tuple[DataGap, ...]]:
        """The text files among the attachments, and a gap for each binary, broken archive or escaping path."""
        documents: list[Document] = []
        gaps: list[DataGap] = []
        for attachment in attachments:
            for source, content in self._files(attachment, gaps):
                if b"\x00" in content:
                    gaps.append(_gap(source, "it is not text", "hand in its text form"))
                else:
                    documents.append(_document(source, content))
        if not documents and not gaps:
            raise InvalidInput("there is nothing to read: hand in a file, a folder or an archive with files")
        return tuple(documents), tuple(gaps)

    def _files(self, attachment: Attachment, gaps: list[DataGap]) -> Iterator[tuple[str, bytes]]:
        for source, content in _contents(attachment, gaps):
            if content.startswith(b"PK\x03\x04"):
                yield from self._unpacked(source, content, gaps)
            else:
                yield source, content

    def _unpacked(self, source: str, content: bytes, gaps: list[DataGap]) -> Iterator[tuple[str, bytes]]:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = [member for member in archive.infolist() if not member.is_dir()]
                if sum(member.file_size for member in members) > self._unpacked_limit:
                    gaps.append(_gap(source, "it is too large unpacked", "hand in the part that matters"))
                    return
                for member in members:
                    if _leaves(member.filename):
                        gaps.append(_gap(source, f"{member.filename!r} would leave it", "pack it again"))
                    else:
                        yield f"{source}/{member.filename}", archive.read(member)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
            gaps.append(_gap(source, f"the archive cannot be unpacked: {error}", "pack it again"))


def _contents(attachment: Attachment, gaps: list[DataGap]) -> Iterator[tuple[str, bytes]]:
    path = attachment.path
    if path is None:
        yield attachment.name, attachment.content or b""
        return
    if not path.exists():
        raise InvalidInput(f"{path} does not exist: check the spelling and the folder")
    files = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
    for file in files:
        source = file.relative_to(path).as_posix() if path.is_dir() else file.name
        try:
            content = file.read_bytes()
        except OSError as error:
            gaps.append(_gap(source, f"it cannot be read: {error.strerror}", "give the reader access"))
        else:
            yield source, content


def _document(source: str, content: bytes) -> Document:
    lines = lines_of(content.decode("utf-8", "replace"))
    artifact = artifact_from_bytes(
        source, content, data_type=DataType.UNSTRUCTURED_TEXT, line_count=len(lines)
    )
    return Document(artifact=artifact, lines=lines)


def _leaves(name: str) -> bool:
    path = name.replace("\\", "/")
    return path.startswith("/") or ".." in PurePosixPath(path).parts


def _gap(source: str, problem: str, mend: str) -> DataGap:
    return DataGap(subject=source, problem=problem, mend=mend)


__all__ = ["FakePreprocessor"]
