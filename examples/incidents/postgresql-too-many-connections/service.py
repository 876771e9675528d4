"""A small shop service over PostgreSQL: several worker processes, each with a pool of connections.

Run as ``service.py CONFIG.ini``. With ``check_coupons = true`` it leaks: an order with an expired coupon is
refused without giving its connection back. That is the defect of this incident, and an ordinary one.
"""

from __future__ import annotations

import configparser
import logging
import multiprocessing
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import psycopg2
from psycopg2.pool import ThreadedConnectionPool

log = logging.getLogger("shop")


class RetryingPool:
    """Connections that are counted while they are out; tries again when the server refuses one."""

    def __init__(self, section: configparser.SectionProxy) -> None:
        self.retries = int(section["connect_retries"])
        self.limit = int(section["pool_max"])
        self.in_use = 0
        self._pool = ThreadedConnectionPool(int(section["pool_min"]), self.limit, section["dsn"])
        self._lock = threading.Lock()

    def take(self) -> Any:  # noqa: ANN401 - psycopg2 has no types
        """Return a connection, or raise psycopg2.OperationalError after the last attempt."""
        for attempt in range(1, self.retries + 1):
            try:
                connection = self._pool.getconn()
            except psycopg2.OperationalError as error:
                reason = str(error).strip().splitlines()[-1]
                log.warning("database connection attempt %d/%d failed: %s", attempt, self.retries, reason)
                if attempt == self.retries:
                    raise
                time.sleep(0.4 * attempt)
            else:
                with self._lock:
                    self.in_use += 1
                return connection
        message = "connect_retries must be at least 1"
        raise ValueError(message)

    def give_back(self, connection: Any) -> None:  # noqa: ANN401 - psycopg2 has no types
        """Take a connection back into the pool."""
        with self._lock:
            self.in_use -= 1
        self._pool.putconn(connection)


class ShopHandler(BaseHTTPRequestHandler):
    """``/items/ID`` reads, ``/orders`` writes, ``/health`` looks at the database."""

    pool: RetryingPool
    check_coupons: bool

    def do_GET(self) -> None:
        """Read one item, or answer the health check."""
        if self.path == "/health":
            self.run("health", lambda cursor: cursor.execute("select 1"))
        else:
            item = int(self.path.rsplit("/", 1)[1])
            self.run(
                f"item {item}",
                lambda cursor: cursor.execute("select name, price from item where id = %s", (item,)),
            )

    def do_POST(self) -> None:
        """Take an order; form fields: item, coupon, note."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        item, coupon = int(form["item"][0]), form["coupon"][0]
        if self.check_coupons and coupon != "NONE" and not self.coupon_is_valid(coupon):
            log.info("order for item %d refused: coupon %s has expired", item, coupon)
            self.answer(422, "coupon has expired")
            return
        self.run(
            f"order for item {item}",
            lambda cursor: cursor.execute(
                "insert into orders (item, coupon) values (%s, %s)", (item, coupon)
            ),
        )

    def coupon_is_valid(self, coupon: str) -> bool:
        """Look a coupon up. The early return is the leak: nobody gives the connection back."""
        try:
            connection = self.pool.take()
        except psycopg2.Error:
            return True
        cursor = connection.cursor()
        cursor.execute("select percent_off from coupon where code = %s and valid_until >= now()", (coupon,))
        if cursor.fetchone() is None:
            return False
        connection.rollback()
        self.pool.give_back(connection)
        return True

    def run(self, what: str, work: Any) -> None:  # noqa: ANN401 - any function of a cursor
        """Do ``work`` in a transaction and answer 200, or 503 when the database refuses."""
        started = time.monotonic()
        try:
            connection = self.pool.take()
            try:
                work(connection.cursor())
                connection.commit()
            finally:
                self.pool.give_back(connection)
        except psycopg2.Error as error:
            log.error("%s failed: %s: %s", what, type(error).__name__, str(error).strip().splitlines()[-1])  # noqa: TRY400
            self.answer(503, "database unavailable")
            return
        log.info("%s done in %.0f ms", what, 1000 * (time.monotonic() - started))
        self.answer(200, "ok")

    def answer(self, status: int, text: str) -> None:
        """Send a short answer; the customer may be gone by now."""
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())
        except BrokenPipeError:
            log.warning("client closed the connection before the answer (%d) was sent", status)

    def log_message(self, *_: object) -> None:
        """Leave the access log to nginx."""


class ReusePortServer(ThreadingHTTPServer):
    """One port for all workers; the kernel spreads the connections."""

    allow_reuse_port = True
    daemon_threads = True


def report_pool(pool: RetryingPool) -> None:
    """Write the state of the pool every 15 seconds, as the service always did."""
    while True:
        time.sleep(15)
        log.info("pool: %d in use, limit %d", pool.in_use, pool.limit)


def work(section: configparser.SectionProxy) -> None:
    """Serve in this process until it is ended."""
    ShopHandler.pool = RetryingPool(section)
    ShopHandler.check_coupons = section.getboolean("check_coupons", fallback=False)
    threading.Thread(target=report_pool, args=(ShopHandler.pool,), daemon=True).start()
    host, _, port = section["listen"].partition(":")
    with ReusePortServer((host, int(port)), ShopHandler) as server:
        log.info(
            "worker ready on %s (pool %s to %s)", section["listen"], section["pool_min"], section["pool_max"]
        )
        server.serve_forever()


def main() -> None:
    """Read the configuration and start the workers."""
    config = configparser.ConfigParser()
    config.read(sys.argv[1])
    section = config["service"]
    logging.Formatter.converter = time.gmtime
    logging.basicConfig(
        filename=section["log"],
        level=logging.INFO,
        format="%(asctime)s.%(msecs)03dZ %(levelname)-7s [%(processName)s] %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
    )
    log.info(
        "%s starting, pid %d, check_coupons=%s",
        section["name"],
        os.getpid(),
        section.get("check_coupons", "-"),
    )
    for number in range(1, int(section["workers"]) + 1):
        multiprocessing.Process(target=work, args=(section,), name=f"worker-{number}", daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
