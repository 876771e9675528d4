from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.detectors.http_gateway import HttpGatewayDetector
from faultmaven_core.diagnosis.detectors.network import NetworkDetector
from faultmaven_core.diagnosis.detectors.process import ProcessDetector
from faultmaven_models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Materials

REFUSED = "".join(
    f"2026/11/20 12:00:0{number} [error] 7#7: *{number} connect() failed (111: Connection refused) while connecting to "
    f'upstream, client: 10.0.0.9, server: shop, request: "GET /{number} HTTP/1.1", '
    f'upstream: "http://10.0.0.5:8080/{number}", host: "shop"\n'
    for number in range(1, 6)
)
CONFIG = "http {\n  upstream pricing { server pricing.internal:8080; }\n}\n"
DEATH = "2026-11-20T12:00:00Z INFO hello\nTerminating due to java.lang.OutOfMemoryError: Java heap space\n"
EXIT = "2026-11-20T12:00:00Z supervisor: pricing (pid 7) exited with status 3\n"
CLIENT = "".join(
    f"2026-11-20 12:00:0{number} ERROR dial tcp 10.0.0.5:6379: connect: connection refused\n"
    for number in range(5)
)
PODS = "NAME      READY   STATUS    RESTARTS   AGE\nweb-1     1/1     Running   0          1d\n"


def causes(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.kind is FindingKind.CAUSE]


def gateway(materials: Materials) -> list[Finding]:
    return list(HttpGatewayDetector().detect(materials))


def test_an_upstream_that_nothing_explains_is_the_finding(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    found = gateway(given({"nginx/error.log": REFUSED, "nginx/nginx.conf": CONFIG}))
    (cause,) = causes(found)
    assert (cause.failure_mode, cause.component) == ("http.upstream_unavailable", "app/pricing")
    assert cause.affects == ("app/nginx",)
    assert "5 times" in cause.summary


def test_behind_a_dead_program_the_gateway_only_suffers_and_bears_it_out(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    materials = given(
        {"nginx/error.log": REFUSED, "nginx/nginx.conf": CONFIG, "pricing.log": DEATH, "supervisor.log": EXIT}
    )
    found = gateway(materials)
    assert [one.component for one in found if one.kind is FindingKind.SYMPTOM] == ["app/nginx"]
    support = [*causes(found), *causes(list(ProcessDetector().detect(materials)))]
    assert {(one.failure_mode, one.component) for one in support} == {("jvm.out_of_memory", "app/pricing")}
    assert len({one.independence_group for one in support}) == 2


def test_another_programs_death_does_not_make_it_the_upstream(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    materials = given({"nginx/error.log": REFUSED, "nginx/nginx.conf": CONFIG, "stock.log": DEATH})
    assert causes(gateway(materials)) == []


def test_in_a_cluster_refused_connections_are_symptoms(given: Callable[[dict[str, str]], Materials]) -> None:
    materials = given({"nginx/error.log": REFUSED, "client.log": CLIENT, "pods.txt": PODS})
    assert causes(gateway(materials)) == []
    assert causes(list(NetworkDetector().detect(materials))) == []


def test_the_usual_program_at_a_port_is_named(given: Callable[[dict[str, str]], Materials]) -> None:
    (cause,) = causes(list(NetworkDetector().detect(given({"client.log": CLIENT}))))
    assert (cause.failure_mode, cause.component) == ("network.connection_refused", "app/redis")
    assert cause.affects == ("app/client",)


def test_a_configuration_that_tests_well_is_ruled_out_unless_it_is_refused_elsewhere(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    good = "nginx: configuration file /etc/nginx/nginx.conf test is successful\n"
    bad = 'nginx: [emerg] unknown directive "servr" in /etc/nginx/nginx.conf:3\n'
    assert [one.kind for one in gateway(given({"a.txt": good}))] == [FindingKind.RULED_OUT]
    assert [one.kind for one in gateway(given({"a.txt": good, "b.txt": bad}))] == [FindingKind.CAUSE]
