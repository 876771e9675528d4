"""`faultmaven doctor`: what is there, what is broken, and the command that mends it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import Any

import pytest

Invoke = Callable[..., Any]


def rows(invoke: Invoke) -> dict[str, dict[str, str]]:
    found = json.loads(invoke("doctor", "--json").out)
    return {row["name"]: row for section in found.values() for row in section}


def test_a_healthy_set_up_is_shown_and_ends_well(invoke: Invoke) -> None:
    ran = invoke("doctor")
    assert (ran.code, ran.err) == (0, "")
    assert "detectors: widgets" in ran.out
    assert "case_repositories: sqlite" in ran.out
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
    assert "\x1b" not in ran.out


def test_as_json_each_row_has_a_state(invoke: Invoke) -> None:
    found = json.loads(invoke("doctor", "--json").out)
    assert set(found) == {"python", "packages", "adapters", "settings"}
    states = {row["state"] for section in found.values() for row in section}
    assert states <= {"ok", "missing", "broken"}
    assert rows(invoke)["detectors: widgets"] == {
        "name": "detectors: widgets",
        "state": "ok",
        "detail": "answers: widgets",
        "mend": "",
    }


def test_a_broken_adapter_is_reported_and_the_rest_is_still_looked_at(
    invoke: Invoke, own_plugins: list[EntryPoint]
) -> None:
    own_plugins += [
        EntryPoint(name="gone", group="faultmaven.sanitizers", value="a_module_that_is_not_there:Thing"),
        EntryPoint(name="wrong", group="faultmaven.tools", value="widget_detector:WidgetDetector"),
        EntryPoint(
            name="odd", group="faultmaven.sanitizers", value="faultmaven_models.testing.fakes:FakeClock"
        ),
        EntryPoint(name="ill", group="faultmaven.sanitizers", value="ill_sanitizer:IllSanitizer"),
        EntryPoint(name="twice", group="faultmaven.embedders", value="one:One"),
        EntryPoint(name="twice", group="faultmaven.embedders", value="two:Two"),
    ]
    found = rows(invoke)
    assert found["sanitizers: gone"]["state"] == "missing"
    assert "a_module_that_is_not_there" in found["sanitizers: gone"]["detail"]
    assert found["sanitizers: gone"]["mend"]
    assert found["tools: wrong"]["state"] == "broken"
    assert "it lacks call, spec" in found["tools: wrong"]["detail"]
    assert found["sanitizers: odd"]["state"] == "broken"
    assert found["sanitizers: ill"]["detail"] == "OSError: the disk is gone"
    assert found["faultmaven.embedders"]["state"] == "broken"
    assert found["faultmaven.embedders"]["mend"] == "uninstall one of them"
    assert found["detectors: widgets"]["state"] == "ok"
    ran = invoke("doctor")
    assert ran.code == 3
    assert "✗" in ran.out
    assert "report it to its author" in " ".join(ran.out.split())


def test_a_wrong_setting_is_a_row(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULTMAVEN_STRATEGY", "guess")
    found = rows(invoke)["settings"]
    assert found["state"] == "broken"
    assert "FAULTMAVEN_STRATEGY" in found["detail"]
