"""From weighed evidence to a likelihood."""

from faultmaven_core.confidence.likelihood import Weighed, likelihood, status_for

__all__ = ["Weighed", "likelihood", "status_for"]
