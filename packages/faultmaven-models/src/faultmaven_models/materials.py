"""What a detector or a reasoner reads: the documents of a case and what was derived from them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeVar

from faultmaven_models.evidence import Artifact, SourceSpan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

View = TypeVar("View")

QUOTE_LIMIT = 4000
"""A quote is cut to this many characters; a span with a longer text quotes the start of it."""


class Content(Protocol):
    """The original bytes of an artifact that is too large to be handed on as bytes."""

    @property
    def size_bytes(self) -> int:
        """How many bytes there are."""
        ...

    def open(self) -> BinaryIO:
        """A new seekable stream at the start; the caller closes it. Reading raises OSError."""
        ...


class Document:
    """An artifact and its lines. ``lines[0]`` is line 1 of the artifact.

    ``content`` holds the original bytes on the way from a preprocessor to a file store, as bytes or, where they are
    many, as something to read them from; it is None afterwards.
    """

    __slots__ = ("artifact", "content", "lines")

    def __init__(
        self, *, artifact: Artifact, lines: Sequence[str], content: bytes | Content | None = None
    ) -> None:
        self.artifact = artifact
        self.lines = lines
        self.content = content

    @property
    def source(self) -> str:
        """The artifact's path below the folder that was given."""
        return self.artifact.source

    def span(self, start: int, end: int | None = None, *, quote: str | None = None) -> SourceSpan:
        """Cite lines ``start`` to ``end`` (from 1, inclusive).

        Without ``quote`` the lines' text is quoted, without blank lines at either side and cut to
        ``QUOTE_LIMIT``. Raises IndexError when the document does not have those lines, and ValueError
        (pydantic's) when there is nothing on them to quote.
        """
        last = start if end is None else end
        if not 1 <= start <= last <= len(self.lines):
            msg = f"{self.source} has {len(self.lines)} lines, not lines {start} to {last}"
            raise IndexError(msg)
        text = "\n".join(self.lines[start - 1 : last]).strip("\n") if quote is None else quote
        return SourceSpan(
            artifact_id=self.artifact.id,
            source=self.source,
            start_line=start,
            end_line=last,
            quote=text[:QUOTE_LIMIT],
        )

    def numbered(self) -> Iterator[tuple[int, str]]:
        """Yield ``(line number, text)`` for every line, from 1."""
        return enumerate(self.lines, start=1)


class Materials:
    """All documents of a case, with a memo for what several readers derive from them.

    ``view`` runs a builder once and hands the same result to everyone who asks: the way to share an
    expensive reading (a cluster snapshot, a set of templates) between detectors.
    """

    __slots__ = ("_by_id", "_lock", "_views", "documents", "question")

    def __init__(self, documents: Iterable[Document] = (), *, question: str = "") -> None:
        self.documents = tuple(documents)
        self.question = question
        self._by_id = {document.artifact.id: document for document in self.documents}
        self._views: dict[Any, Any] = {}
        self._lock = threading.RLock()

    def document(self, artifact_id: str) -> Document | None:
        """The document of that artifact, or None."""
        return self._by_id.get(artifact_id)

    def view(self, build: Callable[[Materials], View]) -> View:
        """``build(self)``, computed once for each builder."""
        with self._lock:
            if build not in self._views:
                self._views[build] = build(self)
            result: View = self._views[build]
            return result
