"""A rule for every test of the workspace: none reaches a network beyond loopback."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

pytest_plugins = ["pytester"]

LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}
# What CPython announces before it talks to a resolver or to a peer, and which argument is the address.
LOOKUPS = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0}
TRANSFERS = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}


class NetworkReached(AssertionError):
    """A test tried to look up or to reach something that is not this machine."""


class NetworkGuard:
    """Refuses and remembers each attempt: code that swallows the refusal fails its test all the same."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at one audit event of the interpreter."""
        if event in LOOKUPS:
            self.check(event, arguments[LOOKUPS[event]])
        elif event in TRANSFERS:
            address = arguments[TRANSFERS[event]]
            unix = getattr(socket, "AF_UNIX", None)
            if arguments[0].family != unix and isinstance(address, tuple):
                self.check(event, address[0])

    def check(self, event: str, host: object) -> None:
        """Refuse a host beyond loopback."""
        if host is None:
            return
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
        if not is_local(name):
            self.attempts.append(f"{event} {name}")
            raise NetworkReached(f"a test may not reach a network: {event} {name}")


def is_local(host: str) -> bool:
    """Say whether the host is this machine, without a look-up."""
    if host.lower() in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


GUARD = NetworkGuard()
sys.addaudithook(GUARD)


@pytest.fixture(autouse=True)
def network_attempts() -> Iterator[list[str]]:
    """The refused attempts of this test; whatever is left in the list when it ends makes it fail."""
    GUARD.attempts.clear()
    yield GUARD.attempts
    left = list(GUARD.attempts)
    GUARD.attempts.clear()
    if left:
        pytest.fail("a test may not reach a network: " + "; ".join(left), pytrace=False)
