"""The kit for IIdentityProvider."""

from __future__ import annotations

from faultmaven_models.chat import Identity
from faultmaven_models.errors import Unauthenticated
from faultmaven_models.interfaces import IIdentityProvider
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import Kit

_IDENTITY = "The identity that the token proves."
_REFUSES = "Raises Unauthenticated for any token that does not hold."
_NONSENSE = ("", " ", "nonsense", "a.b.c", "é☃\x00", "Bearer", "null", "x" * 20_000)


@check(_IDENTITY)
async def _a_token_proves_its_identity(bench: Bench[IIdentityProvider]) -> None:
    token = bench.sample("token")
    provider = await bench.fresh()
    identity = await provider.identify(token)
    bench.expect(isinstance(identity, Identity), f"identify gave {type(identity).__name__}")
    bench.expect_equal(identity.user_id, bench.sample("user_id"), "the user of the token")
    bench.expect_equal(await provider.identify(token), identity, "the identity the second time")


@check(_REFUSES)
async def _nonsense_is_refused(bench: Bench[IIdentityProvider]) -> None:
    provider = await bench.fresh()
    for token in _NONSENSE:
        await bench.expect_error(Unauthenticated, provider.identify(token), f"identify of {token[:20]!r}")


@check(_REFUSES)
async def _a_changed_token_is_refused(bench: Bench[IIdentityProvider]) -> None:
    token = str(bench.sample("token"))
    provider = await bench.fresh()
    middle = len(token) // 2
    flipped = "A" if token[middle] != "A" else "B"
    changed = (
        token + "x",
        token[: -len(token) // 4],
        token[:middle],
        token[:middle] + flipped + token[middle + 1 :],
        token.swapcase(),
    )
    for wrong in changed:
        await bench.expect_error(Unauthenticated, provider.identify(wrong), "identify of a changed token")


@check(_REFUSES)
async def _refused_tokens_are_refused(bench: Bench[IIdentityProvider]) -> None:
    provider = await bench.fresh()
    for name, token in bench.sample("refused_tokens").items():
        await bench.expect_error(Unauthenticated, provider.identify(token), f"identify of the {name} token")


IDENTITY_PROVIDER_KIT = Kit(
    port=IIdentityProvider,
    checks=(
        implements(IIdentityProvider),
        _a_token_proves_its_identity,
        _nonsense_is_refused,
        _a_changed_token_is_refused,
        _refused_tokens_are_refused,
    ),
    samples={
        "token": "a token that holds, with letters in it",
        "user_id": "the user that it speaks for",
        "refused_tokens": "a mapping of name to token: expired, not yet valid, signed by another, revoked ...",
    },
)
