from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pytest

OUTSIDE = "192.0.2.1"  # reserved for documentation, RFC 5737


def refused(attempts: list[str], expected: str) -> None:
    assert attempts == [expected]
    attempts.clear()


def test_a_connection_is_refused(network_attempts: list[str]) -> None:
    with socket.socket() as connection, pytest.raises(AssertionError, match=OUTSIDE):
        connection.connect((OUTSIDE, 80))
    refused(network_attempts, f"socket.connect {OUTSIDE}")


def test_a_datagram_is_refused(network_attempts: list[str]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as connection, pytest.raises(AssertionError, match=OUTSIDE):
        connection.sendto(b"?", (OUTSIDE, 53))
    refused(network_attempts, f"socket.sendto {OUTSIDE}")


def test_a_look_up_is_refused(network_attempts: list[str]) -> None:
    with pytest.raises(AssertionError, match=r"faultmaven\.example"):
        socket.getaddrinfo("faultmaven.example", 443)
    refused(network_attempts, "socket.getaddrinfo faultmaven.example")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.8.8"])
def test_loopback_is_allowed(host: str, network_attempts: list[str]) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1" if host == "localhost" else host, 0))
        server.listen()
        with socket.create_connection((host, server.getsockname()[1]), timeout=5):
            pass
    assert network_attempts == []


def test_a_swallowed_refusal_fails_the_test(pytester: pytest.Pytester, root: Path) -> None:
    guard = (root / "conftest.py").read_text(encoding="utf-8").replace('pytest_plugins = ["pytester"]', "")
    pytester.makeconftest(guard)
    pytester.makepyfile(
        f"""
        import socket

        def test_swallows():
            try:
                socket.create_connection(("{OUTSIDE}", 80), timeout=1)
            except BaseException:
                pass
        """
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"*may not reach a network: socket.getaddrinfo {OUTSIDE}*"])


def test_no_address_is_no_attempt(network_attempts: list[str]) -> None:
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as connection, pytest.raises(FileNotFoundError):
        connection.connect("/nonexistent/faultmaven.sock")
    assert network_attempts == []
