from __future__ import annotations

import json

from cluster_texts import causes, cluster, groups, read

from faultmaven_core.diagnosis.detectors.kubernetes_gateways import KubernetesGatewaysDetector
from faultmaven_models.finding import Finding
from faultmaven_models.materials import Materials

MODE = "kubernetes.gateway_misroute"


def routes(**targets: str) -> str:
    lines = ["routes:"]
    for name, target in targets.items():
        lines += [
            f"- id: {name}",
            f"  uri: lb://${{{name.upper()}_HOST:{target}}}",
            "  predicates:",
            f"    - Path=/v2/{name}service/**",
            "",
        ]
    return "\n".join(lines)


WELL = {"ledger": "dp-ledger-service", "pricing": "dp-pricing-service", "mailer": "dp-mailer-service"}


SERVICES = "$ kubectl get services -n depot\nNAME  TYPE  CLUSTER-IP  EXTERNAL-IP  PORT(S)  AGE\n" + "".join(
    f"{name}  ClusterIP  10.96.0.4  <none>  80/TCP  4d\n" for name in WELL.values()
)


def found(materials: Materials) -> list[Finding]:
    return list(KubernetesGatewaysDetector().detect(materials))


def alert(path: str, service: str) -> str:
    entry = {
        "url": path,
        "entry_service": service,
        "raw_error": "HTTPError('404 Client Error')",
        "occurrences": 7,
    }
    return json.dumps({"alerts": [entry]}, indent=1)


def test_routes_that_lead_where_they_say_are_well() -> None:
    assert found(read({"gateway.yml": routes(**WELL), "services.txt": SERVICES})) == []


def test_a_route_to_another_service() -> None:
    text = routes(**{**WELL, "pricing": "dp-mailer-service"})
    access = '198.51.100.7 - - [04/May/2031:10:00:00 +0000] "GET /v2/pricingservice/all HTTP/1.1" 404 12 "-" "curl"\n'
    files = {
        "gateway.yml": text,
        "services.txt": SERVICES,
        "alerts.json": alert("/v2/pricingservice/all", "dp-pricing-service"),
        "logs/front.log": access * 3,
    }
    findings = found(read(files))
    assert causes(findings) == {(MODE, "app/dp-pricing-service")}
    assert groups(findings, MODE) == {"gateway-routes", "alerts", "log:logs/front.log"}
    assert "dp-mailer-service" in findings[0].summary


def test_a_route_that_shares_a_service_under_another_id_is_well() -> None:
    text = (
        routes(**WELL)
        + "\n- id: pricing-admin\n  uri: http://dp-pricing-service:8080\n  predicates:\n    - Path=/admin/**\n"
    )
    assert found(read({"gateway.yml": text, "services.txt": SERVICES})) == []


def test_a_path_that_no_route_covers() -> None:
    text = routes(**WELL).replace("/v2/pricingservice/**", "/v2/pricngservice/**")
    findings = found(
        read({"gateway.yml": text, "alerts.json": alert("/v2/pricingservice/all", "dp-pricing-service")})
    )
    assert causes(findings) == {(MODE, "app/dp-pricing-service")}


def test_a_404_of_a_covered_path_is_no_misroute() -> None:
    files = {
        "gateway.yml": routes(**WELL),
        "alerts.json": alert("/v2/pricingservice/all", "dp-pricing-service"),
    }
    assert found(read(files)) == []


def test_without_routes_there_is_nothing_to_examine() -> None:
    assert KubernetesGatewaysDetector().examined(cluster()) == ""
    assert found(read({"alerts.json": alert("/x", "y")})) == []
