# ruff: noqa: ANN001, ANN003, ANN201  a mutant has the signature of what it breaks
from __future__ import annotations

import itertools

from faultmaven_models.chat import Redaction
from faultmaven_models.errors import RedactionFailed
from faultmaven_models.testing.conformance import KITS, Mutant, Subject, kit_weaknesses, run_kit
from faultmaven_models.testing.fakes import FakeSanitizer
from faultmaven_models.testing.fakes.sanitizer import EMAIL, SECRET, find_sensitive

KIT = KITS["ISanitizer"]
NAME = "the name is short and stable"
PERSONAL = "personal data are replaced"
SECRETS = "secrets are replaced"
WORDS = "a text with nothing to hide keeps its words"
SAME = "a value keeps its placeholder over the case"
TWO = "two values have two placeholders"
BACK = "personal data come back"
OUT = "secrets stay out"
UNKNOWN = "placeholders of other cases are left alone"
FAILS = "a detector that raises gives no text"


def sanitizer(*, find=find_sensitive, **overrides):
    made = type("Sanitizer", (FakeSanitizer,), overrides)
    return Subject(lambda: made(find=find), variants={"breaking": lambda: made(find=find, broken=True)})


def only(kind):
    return lambda text: [pair for pair in find_sensitive(text) if pair[0] == kind]


def first_only(self, text, *, case_id):
    found = find_sensitive(text)
    return Redaction(text=text.replace(found[0][1], "X1X", 1) if found else text, counts={"x": 1})


def uncounted(self, text, *, case_id):
    return Redaction(text=FakeSanitizer.redact(self, text, case_id=case_id).text)


def everything(self, text, *, case_id):
    return Redaction(text="[removed]", counts={"text": 1})


NUMBERS = itertools.count()


def renumbered(self, text, *, case_id):
    return FakeSanitizer.redact(self, text, case_id=f"{case_id}-{next(NUMBERS)}")


def one_placeholder(self, text, *, case_id):
    redaction = FakeSanitizer.redact(self, text, case_id=case_id)
    return redaction.model_copy(update={"text": redaction.text.replace("EMAILX2X", "EMAILX1X")})


def restore_all(self, text, *, case_id):
    for (_, value), placeholder in self._placeholders.get(case_id, {}).items():
        text = text.replace(placeholder, value)
    return text


def restore_for_any_case(self, text, *, case_id):
    for known in self._placeholders:
        text = FakeSanitizer.restore(self, text, case_id=known)
    return text


def restore_nothing(self, text, *, case_id):
    return text


def restore_cleanly(self, text, *, case_id):
    restored = FakeSanitizer.restore(self, text, case_id=case_id)
    return restored.replace("EMAILX99X", "").replace("<PERSON_77>", "")


def input_when_it_fails(self, text, *, case_id):
    try:
        return FakeSanitizer.redact(self, text, case_id=case_id)
    except RedactionFailed:
        return Redaction(text=text)


def message_with_text(self, text, *, case_id):
    try:
        return FakeSanitizer.redact(self, text, case_id=case_id)
    except RedactionFailed as error:
        raise RedactionFailed(f"cannot redact {text!r}") from error


def bare_error(self, text, *, case_id):
    try:
        return FakeSanitizer.redact(self, text, case_id=case_id)
    except RedactionFailed as error:
        raise ValueError("detector") from error


MUTANTS = [
    Mutant("no name", sanitizer(name=property(lambda self: "")), (NAME,)),
    Mutant("finds no personal data", sanitizer(find=only(SECRET)), (PERSONAL,)),
    Mutant("finds no secrets", sanitizer(find=only(EMAIL)), (SECRETS, OUT)),
    Mutant("replaces the first only", sanitizer(redact=first_only), (PERSONAL,)),
    Mutant("does not count", sanitizer(redact=uncounted), (PERSONAL, SECRETS)),
    Mutant("removes everything", sanitizer(redact=everything), (PERSONAL, SECRETS, WORDS)),
    Mutant("numbers anew for each text", sanitizer(redact=renumbered), (SAME, TWO)),
    Mutant("one placeholder for all", sanitizer(redact=one_placeholder), (TWO, BACK)),
    Mutant("puts secrets back", sanitizer(restore=restore_all), (OUT,)),
    Mutant("puts nothing back", sanitizer(restore=restore_nothing), (BACK,)),
    Mutant("mixes cases", sanitizer(restore=restore_for_any_case), (UNKNOWN,)),
    Mutant("drops unknown placeholders", sanitizer(restore=restore_cleanly), (UNKNOWN,)),
    Mutant("returns its input when it fails", sanitizer(redact=input_when_it_fails), (FAILS,)),
    Mutant("tells the text in the error", sanitizer(redact=message_with_text), (FAILS,)),
    Mutant("raises what the detector raises", sanitizer(redact=bare_error), (FAILS,)),
]


async def test_the_fake_keeps_every_clause() -> None:
    result = await run_kit(KIT, sanitizer())
    assert result.complete, str(result)


async def test_the_kit_catches_every_mutant() -> None:
    assert await kit_weaknesses(KIT, MUTANTS) == ()
