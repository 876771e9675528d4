"""Digests of logs: templates, times, levels, errors and what stands out, from lines of any format."""

from faultmaven_core.processing.digest.digesting import assign, digest, digest_chunks
from faultmaven_core.processing.digest.findings import (
    Around,
    Bucket,
    Burst,
    ErrorGroup,
    Example,
    Gap,
    Restart,
    SlotValues,
    Template,
)
from faultmaven_core.processing.digest.log_digest import LogDigest, merge
from faultmaven_core.processing.digest.rendering import render

__all__ = [
    "Around",
    "Bucket",
    "Burst",
    "ErrorGroup",
    "Example",
    "Gap",
    "LogDigest",
    "Restart",
    "SlotValues",
    "Template",
    "assign",
    "digest",
    "digest_chunks",
    "merge",
    "render",
]
