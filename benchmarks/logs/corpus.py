"""Writes the corpora that log mining is measured on: corpus.py FOLDER [--lines N] [--seed N].

mixed.log (nine layouts), json.log (trace ids in hexadecimal), headerless.log and noise.log (random words).
Nothing is taken from real logs. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

_START = datetime(2025, 3, 1, tzinfo=UTC)
_VERBS = "accepted closed created deleted expired fetched flushed moved opened queued refused renewed".split()  # noqa: SIM905
_NOUNS = "batch cursor lease partition quota replica segment session shard snapshot tablet volume".split()  # noqa: SIM905
_USERS = [f"{first}{last}" for first in ("ana", "bo", "chi", "dev", "eli") for last in ("", "k", "m", "z")]


class Corpus:
    """Makes lines from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  a seed makes the corpus repeatable
        self._now = _START
        pairs = [(verb, noun) for verb in _VERBS for noun in _NOUNS]
        self._events: list[tuple[str, Callable[[], str]]] = [
            (f"{noun.capitalize()} {verb}", self._random.choice(self._tails())) for verb, noun in pairs
        ]
        weights = [1 / (rank + 1) for rank in range(len(self._events))]
        self._cumulative = [sum(weights[: rank + 1]) for rank in range(len(weights))]

    def mixed(self, lines: int) -> Iterator[str]:
        """Lines of nine layouts, in runs as one file per program would give."""
        layouts = self._layouts()
        for number in range(lines):
            if number % 500 == 0:
                layout = self._random.choice(layouts)
            yield layout(self._message())

    def json(self, lines: int) -> Iterator[str]:
        """JSON lines with two hexadecimal ids each."""
        for _ in range(lines):
            yield (
                f'{{"ts":"{self._time().isoformat(timespec="milliseconds")}","level":"info",'
                f'"trace_id":"{self._hex(32)}","span_id":"{self._hex(16)}","msg":"{self._message()}"}}'
            )

    def headerless(self, lines: int) -> Iterator[str]:
        """Messages alone."""
        for _ in range(lines):
            yield self._message()

    def noise(self, lines: int) -> Iterator[str]:
        """Random letters in random numbers of words: nothing repeats."""
        letters = "abcdefghijklmnopqrstuvwxyz"
        for _ in range(lines):
            yield " ".join(
                "".join(self._random.choices(letters, k=self._random.randint(3, 12)))
                for _ in range(self._random.randint(4, 18))
            )

    def _message(self) -> str:
        text, tail = self._random.choices(self._events, cum_weights=self._cumulative)[0]
        return f"{text} {tail()}"

    def _time(self) -> datetime:
        self._now += timedelta(milliseconds=self._random.randint(1, 120))
        return self._now

    def _hex(self, digits: int) -> str:
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"

    def _address(self) -> str:
        return (
            f"10.{self._random.randint(0, 3)}.{self._random.randint(0, 255)}.{self._random.randint(1, 254)}"
        )

    def _tails(self) -> list[Callable[[], str]]:
        draw = self._random
        return [
            lambda: f"for user {draw.choice(_USERS)} from {self._address()} port {draw.randint(1024, 65000)}",
            lambda: (
                f"id=blk_{draw.getrandbits(60)} size={draw.randint(1, 10**8)} in {draw.randint(1, 900)} ms"
            ),
            lambda: (
                f"on /srv/data/{draw.randint(1, 40)}/part-{draw.randint(0, 999):05d}.db ({draw.randint(1, 99)} KB)"
            ),
            lambda: (
                f"after {draw.random():.3f}s, attempt {draw.randint(1, 5)} of 5, status: {draw.choice((200, 404))}"
            ),
            lambda: (
                f"by worker-{draw.randint(1, 64)}: epoch {draw.randint(1, 10**6)}, lag {draw.randint(0, 99999)}"
            ),
        ]

    def _layouts(self) -> list[Callable[[str], str]]:
        number = self._random.randint
        return [
            lambda text: f"{self._time():%Y-%m-%d %H:%M:%S,%f} INFO [main] org.acme.store.Engine: {text}",
            lambda text: (
                f"{self._time():%b %d %H:%M:%S} node{number(1, 30)} stored[{number(300, 9000)}]: {text}"
            ),
            lambda text: f"{self._time():%Y-%m-%dT%H:%M:%S.%fZ} WARN gateway {text}",
            lambda text: f"[{self._time():%a %b %d %H:%M:%S %Y}] [notice] {text}",
            lambda text: f"{self._time():%y/%m/%d %H:%M:%S} INFO storage.Manager: {text}",
            lambda text: (
                f"{self._time():%m-%d %H:%M:%S.%f}  {number(1, 9000)}  {number(1, 9000)} D Store: {text}"
            ),
            lambda text: (
                f"I{self._time():%m%d %H:%M:%S.%f} {number(1, 9000)} store.go:{number(1, 900)}] {text}"
            ),
            lambda text: (
                f"- {self._time():%s} {self._time():%Y.%m.%d} R{number(0, 63):02d}-M1 RAS APP INFO {text}"
            ),
            lambda text: f"{self._time():%Y-%m-%d %H:%M:%S} UTC [{number(1, 9000)}] LOG:  {text}",
        ]


def main() -> None:
    """Writes the four files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name in ("mixed", "json", "headerless", "noise"):
        lines: Iterator[str] = getattr(Corpus(arguments.seed), name)(arguments.lines)
        with (arguments.folder / f"{name}.log").open("w", encoding="utf-8") as out:
            out.writelines(line + "\n" for line in lines)


if __name__ == "__main__":
    main()
