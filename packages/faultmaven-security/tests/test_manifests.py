from __future__ import annotations

from collections.abc import Callable

import pytest

YAML = """apiVersion: v1
data:
  user: YXBw
  password: aHVudGVyMg==
kind: Secret
metadata:
  name: app-credentials
  labels: {team: blue}
type: Opaque
---
apiVersion: v1
kind: ConfigMap
data:
  colour: green
"""

LIST = """apiVersion: v1
items:
- apiVersion: v1
  data:
    first: b25l
  kind: Secret
  metadata:
    name: one
- apiVersion: v1
  data:
    colour: green
  kind: ConfigMap
- kind: Secret
  stringData:
    config.yaml: |
      host: db
      word: quartz
    other: "two"
  metadata:
    name: two
"""


def test_the_data_of_a_secret_go_and_all_else_stays(redacted: Callable[[str], str]) -> None:
    text = redacted(YAML)
    assert "YXBw" not in text
    assert "aHVudGVyMg" not in text
    for kept in ("name: app-credentials", "colour: green", "  user: QZ", "team: blue", "type: Opaque"):
        assert kept in text
    assert text.count("\n") == YAML.count("\n")


def test_items_of_a_list_are_told_apart(redacted: Callable[[str], str]) -> None:
    text = redacted(LIST)
    for gone in ("b25l", "quartz", "host: db", '"two"'):
        assert gone not in text
    for kept in ("colour: green", "name: one", "name: two", "config.yaml: |"):
        assert kept in text


@pytest.mark.parametrize("quote", ['"', '\\"', '\\\\\\"'])
def test_json_and_json_inside_a_string_are_read(redacted: Callable[[str], str], quote: str) -> None:
    plain = '{"data":{"user":"YXBw","word":"aHVudGVyMg=="},"kind":"Secret","metadata":{"name":"app-x"}}'
    text = redacted(plain.replace('"', quote))
    assert "YXBw" not in text
    assert "aHVudGVyMg" not in text
    assert "app-x" in text


def test_a_json_secret_in_a_list_leaves_its_neighbours(redacted: Callable[[str], str]) -> None:
    text = redacted(
        '{"items": [{"data": {"colour": "green"}, "kind": "ConfigMap"},'
        ' {"data": {"word": "cXVhcnR6"}, "kind": "Secret"}]}'
    )
    assert "green" in text
    assert "cXVhcnR6" not in text


@pytest.mark.parametrize(
    "text",
    [
        "kind: SecretStore\ndata:\n  a: b\n",
        "kind: Secret\ndata:\n  empty: ''\n  filled: {{ word }}\n",
        "kind: Secret",
        '{"kind": "Secret"',
        "kind: Secret\ndata: {}\n",
    ],
)
def test_what_holds_no_secret_is_left(redacted: Callable[[str], str], text: str) -> None:
    assert redacted(text) == text
