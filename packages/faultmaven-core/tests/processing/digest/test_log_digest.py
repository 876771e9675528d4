from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from faultmaven_core.processing.digest import LogDigest, assign, digest_chunks, render
from faultmaven_core.processing.log_lines import Level

_START = datetime(2024, 5, 1, 10, tzinfo=UTC)


def _line(second: float, text: str, level: str = "INFO") -> str:
    return f"{(_START + timedelta(seconds=second)).isoformat()} {level} [main] app.Service: {text}"


def _digest(lines: list[str]) -> LogDigest:
    return digest_chunks(["\n".join(lines).encode()], name="app.log")


def _texts(lines: list[str]) -> list[str]:
    return [template.text for template in _digest(lines).templates]


@pytest.mark.parametrize(
    ("messages", "template"),
    [
        (["took 17 ms", "took 3 s"], "took <*>"),
        (["from 10.0.0.1:80, retry", "from 10.9.8.7:443, retry"], "from <*>:<*>, retry"),
        (["open (id=4, user=ann)", "open (id=5, user=bob)"], "open (id=<*>, user=<*>)"),
        (['tag="View Lock", n=1', 'tag="Other", n=2'], "tag=<*>, n=<*>"),
        (["stored 3fa9c2e1b7d04c55!", "stored 9b1deb4d3b7d4bad!"], "stored <*>!"),
        ([f"login of user {name} ok" for name in ("ann", "bob")], "login of user <*> ok"),
        ([f"load {name} done" for name in ["ax", "bx", "cx", "dx", "ex", "fx"]], "load <*> done"),
    ],
)
def test_what_varies_is_masked_and_punctuation_stays(messages: list[str], template: str) -> None:
    assert _texts([_line(n, text) for n, text in enumerate(messages)]) == [template]


def test_words_that_say_what_happened_divide() -> None:
    happened = ["paused", "started", "stopped", "resumed", "deleted", "created"]
    assert _texts([_line(n, f"the VM is {word} now") for n, word in enumerate(happened)]) == [
        f"the VM is {word} now" for word in happened
    ]


def test_layouts_in_one_log_are_read_apart() -> None:
    lines = [_line(n, f"job {n} done") for n in range(20)]
    lines += [f"May  1 10:00:{n:02d} web{n} cron[{n}]: job {n} done" for n in range(20)]
    lines += [
        f'{{"ts": "2024-05-01T10:00:{n:02d}Z", "level": "info", "msg": "job {n} done"}}' for n in range(20)
    ]
    assert _texts(lines) == ["job <*> done"]


def test_counts_lines_times_levels_and_examples() -> None:
    digest = _digest([_line(0, "job 1 done"), _line(5, "disk full", "ERROR"), _line(9, "job 2 done")])
    job, disk = digest.templates
    assert (job.count, job.share, job.first_line, job.last_line) == (2, pytest.approx(2 / 3), 1, 3)
    assert (job.first_time, job.last_time) == (_START, _START + timedelta(seconds=9))
    assert (disk.level, disk.examples[0].line) == (Level.ERROR, 2)
    assert disk.examples[0].text.endswith("disk full")
    assert digest.levels == {Level.INFO: 2, Level.ERROR: 1}
    assert digest.span == (_START, _START + timedelta(seconds=9))
    assert not digest.year_guessed


def test_values_of_a_slot_are_counted() -> None:
    digest = _digest([_line(n, f"status: {404 if n % 4 else 500} sent") for n in range(40)])
    (slot,) = digest.templates[0].slots
    assert (slot.name, slot.values, slot.sampled) == ("status", (("404", 30), ("500", 10)), False)


def test_a_year_that_one_layout_omits_is_taken_from_the_others() -> None:
    lines = [_line(n, f"job {n} done") for n in range(9)] + ["May  1 10:00:30 web cron[7]: all well"]
    digest = _digest(lines)
    assert digest.span == (_START, _START + timedelta(seconds=30))
    assert digest.year_guessed


def test_gap_burst_restart_and_appearance() -> None:
    lines = [_line(n, f"job {n} done") for n in range(300)]
    lines += [_line(1200 + n, f"job {n} done") for n in range(300)]
    lines[300:300] = [
        _line(1199, "shutting down"),
        *(_line(1199.5, f"retry {n} refused") for n in range(200)),
    ]
    digest = _digest(lines)
    assert [(gap.after_line, gap.before_line) for gap in digest.gaps] == [(300, 301)]
    texts = {template.id: template.text for template in digest.templates}
    assert [texts[restart.template_id] for restart in digest.restarts] == ["shutting down"]
    single = [burst for burst in digest.bursts if burst.template_id]
    assert [(texts[burst.template_id or ""], burst.lines) for burst in single] == [("retry <*> refused", 200)]
    around = digest.around(_START + timedelta(seconds=1199), within=timedelta(seconds=30))
    assert {texts[one] for one in around.appeared} == {"shutting down", "retry <*> refused"}
    assert sum(bucket.lines for bucket in digest.volume) == digest.lines


def test_a_stack_trace_is_one_cause_with_its_frames() -> None:
    trace = [
        "java.lang.IllegalStateException: pool 7 is closed",
        "\tat org.acme.Pool.take(Pool.java:17)",
        "\tat org.acme.Main.run(Main.java:3)",
    ]
    digest = _digest([_line(0, "job 1 done"), *trace, _line(1, "job 2 done"), *trace])
    (error,) = digest.errors
    assert (error.cause, error.count, error.first_line, error.last_line) == ("IllegalStateException", 2, 2, 6)
    assert error.frames == tuple(line.strip() for line in trace[1:])


def test_each_line_gets_the_id_of_its_template() -> None:
    lines = [_line(0, "job 1 done"), _line(5, "disk full", "ERROR"), _line(9, "job 2 done")]
    digest = _digest(lines)
    job, disk = (template.id for template in digest.templates)
    assert list(assign(digest, ["\n".join(lines).encode()])) == [job, disk, job]
    assert list(assign(digest, [b"never seen"])) == [""]


def test_json_is_plain_and_complete() -> None:
    digest = _digest([_line(n, f"job {n} done") for n in range(5)])
    content = json.loads(json.dumps(digest.as_json()))
    assert content["lines"] == 5
    assert content["templates"][0]["text"] == "job <*> done"
    assert content["span"][0] == _START.isoformat()
    assert sum(bucket["lines"] for bucket in content["volume"]) == 5


def test_a_line_is_found_in_its_source() -> None:
    digest = _digest(["a", "b"])
    assert digest.place(2) == ("app.log", 2)
    with pytest.raises(IndexError, match="lines 1 to 2"):
        digest.place(3)


def test_an_empty_log_has_a_digest() -> None:
    digest = _digest([])
    assert (digest.templates, digest.volume, digest.span, digest.gaps, digest.bursts) == (
        (),
        (),
        None,
        (),
        (),
    )
    assert render(digest, 100).startswith("0 lines")


def test_planted_lines_survive_a_small_page() -> None:
    draw = random.Random(3)
    verbs, nouns = (
        ["opened", "closed", "moved", "sent", "read"],
        ["file", "socket", "lease", "batch", "queue", "node"],
    )
    lines = [
        _line(n / 10, f"{draw.choice(nouns)} {draw.choice(verbs)} by user u{draw.randint(1, 99)} in {n} ms")
        for n in range(20_000)
    ]
    planted = [
        "certificate chain rejected: clock skew",
        "quorum lost, demoting leader",
        "inode table exhausted on scratch mount",
        "checksum mismatch while replaying journal",
        "kernel taint flag raised",
    ]
    for number, text in enumerate(planted):
        lines.insert(3000 * (number + 1), _line(300 * (number + 1), text))
    page = render(_digest(lines), 500)
    assert len(page) <= 2000
    assert [text for text in planted if text not in page] == []


@pytest.mark.parametrize("tokens", [0, 1, 10, 100, 1000])
def test_a_page_keeps_its_budget(tokens: int) -> None:
    lines = [_line(n, f"{chr(97 + n % 26) * 3} thing {chr(65 + n % 7)}\x1b[31m happened") for n in range(400)]
    page = render(_digest(lines), tokens)
    assert len(page) <= 4 * tokens
    assert "\x1b" not in page
