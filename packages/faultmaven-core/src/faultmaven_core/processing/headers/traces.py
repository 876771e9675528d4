"""Lines that belong to the line before them: stack traces of Java, Python, Node.js, Go and .NET."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z_$][\w$.]{3,200}+(?=:|\Z| \[)")
_EXCEPTION_ENDINGS: Final = ("Exception", "Error", "Throwable")
_THREAD: Final = 'Exception in thread "'
_PYTHON: Final = ("Traceback (most recent call last)", "Exception Group Traceback (most recent call last)")
_PYTHON_LINKS: Final = (
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)
_MANAGED: Final = (
    "at ",
    "Caused by: ",
    "Suppressed: ",
    "... ",
    "- locked ",
    "- waiting ",
    "--- End of ",
    "---> ",
)
_SOURCES: Final = (".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx")
_GO_STARTS: Final = ("panic: ", "fatal error: ", "goroutine ", "SIGSEGV: ", "SIGQUIT: ")
_GO_LINES: Final = (
    "goroutine ",
    "created by ",
    "exit status ",
    "[signal ",
    "runtime: ",
    "\t",
    "panic: ",
    "rax ",
)
_GO_CALL: Final = re.compile(r"[\w./*()\[\]{}@%~,·-]{1,300}+\Z")
_CARET: Final = frozenset("^~ \t")


class TraceState(StrEnum):
    """What kind of trace the lines before belong to."""

    NONE = "none"
    FRAMES = "frames"
    """Java, Node.js and .NET: frames are indented, their first word is ``at``."""
    SOURCE = "source"
    """Node.js shows the source line before it names the exception."""
    PYTHON = "python"
    PYTHON_DONE = "python_done"
    """The line with the exception was read; only a linked traceback may follow."""
    GO = "go"


def opens_trace(line: str) -> TraceState:
    """What kind of trace an unindented line begins, if it does."""
    if line.startswith(_PYTHON):
        return TraceState.PYTHON
    if line.startswith(_GO_STARTS):
        return TraceState.GO
    if line.startswith(_THREAD) or _names_exception(line):
        return TraceState.FRAMES
    path, _, place = line[:400].rpartition(":")
    return TraceState.SOURCE if path.endswith(_SOURCES) and place.isdigit() else TraceState.NONE


def stands_alone(line: str) -> bool:
    """Whether ``line`` is what a runtime writes when a program dies of it, past any logger."""
    return line.startswith((_THREAD, "Unhandled exception. ", "panic: ", "fatal error: "))


def is_frame(line: str) -> bool:
    """Whether ``line`` alone shows that it belongs to the trace before it."""
    text = line.lstrip()
    if len(text) == len(line):
        return text.startswith(("Caused by: ", "--- End of stack trace"))
    return text.startswith((*_MANAGED, 'File "', "+ Exception Group", "| ")) or (
        bool(text) and _CARET.issuperset(line)
    )


def continues_trace(state: TraceState, line: str) -> TraceState:
    """The state after ``line`` when it belongs to the trace, NONE when it does not."""
    text = line.strip()
    indented = line[:1] in (" ", "\t")
    if state is TraceState.PYTHON:
        return _python(text, indented=indented)
    if state is TraceState.PYTHON_DONE:
        if text.startswith(_PYTHON):
            return TraceState.PYTHON
        return state if not text or indented or text in _PYTHON_LINKS else TraceState.NONE
    if state is TraceState.SOURCE:
        return (
            TraceState.FRAMES
            if _names_exception(line)
            else state
            if not text or indented
            else TraceState.NONE
        )
    if state is TraceState.GO:
        call = text.endswith(")") and _GO_CALL.match(text.replace(", ", ",").replace(" ", "_"))
        return state if not text or indented or line.startswith(_GO_LINES) or call else TraceState.NONE
    if state is TraceState.FRAMES and (is_frame(line) or (indented and text) or text in ("}", "]")):
        return state
    return TraceState.NONE


def _python(text: str, *, indented: bool) -> TraceState:
    """Indented lines and blank ones belong to it; the first other line is the exception itself."""
    if indented or not text or text.startswith(_PYTHON) or text in _PYTHON_LINKS:
        return TraceState.PYTHON
    return TraceState.PYTHON_DONE


def _names_exception(line: str) -> bool:
    text = line[:400].removeprefix("Unhandled exception. ").removeprefix("Uncaught ").rstrip()
    name = _NAME.match(text)
    return name is not None and name[0].endswith(_EXCEPTION_ENDINGS)
