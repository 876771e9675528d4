"""Lets the test of this folder import what makes and runs the uploads."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
