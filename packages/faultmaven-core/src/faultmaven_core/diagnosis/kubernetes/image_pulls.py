"""Why an image could not be pulled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.index import is_healthy
from faultmaven_core.diagnosis.kubernetes.phrases import meaning
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, ruled_out, spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.objects import Event, Pod
    from faultmaven_core.processing.kubernetes.pod_spec import Container
    from faultmaven_models.finding import Finding

WAITING = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"})
_MODES = {
    "registry_dns": "image_registry_dns_failure",
    "rate_limit": "image_pull_rate_limited",
    "not_found": "incorrect_image_reference",
    "registry_unreachable": "image_registry_unreachable",
}
_SECRET_REASON = "FailedToRetrieveImagePullSecret"  # noqa: S105  the name of an event
_QUOTED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pull:
    """A container whose image does not come, and what was said about it."""

    pod: Pod
    component: str
    container: Container
    image: str
    failed: Event | None
    secret: Event | None

    @property
    def values(self) -> dict[str, str]:
        """For the texts of the catalogue."""
        return {
            "image": self.image,
            "registry": registry_of(self.image),
            "pod": self.pod.name,
            "namespace": self.pod.namespace,
            "container": self.container.name,
        }


def registry_of(image: str) -> str:
    """The registry's host of an image reference; ``docker.io`` where it names none."""
    head, slash, _ = image.partition("/")
    return head if slash and ("." in head or ":" in head or head == "localhost") else "docker.io"


def image_findings(index: ClusterIndex) -> Iterator[Finding]:
    """Findings about containers that wait for an image."""
    seen: set[str] = set()
    for pod in index.snapshot.pods:
        if is_healthy(pod):
            continue
        for container in (*pod.spec.init_containers, *pod.spec.containers):
            pull = _pull(index, pod, container)
            if pull is not None and pull.component not in seen:
                seen.add(pull.component)
                yield from _judge(index, pull)


def _pull(index: ClusterIndex, pod: Pod, container: Container) -> _Pull | None:
    state = container.state
    waits = state is not None and state.name == "Waiting" and state.reason in WAITING
    image = container.image.value if container.image else ""
    events = index.events_of(pod)
    failed = [
        event
        for event in events
        if event.type == "Warning"
        and meaning("image", event.message)
        and (not image or image in event.message)
    ]
    pulling = [
        event for event in failed if "pull" in event.message or event.reason in {"InspectFailed", "Failed"}
    ]
    if not waits and not (state is None and pulling):
        return None
    return _Pull(
        pod=pod,
        component=index.component("pod", pod.name),
        container=container,
        image=image,
        failed=pulling[0] if pulling else None,
        secret=next((event for event in events if event.reason == _SECRET_REASON), None),
    )


def _judge(index: ClusterIndex, pull: _Pull) -> Iterator[Finding]:
    kind = meaning("image", pull.failed.message) if pull.failed else ""
    state = pull.container.state
    if not kind and state is not None and state.reason == "InvalidImageName":
        kind = "not_found"
    if not kind:
        yield from _unexplained(index, pull)
        return
    verdicts = _unauthorized(index, pull) if kind == "unauthorized" else ((_MODES[kind], 0.9),)
    for mode, completeness in verdicts:
        yield from _accuse(index, pull, mode, completeness)
    yield from _alternatives(pull, {mode for mode, _ in verdicts})


def _unauthorized(index: ClusterIndex, pull: _Pull) -> tuple[tuple[str, float], ...]:
    """Credentials that are missing, or a name that the registry will not admit to know.

    A registry answers alike for a private image and for one that does not exist. When the pod names a pull secret,
    it is the secret. When images of other pods come from that registry without any, the name is the likelier fault.
    """
    if pull.secret is not None or _pull_secrets(index, pull.pod):
        return (("missing_image_pull_secret", 0.9),)
    registry = registry_of(pull.image)
    beside = any(
        container.image is not None
        and container.image.value != pull.image
        and registry_of(container.image.value) == registry
        and container.state is not None
        and container.state.name == "Running"
        for pod in index.snapshot.pods
        for container in pod.spec.containers
    )
    is_official = registry == "docker.io" and "/" not in pull.image
    if beside or is_official:
        return ("incorrect_image_reference", 0.7), ("missing_image_pull_secret", 0.3)
    return ("missing_image_pull_secret", 0.7), ("incorrect_image_reference", 0.3)


def _pull_secrets(index: ClusterIndex, pod: Pod) -> bool:
    specs = (pod.spec, index.template(pod), index.declared_spec(pod))
    return any(spec is not None and spec.pull_secrets for spec in specs)


def _accuse(index: ClusterIndex, pull: _Pull, mode: str, completeness: float) -> Iterator[Finding]:
    name = pull.component.partition("/")[2]
    values = dict(pull.values)
    if pull.secret is not None:
        values["secret"] = pull.secret.message.partition("(")[2].partition(")")[0]
    told = (
        pull.failed.message if pull.failed else (pull.container.state.reason if pull.container.state else "")
    )
    yield cause(
        mode=mode,
        component=pull.component,
        summary=f"The image {pull.image} of {name} cannot be pulled: {told[-_QUOTED:]}",
        at=spans(
            pull.failed.at if pull.failed else pull.container.at, pull.secret.at if pull.secret else None
        ),
        group=Group.EVENTS,
        completeness=completeness,
        strongly=True,
        values=values,
        affects=index.callers(pull.component),
    )
    if pull.container.state is not None:
        yield cause(
            mode=mode,
            component=pull.component,
            summary=f"Container {pull.container.name} waits: {pull.container.state.reason}.",
            at=spans(pull.container.state.at),
            group=Group.POD_STATUS,
            completeness=0.4 * completeness,
        )
    yield from _from_spec(index, pull, mode, completeness, values)


def _from_spec(
    index: ClusterIndex, pull: _Pull, mode: str, completeness: float, values: dict[str, str]
) -> Iterator[Finding]:
    declared = index.declared_spec(pull.pod)
    places = [
        container.image
        for spec in (index.template(pull.pod), declared)
        if spec is not None
        for container in spec.containers
        if container.name == pull.container.name and container.image is not None
    ]
    if mode == "missing_image_pull_secret" and declared is not None:
        named = list(declared.pull_secrets.items())
        known = {data.name for data in index.snapshot.keyed_data if data.kind == "secret"}
        absent = [told for name, told in named if name not in known]
        if named and absent:
            yield cause(
                mode=mode,
                component=pull.component,
                summary=f"The pod takes its credentials from the secret {absent[0].value}.",
                at=spans(*absent, *places[-1:]),
                group=Group.SPEC,
                completeness=0.5,
                strongly=True,
                values=values,
            )
        return
    if places:
        yield cause(
            mode=mode,
            component=pull.component,
            summary=f"The workload asks for the image {pull.image}.",
            at=spans(*places[:2]),
            group=Group.SPEC,
            completeness=0.3 * completeness,
            values=values,
        )


def _alternatives(pull: _Pull, accused: set[str]) -> Iterator[Finding]:
    """What the answer excludes: a registry that was not resolved was never asked for credentials, and the like."""
    if pull.failed is None:
        return
    if "image_registry_dns_failure" in accused:
        excluded = {
            "missing_image_pull_secret": "No registry was asked for it: the registry's name was not resolved.",
            "incorrect_image_reference": "No registry was asked for it: the registry's name was not resolved.",
        }
    else:
        excluded = {"image_registry_dns_failure": "The registry's name was resolved: something answered."}
        if accused == {"incorrect_image_reference"}:
            excluded |= {
                "missing_image_pull_secret": "The registry answered that it does not know the image."
            }
    for mode, summary in excluded.items():
        yield ruled_out(
            mode=mode, component=pull.component, summary=summary, at=spans(pull.failed.at), group=Group.EVENTS
        )


def _unexplained(index: ClusterIndex, pull: _Pull) -> Iterator[Finding]:
    state = pull.container.state
    yield cause(
        mode="image_pull_failed",
        component=pull.component,
        summary=f"The image {pull.image} cannot be pulled; the reason is not in the files.",
        at=spans(state.at if state else pull.container.at, pull.container.image),
        group=Group.POD_STATUS,
        completeness=0.6,
        strongly=True,
        values=pull.values,
        affects=index.callers(pull.component),
    )
