"""Metrics of any shape as typed series with cited lines, and where they change."""
