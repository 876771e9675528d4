"""The engine and the rules of an investigation, one small module for each concern."""

from faultmaven_core.investigation.milestone_engine import MilestoneEngine

__all__ = ["MilestoneEngine"]
