from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faultmaven_core.diagnosis.detectors.process import ProcessDetector

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Materials


@pytest.mark.parametrize(
    ("line", "component"),
    [
        ("Nov  2 13:38:01 web-7 kernel: pricing[22]: segfault at 0 ip 00 sp 00 error 4", "app/pricing"),
        (
            "Nov  2 13:38:01 web-7 kernel: [12345.678] pricing[22]: segfault at 0 ip 00 sp 00 error 4",
            "app/pricing",
        ),
        (
            "Nov  2 13:38:01 web-7 kernel: traps: pricing[22] general protection fault ip:7f sp:7f",
            "app/pricing",
        ),
        (
            "Nov 02 13:38:01 web-7 systemd[1]: pricing.service: Start request repeated too quickly.",
            "app/pricing",
        ),
        (
            "Nov 02 13:38:01 web-7 systemd[1]: pricing@3.service: Main process exited, code=exited, status=1/FAILURE",
            "app/pricing",
        ),
        ("2026-11-20T12:00:00Z supervisor: pricing (pid 7) exited with status 3", "app/pricing"),
        ("2026-11-20 12:00:00,000 ERROR bind: Address already in use", "app/stock"),
    ],
)
def test_the_program_is_the_one_that_the_line_is_about(
    given: Callable[[dict[str, str]], Materials], line: str, component: str
) -> None:
    found = list(ProcessDetector().detect(given({"stock/error.log": line})))
    assert {one.component for one in found} == {component}
