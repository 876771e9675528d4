"""From what was handed in to documents: unpack, decode, classify, within limits."""

from faultmaven_core.preprocessing.limits import Limits
from faultmaven_core.preprocessing.preprocessor import Preprocessor

__all__ = ["Limits", "Preprocessor"]
