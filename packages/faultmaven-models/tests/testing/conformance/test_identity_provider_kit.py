# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

from faultmaven_models.chat import Identity
from faultmaven_models.errors import NotFound
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeIdentityProvider

KIT = KITS["IIdentityProvider"]
PROVES = "a token proves its identity"
NONSENSE = "nonsense is refused"
CHANGED = "a changed token is refused"
REFUSED = "refused tokens are refused"
SAMPLES = {"token": "valid-token", "user_id": "user-1", "refused_tokens": {"expired": "old-token"}}


def provider(**overrides):
    return Subject(type("Provider", (FakeIdentityProvider,), overrides), samples=SAMPLES)


async def anybody(self, token):
    return Identity(user_id="user-1")


async def another_user(self, token):
    await FakeIdentityProvider.identify(self, token)
    return Identity(user_id="user-2")


async def by_prefix(self, token):
    return await FakeIdentityProvider.identify(self, "valid-token" if token[:5] == "valid" else token)


async def ignoring_case(self, token):
    return await FakeIdentityProvider.identify(self, token.lower())


async def guest_without_token(self, token):
    return await FakeIdentityProvider.identify(self, token.strip() or "valid-token")


async def trusting_old(self, token):
    return await FakeIdentityProvider.identify(self, token.replace("old", "valid"))


async def not_found(self, token):
    if token == SAMPLES["token"]:
        return await FakeIdentityProvider.identify(self, token)
    raise NotFound("no such token")


MUTANTS = [
    Mutant("takes everything", provider(identify=anybody), (NONSENSE, CHANGED, REFUSED)),
    Mutant("names somebody else", provider(identify=another_user), (PROVES,)),
    Mutant("looks at the start only", provider(identify=by_prefix), (CHANGED,)),
    Mutant("ignores case", provider(identify=ignoring_case), (CHANGED,)),
    Mutant("an empty token is a guest", provider(identify=guest_without_token), (NONSENSE,)),
    Mutant("takes expired tokens", provider(identify=trusting_old), (REFUSED,)),
    Mutant("raises another error", provider(identify=not_found), (NONSENSE, CHANGED, REFUSED)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, provider())
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
