"""Send steady HTTP traffic, like a few hundred customers seen from a proxy.

::

    python3 traffic.py --seconds 60 --rate 4 "GET http://shop.internal/items/{n}" "POST http://…  {json}"

Each target is a method, an address and, after two spaces, a body; ``{n}`` becomes a number from 1 to 9999
and ``{a|b}`` one of the words. Targets named twice are chosen twice as often. Answers are read and
dropped: what happened is what the servers log.
"""

from __future__ import annotations

import argparse
import http.client
import random
import threading
import time
import urllib.error
import urllib.request

AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)",
    "ShopApp/5.2 (Android 14)",
)


def fill(template: str, chance: random.Random) -> str:
    """Return ``template`` with every ``{…}`` replaced by a number or one of its words."""
    parts = template.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        choice, _, rest = part.partition("}")
        filled.append(str(chance.randint(1, 9999)) if choice == "n" else chance.choice(choice.split("|")))
        filled.append(rest)
    return "".join(filled)


def send(target: str, *, agent: str, timeout: float) -> None:
    """Send one request; every failure is the servers' to report."""
    head, _, body = target.partition("  ")
    method, _, address = head.partition(" ")
    request = urllib.request.Request(  # noqa: S310 - addresses come from our own scripts
        address, data=body.encode() or None, method=method, headers={"User-Agent": agent}
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            answer.read()
    except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException):
        return


def main() -> None:
    """Send until the time is over, each request on a thread of its own, with exponential gaps."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--rate", type=float, required=True, help="requests a second, on average")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds that a customer waits")
    parser.add_argument("targets", nargs="+")
    arguments = parser.parse_args()
    chance = random.Random(7)  # noqa: S311 - traffic, not secrets
    end = time.monotonic() + arguments.seconds
    while time.monotonic() < end:
        target = fill(chance.choice(arguments.targets), chance)
        options = {"agent": chance.choice(AGENTS), "timeout": arguments.timeout}
        threading.Thread(target=send, args=(target,), kwargs=options, daemon=True).start()
        time.sleep(min(chance.expovariate(arguments.rate), 3.0))


if __name__ == "__main__":
    main()
