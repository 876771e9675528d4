"""What reading foreign archives and streams raises when they are damaged or hostile."""

from __future__ import annotations

import tarfile
import zipfile
import zlib


class GrewTooMuch(Exception):
    """Packed content came out much larger than it went in."""


class BrokenStream(Exception):
    """The compressed bytes are damaged or need more memory than is granted."""


BROKEN = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # zipfile's word for a password, and the root of NotImplementedError for a method it lacks
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
    BrokenStream,
    GrewTooMuch,
)


def brief(error: BaseException) -> str:
    """The first line of the error's message, cut, or its kind where it has none."""
    text = str(error).splitlines()
    return text[0][:160] if text else type(error).__name__
