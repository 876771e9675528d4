from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from faultmaven_security import placeholders
from faultmaven_security.vault import CaseVault, Vault

CASE = "case_0000000000001"
REWORDINGS = {
    "as it is": "{}",
    "lower case": "{lower}",
    "title case": "{title}",
    "bold": "**{}**",
    "code": "`{}`",
    "quoted": '"{}"',
    "possessive": "{}'s",
    "plural": "{}s",
    "hyphens between the parts": "{hyphens}",
    "blanks between the parts": "{blanks}",
    "html": "<b>{}</b>&nbsp;",
    "at the end of a sentence": "{}.",
    "in an address": "mailto:{}?subject=x",
}


@pytest.fixture
def vault() -> CaseVault:
    return Vault(key=b"k" * 32).case(CASE)


@pytest.mark.parametrize("form", REWORDINGS.values(), ids=REWORDINGS)
def test_a_placeholder_survives_rewording(vault: CaseVault, form: str) -> None:
    written = vault.hide("ann@example.org", label="EMAIL")
    parts = placeholders.PLACEHOLDER.fullmatch(written).groups()
    reworded = form.format(
        written,
        lower=written.lower(),
        title=written.title(),
        hyphens="-".join(("QZ", *parts)),
        blanks=" ".join(("QZ", *parts)),
    )
    assert "ann@example.org" in vault.restore(reworded)


def test_a_slip_in_the_number_is_not_taken_for_another_value(vault: CaseVault) -> None:
    values = [f"user{n}@example.org" for n in range(40)]
    written = [vault.hide(value, label="EMAIL") for value in values]
    slipped = [form[:-3] + str((int(form[-3]) + 1) % 10) + form[-2:] for form in written]
    wrong = sum(vault.restore(form) != form for form in slipped)
    assert wrong <= 2


def test_a_secret_is_kept_as_a_hash_alone() -> None:
    vault = Vault(key=b"k" * 32)
    placeholder = vault.case(CASE).hide_secret("quartz-lantern-81", label="SECRET")
    case = vault.case(CASE)
    kept = pickle.dumps({slot: getattr(case, slot) for slot in case.__slots__ if slot != "_lock"})
    assert b"quartz" not in kept
    assert case.restore(placeholder) == placeholder


def test_keys_decide_the_hash() -> None:
    one, two = Vault(key=b"1" * 32).case(CASE), Vault(key=b"2" * 32).case(CASE)
    one.hide_secret("quartz", label="SECRET")
    two.hide_secret("quartz", label="SECRET")
    assert one._by_secret.keys() != two._by_secret.keys()


def test_forgetting_a_case_ends_restoring() -> None:
    vault = Vault()
    placeholder = vault.case(CASE).hide("ann@example.org", label="EMAIL")
    vault.forget(CASE)
    vault.forget("case_never_seen")
    assert vault.case(CASE).restore(placeholder) == placeholder


def test_threads_agree(vault: CaseVault) -> None:
    values = [f"user{n % 50}@example.org" for n in range(2000)]
    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(lambda value: vault.hide(value, label="EMAIL"), values))
    assert len(set(written)) == 50
    assert {vault.restore(form) for form in written} == set(values)
