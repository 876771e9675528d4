"""Known log messages as data: YAML files in this folder, one list of LogSignature mappings for each domain."""

from __future__ import annotations

from faultmaven_core.diagnosis.signatures.loading import (
    SignatureBook,
    hits_by_domain,
    load_signatures,
    signature_book,
)

__all__ = ["SignatureBook", "hits_by_domain", "load_signatures", "signature_book"]
