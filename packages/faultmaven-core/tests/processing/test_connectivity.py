from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.connectivity import ConnectivityCheck, Tool, read_connectivity
from faultmaven_core.processing.connectivity_phrases import Outcome, judge
from faultmaven_models.testing.builders import document_from_text


def read(text: str) -> list[ConnectivityCheck]:
    return list(read_connectivity(document_from_text("checks.txt", text)))


@pytest.mark.parametrize(
    ("command", "said", "tool", "target", "outcome"),
    [
        ("nc -zv parcels 7010", "parcels (10.3.0.1:7010) open", Tool.NC, "parcels:7010", Outcome.SUCCEEDED),
        (
            "nc -zv parcels 7010",
            "Connection to parcels 7010 port [tcp/*] succeeded!",
            Tool.NC,
            "parcels:7010",
            Outcome.SUCCEEDED,
        ),
        (
            "nc -vz -w 3 parcels 7010",
            "nc: connect to parcels port 7010 failed: Connection refused",
            Tool.NC,
            "parcels:7010",
            Outcome.REFUSED,
        ),
        ("nc -zv parcels 7010", "nc: bad address 'parcels'", Tool.NC, "parcels:7010", Outcome.UNRESOLVED),
        (
            "nc -zv parcels 7010",
            "punt!\nTerminated\nConnection Failed",
            Tool.NC,
            "parcels:7010",
            Outcome.TIMED_OUT,
        ),
        ("nc -zv parcels 7010", "Connection Failed", Tool.NC, "parcels:7010", Outcome.FAILED),
        (
            "telnet parcels 25",
            "Trying 10.3.0.1...\nConnected to parcels.",
            Tool.TELNET,
            "parcels:25",
            Outcome.SUCCEEDED,
        ),
        (
            "curl -v http://parcels:8080/up",
            "curl: (7) Failed to connect to parcels port 8080: Connection refused",
            Tool.CURL,
            "parcels:8080",
            Outcome.REFUSED,
        ),
        (
            "curl https://parcels/up",
            "curl: (6) Could not resolve host: parcels",
            Tool.CURL,
            "parcels:443",
            Outcome.UNRESOLVED,
        ),
        (
            "curl -i parcels.test/up",
            "HTTP/1.1 503 Service Unavailable",
            Tool.CURL,
            "parcels.test:80",
            Outcome.SERVER_ERROR,
        ),
        ("curl -i http://parcels/up", "< HTTP/2 404", Tool.CURL, "parcels:80", Outcome.CLIENT_ERROR),
        ("curl -i http://parcels/up", "HTTP/1.1 200 OK", Tool.CURL, "parcels:80", Outcome.SUCCEEDED),
        (
            "ping -c 9 parcels",
            "9 packets transmitted, 0 received, 100% packet loss, time 1s",
            Tool.PING,
            "parcels",
            Outcome.TIMED_OUT,
        ),
        (
            "dig parcels.test A",
            ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1",
            Tool.DIG,
            "parcels.test",
            Outcome.UNRESOLVED,
        ),
        (
            "nslookup parcels",
            ";; connection timed out; no servers could be reached",
            Tool.NSLOOKUP,
            "parcels",
            Outcome.UNRESOLVED,
        ),
        (
            "kubectl exec deploy/till -- nc -zv parcels 7010",
            "parcels (10.3.0.1:7010) open",
            Tool.NC,
            "parcels:7010",
            Outcome.SUCCEEDED,
        ),
    ],
)
def test_what_the_programs_print(command: str, said: str, tool: Tool, target: str, outcome: Outcome) -> None:
    (check,) = read(f"$ {command}\n{said}\n")
    assert (check.tool, check.target, check.outcome) == (tool, target, outcome)
    assert check.failed is (outcome is not Outcome.SUCCEEDED)
    assert command in check.spans()[0].quote


def test_ping_s_loss_and_round_trip() -> None:
    text = (
        "$ ping -c 10 parcels\n10 packets transmitted, 7 received, 30% packet loss, time 9s\n"
        "rtt min/avg/max/mdev = 1/204.5/900/3 ms\n"
    )
    (check,) = read(text)
    assert (check.loss_percent, check.round_trip_ms, check.outcome) == (30.0, 204.5, Outcome.LOSSY)


def test_one_check_for_each_machine_it_was_made_from() -> None:
    text = (
        "$ nc -zv parcels 7010\nMade by the pod on box-1: parcels (10.3.0.1:7010) open\nok\n"
        "Made by the pod on box-2: Connection Failed\n"
    )
    assert [(check.origin, check.outcome) for check in read(text)] == [
        ("box-1", Outcome.SUCCEEDED),
        ("box-2", Outcome.FAILED),
    ]


def test_commands_of_other_kinds_and_prose_are_no_checks() -> None:
    assert (
        read(
            "$ ls -l nc\n# ping is off\nCould not resolve host: parcels\n$ nc\n$ curl\n$ nc -zv parcels port\n"
        )
        == []
    )


def test_a_command_without_an_answer_has_not_failed() -> None:
    (check,) = read("$ nc -zv parcels 7010\n")
    assert (check.outcome, check.failed, len(check.spans())) == (Outcome.UNKNOWN, False, 1)


def test_lines_that_tell_nothing() -> None:
    for line in ("", "   ", "Trying 10.3.0.1...", "HTTP/1.1 abc", "packet loss"):
        verdict = judge(line)
        assert verdict is None or verdict.outcome is Outcome.UNKNOWN


@given(st.text(alphabet="$ ncpigurl-zv0123456789:./()%\n", max_size=300))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for check in read(text):
        assert check.spans()
