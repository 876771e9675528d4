"""How much is read. Whatever lies beyond a limit becomes a data gap, never a crash."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from faultmaven_models.value import Value

MIB = 1024 * 1024
GIB = 1024 * MIB


class Limits(Value):
    """Bounds for one set of attachments."""

    max_file_bytes: Annotated[int, Field(ge=1)] = GIB
    """A larger file is read up to here."""
    max_total_bytes: Annotated[int, Field(ge=1)] = 4 * GIB
    """All files together, unpacked."""
    max_memory_bytes: Annotated[int, Field(ge=0)] = 8 * MIB
    """The lines of a larger file are not kept in memory but cut out of it when they are asked for."""
    max_files: Annotated[int, Field(ge=1)] = 20_000
    max_archive_ratio: Annotated[int, Field(ge=1)] = 200
    """An archive that grows by more than this factor (beyond its first 10 MiB) is cut there."""
    max_nesting: Annotated[int, Field(ge=0)] = 4
    """Archives inside archives."""
    max_line_chars: Annotated[int, Field(ge=1)] = 65_536
    """Of a longer line only the start is examined."""
