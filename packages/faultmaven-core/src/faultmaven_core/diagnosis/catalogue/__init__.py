"""The catalogue of failure modes: YAML files in this folder, one list of FailureMode mappings each."""

from __future__ import annotations

from faultmaven_core.diagnosis.catalogue.filling import fill, fill_text
from faultmaven_core.diagnosis.catalogue.loading import Catalogue, load_catalogue, load_files

__all__ = ["Catalogue", "fill", "fill_text", "load_catalogue", "load_files"]
