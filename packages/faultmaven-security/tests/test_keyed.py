from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

import pytest

from faultmaven_security.redaction import PatternSanitizer

VALUE = "k3yQx81-Lantern_9fT2"
DENSE = "9fA3kQ0bX7mZ2pLw8RtY"


@pytest.mark.parametrize(
    "text",
    [
        f"password={VALUE}",
        f"level=info db_password={VALUE} user=app",
        f"PGPASSWORD='{VALUE}' psql",
        f'{{"password": "{VALUE}", "user": "app"}}',
        f'{{"config": "{{\\"apiKey\\": \\"{VALUE}\\"}}"}}',
        f"  password: {VALUE}",
        f'api_key: "{VALUE}"',
        f"API_TOKEN := `{VALUE}`",
        f'client_secret => "{VALUE}"',
        f'System.setProperty("DB_PASSWORD", "{VALUE}")',
        f"<token>\n    {VALUE}\n</token>",
        f'<add key="Password" value="{VALUE}" />',
        f"<key>apiToken</key>\n<string>{VALUE}</string>",
        f"- name: DB_PASSWORD\n  value: {VALUE}",
        f'{{"name": "DB_PASSWORD", "value": "{VALUE}"}}',
        f"GET /v1/items?access_token={VALUE}&page=2 HTTP/1.1",
        f"mytool --password {VALUE} --verbose",
        f"mytool --api-key={VALUE}",
        f"Server=db;User Id=app;Password={VALUE};Timeout=30",
        f'var apiToken string = "{VALUE}"',
        f"Authorization: Bearer {VALUE}",
        f"authorization: Token {VALUE}",
        f"-H 'X-Api-Key: {VALUE}'",
        f"Cookie: sid={VALUE}; theme=dark",
        f"Set-Cookie: session={VALUE}; Path=/; HttpOnly",
        f"    client-key-data: {DENSE * 4}",
        f"signing key: {DENSE}",
        f"the password is {VALUE}, tell nobody",
        f"redis.password%3D{VALUE}",
        f"BASIC_AUTH_PASS: {VALUE}",
    ],
)
def test_a_value_behind_a_telling_name_is_hidden(redacted: Callable[[str], str], text: str) -> None:
    assert VALUE not in redacted(text)
    assert DENSE not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "Failed password for invalid user admin from 10.0.0.7 port 52113 ssh2",
        "pam_unix(sshd:auth): check pass; user unknown",
        "FATAL: password authentication failed for user app",
        "error: password: authentication failed for the user",
        "password: required",
        "password: ${DB_PASSWORD}",
        "password = var.db_password",
        "password={{ .Values.password }}",
        "PASSWORD=********",
        'password = os.environ["DB_PASSWORD"]',
        "secretName: app-credentials-tls",
        "secretKeyRef: {name: app-credentials, key: password}",
        'MountVolume.SetUp failed for volume "app-credentials" : secret "app-credentials" not found',
        "imagePullSecrets: [registry-login]",
        "serviceAccountToken: {expirationSeconds: 3607}",
        "token: expired",
        "max_tokens=4096",
        "tokenizer=whitespace9",
        "primary_key=order_items_2024",
        "public_key=9fA3kQ0bX7mZ2pLw8RtY",
        "author=jones2024abc9",
        "monkey=9fA3kQ0bX7mZ2pLw8RtY",
        "key: node-role.kubernetes.io/control-plane",
        "lock wtoken = ShopToken{7ab12c9 token=Token{c0ffee12 Basket{b16b00c5}}}",
        "--authorization-mode=Node,RBAC --authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
        "authorization: enabled",
        "session opened for user root by (uid=0)",
        "cookie: none",
        "no secrets here: token_count=17 password_policy=strict2024",
    ],
)
def test_what_only_talks_of_secrets_is_left(redacted: Callable[[str], str], text: str) -> None:
    assert redacted(text) == text


def test_the_words_around_a_value_stay(redacted: Callable[[str], str]) -> None:
    text = redacted(f"connect user=app password={VALUE} host=db.local")
    assert text.startswith("connect user=app password=QZPASSWORD")
    assert text.endswith(" host=db.local")


def test_a_scheme_stays_and_its_credentials_go(sanitizer: PatternSanitizer, case: str) -> None:
    text = sanitizer.redact(f"Authorization: Bearer {VALUE}", case_id=case).text
    assert text.startswith("Authorization: Bearer QZTOKEN")


@pytest.mark.parametrize("size", [199, 200, 201, 5000])
@pytest.mark.parametrize(
    "form", ["password={}", 'password="{}"', "Authorization: Bearer {}", '\\"token\\": \\"{}\\"']
)
def test_a_long_value_goes_as_a_whole(redacted: Callable[[str], str], form: str, size: int) -> None:
    text = redacted(form.format((DENSE * 300)[:size]) + " next")
    assert DENSE[:12] not in text
    assert DENSE[-12:] not in text
    assert text.endswith(" next")


def test_a_quote_inside_a_quoted_value_does_not_end_it(redacted: Callable[[str], str]) -> None:
    text = redacted(r'{"password": "one\"two-three\"four", "user": "app"}')
    assert "two" not in text
    assert "four" not in text
    assert text.endswith(', "user": "app"}')


def test_values_of_any_alphabet_are_hidden(redacted: Callable[[str], str]) -> None:
    random = Random(7)
    for _ in range(200):
        value = "".join(random.choices(string.ascii_letters + string.digits + "-_", k=32))
        assert value not in redacted(f'{{"secret_key": "{value}"}}')
