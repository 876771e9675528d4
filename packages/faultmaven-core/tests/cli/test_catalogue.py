"""`faultmaven catalogue`: what is built in and what detectors bring."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from faultmaven_core.diagnosis.catalogue import load_catalogue
from faultmaven_models.failure_mode import FailureMode

Invoke = Callable[..., Any]


def test_the_list_holds_every_mode_on_lines_that_fit(invoke: Invoke) -> None:
    ran = invoke("catalogue", "list")
    assert (ran.code, ran.err) == (0, "")
    ids = [*(mode.id for mode in load_catalogue()), "widgets.phrase_seen"]
    starts = [line.split()[0] for line in ran.out.splitlines() if line and not line.startswith(" ")]
    assert [identifier for identifier in ids if identifier not in starts] == []
    assert f"{len(ids)} failure modes" in ran.out
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []


def test_a_domain_narrows_the_list(invoke: Invoke) -> None:
    modes = json.loads(invoke("catalogue", "list", "--domain", "widgets", "--json").out)
    assert [FailureMode.model_validate(mode).id for mode in modes] == ["widgets.phrase_seen"]
    unknown = invoke("catalogue", "list", "--domain", "nothing")
    assert unknown.code == 2
    assert "widgets" in unknown.err


def test_one_mode_is_shown_whole(invoke: Invoke) -> None:
    ran = invoke("catalogue", "show", "widgets.phrase_seen")
    assert (ran.code, ran.err) == (0, "")
    for part in ("The program says so itself.", "Signs", "Do now", "Do what the line asks for.", "To verify"):
        assert part in ran.out
    shown = FailureMode.model_validate_json(invoke("catalogue", "show", "widgets.phrase_seen", "--json").out)
    assert shown.id == "widgets.phrase_seen"


def test_a_mode_that_is_not_there_names_its_neighbours(invoke: Invoke) -> None:
    ran = invoke("catalogue", "show", "widgets.other")
    assert (ran.code, ran.out) == (2, "")
    assert "widgets.phrase_seen" in ran.err
