from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.detectors.tls import TlsDetector
from faultmaven_models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Materials

CLIENT = "2026-11-20T12:00:00Z ERROR charge failed: certificate verify failed: certificate has expired (_ssl.c:992)\n"
NAMED = "2026-11-20T12:00:00Z ERROR https://stock.internal:8443/: certificate has expired\n"
SERVER = (
    "2026/11/20 12:00:00 [info] 7#7: *1 SSL_do_handshake() failed (SSL: error:0A000415:SSL routines::sslv3 "
    "alert certificate expired:SSL alert number 45) while SSL handshaking, client: 10.0.0.9\n"
)
SHOWN = """$ openssl x509 -noout -subject -dates
subject=CN = {name}
notBefore=Nov  1 00:00:00 2025 GMT
notAfter={until}
"""
EXPIRED = SHOWN.format(name="pay.internal", until="Nov  1 00:00:00 2026 GMT")
VALID = SHOWN.format(name="stock.internal", until="Nov  1 00:00:00 2027 GMT")


def detect(materials: Materials) -> list[Finding]:
    """The findings about servers; clients that complain are symptoms of their own."""
    return [one for one in TlsDetector().detect(materials) if one.kind is not FindingKind.SYMPTOM]


def test_both_ends_and_openssl_name_one_server(given: Callable[[dict[str, str]], Materials]) -> None:
    found = detect(given({"checkout.log": CLIENT, "payments/error.log": SERVER, "x509.txt": EXPIRED}))
    assert {(one.failure_mode, one.component) for one in found} == {
        ("tls.certificate_expired", "app/payments")
    }
    assert len({one.independence_group for one in found}) == 3


def test_the_client_that_complains_is_a_symptom(given: Callable[[dict[str, str]], Materials]) -> None:
    found = TlsDetector().detect(given({"checkout.log": CLIENT, "x509.txt": EXPIRED}))
    assert [one.component for one in found if one.kind is FindingKind.SYMPTOM] == ["app/checkout"]


def test_without_the_servers_log_the_name_on_the_certificate_is_the_server(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    found = detect(given({"checkout.log": CLIENT, "x509.txt": EXPIRED}))
    assert {one.component for one in found} == {"app/pay.internal"}


def test_a_server_that_the_line_names_is_taken_from_it(given: Callable[[dict[str, str]], Materials]) -> None:
    (found,) = detect(given({"checkout.log": NAMED}))
    assert found.component == "app/stock.internal"
    assert found.affects == ("app/checkout",)


def test_valid_certificates_are_ruled_out_while_another_has_expired(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    found = detect(given({"checkout.log": CLIENT, "x509.txt": EXPIRED + VALID}))
    ruled_out = [one for one in found if one.kind is FindingKind.RULED_OUT]
    assert [one.component for one in ruled_out] == ["app/stock.internal"]


def test_without_a_time_in_the_data_no_certificate_is_judged(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    assert detect(given({"x509.txt": EXPIRED})) == []
