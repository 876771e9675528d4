"""Readers of kubectl output and of manifests."""
