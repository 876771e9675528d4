from __future__ import annotations

from dataclasses import replace

import pytest
from cluster_texts import (
    LEDGER,
    NAMESPACE,
    PRICING,
    causes,
    check,
    cluster,
    describe_deployment,
    groups,
    read,
)

from faultmaven_core.diagnosis.detectors.kubernetes_services import KubernetesServicesDetector
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.materials import Materials

SELECTOR = "kubernetes.service_selector_mismatch"
MAPPING = "kubernetes.service_port_mapping_mismatch"
PROTOCOL = "kubernetes.service_protocol_mismatch"
ADDRESS = "kubernetes.service_env_var_address_mismatch"
DNS = "kubernetes.service_dns_resolution_failure"
SIDECAR = "kubernetes.service_sidecar_port_conflict"
DEPENDENCIES = "[Service]: ledger\n[Upstream (Called By)]: till\n[Downstream (Calls)]:\nledger\n└── pricing\n"


def found(materials: Materials) -> list[Finding]:
    return list(KubernetesServicesDetector().detect(materials))


def test_a_healthy_cluster_gives_no_findings() -> None:
    checks = check("ledger", 7311, ok=True) + check("pricing", 7411, ok=True)
    assert found(cluster(LEDGER, PRICING, more={"checks.txt": checks})) == []


def test_a_selector_that_no_pod_carries_is_the_fault_of_the_service_s_app() -> None:
    wrong = replace(PRICING, selector="component=pricing", endpoint=False)
    findings = found(
        cluster(
            LEDGER, wrong, more={"checks.txt": check("pricing", 7411, ok=False), "deps.txt": DEPENDENCIES}
        )
    )
    assert causes(findings) == {(SELECTOR, "app/pricing")}
    assert groups(findings, SELECTOR) == {"service-spec", "endpoints", "connectivity"}
    assert set(findings[0].affects) == {"app/ledger", "app/till"}
    assert "component=pricing" in findings[0].spans[0].quote
    assert "app=pricing" in findings[0].spans[1].quote


def test_a_wrong_value_in_a_selector_is_found_too() -> None:
    wrong = replace(PRICING, selector="app=princing", endpoint=False)
    assert causes(found(cluster(LEDGER, wrong))) == {(SELECTOR, "app/pricing")}


def test_a_service_whose_pods_are_not_there_yet_has_no_wrong_selector() -> None:
    texts = {"deployments.txt": describe_deployment(PRICING)}
    materials = cluster(LEDGER, replace(PRICING, name="pricing"), more=texts)
    only_ledger = cluster(LEDGER).documents[0]
    kept = [only_ledger, *[document for document in materials.documents if document.source != "pods.txt"]]
    assert causes(found(Materials(kept))) == set()


def test_an_unready_pod_behind_an_unreachable_service_rules_the_selector_out() -> None:
    broken = replace(PRICING, ready=False, running=False, endpoint=False)
    findings = found(cluster(LEDGER, broken, more={"checks.txt": check("pricing", 7411, ok=False)}))
    assert causes(findings) == set()
    ruled_out = {item.failure_mode for item in findings if item.kind is FindingKind.RULED_OUT}
    assert ruled_out == {SELECTOR, MAPPING}
    assert [item.component for item in findings if item.kind is FindingKind.SYMPTOM] == ["app/pricing"]


def test_a_target_port_that_no_container_has() -> None:
    wrong = replace(PRICING, target="7499")
    findings = found(cluster(LEDGER, wrong, more={"checks.txt": check("pricing", 7411, ok=False)}))
    assert causes(findings) == {(MAPPING, "app/pricing")}
    assert groups(findings, MAPPING) == {"service-spec", "connectivity"}


def test_a_named_target_port_without_endpoints() -> None:
    wrong = replace(PRICING, target="rpc", endpoint=False)
    assert causes(found(cluster(LEDGER, wrong))) == {(MAPPING, "app/pricing")}


def test_a_named_target_port_with_endpoints_is_well() -> None:
    assert causes(found(cluster(LEDGER, replace(PRICING, target="rpc")))) == set()


def test_a_service_may_have_another_port_than_its_pods() -> None:
    assert (
        causes(found(cluster(replace(LEDGER, environment={}), replace(PRICING, service_port="80")))) == set()
    )


def test_a_service_that_forwards_udp_to_a_tcp_port() -> None:
    findings = found(cluster(LEDGER, replace(PRICING, service_protocol="UDP")))
    assert causes(findings) == {(PROTOCOL, "app/pricing")}


def test_udp_to_udp_is_well() -> None:
    assert causes(found(cluster(LEDGER, replace(PRICING, service_protocol="UDP", protocol="UDP")))) == set()


def test_an_address_with_a_port_that_the_service_lacks_is_the_caller_s_fault() -> None:
    caller = replace(LEDGER, environment={"PRICING_ADDR": "pricing:7412"})
    log = "2031-05-04 ERROR dial tcp: pricing:7412: connect: connection refused\n" * 3
    findings = found(cluster(caller, PRICING, more={"logs/ledger.log": log}))
    assert causes(findings) == {(ADDRESS, "app/ledger")}
    assert groups(findings, ADDRESS) == {"spec", "log:logs/ledger.log"}


def test_callers_that_agree_blame_the_service_instead() -> None:
    second = replace(
        LEDGER, name="till", port=7511, ip="10.9.0.13", environment={"PRICING_ADDR": "pricing:7411"}
    )
    findings = found(cluster(LEDGER, second, replace(PRICING, service_port="7412")))
    assert causes(findings) == {(MAPPING, "app/pricing")}


@pytest.mark.parametrize("host", ["pricing-wrong", "pricng"])
def test_a_misspelt_host(host: str) -> None:
    caller = replace(LEDGER, environment={"PRICING_ADDR": f"{host}:7411"})
    assert causes(found(cluster(caller, PRICING))) == {(ADDRESS, "app/ledger")}


@pytest.mark.parametrize(
    "variable",
    [{"PRICE_ADDR": "price:7411"}, {"A_ADDR": "elsewhere:7411"}, {"PRICING_ADDR": "pricing.elsewhere:7411"}],
)
def test_a_listed_call_tells_what_an_address_was_to_mean(variable: dict[str, str]) -> None:
    caller, named = (
        replace(LEDGER, environment=variable),
        replace(PRICING, name="price-list", label="price-list"),
    )
    calls = DEPENDENCIES.replace("pricing", "price-list")
    if "PRICING_ADDR" in variable:
        named, calls = PRICING, DEPENDENCIES
    assert causes(found(cluster(caller, named, more={"deps.txt": calls}))) == {(ADDRESS, "app/ledger")}
    assert causes(found(cluster(caller, replace(named, name="stamps", label="stamps")))) == set()


def test_a_variable_that_names_another_service_than_its_value() -> None:
    other = replace(PRICING, name="mailer", port=7611, ip="10.9.0.14")
    caller = replace(LEDGER, environment={"PRICING_ADDR": "mailer:7611"})
    assert causes(found(cluster(caller, PRICING, other))) == {(ADDRESS, "app/ledger")}


@pytest.mark.parametrize(
    "address",
    ["api.partner.example:443", "localhost:7411", "10.1.2.3:80", "loyalty:9000", "pricing.elsewhere.svc:1"],
)
def test_addresses_outside_and_of_services_never_installed_are_left_alone(address: str) -> None:
    caller = replace(LEDGER, environment={"LOYALTY_ADDR": address})
    assert causes(found(cluster(caller, PRICING))) == set()


MANIFEST = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: ledger
  namespace: depot
spec:
  selector:
    matchLabels: {{app: ledger}}
  template:
    metadata:
      labels: {{app: ledger}}
    spec:
      dnsPolicy: {policy}
      dnsConfig:
        nameservers:
        - 203.0.113.53
      containers:
      - name: ledger
        image: registry.depot.test/app:1
        ports:
        - containerPort: 7311
"""


def test_name_servers_of_its_own_and_a_log_that_cannot_resolve() -> None:
    log = (
        "Caused by: java.net.UnknownHostException: pricing\n"
        "error dial tcp: lookup pricing on 203.0.113.53:53: read udp: i/o timeout\n"
    )
    findings = found(
        cluster(
            LEDGER, PRICING, more={"ledger.yaml": MANIFEST.format(policy='"None"'), "logs/ledger.log": log}
        )
    )
    assert causes(findings) == {(DNS, "app/ledger")}
    assert groups(findings, DNS) == {"spec", "log:logs/ledger.log"}


def test_additional_name_servers_are_no_fault() -> None:
    more = {"ledger.yaml": MANIFEST.format(policy="ClusterFirst"), "logs/ledger.log": "all is well\n"}
    assert causes(found(cluster(LEDGER, PRICING, more=more))) == set()


def test_an_application_on_the_status_port_of_its_sidecar() -> None:
    app = replace(
        LEDGER,
        ready=False,
        sidecar_port=15090,
        annotations={"proxy.istio.io/config": '{ "statusPort": 7311 }'},
    )
    logs = {
        "logs/ledger.log": "Web server failed to start. Port 7311 was already in use.\n",
        "logs/ledger.istio-proxy.log": "info Opening status port 7311\n",
    }
    findings = found(cluster(app, PRICING, more=logs))
    assert causes(findings) == {(SIDECAR, "app/ledger")}
    assert groups(findings, SIDECAR) == {"spec", "log:logs/ledger.log", "log:logs/ledger.istio-proxy.log"}
    assert "statusPort" in findings[0].spans[0].quote or any(
        "statusPort" in item.spans[0].quote for item in findings
    )


def test_a_sidecar_on_ports_of_its_own_is_well() -> None:
    app = replace(
        LEDGER, sidecar_port=15090, annotations={"proxy.istio.io/config": '{ "statusPort": 15021 }'}
    )
    assert causes(found(cluster(app, PRICING))) == set()


def test_hostile_texts_give_findings_or_none_but_no_exception() -> None:
    head = f"$ kubectl describe services x -n {NAMESPACE}\nName: x\n"
    text = f"{head}Selector: =,,=\nPort: {'9' * 400}/TCP\nTargetPort: /\n"
    materials = read(
        {"a": text, "b": "$ nc -zv\n$ nc -zv x 99999999\n\x00\n", "c": "{" * 5000, "d": "- id:\n  uri: ${\n"}
    )
    assert causes(found(materials)) == set()
    assert KubernetesServicesDetector().examined(read({})) == ""
