from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from faultmaven_core.processing.command_output import (
    certificates,
    file_systems,
    latest_time,
    memory_lines,
    psql_rows,
)
from faultmaven_models.materials import Materials

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Document


def test_rows_of_df_with_their_lines(document: Callable[..., Document]) -> None:
    text = """$ df -h
Filesystem      Size  Used Avail Use% Mounted on
/dev/sda1        40G   40G     0 100% /
/dev/sdb1        40G    4G   36G  10% /srv/my data
$ df -i
Filesystem      Inodes IUsed IFree IUse% Mounted on
/dev/sda1         1000   390   610   39% /
devfs                0     0     0     - /dev
"""
    rows = [(row.line, row.mount, row.used_percent, row.inodes) for row in file_systems(document(text))]
    assert rows == [(3, "/", 100, False), (4, "/srv/my data", 10, False), (7, "/", 39, True)]


def test_a_percentage_outside_a_table_is_no_file_system(document: Callable[..., Document]) -> None:
    assert list(file_systems(document("/dev/sda1 40G 40G 0 100% /"))) == []


def test_certificates_in_the_shapes_of_openssl(document: Callable[..., Document]) -> None:
    dates = ("Nov  1 00:00:00 2025 GMT", "Nov  1 00:00:00 2026 GMT")
    x509 = "subject=C = XX, CN = pay.example\nissuer=CN = CA\nnotBefore={}\nnotAfter={}".format(*dates)
    text = "   Subject: CN=pay.example\n      Not Before: {}\n      Not After : {}".format(*dates)
    chain = " 0 s:CN = pay.example\n   v:NotBefore: {}; NotAfter: {}".format(*dates)
    for shown in (x509, text, chain):
        (one,) = certificates(document(shown))
        assert one.name == "pay.example"
        assert one.not_before == datetime(2025, 11, 1, tzinfo=UTC)
        assert one.not_after == datetime(2026, 11, 1, tzinfo=UTC)


def test_tables_of_psql(document: Callable[..., Document]) -> None:
    first = " usename | state | count\n---------+-------+------\n app     | idle  |    22\n(1 row)\n"
    text = f"{first}\n name\n------\n x\n"
    rows = [(row.line, row.cells) for row in psql_rows(document(text))]
    assert rows[0] == (3, {"usename": "app", "state": "idle", "count": "22"})
    assert (8, {"name": "x"}) in rows


def test_memory_as_free_shows_it(document: Callable[..., Document]) -> None:
    head = "        total   used   free  shared  buff/cache  available\n"
    text = f"{head}Mem:    1000    900     20      1          80         70\n"
    assert list(memory_lines(document(text))) == [(2, 1000, 70)]


def test_now_is_the_latest_time_that_is_no_validity_date(document: Callable[..., Document]) -> None:
    text = "2026-11-20T12:00:00Z a\n2026-11-20T12:30:00Z b\nnotAfter=Nov  1 00:00:00 2036 GMT\n"
    assert latest_time(Materials([document(text)])) == datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
    assert latest_time(Materials()) is None
