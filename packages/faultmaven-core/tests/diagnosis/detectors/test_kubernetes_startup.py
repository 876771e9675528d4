from __future__ import annotations

import pytest
from shop_texts import causes, deployment_manifest, event, findings, pod

from faultmaven_core.diagnosis.kubernetes.image_pulls import registry_of
from faultmaven_models.finding import FindingKind

IMAGE = "hub.shop.test/basket:1.4"
PULL = f'Failed to pull image "{IMAGE}": failed to resolve reference "{IMAGE}": '
FAILED = {
    "image_registry_dns_failure": "failed to do request: dial tcp: lookup hub.shop.test on 192.0.2.53:53: no such host",
    "incorrect_image_reference": f"{IMAGE}: not found",
    "image_registry_unreachable": "failed to do request: dial tcp 192.0.2.80:443: i/o timeout",
    "image_pull_rate_limited": "toomanyrequests: you have reached your pull rate limit",
}


def waiting(*events: str, image: str = IMAGE) -> str:
    return pod(
        *events, status="Pending", state="Waiting", reason="ImagePullBackOff", ready=False, image=image
    )


def beside(image: str = "hub.shop.test/shelf:2.0") -> str:
    return pod(name="shelf-7b4d9c6f58-b4c7d", app="shelf", image=image)


@pytest.mark.parametrize("mode", FAILED)
def test_images_that_do_not_come(mode: str) -> None:
    found = causes(waiting(event("Failed", PULL + FAILED[mode])))
    assert found == {(mode, "app/basket"): {"events", "pod-status"}}


@pytest.mark.parametrize("mode", FAILED)
def test_pull_that_succeeded_later_is_not_accused(mode: str) -> None:
    assert causes(pod(event("Failed", PULL + FAILED[mode], age="9m"))) == {}


REFUSED = event("Failed", PULL + "failed to authorize: 401 Unauthorized")
NO_SECRET = event(
    "FailedToRetrieveImagePullSecret",
    "Unable to retrieve some image pull secrets (hub-key); attempting to pull the image may not succeed.",
)
NAMED_SECRET = deployment_manifest(spec="      imagePullSecrets:\n      - name: hub-key\n")


def test_pull_secret_that_does_not_exist() -> None:
    found = causes(waiting(NO_SECRET, REFUSED) + NAMED_SECRET)
    assert found == {("missing_image_pull_secret", "app/basket"): {"events", "pod-status", "spec"}}


def test_refusal_without_any_secret_speaks_against_the_name_when_others_pull_without_one() -> None:
    found = findings(waiting(REFUSED) + beside())
    by_mode = {
        one.failure_mode: one.completeness
        for one in found
        if one.kind is FindingKind.CAUSE and one.independence_group == "events"
    }
    assert by_mode["kubernetes.incorrect_image_reference"] > by_mode["kubernetes.missing_image_pull_secret"]


def test_refusal_without_any_secret_speaks_for_a_missing_one_at_a_registry_of_its_own() -> None:
    found = findings(waiting(REFUSED) + beside("other.shop.test/shelf:2.0"))
    by_mode = {
        one.failure_mode: one.completeness
        for one in found
        if one.kind is FindingKind.CAUSE and one.independence_group == "events"
    }
    assert by_mode["kubernetes.missing_image_pull_secret"] > by_mode["kubernetes.incorrect_image_reference"]


def test_pull_without_a_reason() -> None:
    assert set(causes(waiting())) == {("image_pull_failed", "app/basket")}


@pytest.mark.parametrize(
    ("image", "registry"),
    [
        ("nginx", "docker.io"),
        ("team/app:1", "docker.io"),
        ("localhost/app", "localhost"),
        ("a.test:5000/x/y:2", "a.test:5000"),
    ],
)
def test_registry_of_an_image(image: str, registry: str) -> None:
    assert registry_of(image) == registry


NEEDS = "    Environment Variables from:\n      basket-db  Secret  Optional: false\n"
SECRETS = "$ kubectl get secrets -n shop\nNAME       TYPE     DATA   AGE\nshelf-db   Opaque   2      4d\n\n"


def held(message: str, environment: str = NEEDS) -> str:
    row = event("Failed", f"Error: {message}")
    state = {"state": "Waiting", "reason": "CreateContainerConfigError", "status": "Pending"}
    return pod(row, ready=False, environment=environment, **state)


def test_secret_that_does_not_exist() -> None:
    found = causes(held('secret "basket-db" not found') + SECRETS)
    assert found == {("missing_secret_binding", "app/basket"): {"events", "pod-status", "spec"}}


def test_key_that_a_secret_lacks() -> None:
    assert set(causes(held("couldn't find key dsn in Secret shop/basket-db"))) == {
        ("missing_secret_binding", "app/basket")
    }


def test_config_map_that_does_not_exist() -> None:
    environment = NEEDS.replace("Secret", "ConfigMap")
    found = causes(held('configmap "basket-db" not found', environment))
    assert set(found) == {("missing_configmap_binding", "app/basket")}


def test_secret_that_came_later_is_not_accused() -> None:
    assert (
        causes(pod(event("Failed", 'Error: secret "basket-db" not found', age="9m"), environment=NEEDS)) == {}
    )


UNREAD = "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: basket-db\n  namespace: shop\nstringData:\n  DSN: x\n"
ENDED = "    Last State:     Terminated\n      Reason:       Error\n      Exit Code:    1\n"
OWNER = "Controlled By:  ReplicaSet/basket-7b4d9c6f58"


def crashing(**fields: str) -> str:
    return pod(state="Waiting", reason="CrashLoopBackOff", last=ENDED, ready=False, restarts=5, **fields)


def test_secret_beside_a_crashing_program_that_nothing_reads() -> None:
    assert OWNER in crashing()
    live = (
        crashing() + "$ kubectl get deploy -n shop\nNAME     READY   UP-TO-DATE   AVAILABLE   AGE\n"
        "basket   0/1     1            0           4d\n\n"
    )
    found = causes(live + deployment_manifest() + UNREAD)
    assert found["missing_secret_binding", "app/basket"] == {"manifest"}
    assert ("missing_secret_binding", "app/basket") not in causes(
        live.replace("    Environment:    <none>", NEEDS.rstrip()) + deployment_manifest() + UNREAD
    )


SIDECAR = """\
  guard:
    Image:          hub.shop.test/guard:3
    Port:           15900/TCP
    State:          Running
    Ready:          True
    Restart Count:  0
    Environment:
      GUARD_CONFIG:  {"statusPort":7400,"level":"warn"}
    Mounts:         <none>
"""
IN_USE = """\
2031-05-04T10:00:00Z INFO starting
2031-05-04T10:00:01Z ERROR listen tcp :7400: bind: address already in use
"""


def test_sidecar_that_holds_the_port() -> None:
    found = causes(crashing(more_containers=SIDECAR), IN_USE)
    assert found["service_sidecar_port_conflict", "app/basket"] == {"spec", "log:file1", "pod-status"}


def test_sidecar_that_calls_the_port_is_no_conflict() -> None:
    calling = SIDECAR.replace('"statusPort":7400', '"tcpSocket":{"port":7400}')
    assert set(causes(crashing(more_containers=calling))) == {("crash_loop_back_off", "app/basket")}


def test_crash_loop_is_a_weak_cause_and_a_symptom() -> None:
    found = findings(crashing())
    assert {(one.kind, one.failure_mode) for one in found if one.detector == "" and one.failure_mode} == {
        (FindingKind.CAUSE, "kubernetes.crash_loop_back_off")
    }
    assert [one for one in found if one.kind is FindingKind.SYMPTOM]
    assert all(one.completeness <= 0.25 for one in found if one.kind is FindingKind.CAUSE)


def test_restart_long_ago_of_a_ready_pod_is_no_crash_loop() -> None:
    assert causes(pod(restarts=3, last=ENDED)) == {}
