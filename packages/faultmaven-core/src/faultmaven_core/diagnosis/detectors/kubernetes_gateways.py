"""Gateways that send a path to a service it does not belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.reachability import build_reachability
from faultmaven_core.processing.alerts import build_alerts
from faultmaven_core.processing.gateway_routes import GatewayRoute, build_gateway_routes
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.log_search import search_logs
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from faultmaven_core.processing.alerts import FailedRequests
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.failure_mode import FailureMode
    from faultmaven_models.materials import Materials

MODE = "kubernetes.gateway_misroute"
_NOT_FOUND = 404
_WRONG_PLACE = (404, 405)
"""What a service answers for a path that it does not know: not found, or no such method on it."""


class KubernetesGatewaysDetector:
    """Compares the routes of gateways with the services that their names and paths mean."""

    @property
    def name(self) -> str:
        """The detector's stable name."""
        return "kubernetes_gateways"

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        """None of its own: it uses the built-in catalogue."""
        return ()

    def examined(self, materials: Materials) -> str:
        """How many routes there are to judge."""
        routes = materials.view(build_gateway_routes)
        return f"{len(routes)} gateway routes" if routes else ""

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """A cause for each route that leads to another service than it means."""
        routes = materials.view(build_gateway_routes)
        services = {service.name for service in materials.view(build_cluster_snapshot).services}
        services |= {route.host for route in routes}
        cores = _cores(services)
        judged: set[str] = set()
        for route in routes:
            meant = _meant(route, routes, cores)
            if meant and meant != route.host:
                yield _misroute(route, meant, materials)
                if meant not in judged:
                    judged.add(meant)
                    yield from _symptoms(route, meant, materials)
        yield from _without_route(routes, materials)


def _cores(services: Iterable[str]) -> dict[str, str]:
    """Service names by what distinguishes them: without a prefix or suffix that most of them share."""
    split = {name: name.split("-") for name in services}
    most = max(2, len(split) // 2)
    firsts, lasts = [parts[0] for parts in split.values()], [parts[-1] for parts in split.values()]
    cores: dict[str, str] = {}
    for name, parts in split.items():
        kept = parts[1:] if len(parts) > 1 and firsts.count(parts[0]) >= most else parts
        kept = kept[:-1] if len(kept) > 1 and lasts.count(kept[-1]) >= most else kept
        cores["".join(kept).lower()] = name
    return cores


def _meant(route: GatewayRoute, routes: Sequence[GatewayRoute], cores: dict[str, str]) -> str:
    """The service that the route means by its id, if something else says the same; empty when nothing does.

    Either a path names the service too, or it gets no route at all while the present target has one of its own.
    """
    by_id = cores.get(_squeezed(route.id), "")
    if not by_id or any(_names(part, by_id, cores) for part in _segments(route)):
        return by_id
    left_out = all(other.host != by_id for other in routes)
    doubled = any(cores.get(_squeezed(other.id)) == route.host == other.host for other in routes)
    return by_id if left_out and doubled else ""


def _squeezed(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def _segments(route: GatewayRoute) -> list[str]:
    return [part for path in route.paths for part in path.strip("/").split("/") if part and "*" not in part]


def _names(segment: str, service: str, cores: dict[str, str]) -> bool:
    word = _squeezed(segment)
    core = next(core for core, name in cores.items() if name == service)
    return word in (core, f"{core}service", f"{core}s", _squeezed(service))


def _misroute(route: GatewayRoute, meant: str, materials: Materials) -> Finding:
    return Finding(
        kind=FindingKind.CAUSE,
        component=f"app/{meant}",
        failure_mode=MODE,
        summary=f"The gateway's route {route.id} sends {', '.join(route.paths)} to {route.host} instead of {meant}.",
        spans=(route.span(),),
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=0.85,
        independence_group="gateway-routes",
        values={"route": route.id, "path": route.paths[0], "target": route.host, "service": meant},
        affects=tuple(
            one for one in materials.view(build_reachability).affected(meant) if one != f"app/{meant}"
        ),
    )


def _symptoms(route: GatewayRoute, meant: str, materials: Materials) -> Iterator[Finding]:
    """Answers of a wrong service on the route's paths: in alerts and in access logs."""
    values = {"route": route.id, "path": route.paths[0], "target": route.host, "service": meant}
    requests = [
        item
        for item in materials.view(build_alerts).failed_requests
        if item.status in _WRONG_PLACE and route.covers(item.path)
    ]
    if requests:
        yield _supporting(
            f"Requests to {requests[0].path} fail with {requests[0].status}.",
            f"app/{meant}",
            tuple(item.span() for item in requests[:2]),
            "alerts",
            values,
        )
    start = route.paths[0].split("*", 1)[0]
    hits = [
        hit
        for hit in search_logs(materials, (start,), per_document=400)
        if _is_not_found(hit.around(20, 200))
    ]
    if start.strip("/") and hits:
        yield _supporting(
            f"Access logs show {len(hits)} requests below {start} answered with 404.",
            f"app/{meant}",
            tuple(hit.span() for hit in hits[:2]),
            f"log:{hits[0].document.source}",
            values,
        )


def _is_not_found(text: str) -> bool:
    """Whether an access log line (common log format) has the status 404."""
    return '" 404 ' in text


def _without_route(routes: Sequence[GatewayRoute], materials: Materials) -> Iterator[Finding]:
    """Requests that were not found, for which the gateway has no route at all."""
    if not routes:
        return
    for item in materials.view(build_alerts).failed_requests:
        if (
            item.status == _NOT_FOUND
            and item.service
            and not any(route.covers(item.path) for route in routes)
        ):
            yield from _no_route(item, routes)


def _no_route(item: FailedRequests, routes: Sequence[GatewayRoute]) -> Iterator[Finding]:
    own = [route for route in routes if route.host == item.service]
    values = {
        "path": item.path,
        "service": item.service,
        "target": "nothing",
        "route": own[0].id if own else "none",
    }
    yield _supporting(
        f"Requests to {item.path} fail with 404.", f"app/{item.service}", (item.span(),), "alerts", values
    )
    if own:
        yield Finding(
            kind=FindingKind.CAUSE,
            component=f"app/{item.service}",
            failure_mode=MODE,
            summary=(
                f"No route of the gateway covers {item.path}; "
                f"that of {item.service} covers {', '.join(own[0].paths)}."
            ),
            spans=(own[0].span(),),
            stance=Stance.STRONGLY_SUPPORTS,
            completeness=0.7,
            independence_group="gateway-routes",
            values=values,
        )


def _supporting(
    summary: str, component: str, spans: tuple[SourceSpan, ...], group: str, values: dict[str, str]
) -> Finding:
    return Finding(
        kind=FindingKind.CAUSE,
        component=component,
        failure_mode=MODE,
        summary=summary,
        spans=spans,
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=0.4,
        independence_group=group,
        values=values,
    )
