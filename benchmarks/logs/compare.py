"""Times the digest and drain3 with masks on the same file: compare.py FILE [--drain-python PATH] [--drain-lines N].

drain3 runs in an interpreter of its own (its pins do not suit the workspace) on the first N lines, and its time is
scaled to the whole file; the digest reads the whole file, each in a fresh process. Prints seconds and the ratio.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

_DIGEST = """
import resource, sys, time
from faultmaven_core.processing.digest import digest
begin = time.process_time()
log = digest([sys.argv[1]])
log.as_json()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(time.process_time() - begin, log.lines, len(log.templates), peak)
"""

_DRAIN = r"""
import sys, time
from itertools import islice
from drain3 import TemplateMiner
from drain3.masking import MaskingInstruction
from drain3.template_miner_config import TemplateMinerConfig
config = TemplateMinerConfig()
edge, end = r"((?<=[^A-Za-z0-9])|^)", r"((?=[^A-Za-z0-9])|$)"
config.masking_instructions = [
    MaskingInstruction(edge + pattern + end, name)
    for pattern, name in [
        (r"(([0-9a-f]{2,}:){3,}([0-9a-f]{2,}))", "ID"),
        (r"(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})", "IP"),
        (r"([0-9a-f]{6,} ?){3,}", "SEQ"),
        (r"([0-9A-F]{4} ?){4,}", "SEQ"),
        (r"(0x[a-f0-9A-F]+)", "HEX"),
        (r"([\-\+]?\d+)", "NUM"),
    ]
]
miner = TemplateMiner(config=config)
begin, lines = time.process_time(), 0
with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
    for line in islice(log, int(sys.argv[2])):
        miner.add_log_message(line.rstrip())
        lines += 1
print(time.process_time() - begin, lines, len(miner.drain.clusters))
"""


def _run(python: str, program: str, *arguments: str) -> list[float]:
    done = subprocess.run(  # noqa: S603  the programs above
        [python, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return [float(word) for word in done.stdout.splitlines()[-1].split()]


def main() -> None:
    """Prints one line for each of the two, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--drain-python", default=sys.executable, help="an interpreter that has drain3")
    parser.add_argument("--drain-lines", type=int, default=100_000)
    arguments = parser.parse_args()
    seconds, lines, templates, peak = _run(sys.executable, _DIGEST, str(arguments.file))
    megabytes = arguments.file.stat().st_size / 1e6
    print(f"digest {seconds:.2f} s CPU, {megabytes:.0f} MB, {templates:.0f} templates, peak {peak:.0f} MB")
    theirs, read, clusters = _run(
        arguments.drain_python, _DRAIN, str(arguments.file), str(arguments.drain_lines)
    )
    scaled = theirs * lines / read
    print(f"drain3 {scaled:.2f} s CPU ({theirs:.2f} s for {read:.0f} lines), {clusters:.0f} clusters")
    print(f"ratio {scaled / seconds:.1f}")


if __name__ == "__main__":
    main()
