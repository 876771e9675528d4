"""What the configuration of a gateway (nginx, HAProxy) says about names, addresses and upstreams."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.processing.endpoints import split_endpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_models.materials import Materials

_UPSTREAM = re.compile(r"\s*upstream\s+([\w.-]{1,100})\s*\{")
_BACKEND = re.compile(r"backend\s+([\w.-]{1,100})\s*$")
_SERVER_IN_LINE = re.compile(r"\bserver\s+(?:[\w.-]{1,100}\s+)?((?:unix:)?[\w.\[\]:/-]{1,200}:\d{2,5})\b")
_LOOKS_LIKE = ("upstream ", "backend ")
_MAX_LINES = 20_000


@dataclass(slots=True, kw_only=True)
class GatewayConfig:
    """Upstream names by the addresses of their servers."""

    upstreams: dict[tuple[str, int | None], str] = field(default_factory=dict)
    """(host in lower case, port) -> upstream name."""

    def upstream_of(self, peer: str) -> str | None:
        """The upstream's own name for ``host:port`` or a URL.

        An address that the configuration gives as a name is found by its port, where only one upstream has it.
        """
        host, port = split_endpoint(peer)
        exact = self.upstreams.get((host.lower(), port))
        if exact is not None:
            return exact
        same_port = {
            name for (_, other), name in self.upstreams.items() if port is not None and other == port
        }
        return next(iter(same_port)) if len(same_port) == 1 else None


def gateway_config(materials: Materials) -> GatewayConfig:
    """Read every document that looks like a gateway's configuration: use it as a view."""
    config = GatewayConfig()
    for document in materials.documents:
        lines = document.lines[:_MAX_LINES]
        if any(word in line for line in lines[:2000] for word in _LOOKS_LIKE):
            _read(lines, config)
    return config


def _read(lines: Sequence[str], config: GatewayConfig) -> None:
    current: str | None = None
    for line in lines:
        text = line[:1000].split("#", 1)[0]
        opened = _UPSTREAM.match(text) or _BACKEND.match(text)
        current = opened[1] if opened is not None else current
        if current is not None:
            for match in _SERVER_IN_LINE.finditer(text):
                host, port = split_endpoint(match[1])
                config.upstreams.setdefault((host.lower(), port), current)
        if "}" in text or (text[:1].isalpha() and opened is None):
            current = None
