"""A few hundred fuzzed uploads; `nox -s fuzz` runs ten thousand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fuzz_campaign import campaign
from fuzz_uploads import upload
from run_uploads import leaves

UPLOADS = 200


def test_fuzzed_uploads_do_no_harm() -> None:
    outcome = campaign(first=0, count=UPLOADS)
    assert outcome.problems == []
    assert outcome.examined == UPLOADS


def test_a_seed_makes_the_same_upload_again(tmp_path: Path) -> None:
    def made(name: str, seed: int) -> list[tuple[str, object, bytes | None]]:
        folder = tmp_path / name / str(seed)
        folder.mkdir(parents=True)
        attachments = upload(seed, folder)
        return [
            (item.name, None if item.path is None else item.path.relative_to(folder), item.content)
            for item in attachments
        ]

    assert [made("one", seed) for seed in range(40)] == [made("two", seed) for seed in range(40)]
    assert made("three", 1) != made("four", 2)


RUNNERS = {
    "raise ValueError('planted')": "planted",
    "import os; os.abort()": "ended with",
    "import faulthandler, time; faulthandler.dump_traceback_later(0.2, exit=True); time.sleep(20)": "Timeout",
}


@pytest.mark.parametrize("action", RUNNERS)
def test_a_process_that_dies_is_told_with_its_seed_and_the_rest_goes_on(tmp_path: Path, action: str) -> None:
    runner = tmp_path / "runner.py"
    runner.write_text(
        "import sys\nfirst, count = map(int, sys.argv[1:3])\nfor seed in range(first, first + count):\n"
        f"    print('{{\"seed\": %d}}' % seed, flush=True)\n    if seed == 2:\n        {action}\n"
    )
    outcome = campaign(first=0, count=5, runner=runner)
    assert outcome.examined == 5
    assert [seed for seed, _ in outcome.problems] == [2]
    assert RUNNERS[action] in outcome.problems[0][1]


@pytest.mark.parametrize(
    ("event", "arguments", "out"),
    [
        ("open", ("{work}/a.log", "w", 0), False),
        ("open", ("{work}", None, os.O_RDWR), False),
        ("open", ("/etc/passwd", "r", 0), False),
        ("open", ("/etc/passwd", None, os.O_RDONLY), False),
        ("open", ("/etc/evil", "w", 0), True),
        ("open", ("{work}/../evil", None, os.O_CREAT), True),
        ("open", (7, "w", 0), False),
        ("os.rename", ("{work}/a", "/elsewhere/b", -1, -1), True),
        ("os.remove", ("{work}/a", -1), False),
        ("os.mkdir", ("/evil", 511, -1), True),
        ("subprocess.Popen", ("sh", [], None, None), True),
        ("import", ("os", None), False),
    ],
)
def test_what_leaves_the_working_folder(
    event: str, arguments: tuple[object, ...], tmp_path: Path, *, out: bool
) -> None:
    filled = tuple(
        item.replace("{work}", str(tmp_path)) if isinstance(item, str) else item for item in arguments
    )
    assert leaves(event, filled, str(tmp_path.resolve())) == out
