"""``python -m faultmaven_core.cli``: the command where the program's folder is not on the path."""

from __future__ import annotations

from faultmaven_core.cli import main

if __name__ == "__main__":
    main()
