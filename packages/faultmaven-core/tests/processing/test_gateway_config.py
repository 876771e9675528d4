from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faultmaven_core.processing.gateway_config import gateway_config
from faultmaven_models.materials import Materials

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Document

NGINX = """http {
    upstream pricing { server pricing.internal:8080; }
    upstream orders {
        # server 10.0.0.99:9999;
        server 10.0.0.6:8081;
        server 10.0.0.7:8081 backup;
    }
    server { server_name shop.internal; location / { proxy_pass http://orders; } }
}
"""
HAPROXY = """frontend web
    bind *:80
backend stock
    server stock1 10.0.0.8:8090 check
frontend other
    bind *:81
"""


@pytest.mark.parametrize(
    ("peer", "name"),
    [
        ("http://10.0.0.6:8081/a", "orders"),
        ("10.0.0.7:8081", "orders"),
        ("pricing.internal:8080", "pricing"),
        ("http://10.0.0.5:8080/quote", "pricing"),
        ("10.0.0.8:8090", "stock"),
        ("10.0.0.99:9999", None),
        ("10.0.0.6", None),
    ],
)
def test_an_address_is_called_by_its_upstream(
    document: Callable[..., Document], peer: str, name: str | None
) -> None:
    config = gateway_config(Materials([document(NGINX, "nginx.conf"), document(HAPROXY, "haproxy.cfg")]))
    assert config.upstream_of(peer) == name


def test_a_port_that_two_upstreams_share_tells_neither(document: Callable[..., Document]) -> None:
    text = "upstream a { server a.internal:80; }\nupstream b { server b.internal:80; }\n"
    assert gateway_config(Materials([document(text)])).upstream_of("10.0.0.5:80") is None
