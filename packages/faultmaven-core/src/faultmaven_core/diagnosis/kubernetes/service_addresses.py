"""Configured addresses against the Services that exist: wrong names and wrong ports."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.addresses import Address, build_addresses
from faultmaven_core.diagnosis.kubernetes.components import build_log_owners
from faultmaven_core.diagnosis.kubernetes.reachability import build_reachability
from faultmaven_core.processing.dependencies import build_dependencies
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.log_search import search_logs
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.processing.kubernetes.objects import Service
    from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials

ADDRESS = "kubernetes.service_env_var_address_mismatch"
MYSQL_PORT = "mysql.mysql_invalid_port"
MAPPING = "kubernetes.service_port_mapping_mismatch"
_ADDRESS_ENDINGS = (
    "_SERVICE_ADDR",
    "_SERVICE_HOST",
    "_SERVICE_URL",
    "_ADDRESS",
    "_ADDR",
    "_HOST",
    "_URL",
    "_ENDPOINT",
)
_TELLING = 4
"""Characters from which a host that is part of a Service's name means that Service."""
_ALIKE = 0.8
"""difflib's ratio from which two names count as a misspelling of one another."""
_MYSQL_PHRASES = ("Communications link failure", "Can't connect to MySQL server")
_DIAL_WORDS = (
    "refused",
    "no such host",
    "UnableToConnect",
    "UnknownHost",
    "timeout",
    "timed out",
    "link failure",
    "resolv",
)


def address_findings(materials: Materials) -> Iterator[Finding]:
    """A cause for each address that no Service answers to, and what the caller's log says about it."""
    snapshot = materials.view(build_cluster_snapshot)
    if not snapshot.services:
        return
    addresses = materials.view(build_addresses)
    listed = {service.namespace for service in snapshot.services}
    for address in addresses:
        if not {address.target_namespace, ""} & listed or not address.in_cluster:
            yield from _wrong_namespace(address, materials)
            continue
        service = _service(snapshot, address.service, address.target_namespace)
        if service is not None:
            yield from _wrong_name_by_variable(address, service, materials)
            if service.ports and address.port not in {port.port for port in service.ports}:
                yield from _wrong_port(address, service, addresses, materials)
        elif not any(one.name == address.service for one in snapshot.declared.services):
            yield from _no_service(address, _meant(address, materials), materials)


def _wrong_namespace(address: Address, materials: Materials) -> Iterator[Finding]:
    """A Service of the caller's own namespace that it is listed to call, looked for in another one."""
    services = [
        one for one in materials.view(build_cluster_snapshot).services if one.namespace == address.namespace
    ]
    called = _unaddressed_call(address, services, materials)
    if "." in address.host and called is not None and called.name == address.service:
        yield from _no_service(address, called, materials)


def _service(snapshot: ClusterSnapshot, name: str, namespace: str) -> Service | None:
    return next(
        (one for one in snapshot.services if one.name == name and one.namespace in ("", namespace)), None
    )


def _wrong_port(
    address: Address, service: Service, addresses: tuple[Address, ...], materials: Materials
) -> Iterator[Finding]:
    """The caller's port is wrong, unless all of several callers agree on it: then the Service's is."""
    callers = [one for one in addresses if one.service == service.name]
    ports = ", ".join(str(port.port) for port in service.ports)
    same = {one.component for one in callers if one.port == address.port}
    if len(same) > 1 and len(same) == len({one.component for one in callers}):
        yield _cause(
            address,
            materials,
            mode=MAPPING,
            component=f"app/{service.name}",
            summary=f"{len(same)} callers use port {address.port} of {service.name}, which offers {ports}.",
            second=service.ports[0].at.span(),
        )
        return
    yield _cause(
        address,
        materials,
        mode=MYSQL_PORT if address.is_mysql else ADDRESS,
        component=address.component,
        summary=(
            f"{address.port_variable} sends {_name(address)} to {service.name}:{address.port}; "
            f"the Service offers {ports}."
        ),
        second=service.ports[0].at.span(),
    )
    yield from _log_support(address, materials, MYSQL_PORT if address.is_mysql else ADDRESS)


def _no_service(address: Address, meant: Service | None, materials: Materials) -> Iterator[Finding]:
    """No Service has the name: a wrong name, if it can be told which one was meant."""
    if meant is None:
        return
    yield _cause(
        address,
        materials,
        mode=ADDRESS,
        component=address.component,
        summary=(
            f"{address.variable} of {_name(address)} names {address.host}, and there is no such Service; "
            f"it seems to mean {meant.name}."
        ),
        second=meant.at.span(),
    )
    yield from _log_support(address, materials, ADDRESS)


def _meant(address: Address, materials: Materials) -> Service | None:
    """The Service that the address was to name, by its spelling, its variable, or a listed call without an address."""
    snapshot = materials.view(build_cluster_snapshot)
    services = [one for one in snapshot.services if one.namespace in ("", address.namespace)]
    host, told = address.service, _told_by_variable(address.variable)
    if told and told == _squeezed(host):
        # Name and value agree: the Service may never have been installed, unless a call says what is meant.
        called = _unaddressed_call(address, services, materials)
        return called if called is not None and host in called.name else None
    for service in services:
        if (
            _squeezed(service.name) == told
            or service.name in host
            or (len(host) >= _TELLING and host in service.name)
        ):
            return service
    alike = max(services, key=lambda one: SequenceMatcher(None, one.name, host).ratio(), default=None)
    if alike is not None and SequenceMatcher(None, alike.name, host).ratio() >= _ALIKE:
        return alike
    return _unaddressed_call(address, services, materials)


def _unaddressed_call(address: Address, services: list[Service], materials: Materials) -> Service | None:
    """The one Service that the caller is listed to call and has no address of."""
    calls = materials.view(build_dependencies).calls.get(_name(address), ())
    mine = {
        one.service
        for one in materials.view(build_addresses)
        if one.component == address.component and one.variable != address.variable
    }
    missing = [one for one in services if one.name in calls and one.name not in mine]
    return missing[0] if len(missing) == 1 else None


def _wrong_name_by_variable(address: Address, service: Service, materials: Materials) -> Iterator[Finding]:
    """The variable is called after one Service and its value names another."""
    told = _told_by_variable(address.variable)
    snapshot = materials.view(build_cluster_snapshot)
    meant = next((one for one in snapshot.services if _squeezed(one.name) == told), None)
    if meant is None or meant.name == service.name or _squeezed(service.name).startswith(told):
        return
    yield _cause(
        address,
        materials,
        mode=ADDRESS,
        component=address.component,
        summary=f"{address.variable} of {_name(address)} names {address.host}, another Service than {meant.name}.",
        second=meant.at.span(),
    )


def _told_by_variable(variable: str) -> str:
    """``LEDGER_SERVICE_ADDR`` is about ``ledgerservice``."""
    ending = next((one for one in _ADDRESS_ENDINGS if variable.endswith(one)), "")
    stem = variable.removesuffix(ending)
    return _squeezed(stem + ("_SERVICE" if ending.startswith("_SERVICE_") else "")) if ending else ""


def _squeezed(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def _name(address: Address) -> str:
    return address.component.partition("/")[2]


def _cause(
    address: Address, materials: Materials, *, mode: str, component: str, summary: str, second: SourceSpan
) -> Finding:
    spans = dict.fromkeys((address.at.span(), address.port_at.span(), second))
    name = component.partition("/")[2]
    return Finding(
        kind=FindingKind.CAUSE,
        component=component,
        failure_mode=mode,
        summary=summary,
        spans=tuple(spans),
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=0.8,
        independence_group="spec",
        values={
            "variable": address.port_variable if mode == MYSQL_PORT else address.variable,
            "host": address.host,
            "port": str(address.port),
            "source": address.source,
            "service": address.service,
            "namespace": address.namespace or "default",
        },
        affects=tuple(one for one in materials.view(build_reachability).affected(name) if one != component),
    )


def _log_support(address: Address, materials: Materials, mode: str) -> Iterator[Finding]:
    """The caller's own words that it could not reach the address."""
    owners = materials.view(build_log_owners)
    phrases = (
        f"{address.host}:{address.port}",
        f":{address.port}:",
        f"lookup {address.host}",
        f"{address.host}:",
        *(_MYSQL_PHRASES if mode == MYSQL_PORT else ()),
    )
    hits = [
        hit
        for hit in search_logs(materials, phrases, per_document=50)
        if any(word in hit.around(200, 400) for word in _DIAL_WORDS)
        and owners.owner(hit.document) == _name(address)
    ]
    if not hits:
        return
    yield Finding(
        kind=FindingKind.CAUSE,
        component=address.component,
        failure_mode=mode,
        summary=f"{_name(address)} writes that it cannot reach {address.host}:{address.port}.",
        spans=tuple(dict.fromkeys(hit.span() for hit in hits[:2])),
        stance=Stance.STRONGLY_SUPPORTS,
        completeness=0.6,
        independence_group=f"log:{hits[0].document.source}",
        values={"host": address.host, "port": str(address.port), "variable": address.variable},
    )
