"""Valid files of the kinds that are uploaded, and bombs; mutations start from these."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

Sample = tuple[str, bytes]

LEVELS = ("DEBUG", "INFO", "WARN", "ERROR", "FATAL")
MESSAGES = (
    "connection refused: dial tcp 10.0.0.7:5432",
    "java.lang.OutOfMemoryError: Java heap space",
    "FATAL: sorry, too many clients already",
    "no space left on device",
    "x509: certificate has expired or is not yet valid",
    "upstream timed out (110: Connection timed out) while reading response header",
    "MISCONF Redis is configured to save RDB snapshots",
    "request 8841 done in 12 ms",
)


def application_log(random: Random) -> Sample:
    lines = [
        f"2026-0{random.randint(1, 9)}-1{random.randint(0, 9)}T03:0{number % 10}:{number % 60:02}Z "
        f"{random.choice(LEVELS)} [worker-{number % 3}] {random.choice(MESSAGES)}"
        for number in range(random.randint(1, 200))
    ]
    return "app.log", ("\n".join(lines) + "\n").encode()


def system_log(random: Random) -> Sample:
    lines = [
        f"<{random.randint(0, 191)}>Feb {number % 30:2} 03:04:{number % 60:02} web-1 sshd[{number}]: "
        + random.choice(MESSAGES)
        for number in range(random.randint(1, 80))
    ]
    return "syslog", "\n".join(lines).encode()


def json_log(random: Random) -> Sample:
    lines = [
        json.dumps(
            {"ts": 1760000000 + number, "level": random.choice(LEVELS), "msg": random.choice(MESSAGES)}
        )
        for number in range(random.randint(1, 80))
    ]
    return "app.jsonl", "\n".join(lines).encode()


def pod_list(random: Random) -> Sample:
    pods = [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": f"web-{number}", "namespace": "shop", "labels": {"app": "web"}},
            "spec": {
                "containers": [{"name": "web", "image": "web:1", "resources": {"limits": {"memory": "64Mi"}}}]
            },
            "status": {
                "phase": random.choice(["Running", "Pending", "Failed"]),
                "containerStatuses": [
                    {"name": "web", "restartCount": 7, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
                ],
            },
        }
        for number in range(random.randint(1, 12))
    ]
    return "pods.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": pods}, indent=2).encode()


def manifests(random: Random) -> Sample:
    parts = [
        f"apiVersion: v1\nkind: Service\nmetadata:\n  name: s{number}\n  labels: {{app: web}}\nspec:\n"
        f"  selector:\n    app: web{number % 2}\n  ports:\n  - port: 80\n    targetPort: {random.randint(1, 70000)}\n"
        for number in range(random.randint(1, 12))
    ]
    return "services.yaml", "---\n".join(parts).encode()


def pod_table(random: Random) -> Sample:
    rows = [
        f"web-{number}   0/1   {random.choice(['CrashLoopBackOff', 'Running', 'Pending'])}   {number}   4m"
        for number in range(random.randint(1, 30))
    ]
    head = "$ kubectl get pods\nNAME   READY   STATUS   RESTARTS   AGE\n"
    return "pods.txt", (head + "\n".join(rows) + "\n").encode()


def metrics_table(random: Random) -> Sample:
    rows = [
        f"2026-01-01T00:{number % 60:02}:00Z,{random.random() * 100:.2f},{random.randint(0, 9)}"
        for number in range(random.randint(5, 120))
    ]
    return "metrics.csv", ("time,cpu,errors\n" + "\n".join(rows)).encode()


def prometheus_text(random: Random) -> Sample:
    rows = [
        f'http_requests_total{{code="{random.choice([200, 404, 500])}",pod="p{number}"}} {random.random() * 1e6}'
        for number in range(random.randint(1, 60))
    ]
    return "metrics.prom", ("# TYPE http_requests_total counter\n" + "\n".join(rows) + "\n").encode()


def xml_text(random: Random) -> Sample:
    rows = [
        f'<Event id="{number}"><Level>2</Level><Data>disk &amp; net</Data></Event>' for number in range(30)
    ]
    return "events.xml", ("<?xml version='1.0'?>\n<Events>" + "\n".join(rows) + "</Events>").encode()


def configuration(random: Random) -> Sample:
    return "nginx.conf", b"upstream app { server 10.0.0.7:8080; }\nserver {\n  listen 443 ssl;\n" + (
        b"  location / { proxy_pass http://app; }\n" * random.randint(1, 40) + b"}\n"
    )


def entity_bomb(random: Random) -> Sample:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10 + random.randint(0, 20)))
    return "bomb.xml", f'<!DOCTYPE x [<!ENTITY l0 "ha">{levels}]><x>&l9;</x>'.encode()


def alias_bomb(random: Random) -> Sample:
    depth = random.randint(5, 30)
    names = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, depth)]
    return "bomb.yaml", (
        "apiVersion: v1\nkind: List\na0: &a0 [x, x]\n" + "".join(names) + f"items: *a{depth - 1}\n"
    ).encode()


def deep_nesting(random: Random) -> Sample:
    depth = random.choice([50, 500, 5000])
    opening, closing = random.choice([("[", "]"), ('{"kind":', "}"), ("<a>", "</a>"), ("(", ")")])
    return "deep.json", (opening * depth + "1" + closing * depth).encode()


def deep_indentation(random: Random) -> Sample:
    depth = random.choice([20, 200, 600])
    text = "".join(f"{' ' * level}k{level}:\n" for level in range(depth))
    return "deep.yaml", ("apiVersion: v1\nkind: Pod\nspec:\n" + text).encode()


def one_token(random: Random) -> Sample:
    token = random.choice(
        ["=", "a", " ", "\t", "9", "-", ".", ":", "/", "\\", '"', "'", "{", "<", "%", "at ", "ERROR "]
    )
    return "token.log", (token * random.randint(1000, 60_000)).encode()


def noise(random: Random) -> Sample:
    return "noise.bin", random.randbytes(random.randint(1, 5000))


SAMPLES: tuple[Callable[[Random], Sample], ...] = (
    application_log,
    system_log,
    json_log,
    pod_list,
    manifests,
    pod_table,
    metrics_table,
    prometheus_text,
    xml_text,
    configuration,
    entity_bomb,
    alias_bomb,
    deep_nesting,
    deep_indentation,
    one_token,
    noise,
)
