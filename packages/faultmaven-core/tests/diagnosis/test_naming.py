from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faultmaven_core.diagnosis.naming import (
    document_name,
    host_component,
    program_component,
    setting,
    without_pod_hash,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Materials


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("app/orders-api.log", "orders-api"),
        ("logs/pricing-access.log.1", "pricing"),
        ("var/log/pricing/error.log", "pricing"),
        ("logs/cart-7d9f8b6c5d-x2x9k.log", "cart"),
        ("error.log", None),
        ("host/now.txt", None),
        ("7", None),
        ("0001234", None),
        ("file17.txt", None),
    ],
)
def test_a_document_is_called_after_its_program(
    given: Callable[[dict[str, str]], Materials], source: str, name: str | None
) -> None:
    assert document_name(given({source: "x"}).documents[0]) == name


@pytest.mark.parametrize(
    ("pod", "name"),
    [
        ("cart-7d9f8b6c5d-x2x9k", "cart"),
        ("cart", "cart"),
        ("orders-api", "orders-api"),
        ("web-north", "web-north"),
    ],
)
def test_what_owners_add_to_a_pods_name_is_cut_off(pod: str, name: str) -> None:
    assert without_pod_hash(pod) == name


@pytest.mark.parametrize(
    "text",
    [
        "$ hostname\ndb-7\n",
        "root@db-7:~# df -h\n",
        "[root@db-7 ~]# df -h\n",
        "Nov  2 13:38:01 db-7 postgres[99]: x\n",
        "2026-11-20T12:00:00.1+00:00 db-7 app[7]: x\n",
    ],
)
def test_the_only_host_that_is_named_is_the_machine(
    given: Callable[[dict[str, str]], Materials], text: str
) -> None:
    known = setting(given({"a": text, "b": "nothing"}))
    assert known.host == "db-7"
    assert host_component(None, known) == "host/db-7"


def test_of_two_hosts_none_is_guessed(given: Callable[[dict[str, str]], Materials]) -> None:
    known = setting(given({"a": "$ hostname\ndb-7\n", "b": "$ hostname\ndb-8\n"}))
    assert host_component(None, known) == "host/localhost"
    assert host_component("db-8", known) == "host/db-8"


def test_a_program_is_called_after_its_address_where_no_name_tells(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    materials = given(
        {
            "1": "2026-11-20T12:00:00Z INFO listening on 10.0.0.5:8080\n",
            "2": "upstream pricing { server 10.0.0.5:8080; }\n",
            "3": "2026-11-20T12:00:00Z INFO hello\n",
        }
    )
    known = setting(materials)
    first, _, third = materials.documents
    assert program_component(first, None, "java", known) == "app/pricing"
    assert program_component(third, None, "java", known) == "app/java"
    assert program_component(third, "stock", "java", known) == "app/stock"


def test_the_year_of_the_data_is_no_certificates_year(given: Callable[[dict[str, str]], Materials]) -> None:
    text = "2026-11-20T12:00:00Z x\nnotAfter=Nov  1 00:00:00 2036 GMT\n"
    assert setting(given({"a": text})).year == 2026
