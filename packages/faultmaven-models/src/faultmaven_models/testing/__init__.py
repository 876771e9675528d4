"""What tests of an adapter or a plug-in need: builders, samples, a fake for each port, conformance kits.

No test runner is needed. The kits stand in ``faultmaven_models.testing.conformance``, the fakes in
``faultmaven_models.testing.fakes``.
"""

from __future__ import annotations

from faultmaven_models.testing.builders import (
    artifact_from_bytes,
    document_from_text,
    lines_of,
    materials_from_texts,
)
from faultmaven_models.testing.sample_reports import sample_report
from faultmaven_models.testing.samples import sample_case, sample_document, sample_events

__all__ = [
    "artifact_from_bytes",
    "document_from_text",
    "lines_of",
    "materials_from_texts",
    "sample_case",
    "sample_document",
    "sample_events",
    "sample_report",
]
