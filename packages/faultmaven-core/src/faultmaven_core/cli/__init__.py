"""The ``faultmaven`` command (extra ``cli``: typer and rich).

Exit codes: 0 the command did its work (also when the reader of a pipe stops early), 1 a defect, 2 the input or the
call is wrong, 3 the set-up is wrong, 4 a temporary failure, 130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
from importlib.util import find_spec
from pathlib import Path

EXIT_DEFECT, EXIT_INPUT, EXIT_SETUP, EXIT_TEMPORARY, EXIT_INTERRUPTED = 1, 2, 3, 4, 130


def main() -> None:
    """Run the command line and leave with one of the documented exit codes; never with a traceback."""
    _prepare_streams()
    _prepare_logging()
    missing = [name for name in ("typer", "rich") if find_spec(name) is None]
    if missing:
        _leave(
            f'the command line needs {" and ".join(missing)}. To mend it: pip install "faultmaven-core[cli]"',
            EXIT_SETUP,
        )
    code = EXIT_DEFECT
    try:
        from faultmaven_core.cli.app import app

        code = app(prog_name="faultmaven", standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        _drop_standard_output()
        sys.exit(0)
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):  # typer turns it into an exit
            _drop_standard_output()
            sys.exit(0)
        raise
    except Exception as error:  # noqa: BLE001  the process boundary: reported, with an exit code
        _report(error)
    if code == EXIT_INTERRUPTED:
        _leave("interrupted; what was stored before is whole", EXIT_INTERRUPTED)
    sys.exit(code)


def _prepare_streams() -> None:
    """Text that the terminal's encoding lacks is spelled out; a stream that was closed goes nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  open as long as the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _prepare_logging() -> None:
    """Logs would stand between the lines of a report: they are shown with FAULTMAVEN_DEBUG alone."""
    if os.environ.get("FAULTMAVEN_DEBUG"):
        logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    else:
        logging.getLogger().addHandler(logging.NullHandler())


def _drop_standard_output() -> None:
    """Point standard output nowhere, so that the interpreter's last flush does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)


def _report(error: Exception) -> None:
    from faultmaven_models.errors import FaultMavenError, SetupError, Temporary

    show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
    if callable(show) and isinstance(code, int):  # a wrong call, in the words of the parser
        show()
        sys.exit(code)
    if os.environ.get("FAULTMAVEN_DEBUG"):
        raise error
    if isinstance(error, SetupError):
        _leave(str(error), EXIT_SETUP)
    if isinstance(error, Temporary):
        _leave(str(error), EXIT_TEMPORARY)
    if isinstance(error, FaultMavenError):
        _leave(str(error), EXIT_INPUT)
    _leave(
        f"a defect in FaultMaven: {type(error).__name__}: {error}. "
        "Run again with FAULTMAVEN_DEBUG=1 and report what it prints",
        EXIT_DEFECT,
    )


def _leave(message: str, code: int) -> None:
    from faultmaven_core.reports.printable import printable

    sys.stderr.write(f"faultmaven: {printable(message)}\n")
    sys.exit(code)
