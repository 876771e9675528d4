from __future__ import annotations

from dataclasses import replace

from cluster_texts import LEDGER, PRICING, App, causes, cluster, describe_service, groups, read

from faultmaven_core.diagnosis.detectors.kubernetes_databases import KubernetesDatabasesDetector
from faultmaven_core.diagnosis.detectors.kubernetes_services import KubernetesServicesDetector
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.materials import Materials

EXHAUSTED, READ_ONLY = "mysql.db_connection_exhaustion", "mysql.db_read_only"
CREDENTIALS, PORT = "mysql.mysql_invalid_credentials", "mysql.mysql_invalid_port"
BOOKS = App(name="booksdb", port=3306, ip="10.9.0.20", image="docker.io/library/mysql:8.0")
ADDRESS = {"BOOKS_MYSQL_URL": "jdbc:mysql://booksdb:3306/books"}
CLIENT, OTHER = replace(LEDGER, environment=ADDRESS), replace(PRICING, environment=ADDRESS)


def found(materials: Materials) -> list[Finding]:
    return list(KubernetesDatabasesDetector().detect(materials))


def shop(**logs: str) -> Materials:
    return cluster(CLIENT, OTHER, BOOKS, more={f"logs/{name}.log": text for name, text in logs.items()})


def test_clients_without_connections_accuse_the_server_they_are_configured_for() -> None:
    line = "java.sql.SQLNonTransientConnectionException: Too many connections\n"
    findings = found(shop(ledger=line, pricing=line, booksdb="812 [Warning] Too many connections\n"))
    assert causes(findings) == {(EXHAUSTED, "app/booksdb")}
    assert groups(findings, EXHAUSTED) == {
        "log:logs/booksdb.log",
        "log:logs/ledger.log",
        "log:logs/pricing.log",
    }
    assert {item.component for item in findings if item.kind is FindingKind.SYMPTOM} == {
        "app/ledger",
        "app/pricing",
    }
    assert set(findings[0].affects) == {"app/ledger", "app/pricing"}


def test_a_busy_server_is_no_cause() -> None:
    assert (
        found(
            shop(
                ledger="connections: 300 of 400, not too many\n", booksdb="812 [Note] Aborted connection 7\n"
            )
        )
        == []
    )


def test_writes_refused_by_a_read_only_server() -> None:
    line = "The MySQL server is running with the --read-only option so it cannot execute this statement\n"
    findings = found(shop(ledger=line))
    assert causes(findings) == {(READ_ONLY, "app/booksdb")}


def test_talk_of_read_only_transactions_is_no_read_only_server() -> None:
    assert found(shop(ledger="opening a read-only transaction for the report\n")) == []


def test_a_client_that_is_denied_access() -> None:
    line = "java.sql.SQLException: Access denied for user 'books'@'10.9.0.11' (using password: YES)\n"
    findings = found(shop(ledger=line * 3))
    assert causes(findings) == {(CREDENTIALS, "app/ledger")}


def test_the_server_s_old_denials_of_pods_that_are_gone_are_noise() -> None:
    line = "77 [Note] Access denied for user 'books'@'10.9.0.99' (using password: YES)\n"
    assert found(shop(booksdb=line * 40)) == []


def test_the_server_names_a_pod_in_trouble() -> None:
    line = "77 [Note] Access denied for user 'books'@'10.9.0.11' (using password: YES)\n"
    broken = replace(CLIENT, ready=False, running=False)
    findings = found(cluster(broken, OTHER, BOOKS, more={"logs/booksdb.log": line * 40}))
    assert causes(findings) == {(CREDENTIALS, "app/ledger")}
    assert groups(findings, CREDENTIALS) == {"log:logs/booksdb.log"}


def secret(name: str, password: str, port: str = "3306") -> str:
    return (
        "apiVersion: v1\nkind: Secret\nmetadata:\n"
        f"  name: {name}-db\n  namespace: depot\nstringData:\n"
        f"  {name.upper()}_MYSQL_HOST: booksdb\n  {name.upper()}_MYSQL_PORT: '{port}'\n"
        f"  {name.upper()}_MYSQL_USER: books\n  {name.upper()}_MYSQL_PASSWORD: {password}\n---\n"
    )


NAMES = ("ledger", "pricing", "mailer", "till")


def with_secrets(text: str, **logs: str) -> Materials:
    apps = [
        App(name=name, port=7000 + number, ip=f"10.9.0.{number + 30}", secret=f"{name}-db")
        for number, name in enumerate(NAMES)
    ]
    return cluster(
        *apps, BOOKS, more={"secrets.yaml": text, **{f"logs/{name}.log": log for name, log in logs.items()}}
    )


def test_a_secret_that_differs_from_its_sisters_is_shown_without_its_password() -> None:
    text = "".join(secret(name, "one-for-all" if name != "till" else "sh0uld-not-show") for name in NAMES)
    line = "SQLException: Access denied for user 'books'@'10.9.0.33' (using password: YES)\n"
    findings = found(with_secrets(text, till=line))
    assert causes(findings) == {(CREDENTIALS, "app/till")}
    assert groups(findings, CREDENTIALS) == {"log:logs/till.log", "spec"}
    shown = "".join(item.summary + "".join(span.quote for span in item.spans) for item in findings)
    assert "sh0uld-not-show" not in shown
    assert "one-for-all" not in shown


def test_passwords_that_all_differ_tell_nothing() -> None:
    assert found(with_secrets("".join(secret(name, f"own-{name}") for name in NAMES))) == []


def test_a_wrong_port_in_a_secret() -> None:
    text = "".join(secret(name, "one-for-all", "3306" if name != "till" else "3316") for name in NAMES)
    log = "CommunicationsException: Communications link failure booksdb:3316\n"
    findings = list(KubernetesServicesDetector().detect(with_secrets(text, till=log)))
    assert causes(findings) == {(PORT, "app/till")}
    assert groups(findings, PORT) == {"spec", "log:logs/till.log"}


def test_outside_a_cluster_another_detector_judges() -> None:
    assert found(read({"logs/ledger.log": "Too many connections\n"})) == []
    assert KubernetesDatabasesDetector().examined(read({"a": describe_service(LEDGER)})) == ""


def test_hostile_texts() -> None:
    values = "{A_MYSQL_HOST: [1], A_MYSQL_PASSWORD: null}"
    text = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: x}}\nstringData: {values}\n"
    assert causes(
        found(
            cluster(LEDGER, more={"s.yaml": text, "logs/ledger.log": "Access denied for user\x00'@'" * 300})
        )
    ) <= {(CREDENTIALS, "app/ledger")}
