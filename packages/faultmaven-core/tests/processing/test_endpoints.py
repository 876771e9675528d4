from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.endpoints import endpoint_in, split_endpoint


@pytest.mark.parametrize(
    ("line", "endpoint"),
    [
        ("dial tcp 10.0.0.5:6379: connect: connection refused", "10.0.0.5:6379"),
        ("Error: connect ECONNREFUSED 127.0.0.1:5432", "127.0.0.1:5432"),
        (
            'connection to server at "db.internal" (10.0.0.7), port 5432 failed: Connection refused',
            "db.internal:5432",
        ),
        ("curl: (7) Failed to connect to pay.internal port 8443 after 0 ms", "pay.internal:8443"),
        ("getaddrinfo ENOTFOUND cache.internal", "cache.internal"),
        ("java.net.UnknownHostException: cache.internal", "cache.internal"),
        ("dial tcp: lookup cache.internal on 10.0.0.2:53: no such host", "cache.internal"),
        ("HTTPConnectionPool(host='pay.internal', port=8443): Max retries", "pay.internal:8443"),
        ("could not fetch https://pay.internal:8443/x: timed out", "pay.internal:8443"),
        ("client.go:120: something failed", None),
        ("nothing here", None),
    ],
)
def test_the_other_side_of_a_message(line: str, endpoint: str | None) -> None:
    assert endpoint_in(line) == endpoint


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("http://10.0.0.5:8080/a", ("10.0.0.5", 8080)),
        ("https://user@pay.internal/a", ("pay.internal", None)),
        ("[::1]:8080", ("::1", 8080)),
        ("pay.internal", ("pay.internal", None)),
    ],
)
def test_host_and_port_are_told_apart(text: str, parts: tuple[str, int | None]) -> None:
    assert split_endpoint(text) == parts


@given(st.text(max_size=300))
def test_any_line_can_be_read(line: str) -> None:
    endpoint = endpoint_in(line)
    assert endpoint is None or split_endpoint(endpoint)[0]
