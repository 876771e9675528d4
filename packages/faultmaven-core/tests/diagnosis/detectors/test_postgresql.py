from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.detectors.postgresql import PostgresqlDetector
from faultmaven_models.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Materials

REFUSED = "2026-11-20T12:00:00Z ERROR connection to server failed: FATAL:  sorry, too many clients already\n"
SESSIONS = """ usename | state               | count
---------+---------------------+-------
 stock   | idle in transaction |    31
 stock   | active              |     2
 report  | idle                |     1
(3 rows)
"""
CONFIG = "shared_buffers = 64MB\nmax_connections = 40  # small on purpose\n"
PROCESSES = "\n".join(
    f"{900 + number} postgres: stock shop 10.0.0.9({46000 + number}) idle in transaction"
    for number in range(6)
)


def test_log_sessions_and_setting_tell_one_story(given: Callable[[dict[str, str]], Materials]) -> None:
    found = list(
        PostgresqlDetector().detect(
            given(
                {
                    "orders.log": REFUSED,
                    "stock.log": REFUSED,
                    "sessions.txt": SESSIONS,
                    "postgresql.conf": CONFIG,
                }
            )
        )
    )
    symptoms = {one.component for one in found if one.kind is FindingKind.SYMPTOM}
    found = [one for one in found if one.kind is FindingKind.CAUSE]
    assert symptoms == {"app/orders", "app/stock"}
    assert {(one.failure_mode, one.component) for one in found} == {
        ("postgresql.too_many_connections", "app/postgresql")
    }
    assert len({one.independence_group for one in found}) == 3
    assert all(one.values["max_connections"] == "40" for one in found)
    assert all(one.values["holder"] == "stock" for one in found)
    assert {name for one in found for name in one.affects} == {"app/orders", "app/stock"}


def test_process_titles_tell_as_much_as_the_sessions_table(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    (found,) = PostgresqlDetector().detect(given({"ps.txt": PROCESSES}))
    assert found.failure_mode == "postgresql.idle_in_transaction"
    assert (found.values["holder"], found.values["count"]) == ("stock", "6")


def test_the_value_that_show_prints_is_read(given: Callable[[dict[str, str]], Materials]) -> None:
    show = " max_connections \n-----------------\n 40\n(1 row)\n"
    found, *_ = PostgresqlDetector().detect(given({"a.log": REFUSED, "show.txt": show}))
    assert found.values["max_connections"] == "40"


def test_what_is_examined_is_told(given: Callable[[dict[str, str]], Materials]) -> None:
    assert "1 file for" in PostgresqlDetector().examined(given({"a.log": REFUSED}))
    assert PostgresqlDetector().examined(given({})) == ""
