"""Load the signatures, and run all of them over a case's documents once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import ValidationError

from faultmaven_core.diagnosis.naming import setting
from faultmaven_core.diagnosis.yaml_data import read_entries, yaml_files
from faultmaven_core.processing.log_signatures import LogSignature, SignatureHits
from faultmaven_core.processing.prose import is_prose
from faultmaven_core.processing.signature_scan import SignatureTable, scan
from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from faultmaven_models.materials import Document, Materials

_NOT_LOGS = (
    DataType.CLUSTER_SNAPSHOT,
    DataType.METRICS_AND_PERFORMANCE,
    DataType.TRACE_DATA,
    DataType.VISUAL_EVIDENCE,
)
_TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBook:
    """All signatures, and the domain (the name of the file) that each belongs to."""

    table: SignatureTable
    domains: Mapping[str, str]
    """Signature id -> domain."""


def load_signatures(paths: Iterable[Traversable | Path]) -> SignatureBook:
    """Read signature files; the domain is the file's name without its ending.

    Raises InvalidInput when a file is no list of signatures, a field is wrong, or an id stands twice; the message
    names file, entry and field.
    """
    rows: dict[str, LogSignature] = {}
    domains: dict[str, str] = {}
    for path in paths:
        for number, entry in enumerate(read_entries(path), start=1):
            where = f"{path.name}, entry {number} ({entry.get('id', 'without id')})"
            try:
                row = LogSignature.model_validate(entry)
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(str(part) for part in first["loc"])
                raise InvalidInput(f"{where}: field {field!r}: {first['msg']}") from error
            if row.id in rows:
                raise InvalidInput(f"{where}: the id also stands in {domains[row.id]}.yaml: rename one")
            rows[row.id] = row
            domains[row.id] = path.name.removesuffix(".yaml")
    return SignatureBook(table=SignatureTable(rows.values()), domains=domains)


@cache
def signature_book() -> SignatureBook:
    """The built-in signatures, read once for each process."""
    return load_signatures(yaml_files(files("faultmaven_core.diagnosis.signatures")))


def hits_by_domain(materials: Materials) -> dict[str, list[SignatureHits]]:
    """Everything the signatures found, by domain: use it as a view, so that each document is read once.

    Listings of a cluster, metrics and traces have readers of their own; source code and prose only talk about
    errors. None of them is searched.
    """
    book = signature_book()
    year = materials.view(setting).year
    found: dict[str, list[SignatureHits]] = {}
    for document in materials.documents:
        groups = scan(document, book.table, year=year) if searchable(document) else []
        groups = [one for one in groups if one.count >= one.signature.min_count and not one.recovered]
        if groups and not is_prose(document):
            for one in groups:
                found.setdefault(book.domains[one.signature.id], []).append(one)
    return found


def searchable(document: Document) -> bool:
    """Whether the document may show what happened, as far as its type tells."""
    kind = document.artifact.data_type
    if kind in _NOT_LOGS:
        return False
    return kind is not DataType.SOURCE_CODE or any(
        line.startswith(_TRACEBACK) for line in document.lines[:2000]
    )
