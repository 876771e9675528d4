"""Detectors by domain; each module holds one, found through the entry point group ``faultmaven.detectors``."""
