from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.service_status import read_journal_line, read_service_statuses
from faultmaven_models.testing.builders import document_from_text

TEXT = """$ systemctl status courier  # on box-7
Service: courier
Node: box-7
Status: ● courier.service - Delivers parcels
     Loaded: loaded (/etc/systemd/system/courier.service; enabled; vendor preset: enabled)
     Active: active (running) since Sun 2031-05-04 10:00:00 UTC; 2h ago
   Main PID: 42 (courier)

May 04 11:59:59 box-7 courier[42]: Active: nothing to do with the unit
$ systemctl status stamper  # on box-7
○ stamper.service - Stamps parcels
     Loaded: loaded (/etc/systemd/system/stamper.service; disabled; vendor preset: enabled)
     Active: failed (Result: exit-code) since Sun 2031-05-04 11:00:00 UTC; 1h ago
   Main PID: 43 (code=exited, status=2)

May 04 11:00:00 box-7 systemd[1]: stamper.service: Main process exited, code=exited, status=2/INVALIDARGUMENT
"""


def test_units_with_states_hosts_and_journals() -> None:
    courier, stamper = read_service_statuses(document_from_text("status.txt", TEXT))
    assert (courier.unit, courier.host, courier.active, courier.detail) == (
        "courier",
        "box-7",
        "active",
        "running",
    )
    assert (courier.is_running, courier.enabled, courier.exit_note) == (True, True, "")
    assert (stamper.unit, stamper.active, stamper.detail) == ("stamper", "failed", "Result: exit-code")
    assert (stamper.is_running, stamper.enabled, stamper.exit_note) == (False, False, "code=exited, status=2")
    assert [(entry.host, entry.program, entry.line) for entry in stamper.journal] == [
        ("box-7", "systemd", 16)
    ]
    assert (stamper.line, stamper.active_line) == (11, 13)
    assert stamper.span().quote.endswith("1h ago")


def test_the_journal_names_the_host_when_nothing_else_does() -> None:
    text = "× press.service - Press\n     Active: failed (Result: x)\n\nMay 04 11:00:00 box-9 press[7]: out of ink\n"
    (status,) = read_service_statuses(document_from_text("x", text))
    assert (status.host, status.journal[0].message) == ("box-9", "out of ink")


def test_bullets_of_other_texts_are_no_units() -> None:
    text = "* a list.service - of things\n* another entry\n● not-a-unit\n"
    assert list(read_service_statuses(document_from_text("x", text))) == []


def test_lines_that_are_no_journal() -> None:
    for line in (
        "",
        "May",
        "May 04 11:00:00 box",
        "Mai 04 11:00:00 box-9 press[7]: x",
        "May 04 noon box-9 press[7]: x",
    ):
        assert read_journal_line(line, 1) is None


@given(st.text(alphabet="● ○*.servicActve:()\n$#[]", max_size=400))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for status in read_service_statuses(document_from_text("x", text)):
        assert status.span().quote
