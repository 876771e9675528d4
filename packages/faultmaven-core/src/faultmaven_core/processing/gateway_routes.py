"""Reads the routes of HTTP gateways: where a path is sent to.

Known is the list form of Spring Cloud Gateway's configuration (``- id:``, ``uri:``, ``predicates:`` with ``Path=``),
as it stands in an application.yml, in a ConfigMap's manifest or in the description of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.processing.log_search import holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

_ROUTE_LINES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRoute:
    """One route."""

    id: str
    host: str
    """The service that the ``uri`` names, the default of a placeholder included."""
    paths: tuple[str, ...]
    document: Document
    line: int
    uri_line: int
    end_line: int

    def span(self) -> SourceSpan:
        """The route as a citation."""
        return self.document.span(self.line, self.end_line)

    def covers(self, path: str) -> bool:
        """Whether one of its path patterns takes the request path (Ant style: ``**`` at the end, ``*`` a segment)."""
        return any(_covers(pattern, path) for pattern in self.paths)


def build_gateway_routes(materials: Materials) -> tuple[GatewayRoute, ...]:
    """Every route of the documents."""
    return tuple(route for document in materials.documents for route in read_gateway_routes(document))


def read_gateway_routes(document: Document) -> Iterator[GatewayRoute]:
    """The routes of one document."""
    if not holds(document, ("Path=",)):
        return
    starts = [
        (number, line)
        for number, line in document.numbered()
        if line.lstrip().startswith("- id:") and len(line) < 1000  # noqa: PLR2004  a line of configuration
    ]
    for number, line in starts:
        route = _read(document, number, len(line) - len(line.lstrip()))
        if route is not None:
            yield route


def _read(document: Document, start: int, indent: int) -> GatewayRoute | None:
    name = document.lines[start - 1].split(":", 1)[1].strip().strip("'\"")
    uri, uri_line, paths, end = "", start, [], start
    for number in range(start + 1, min(len(document.lines), start + _ROUTE_LINES) + 1):
        line = document.lines[number - 1]
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if len(line) - len(line.lstrip()) <= indent:
            break
        if text.startswith("uri:"):
            uri, uri_line, end = text[4:].strip().strip("'\""), number, number
        elif "Path=" in text and not text.startswith(("- RewritePath", "- PrefixPath", "- SetPath")):
            paths += [one.strip().strip("'\"") for one in text.split("Path=", 1)[1].split(",")]
            end = number
    host = _host_of(uri)
    if not host or not paths:
        return None
    return GatewayRoute(
        id=name,
        host=host,
        paths=tuple(paths),
        document=document,
        line=start,
        uri_line=uri_line,
        end_line=max(end, uri_line),
    )


def _host_of(uri: str) -> str:
    rest = uri.split("://", 1)[-1] if "://" in uri else ""
    if rest.startswith("${") and "}" in rest:
        inside = rest[2:].split("}", 1)[0]
        rest = inside.split(":", 1)[1] if ":" in inside else ""
    host = rest.split("/", 1)[0].split(":", 1)[0]
    return host if host and " " not in host else ""


def _covers(pattern: str, path: str) -> bool:
    wanted, given = pattern.strip("/").split("/"), path.split("?", 1)[0].strip("/").split("/")
    for index, part in enumerate(wanted):
        if part == "**":
            return True
        if index >= len(given) or (part != given[index] and part != "*" and not part.startswith("{")):
            return False
    return len(wanted) == len(given)
