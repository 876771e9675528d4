"""What changed is reported with its line and time, and what only talks about a change is not."""

from __future__ import annotations

import pytest

from faultmaven_core.diagnosis.detectors.changes import ChangesDetector
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.testing import materials_from_texts

NOISE = "2026-03-01T10:00:00Z INFO api served 200\n2026-03-01T10:00:01Z INFO api served 200\n"
CHANGES = [
    '2026-03-01 10:00:05.123 UTC [99] LOG:  parameter "max_connections" changed to "20"',
    "2026-03-01 10:00:05.123 UTC [99] LOG:  received SIGHUP, reloading configuration files",
    "2026/03/01 10:00:05 [notice] 12#12: signal 1 (SIGHUP) received from 133, reconfiguring",
    "2026-03-01 10:00:05 upgrade libssl3:amd64 3.0.1 3.0.2\n2026-03-01 10:00:06 status installed libssl3:amd64 3.0.2",
    "2026-03-01T10:00:05Z INFO deployer deployed version 4.2.0 to production",
    "INFO  [alembic.runtime.migration] Running upgrade 1a2b -> 3c4d, add coupons",
    "2026-03-01T10:00:05Z INFO orders feature flag coupons is now on",
    "2026-03-01 10:00:05.123 UTC [1] LOG:  received fast shutdown request",
    "Mar  1 10:00:05 db-1 chronyd[7]: System clock was stepped by 12.5 seconds",
]
QUIET = [
    "2026-03-01T10:00:05Z INFO deployer would have deployed version 4.2.0",
    "2026-03-01T10:00:05Z ERROR api configuration reloaded failed",
    "2026-03-01T10:00:05Z INFO api GET /reload 200",
]


def found(line: str) -> list[Finding]:
    return list(ChangesDetector().detect(materials_from_texts({"app/app.log": f"{NOISE}{line}\n"})))


@pytest.mark.parametrize("line", CHANGES)
def test_a_change_is_reported_and_accuses_nobody(line: str) -> None:
    findings = found(line)
    assert findings
    assert {item.kind for item in findings} == {FindingKind.CHANGE}
    assert {item.failure_mode for item in findings} == {None}
    assert findings[0].spans[0].start_line == 3


@pytest.mark.parametrize("line", QUIET)
def test_talk_about_a_change_is_not_one(line: str) -> None:
    assert found(line) == []


def test_the_time_is_given_with_what_was_guessed() -> None:
    certain, guessed = found(CHANGES[0])[0], found(CHANGES[2])[0]
    assert certain.observed_at is not None
    assert guessed.observed_at is not None
    assert (certain.zone_guessed, guessed.zone_guessed) == (False, True)


def test_it_says_what_it_searched() -> None:
    assert ChangesDetector().examined(materials_from_texts({"a.log": NOISE})) == "1 file for known messages"
