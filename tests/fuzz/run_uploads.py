"""Prepare the uploads of some seeds and let every detector read them, in a process that watches itself.

`python run_uploads.py FIRST COUNT FOLDER` writes a line of JSON for each seed: `{"seed": …}` before it starts, and
`{"seed": …, "problem": …}` when something is wrong. A process that hangs kills itself with its stack on standard
error. The campaign (`fuzz_campaign.py`) starts these processes and sums up.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import shutil
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from fuzz_uploads import OUTSIDE, upload

from faultmaven_core import plugins
from faultmaven_core.preprocessing import Limits, Preprocessor
from faultmaven_models.errors import InvalidInput
from faultmaven_models.evidence import Attachment, DataGap
from faultmaven_models.interfaces import IDetector
from faultmaven_models.materials import Document, Materials

HANG_SECONDS = 5
"""Of processor time for one upload; the wall clock may run longer on a busy machine."""
STUCK_SECONDS = 60
MEMORY_MB = 300
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.symlink",
    "os.link",
    "os.truncate",
    "os.chmod",
}
STARTS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.connect"}
LIMITS = Limits(max_file_bytes=64 << 20, max_total_bytes=128 << 20)


class Watch:
    """Listens to what the interpreter does and remembers what leaves the working folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder.resolve())
        self.active = False
        self.seen: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at one audit event."""
        if self.active and leaves(event, arguments, self.folder):
            self.seen.append(f"{event} {arguments[0]!r}")


def _peak_mb() -> int:
    """The most memory this process held, in MB. Not ru_maxrss, which is inherited from the starting process."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(
            line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM")
        )
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def leaves(event: str, arguments: tuple[Any, ...], folder: str) -> bool:
    """Whether the event starts a process, reaches a socket, or writes outside the folder."""
    if event in STARTS:
        return True
    paths: tuple[Any, ...] = arguments[:2] if event in CHANGES else ()
    if event == "open":
        path, mode, flags = arguments[:3]
        written = bool(flags & WRITING) if mode is None else any(letter in mode for letter in "wax+")
        paths = (path,) if written else ()
    return any(isinstance(path, str | bytes) and not _inside(path, folder) for path in paths)


def _inside(path: str | bytes, folder: str) -> bool:
    real = os.path.realpath(os.fsdecode(path))
    return real == folder or real.startswith(folder + os.sep)


def examine(
    seed: int, attachments: Sequence[Attachment], folder: Path, detectors: Sequence[IDetector]
) -> None:
    """Prepare the seed's upload, check what came of it, and detect. Raises whatever is wrong."""
    try:
        documents, gaps = Preprocessor(limits=LIMITS, folder=folder).prepare(attachments)
    except InvalidInput as error:
        refusal = str(error)
        if not refusal:
            raise AssertionError("a refusal without a reason") from error
        return
    check(documents, gaps)
    if seed % 4 == 0:
        on_disk = LIMITS.model_copy(update={"max_memory_bytes": 0})
        compare(documents, Preprocessor(limits=on_disk, folder=folder).prepare(attachments)[0])
    materials = Materials(documents)
    for detector in detectors:
        detector.examined(materials)
        for finding in islice(detector.detect(materials), 1000):
            for span in finding.spans:
                document = materials.document(span.artifact_id)
                assert document is not None, f"{detector.name} cites what is not there"
                lines = document.lines[span.start_line - 1 : span.end_line]
                assert span.quote in "\n".join(lines), f"{detector.name} misquotes {span.source}"


def check(documents: Sequence[Document], gaps: Sequence[DataGap]) -> None:
    """What holds for every upload."""
    assert len({document.artifact.id for document in documents}) == len(documents), "an id is used twice"
    for document in documents:
        lines = list(document.lines)
        assert len(lines) == document.artifact.line_count == len(document.lines), "lines are miscounted"
        assert all("\n" not in line and len(line) <= LIMITS.max_line_chars for line in lines), (
            "a line is none"
        )
        assert not any(OUTSIDE in line for line in lines), "a link led out"
        parts = document.source.split("/")
        inside = parts[0] != "" and ".." not in parts and "\x00" not in document.source
        assert inside, f"{document.source!r} leads out"
    assert all(gap.subject and gap.problem and gap.mend for gap in gaps), "a gap does not say what to do"
    json.dumps([gap.model_dump() for gap in gaps]).encode()


def compare(kept: Sequence[Document], indexed: Sequence[Document]) -> None:
    """Documents with lines in memory and with lines in a file are the same."""
    assert [document.artifact for document in kept] == [document.artifact for document in indexed]
    for one, other in zip(kept, indexed, strict=True):
        assert list(one.lines) == list(other.lines), f"{one.source} reads differently from a file"
        picked = range(0, len(one.lines), max(1, len(one.lines) // 7))
        assert [one.lines[number] for number in picked] == [other.lines[number] for number in picked]


def problem_of(seed: int, work: Path, detectors: Sequence[IDetector], watch: Watch) -> str | None:
    """What is wrong with the seed's upload, or None."""
    folder = work / f"upload-{seed}"
    folder.mkdir()
    attachments = upload(seed, folder)
    started = time.process_time()
    problem = None
    faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)
    watch.active = True
    try:
        examine(seed, attachments, folder, detectors)
    except Exception:  # noqa: BLE001  a campaign goes on, and reports it with the seed
        problem = traceback.format_exc(limit=-6)
    finally:
        watch.active = False
        faulthandler.cancel_dump_traceback_later()
    spent = time.process_time() - started
    peak = _peak_mb()
    shutil.rmtree(folder)
    if problem is None and watch.seen:
        problem = f"it left the working folder: {'; '.join(watch.seen[:3])}"
    if problem is None and spent > HANG_SECONDS:
        problem = f"it took {spent:.1f} s"
    if problem is None and peak > MEMORY_MB:
        problem = f"it took {peak} MB"
    watch.seen.clear()
    return problem


def tell(entry: Mapping[str, object]) -> None:
    """Write a line for the campaign, at once."""
    sys.stdout.write(f"{json.dumps(entry)}\n")
    sys.stdout.flush()


def main() -> None:
    """Run the seeds; stop after one that took too much memory, since a peak never falls."""
    first, count, work = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    (work / "secret.txt").write_text(f"{OUTSIDE}\n", encoding="utf-8")
    detectors = plugins.create_all("faultmaven.detectors", IDetector)
    watch = Watch(work)
    sys.addaudithook(watch)
    for seed in range(first, first + count):
        tell({"seed": seed})
        problem = problem_of(seed, work, detectors, watch)
        if problem is not None:
            tell({"seed": seed, "problem": problem})
            if problem.endswith(" MB"):
                return


if __name__ == "__main__":
    main()
