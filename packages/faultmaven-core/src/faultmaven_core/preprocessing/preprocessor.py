"""The default preprocessor: attachments in, documents and data gaps out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.preprocessing.classify import is_image
from faultmaven_core.preprocessing.decode import is_binary
from faultmaven_core.preprocessing.gather import gather
from faultmaven_core.preprocessing.limits import Limits
from faultmaven_core.preprocessing.raw_file import RawFile
from faultmaven_core.preprocessing.read_text import Reading, TextReader, empty_gap, picture
from faultmaven_core.preprocessing.spool import NoRoom, Spool
from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import DataGap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from faultmaven_core.preprocessing.blob import Readable
    from faultmaven_models.evidence import Attachment
    from faultmaven_models.materials import Document

_HEAD = 65_536


class Preprocessor:
    """Unpacks, decodes and classifies within `Limits`, in bounded memory; implements IPreprocessor.

    What is large is kept in a file without a name in ``folder`` (None: where the system keeps temporary files), or
    read from the user's own file when it is one that is not packed. With ``standard_input`` an attachment whose path
    is ``-`` is read from that stream.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        folder: Path | None = None,
        standard_input: Readable | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._folder = folder
        self._standard_input = standard_input

    def prepare(self, attachments: Sequence[Attachment]) -> tuple[tuple[Document, ...], tuple[DataGap, ...]]:
        """The documents in a stable order, and a gap for whatever could not be read.

        Raises InvalidInput when a path does not exist, or when nothing that can be read was given.
        """
        spool = Spool(self._folder, memory_file=self._limits.max_memory_bytes)
        haul = gather(attachments, self._limits, spool=spool, standard_input=self._standard_input)
        reader = TextReader(self._limits, spool)
        documents: list[Document] = []
        gaps = list(haul.gaps)
        files = haul.files[::-1]
        haul.files.clear()
        while files:  # each is let go when its document is made, so that its bytes are not held twice
            document, gap = self._read(files.pop(), reader)
            if document is not None:
                documents.append(document)
            if gap is not None:
                gaps.append(gap)
        if not documents:
            raise InvalidInput(_nothing_to_read(attachments, gaps))
        return tuple(documents), tuple(gaps)

    def _read(self, raw: RawFile, reader: TextReader) -> Reading:
        """One file as a document, or the gap that says why it is none (or not whole)."""
        try:
            head = raw.blob.read_at(0, _HEAD)
            if not head:
                return None, empty_gap(raw.source)
            if is_image(head):
                return picture(raw)
            if is_binary(head):
                problem = "is a binary file and was not examined"
                return None, DataGap(subject=raw.source, problem=problem, mend="export it as text")
            return reader.read(raw, head)
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
            return None, DataGap(subject=raw.source, problem=problem, mend="copy it to another disk")
        except NoRoom as error:
            problem = f"left out: there is no room for it on the disk for temporary files ({error})"
            mend = "free space there, or set TMPDIR to a folder with more"
            return None, DataGap(subject=raw.source, problem=problem, mend=mend)


def _nothing_to_read(attachments: Sequence[Attachment], gaps: list[DataGap]) -> str:
    names = ", ".join(item.name for item in attachments) or "nothing"
    if not gaps:
        return f"{names} holds no file. Give a folder with logs, configuration or command output in it, or a file"
    reasons = "; ".join(f"{gap.subject} {gap.problem} ({gap.mend})" for gap in gaps[:5])
    more = f"; and {len(gaps) - 5} more" if len(gaps) > 5 else ""  # noqa: PLR2004  the five shown above
    return f"nothing in {names} can be read: {reasons}{more}"
