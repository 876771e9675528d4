"""A checkout worker: takes orders from a queue and charges them at the payments gateway over TLS.

Run as ``checkout_worker.py CONFIG.ini``. It verifies certificates against the company's own authority, as it
should; what it cannot charge goes back into the queue.
"""

from __future__ import annotations

import configparser
import json
import logging
import random
import ssl
import sys
import time
import urllib.error
import urllib.request
from collections import deque


class Gateway:
    """Charges orders at ``url``, books them at ``ledger_url``; raises URLError or TimeoutError."""

    def __init__(self, section: configparser.SectionProxy) -> None:
        self.url = section["gateway_url"]
        self.ledger_url = section["ledger_url"]
        self.context = ssl.create_default_context(cafile=section["ca_file"])

    def post(self, url: str, values: dict[str, int]) -> None:
        """Send ``values`` as JSON and read the answer."""
        request = urllib.request.Request(  # noqa: S310 - the address comes from our own configuration
            url, data=json.dumps(values).encode(), headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=3, context=self.context) as answer:  # noqa: S310
            answer.read()


def handle(gateway: Gateway, order: int, cents: int, log: logging.Logger) -> bool:
    """Charge and book one order; return whether it is done."""
    started = time.monotonic()
    try:
        gateway.post(gateway.url, {"order": order, "cents": cents})
    except (urllib.error.URLError, TimeoutError) as error:
        log.error("order %d: charge failed: %s", order, getattr(error, "reason", error))  # noqa: TRY400
        return False
    took = 1000 * (time.monotonic() - started)
    if took > 150:  # noqa: PLR2004 - milliseconds; what the operators agreed to call slow
        log.warning("order %d: gateway slow, charge took %.0f ms", order, took)
    log.info("order %d charged %.2f EUR in %.0f ms", order, cents / 100, took)
    return True


def main() -> None:
    """Work until ended: a new order three times a second, the oldest waiting order first."""
    config = configparser.ConfigParser()
    config.read(sys.argv[1])
    section = config["checkout"]
    logging.Formatter.converter = time.gmtime
    logging.basicConfig(
        filename=section["log"],
        level=logging.INFO,
        format="%(asctime)s.%(msecs)03dZ %(levelname)-7s checkout-worker %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
    )
    log = logging.getLogger("checkout")
    gateway, waiting, chance = Gateway(section), deque[int](), random.Random(11)  # noqa: S311 - traffic, not secrets
    log.info("started, gateway %s, authority %s", section["gateway_url"], section["ca_file"])
    for order in range(70001, 80000):
        waiting.append(order)
        if len(waiting) > 1 and order % 10 == 0:
            log.warning("%d orders waiting to be charged", len(waiting))
        current = waiting.popleft()
        if not handle(gateway, current, chance.randint(500, 20000), log):
            waiting.append(current)
        elif order % 5 == 0:
            gateway.post(gateway.ledger_url, {"order": current})
            log.info("order %d booked in the ledger", current)
        time.sleep(chance.uniform(0.1, 0.5))


if __name__ == "__main__":
    main()
