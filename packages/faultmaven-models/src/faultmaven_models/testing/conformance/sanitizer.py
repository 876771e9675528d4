"""The kit for ISanitizer.

That it never returns its input when the work fails is proved through the variant ``breaking``: an adapter
whose detector raises, the way it does when a model is missing or a pattern is wrong.
"""

from __future__ import annotations

from functools import partial

from faultmaven_models.errors import RedactionFailed
from faultmaven_models.interfaces import ISanitizer
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.kit import BREAKING, Kit
from faultmaven_models.testing.conformance.names import expect_short_stable_name

_CASE, _OTHER_CASE = "case_0000000000001", "case_0000000000002"
_PERSONAL = "jane.roe@mail.example.org"
_OTHER_PERSONAL = "john.doe@mail.example.org"
_SECRET = "Zx81-quartz-lantern"  # noqa: S105  made up, to be found
_REPLACED = "The text with every secret and personal datum replaced by a placeholder."
_SAME = "The same value has the same placeholder over a whole case."
_RESTORED = "The text with the placeholders of personal data put back; secrets stay out."
_FAILS = "Raises RedactionFailed when any part of the work fails: it never returns its input instead."


def _personal(bench: Bench[ISanitizer]) -> tuple[str, str]:
    first, second = bench.sample("personal", default=(_PERSONAL, _OTHER_PERSONAL))
    return str(first), str(second)


def _secret(bench: Bench[ISanitizer]) -> tuple[str, str]:
    text, secret = bench.sample("secret", default=(f"password={_SECRET}", _SECRET))
    return str(text), str(secret)


@check("A short stable name, recorded in the audit.")
async def _the_name_is_short_and_stable(bench: Bench[ISanitizer]) -> None:
    await expect_short_stable_name(bench)


@check(_REPLACED)
async def _personal_data_are_replaced(bench: Bench[ISanitizer]) -> None:
    value, _ = _personal(bench)
    redaction = (await bench.fresh()).redact(f"login failed for {value} again\n{value}", case_id=_CASE)
    bench.expect(value not in redaction.text, f"{value} is still in {redaction.text!r}")
    bench.expect("login failed for" in redaction.text, f"the words around it are lost: {redaction.text!r}")
    bench.expect(sum(redaction.counts.values()) > 0, "it counted nothing")


@check(_REPLACED)
async def _secrets_are_replaced(bench: Bench[ISanitizer]) -> None:
    text, secret = _secret(bench)
    redaction = (await bench.fresh()).redact(f"starting\n{text}\nstarted", case_id=_CASE)
    bench.expect(secret not in redaction.text, f"the secret is still in {redaction.text!r}")
    bench.expect("started" in redaction.text, f"the words around it are lost: {redaction.text!r}")
    bench.expect(sum(redaction.counts.values()) > 0, "it counted nothing")


@check(_REPLACED)
async def _a_text_with_nothing_to_hide_keeps_its_words(bench: Bench[ISanitizer]) -> None:
    sanitizer = await bench.fresh()
    for text in ("", "the pod was restarted four times"):
        bench.expect_equal(sanitizer.redact(text, case_id=_CASE).text, text, "the redacted text")


@check(_SAME)
async def _a_value_keeps_its_placeholder_over_the_case(bench: Bench[ISanitizer]) -> None:
    value, other = _personal(bench)
    sanitizer = await bench.fresh()
    first = sanitizer.redact(f"from {value}", case_id=_CASE).text
    again = sanitizer.redact(f"to {other} ; from {value}", case_id=_CASE).text
    bench.expect(again.endswith(first), f"the value is in {first!r}, and later in {again!r}")


@check(_SAME)
async def _two_values_have_two_placeholders(bench: Bench[ISanitizer]) -> None:
    value, other = _personal(bench)
    sanitizer = await bench.fresh()
    first = sanitizer.redact(f"from {value}", case_id=_CASE).text
    second = sanitizer.redact(f"from {other}", case_id=_CASE).text
    bench.expect(first != second, f"both values became {first!r}, so nobody can tell them apart")


@check(_RESTORED)
async def _personal_data_come_back(bench: Bench[ISanitizer]) -> None:
    value, other = _personal(bench)
    sanitizer = await bench.fresh()
    text = f"{value} wrote to {other} ; then {value} left"
    restored = sanitizer.restore(sanitizer.redact(text, case_id=_CASE).text, case_id=_CASE)
    bench.expect_equal(restored, text, "the restored text")


@check(_RESTORED)
async def _secrets_stay_out(bench: Bench[ISanitizer]) -> None:
    text, secret = _secret(bench)
    sanitizer = await bench.fresh()
    restored = sanitizer.restore(sanitizer.redact(text, case_id=_CASE).text, case_id=_CASE)
    bench.expect(secret not in restored, f"the secret came back in {restored!r}")


@check("Unknown ones are left alone.")
async def _placeholders_of_other_cases_are_left_alone(bench: Bench[ISanitizer]) -> None:
    value, _ = _personal(bench)
    sanitizer = await bench.fresh()
    redacted = sanitizer.redact(f"from {value}", case_id=_CASE).text
    bench.expect_equal(
        sanitizer.restore(redacted, case_id=_OTHER_CASE), redacted, "the text restored for another case"
    )
    for text in ("", "no placeholder", "<PERSON_77> EMAILX99X [REDACTED:1]"):
        bench.expect_equal(sanitizer.restore(text, case_id=_CASE), text, "a text without known placeholders")


@check(_FAILS)
async def _a_detector_that_raises_gives_no_text(bench: Bench[ISanitizer]) -> None:
    value, _ = _personal(bench)
    text, secret = _secret(bench)
    sanitizer = await bench.variant(BREAKING)
    for unsafe in (f"from {value}", text):
        error = await bench.expect_error(
            RedactionFailed, partial(sanitizer.redact, unsafe, case_id=_CASE), "redact"
        )
        bench.expect(value not in str(error) and secret not in str(error), "the message carries the text")


SANITIZER_KIT = Kit(
    port=ISanitizer,
    checks=(
        implements(ISanitizer),
        _the_name_is_short_and_stable,
        _personal_data_are_replaced,
        _secrets_are_replaced,
        _a_text_with_nothing_to_hide_keeps_its_words,
        _a_value_keeps_its_placeholder_over_the_case,
        _two_values_have_two_placeholders,
        _personal_data_come_back,
        _secrets_stay_out,
        _placeholders_of_other_cases_are_left_alone,
        _a_detector_that_raises_gives_no_text,
    ),
    variants={BREAKING: "a sanitizer whose detector raises on every text"},
    samples={
        "personal": "two personal data that it must find (default: two e-mail addresses)",
        "secret": "a text and the secret in it that it must find (default: a password=... line)",
    },
)
