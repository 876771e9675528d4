"""Store the readings of sensors in PostgreSQL, a batch every half second; keep what cannot be stored.

Run as ``ingest.py CONFIG.ini``. A batch that fails stays in a spool in memory and is tried again first.
"""

from __future__ import annotations

import configparser
import io
import logging
import random
import sys
import time
from collections import deque
from typing import Any

import psycopg2

Reading = tuple[int, float, str]


def make_batch(chance: random.Random, size: int) -> list[Reading]:
    """Return ``size`` readings: sensor number, value in degrees, and the raw telegram in hexadecimal."""
    return [
        (chance.randint(1, 500), chance.gauss(21.0, 4.0), f"{chance.getrandbits(1200):0300x}")
        for _ in range(size)
    ]


class Store:
    """One connection, opened again when it was lost; every method raises psycopg2.Error."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.connection: Any = None

    def write(self, batch: list[Reading]) -> None:
        """Write one batch in one transaction."""
        if self.connection is None or self.connection.closed:
            self.connection = psycopg2.connect(self.dsn)
        with self.connection, self.connection.cursor() as cursor:
            rows = "".join(f"{sensor}\t{value:.3f}\t{telegram}\n" for sensor, value, telegram in batch)
            cursor.copy_expert("copy reading (sensor, value, telegram) from stdin", io.StringIO(rows))


def drain(store: Store, spool: deque[list[Reading]], log: logging.Logger) -> None:
    """Write spooled batches until the spool is empty or one fails."""
    while spool:
        started = time.monotonic()
        try:
            store.write(spool[0])
        except psycopg2.Error as error:
            reason = " | ".join(line.strip() for line in str(error).strip().splitlines())
            log.error("batch not stored: %s: %s", type(error).__name__, reason)  # noqa: TRY400
            log.warning("%d batches in the spool", len(spool))
            return
        took = 1000 * (time.monotonic() - started)
        level = logging.WARNING if took > 150 else logging.INFO  # noqa: PLR2004 - milliseconds, the agreed limit
        log.log(level, "batch of %d readings stored in %.0f ms", len(spool.popleft()), took)


def main() -> None:
    """Read the configuration and store batches until ended."""
    config = configparser.ConfigParser()
    config.read(sys.argv[1])
    section = config["ingest"]
    logging.Formatter.converter = time.gmtime
    logging.basicConfig(
        filename=section["log"],
        level=logging.INFO,
        format="%(asctime)s.%(msecs)03dZ %(levelname)-7s ingest %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
    )
    log = logging.getLogger("ingest")
    log.info("started, %s", section["dsn"])
    store, spool, chance = Store(section["dsn"]), deque[list[Reading]](), random.Random(3)  # noqa: S311 - not secrets
    while True:
        spool.append(make_batch(chance, int(section["batch"])))
        drain(store, spool, log)
        time.sleep(0.5)


if __name__ == "__main__":
    main()
