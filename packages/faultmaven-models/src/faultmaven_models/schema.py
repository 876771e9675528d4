"""Write the published JSON Schemas: ``python -m faultmaven_models.schema DIRECTORY``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from faultmaven_models.report import report_json_schema

SCHEMAS = {"investigation-report.v1.schema.json": report_json_schema}


def write_schemas(directory: Path) -> list[Path]:
    """Write each schema into the directory and return the paths, in the order of their names."""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, build in sorted(SCHEMAS.items()):
        path = directory / name
        path.write_text(json.dumps(build(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    for written_path in write_schemas(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas")):
        sys.stdout.write(f"{written_path}\n")
