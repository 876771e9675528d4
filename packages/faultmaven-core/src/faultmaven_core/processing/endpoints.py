"""The host, address or URL that an error message names as the other side."""

from __future__ import annotations

import re

_LIMIT = 2000
_HOST = r"\[?([A-Za-z0-9_][A-Za-z0-9_.-]{0,120}|[0-9a-fA-F:]{2,45})\]?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"server at \"{_HOST}\"[^\n]{{0,60}}?port (\d{{2,5}})",
        rf"(?:connect to|connecting to|connect to host) {_HOST} port (\d{{2,5}})",
        rf"dial (?:tcp|udp)[46]?:? {_HOST}:(\d{{2,5}})",
        rf"ECONN[A-Z]{{3,9}} {_HOST}:(\d{{2,5}})",
        rf"E[A-Z]{{4,12}} {_HOST}:(\d{{2,5}})",
        rf"dial (?:tcp|udp)[46]?: lookup {_HOST}()",
        rf"lookup {_HOST}( on |:)",
        rf"(?:ENOTFOUND|EAI_AGAIN|UnknownHostException:|resolve host:|resolve host) '?{_HOST}()",
        rf"(?:host name|hostname) \"{_HOST}\"()",
        rf"[a-z][a-z0-9+.-]{{1,15}}://(?:[^\s/@]{{1,80}}@)?{_HOST}(?::(\d{{2,5}}))?",
        rf"host='{_HOST}', port=(\d{{2,5}})",
        rf"(?:connect to|connecting to|connection to|connect|reach|refused:) /?{_HOST}[:/](\d{{2,5}})",
        rf"(?<![\w.:/-]){_HOST}:(\d{{3,5}})(?![\w.:])",
    )
)
_FILES = (".py", ".go", ".java", ".js", ".rb", ".c", ".cc", ".cpp", ".rs", ".ts", ".php", ".kt", ".cs")


def endpoint_in(text: str) -> str | None:
    """``host:port`` or ``host`` of the first other side that ``text`` (one line) names; None when it names none.

    ``file.go:120`` is a place in a source file and no endpoint.
    """
    head = text[:_LIMIT]
    for pattern in _PATTERNS:
        for match in pattern.finditer(head):
            host, port = match[1].strip(".").lower(), match[2]
            if host and not host.isdigit() and not host.endswith(_FILES):
                return f"{host}:{port}" if port and port.isdigit() else host
    return None


def split_endpoint(endpoint: str) -> tuple[str, int | None]:
    """Host and port of what ``endpoint_in`` gives, of ``scheme://host:port/path``, or of a bare name."""
    rest = endpoint.split("://", 1)[-1].split("/", 1)[0].rsplit("@", 1)[-1]
    host, colon, port = rest.rpartition(":")
    if colon and port.isdigit() and len(port) <= 5:  # noqa: PLR2004  65535 has five digits
        return host.strip("[]"), int(port)
    return rest.strip("[]"), None
