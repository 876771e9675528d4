from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.configuration.comparison import ChangeKind, compare_configurations
from faultmaven_core.processing.configuration.reading import read_configuration
from faultmaven_core.processing.configuration.versions import build_configuration_changes
from faultmaven_models.testing.builders import document_from_text, materials_from_texts

if TYPE_CHECKING:
    from faultmaven_core.processing.configuration.setting_tree import Configuration

YAML = """# till
server:
  port: 8080
  hosts: [a, b]
db:
  user: till
  password: hunter2-hunter2
"""
JSON = (
    '{"server": {"port": 8080, "hosts": ["a", "b"]}, "db": {"user": "till", "password": "hunter2-hunter2"}}'
)
TOML = '[server]\nport = 8080\nhosts = [\n  "a", "b"]\n[db]\nuser = "till"\npassword = \'hunter2-hunter2\'\n'
INI = "[server]\nport = 8080\nhosts = a\nhosts = b\n; old\n[db]\nuser: till\npassword = hunter2-hunter2\n"
PROPERTIES = "server.port=8080\nserver.hosts=a\\\n  ,b\ndb.user=till\n! old\ndb.password = hunter2-hunter2\n"
ENVIRONMENT = 'export PORT=8080 # web\nHOSTS="a b"\nDB_USER=till\nDB_PASSWORD=hunter2-hunter2\n'
NGINX = """upstream pool { server 10.0.0.1:80; server 10.0.0.2:80; }
server {
    listen 8080; # web
    location ~ \\.php$ { proxy_pass http://pool; }
    secure_link_secret "hunter2-hunter2";
}
"""


def configuration(text: str, source: str = "f") -> Configuration:
    found = read_configuration(document_from_text(source, text))
    assert found is not None
    return found


def differences(before: str, after: str) -> list[tuple[str, str, int | None, int | None]]:
    return [
        (
            change.kind.value,
            change.name,
            change.before.line if change.before else None,
            change.after.line if change.after else None,
        )
        for change in compare_configurations(configuration(before), configuration(after))
    ]


@pytest.mark.parametrize(
    ("written_as", "text", "port_line"),
    [
        ("yaml", YAML, 3),
        ("json", JSON, 1),
        ("toml", TOML, 2),
        ("ini", INI, 2),
        ("properties", PROPERTIES, 1),
        ("environment", ENVIRONMENT, 1),
        ("directives", NGINX, 3),
    ],
)
def test_each_format_is_typed_cited_and_masked(written_as: str, text: str, port_line: int) -> None:
    found = configuration(text)
    assert found.format == written_as
    (port,) = (one for one in found.settings if one.value == 8080)
    assert port.line == port_line
    secrets = [one for one in found.settings if one.is_secret]
    assert len(secrets) == 1
    assert "hunter2" not in repr(found.settings)
    assert all("hunter2" not in found.span(one).quote for one in found.settings)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("token: abc\nname: x\n", True),
        ("tokenTTL: 60s\nname: x\n", False),
        ("a: {passwordFile: /run/x}\n", False),
        ("a: {credentials: {user: u, value: w}}\n", True),
        ("password: ${DB_PASSWORD}\nb: 1\n", False),
        ("url: postgres://u:p@h/db\nb: 1\n", True),
        ("url: postgres://h/db\nb: 1\n", False),
        ("env:\n- name: DB_PASSWORD\n  value: x\n", True),
        ("env:\n- name: DB_HOST\n  value: x\n", False),
        ("kind: Secret\ndata: {a: eA==}\n", True),
        ("kind: ConfigMap\ndata: {a: eA==}\n", False),
        ("authorization: true\nb: 1\n", False),
    ],
)
def test_what_is_a_secret(text: str, *, hidden: bool) -> None:
    assert any(one.is_secret for one in configuration(text).settings) is hidden


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just a sentence: with a colon.\n",
        "Dear all: the shop is down.\nPlease see below: nothing works.\nThanks a lot: me\n",
        "2026-01-01 10:00:00 INFO a=b c=d\n2026-01-01 10:00:01 WARN e=f\n",
        "Name:         till-0\nNamespace:    shop\nLabels:       app=till\n",
        "public class A {\n  int x = 5;\n  void server() { run(); }\n}\n",
        "a { color: red; }\n",
        '{"a": 1}\n{"a": 2}\n',
        '[{"@timestamp": "x", "level": "INFO"}]',
        "[1, 2, 3]",
        "- a\n- b\n",
        "a: [1, 2\nb: 3\n",
        "x: *unknown\ny: 1\n",
    ],
)
def test_other_texts_are_no_configuration(text: str) -> None:
    assert read_configuration(document_from_text("app.yaml", text)) is None


@pytest.mark.parametrize("text", [YAML, JSON, TOML, INI, PROPERTIES, ENVIRONMENT, NGINX])
def test_nothing_differs_from_itself(text: str) -> None:
    assert differences(text, text) == []


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
TREES = st.dictionaries(
    st.text(alphabet="abcdef", min_size=1),
    st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="abc"), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


def turned(value: Any) -> Any:
    """The same with the keys of every mapping in reverse."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(one) for one in value] if isinstance(value, list) else value


@given(TREES)
def test_order_of_keys_and_formatting_are_no_difference(tree: dict[str, Any]) -> None:
    assert differences(json.dumps(tree), json.dumps(turned(tree), indent=3)) == []


@given(TREES, TREES)
def test_a_comparison_turned_round_has_as_many_differences(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    there, back = (differences(json.dumps(a), json.dumps(b)) for a, b in ((one, other), (other, one)))
    assert len(there) == len(back)


def test_yaml_in_another_layout_is_no_difference() -> None:
    plain = yaml.safe_load(YAML)
    assert differences(YAML, yaml.safe_dump(plain, default_flow_style=True)) == []
    assert differences(YAML, YAML.replace("8080", '"8080"')) == [("changed", "server.port", 3, 3)]


def test_added_removed_and_changed_have_their_lines() -> None:
    after = YAML.replace("  user: till\n", "").replace("8080", "8081").replace("# till", "mode: fast")
    assert differences(YAML, after) == [
        ("changed", "server.port", 3, 3),
        ("removed", "db.user", 6, None),
        ("added", "mode", None, 1),
    ]


def test_elements_of_lists_are_matched_by_name_or_content() -> None:
    before = "c:\n- name: a\n  x: 1\n- name: b\n  x: 2\nd: [1, 2, 3]\n"
    after = "c:\n- name: b\n  x: 2\n- name: a\n  x: 9\nd: [3, 1, 2]\n"
    assert differences(before, after) == [
        ("changed", "c[a].x", 3, 5),
        ("reordered", "c", 2, 2),
        ("reordered", "d", 6, 6),
    ]


def test_a_changed_secret_is_told_without_its_text() -> None:
    changes = compare_configurations(configuration(YAML), configuration(YAML.replace("hunter2-h", "other")))
    assert [(one.kind, one.name) for one in changes] == [(ChangeKind.CHANGED, "db.password")]
    assert "hunter2" not in repr(changes)


def test_two_formats_are_compared_by_names() -> None:
    assert differences("server:\n  port: 8080\n  x: true\n", "server.port=8080\nserver.x=false\n") == [
        ("changed", "server.x", 3, 2)
    ]


def test_two_versions_in_a_case_are_found() -> None:
    texts = {
        "old/app.yaml": YAML,
        "new/app.yaml": YAML.replace("8080", "1"),
        "x/b.yaml": YAML,
        "y/b.yaml": JSON,
    }
    (found,) = build_configuration_changes(materials_from_texts(texts))
    assert (found.before.document.source, found.after.document.source) == ("old/app.yaml", "new/app.yaml")
    assert [one.name for one in found.changes] == ["server.port"]


def test_merged_and_shared_parts_are_read_where_they_are_used() -> None:
    found = configuration("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n")
    assert {one.name: one.value for one in found.settings} == {
        "base.x": 1,
        "base.y": 2,
        "use.x": 1,
        "use.y": 3,
    }


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + level)}: &{chr(98 + level)} [{','.join(['*' + chr(97 + level)] * 9)}]\n" for level in range(9)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        BOMB.replace("[x,x,x,x,x,x,x,x,x]", "{x: 1}").replace("[*", "{<<: [*").replace("*]", "*]}"),
        "[" * 100_000,
        '{"a":' * 100_000,
        "a: " * 50_000,
        "- " * 100_000,
        "x = " + "[" * 10_000,
        "a=b\\\n" * 90_000,
        "server {" * 100_000,
        "'" * 100_000 + "{;:=",
        "a:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 1_000)),
        "\x00\x1b[31m=\u202e:{;" * 1_000,
    ],
    ids=range(12),
)
def test_hostile_texts_are_refused_in_time(text: str) -> None:
    start = time.process_time()
    assert read_configuration(document_from_text("f", text)) is None
    assert time.process_time() - start < 3


@given(st.text(alphabet="ab:=[]{}#;&*-<'\"\\\n .\t1$", max_size=200))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for start in ("", "a: 1\n", "[s]\na = 1\n", "server { listen 1; }\n", '{"a":'):
        found = read_configuration(document_from_text("f", start + text))
        if found is not None:
            assert all(found.span(one).quote for one in found.settings)
            assert compare_configurations(found, found) == ()
