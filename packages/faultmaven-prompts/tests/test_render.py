from __future__ import annotations

from typing import Any

import pytest

from faultmaven_models.chat import ChatMessage, Speaker
from faultmaven_models.errors import InvalidInput, SetupError
from faultmaven_prompts.render import check_template, render_messages

DELIMITER = "0123456789abcdef"


def both(user: Any, system: Any = "Be short.") -> Any:
    return f"{{% block system %}}{system}{{% endblock %}}{{% block user %}}{user}{{% endblock %}}"


def render(source: str, **values: Any) -> Any:
    return render_messages(source, values, name="room/name", delimiter=DELIMITER)


def test_the_two_parts_become_two_messages() -> None:
    assert render(both("Say {{ what }}."), what="hello") == (
        ChatMessage(speaker=Speaker.SYSTEM, text="Be short."),
        ChatMessage(speaker=Speaker.USER, text="Say hello."),
    )


def test_the_delimiter_is_known_to_both_parts() -> None:
    first, second = render(both("{{ delimiter }}", "{{ delimiter }}"))
    assert first.text == second.text == DELIMITER


def test_text_is_not_escaped() -> None:
    assert render(both("{{ what }}"), what="<a> & \"b\" 'c'")[1].text == "<a> & \"b\" 'c'"


@pytest.mark.parametrize(
    "source", [both("{{ gone }}"), both("{% if gone %}x{% endif %}"), both("{{ there.gone }}")]
)
def test_a_missing_value_names_the_prompt_and_the_value(source: str) -> None:
    with pytest.raises(InvalidInput, match=r"room/name misses a value: .*gone"):
        render(source, there={})


@pytest.mark.parametrize(
    "delimiter",
    ["", "short", "x" * 15, "x" * 65, "has blank 1234567", "dash-dash-dash-dash", "größergrößergrößer"],
)
def test_a_delimiter_that_could_be_guessed_or_break_the_fence_is_refused(delimiter: Any) -> None:
    with pytest.raises(InvalidInput, match="random"):
        render_messages(both("x"), {}, name="n", delimiter=delimiter)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (both("{% if %}"), "line 1"),
        ("\n\n{% block system %}{% endblock %}{{ {% ", "line 3"),
        ("{% block system %}x{% endblock %}", "no block named user"),
        ("just text", "no block named system and none named user"),
        ("{% include 'other' %}" + both("x"), "stands alone"),
        (both("{% include name %}"), "stands alone"),
        ("{% extends 'other' %}" + both("x"), "stands alone"),
        (both("{% import 'other' as o %}"), "stands alone"),
        (both("{{ x | no_such_filter }}"), "no_such_filter"),
    ],
)
def test_a_broken_template_says_what_is_wrong(source: str, words: str) -> None:
    with pytest.raises(SetupError, match=words) as caught:
        check_template(source, name="room/name")
    assert "room/name" in str(caught.value)


def test_a_part_that_comes_out_empty_is_a_broken_template() -> None:
    with pytest.raises(SetupError, match="empty"):
        render(both("{% if no %}x{% endif %}"), no=False)


@pytest.mark.parametrize(
    "expression",
    [
        "what.__class__",
        "what.__class__.__mro__",
        "what.format.__globals__",
        "''.__class__.__base__.__subclasses__()",
        "self.__init__.__globals__",
    ],
)
def test_a_template_cannot_leave_its_sandbox(expression: Any) -> None:
    with pytest.raises((SetupError, InvalidInput)):
        render(both("{{ " + expression + " }}"), what="text")


def test_a_template_cannot_change_its_values() -> None:
    facts = ["a"]
    with pytest.raises(SetupError):
        render(both("{{ facts.append('b') }}"), facts=facts)
    assert facts == ["a"]


@pytest.mark.parametrize("name", ["range", "lipsum", "cycler", "joiner", "namespace", "dict"])
def test_a_prompt_is_a_function_of_its_values_alone(name: str) -> None:
    with pytest.raises((InvalidInput, SetupError)):
        render(both("{{ " + name + "() }}"))
    with pytest.raises(SetupError, match="random"):
        render(both("{{ facts | random }}"), facts=["a", "b"])


@pytest.mark.parametrize(
    "source", [both("{{ share | percent }}"), both("{{ 1 / share }}"), both("{{ share + 1 }}")]
)
def test_values_that_do_not_fit_are_named_as_such(source: str) -> None:
    with pytest.raises(InvalidInput, match="room/name"):
        render(source, share="high")


def test_a_division_by_nought_is_the_fault_of_the_values() -> None:
    with pytest.raises(InvalidInput, match="room/name"):
        render(both("{{ 1 / share }}"), share=0)


def test_the_filters_for_data() -> None:
    source = both("{{ text | quoted }};{{ text | one_line }};{{ 0.765 | percent }}")
    assert render(source, text="a\n\tb")[1].text == "| a\n| \tb;a b;76%"


def test_blank_lines_of_tags_do_not_show() -> None:
    source = both("a\n{% for x in xs %}\n  {% if x %}\n- {{ x }}\n  {% endif %}\n{% endfor %}\nb")
    assert render(source, xs=["1", "", "2"])[1].text == "a\n- 1\n- 2\nb"
