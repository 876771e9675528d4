from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from faultmaven_models.report import InvestigationReport, report_json_schema
from faultmaven_models.schema import SCHEMAS, write_schemas
from faultmaven_models.testing import sample_report

ROOT = Path(__file__).resolve().parents[3]
PROMISED = {
    "schema_version",
    "case_id",
    "question",
    "status",
    "milestones",
    "root_causes",
    "ruled_out",
    "data_gaps",
    "timeline",
    "solutions",
    "refused_claims",
    "timings",
}


def test_the_report_has_what_is_promised() -> None:
    report = json.loads(sample_report().to_json())
    assert set(report) >= PROMISED
    assert report["schema_version"] == "1.0"
    cause = report["root_causes"][0]
    assert set(cause) >= {
        "rank",
        "statement",
        "failure_mode",
        "category",
        "component",
        "mechanism",
        "confidence",
    }
    assert set(cause["evidence"][0]) >= {"source", "start_line", "end_line", "quote", "stance"}


@pytest.mark.parametrize("indent", [None, 2])
def test_a_report_comes_back_from_its_json(indent: int | None) -> None:
    report = sample_report()
    text = report.to_json(indent=indent)
    assert InvestigationReport.model_validate_json(text) == report
    assert not text.endswith("\n")
    assert "«заказ»" in text


def test_a_notebook_shows_answer_and_causes() -> None:
    shown = sample_report()._repr_markdown_()
    assert "**Why do payments fail?**" in shown
    assert (
        "1. The database has no connection left for payments. (`postgresql.too_many_connections`, 82%)"
        in shown
    )


def test_the_schema_requires_every_field_that_has_no_default() -> None:
    schema = report_json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(schema["required"]) >= PROMISED - {"schema_version"}
    assert set(schema["properties"]) == set(InvestigationReport.model_fields)


def test_the_command_writes_the_schemas(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "faultmaven_models.schema", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    written = [Path(line) for line in done.stdout.splitlines()]
    assert [path.name for path in written] == sorted(SCHEMAS)
    assert json.loads(written[0].read_text(encoding="utf-8")) == report_json_schema()


@pytest.mark.tree
def test_the_published_schemas_are_those_of_the_models(tmp_path: Path) -> None:
    for path in write_schemas(tmp_path):
        published = ROOT / "schemas" / path.name
        assert published.is_file(), f"run: python -m faultmaven_models.schema {published.parent}"
        assert published.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")
