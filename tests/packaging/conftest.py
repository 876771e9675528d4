from __future__ import annotations

import os

# There is something to look at only where `nox -s wheel` has built it.
collect_ignore = [] if "FAULTMAVEN_DIST" in os.environ else ["test_distributions.py"]
