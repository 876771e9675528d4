"""A job queue that runs its jobs as tasks of the running event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from faultmaven_models.errors import NotFound, Refused

Handler = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
"""Does a job: payload in, result out; what it raises is the job's own error."""


class FakeJobQueue:
    """IJobQueue over the handlers given, by the name of the job."""

    def __init__(self, handlers: Mapping[str, Handler] | None = None) -> None:
        self._handlers = dict(handlers or {})
        self._tasks: dict[str, asyncio.Task[Mapping[str, Any]]] = {}

    async def submit(self, name: str, payload: Mapping[str, Any]) -> str:
        """Start the job; ids are ``job-1``, ``job-2`` and so on."""
        handler = self._handlers.get(name)
        if handler is None:
            known = ", ".join(sorted(self._handlers)) or "none"
            raise NotFound(f"no handler for jobs named {name!r}; there are: {known}")
        job_id = f"job-{len(self._tasks) + 1}"
        self._tasks[job_id] = asyncio.ensure_future(_run(handler, dict(payload)))
        return job_id

    async def result(self, job_id: str, *, timeout_seconds: float = 0.0) -> Mapping[str, Any] | None:
        """Wait that long for the result."""
        task = self._task(job_id)
        done, _ = await asyncio.wait([task], timeout=timeout_seconds)
        if not done:
            return None
        if task.cancelled():
            raise Refused(f"job {job_id} was cancelled")
        return task.result()

    async def cancel(self, job_id: str) -> bool:
        """Stop it and wait until it has stopped."""
        task = self._task(job_id)
        if task.done():
            return False
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    def _task(self, job_id: str) -> asyncio.Task[Mapping[str, Any]]:
        task = self._tasks.get(job_id)
        if task is None:
            raise NotFound(f"no job {job_id!r} in this queue")
        return task


async def _run(handler: Handler, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return await handler(payload)


__all__ = ["FakeJobQueue", "Handler"]
