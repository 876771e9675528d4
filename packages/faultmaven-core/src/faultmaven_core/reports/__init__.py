"""Documents made from a report."""

from faultmaven_core.reports.markdown import to_markdown

__all__ = ["to_markdown"]
