"""The file in which the embedded vector store keeps a scope."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from faultmaven_models.errors import SetupError

_FORMAT = 1
_SUFFIX = ".vectors"


@dataclass(frozen=True, slots=True, eq=False)
class StoredVector:
    """A vector (doubles) and what a filter may ask for."""

    vector: array[float]
    metadata: dict[str, str]


Scope = Mapping[str, StoredVector]
"""The vectors of a scope by id."""


def path_of(folder: Path, scope: str) -> Path:
    """The scope's file; its name is a hash, because a scope's name may hold anything."""
    return folder / f"{hashlib.sha256(scope.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}{_SUFFIX}"


def write(folder: Path, scope: str, records: Scope) -> None:
    """Replace the scope's file in one step: a reader sees the old one or the new one, also after a crash.

    One line of JSON (format, scope, dimensions, ids, metadata), then the vectors as little-endian doubles.
    Raises OSError.
    """
    numbers = array("d")
    for record in records.values():
        numbers.extend(record.vector)
    if sys.byteorder == "big":
        numbers.byteswap()
    header = {
        "format": _FORMAT,
        "scope": scope,
        "dimensions": len(next(iter(records.values())).vector) if records else 0,
        "records": [[name, record.metadata] for name, record in records.items()],
    }
    body = json.dumps(header, ensure_ascii=True).encode("ascii") + b"\n" + numbers.tobytes()
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(body).hexdigest().encode("ascii") + b"\n" + body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path_of(folder, scope))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def remove(folder: Path, scope: str) -> None:
    """Delete the scope's file, if there is one. Raises OSError."""
    path_of(folder, scope).unlink(missing_ok=True)


def read(folder: Path) -> dict[str, Scope]:
    """The records of every scope in the folder. Raises OSError, and SetupError for a damaged file."""
    scopes: dict[str, Scope] = {}
    for file in sorted(folder.glob(f"*{_SUFFIX}")) if folder.is_dir() else ():
        try:
            scope, records = _parse(file.read_bytes())
        except (ValueError, KeyError, TypeError) as error:
            problem = f"the vector file {file} is damaged or of another version"
            raise SetupError(problem, mend=f"delete it (rm {file}) and add its documents again") from error
        scopes[scope] = records
    return scopes


def _parse(content: bytes) -> tuple[str, Scope]:
    digest, _, body = content.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode("ascii") != digest:
        msg = "the checksum differs"
        raise ValueError(msg)
    line, _, raw = body.partition(b"\n")
    header = json.loads(line)
    if header["format"] != _FORMAT:
        msg = f"format {header['format']}"
        raise ValueError(msg)
    numbers = array("d", raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    size = header["dimensions"]
    records = {
        str(name): StoredVector(numbers[place * size : (place + 1) * size], dict(metadata))
        for place, (name, metadata) in enumerate(header["records"])
    }
    if len(numbers) != size * len(records):
        msg = f"{len(numbers)} numbers"
        raise ValueError(msg)
    return str(header["scope"]), records


def _sync_folder(folder: Path) -> None:
    """Make the new name durable where the system lets a folder be synced."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


__all__ = ["Scope", "StoredVector", "path_of", "read", "remove", "write"]
