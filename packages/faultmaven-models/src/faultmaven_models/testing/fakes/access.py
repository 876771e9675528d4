"""A rate limiter and an identity provider."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from faultmaven_models.chat import Identity
from faultmaven_models.errors import RateLimited, Unauthenticated
from faultmaven_models.interfaces import IClock
from faultmaven_models.testing.fakes.clock import FakeClock


class FakeRateLimiter:
    """IRateLimiter: ``allowance`` for each key in a window that starts with the key's first call."""

    def __init__(
        self, *, allowance: int = 5, window_seconds: float = 60.0, clock: IClock | None = None
    ) -> None:
        self.clock = clock or FakeClock(tick_seconds=0.0)
        self._allowance = allowance
        self._window = timedelta(seconds=window_seconds)
        self._used: dict[str, tuple[datetime, int]] = {}

    async def acquire(self, key: str, *, cost: int = 1) -> None:
        """Take the cost; a refused call takes nothing. A cost above the allowance is always refused."""
        now = self.clock.now()
        ends, used = self._used.get(key, (now + self._window, 0))
        if now >= ends:
            ends, used = now + self._window, 0
        if used + cost > self._allowance:
            raise RateLimited(
                f"{key} has used {used} of {self._allowance}", retry_after=(ends - now).total_seconds()
            )
        self._used[key] = (ends, used + cost)


class FakeIdentityProvider:
    """IIdentityProvider: knows the tokens that it is given."""

    def __init__(self, identities: Mapping[str, Identity] | None = None) -> None:
        self._identities = dict(identities or {"valid-token": Identity(user_id="user-1")})

    async def identify(self, token: str) -> Identity:
        """The identity of a known token; the message of the error never carries the token."""
        identity = self._identities.get(token)
        if identity is None:
            raise Unauthenticated(f"a token of {len(token)} characters is not known here")
        return identity


__all__ = ["FakeIdentityProvider", "FakeRateLimiter"]
