from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faultmaven_core.processing.prose import is_prose

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Document

WIKI = """# When the disk is full

Writes fail with the message below when a file system has no space left.

    ERROR: could not extend file: No space left on device

Look at the output of df first, and delete old exports before anything else.
"""
TICKET = """Hello everybody, since this morning the shop answers with errors for many customers.
We saw that the database said 'too many clients already', is that the reason?
Please have a look when you find the time, and tell us what you need from us.
"""
CRASH = """#
# A fatal error has been detected by the Java Runtime Environment:
#
#  SIGSEGV (0xb) at pc=0x00007f2a, pid=12, tid=34
"""
CURL = """curl: (60) SSL certificate problem: certificate has expired
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
"""


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (WIKI, True),
        (TICKET, True),
        ("Why do customers see 'Address already in use' since noon?", True),
        (CRASH, False),
        (CURL, False),
        ("Web server failed to start. Port 8080 was already in use.", False),
        ("FATAL:  sorry, too many clients already", False),
        ("2026-11-20 12:00:00 ERROR The job that copies old files to the archive has failed again.", False),
        ("java.lang.OutOfMemoryError: Java heap space\n\tat com.example.A.b(A.java:7)", False),
        ("", False),
    ],
)
def test_what_people_write_is_told_from_what_programs_write(
    document: Callable[..., Document], text: str, *, prose: bool
) -> None:
    assert is_prose(document(text)) is prose
