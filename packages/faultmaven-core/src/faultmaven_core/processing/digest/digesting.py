"""From bytes and files to digests, on any executor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

from faultmaven_core.processing.digest.building import SketchBuilder
from faultmaven_core.processing.digest.line_blocks import line_blocks, read_chunks
from faultmaven_core.processing.digest.log_digest import LogDigest, merge
from faultmaven_core.processing.digest.sketch import ANCHOR_LIMIT, ROW_LIMIT, Sketch

PART_BYTES = 64 * 1024 * 1024
"""What one task of an executor reads: a file, or so much of a larger one."""


def digest_chunks(
    chunks: Iterable[bytes],
    *,
    name: str = "",
    row_limit: int = ROW_LIMIT,
    anchor_limit: int = ANCHOR_LIMIT,
) -> LogDigest:
    """The digest of one stream of bytes, cut anywhere. ``name`` stands for it in ``sources``."""
    builder = SketchBuilder(row_limit=row_limit, anchor_limit=anchor_limit)
    builder.add(chunks, name=name)
    return LogDigest(sketch=builder.sketch())


def digest(
    paths: Sequence[Path | str], *, executor: Executor | None = None, part_bytes: int = PART_BYTES
) -> LogDigest:
    """The digest of plain text files, in the given order, as if they were one.

    With an executor, files and parts of files are read wherever it runs them; the result is the same.

    Raises:
        ValueError: no path is given.
        OSError: a file cannot be read.
    """
    if not paths:
        raise ValueError("digest needs at least one path")
    if executor is None:
        builder = SketchBuilder()
        for path in paths:
            builder.add(read_chunks(Path(path)), name=str(path))
        return LogDigest(sketch=builder.sketch())
    tasks = [
        executor.submit(_part, str(path), start, end)
        for path in paths
        for start, end in _parts(Path(path).stat().st_size, part_bytes)
    ]
    return merge(*(LogDigest(sketch=task.result()) for task in tasks))


def assign(digest: LogDigest, chunks: Iterable[bytes]) -> Iterator[str]:
    """The template id of each line of the bytes that the digest was made of; of other lines, an empty text."""
    known: dict[bytes, str] = {}
    for block in line_blocks(chunks):
        for line in block.split(b"\n"):
            fingerprint = digest.sketch.fingerprint(line)
            found = known.get(fingerprint)
            if found is None:
                if len(known) > digest.sketch.row_limit:
                    known.clear()
                found = known[fingerprint] = digest.template_id(line) or ""
            yield found


def _parts(size: int, part_bytes: int) -> Iterator[tuple[int, int]]:
    yield from ((start, min(start + part_bytes, size)) for start in range(0, max(size, 1), part_bytes))


def _part(path: str, start: int, end: int) -> Sketch:
    builder = SketchBuilder()
    builder.add(read_chunks(Path(path), start=start, end=end), name=path)
    return builder.sketch()
