from __future__ import annotations

import inspect
import pickle

import pytest

from faultmaven_models import errors


def drawn_tree() -> dict[str, str]:
    """The parent of each class in the drawing at the top of the module."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        bare = line.lstrip(" │├└─")
        name = bare.split(" ")[0]
        if not hasattr(errors, name):
            continue
        depth = (len(line) - len(bare)) // 4 - 1
        path = [*path[:depth], name]
        parents[name] = path[-2] if depth else "Exception"
    return parents


def test_the_drawing_is_the_tree_of_classes() -> None:
    classes = {
        name: member
        for name, member in vars(errors).items()
        if inspect.isclass(member) and issubclass(member, BaseException)
    }
    assert drawn_tree() == {name: member.__bases__[0].__name__ for name, member in classes.items()}


def test_all_names_every_class() -> None:
    assert sorted(errors.__all__) == sorted(drawn_tree())


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_says_what_it_means(name: str) -> None:
    assert (getattr(errors, name).__doc__ or "").rstrip().endswith(".")


def test_a_set_up_error_carries_the_mend() -> None:
    error = errors.SetupError("litellm is not installed", mend="pip install faultmaven-llm")
    assert str(error) == "litellm is not installed. To mend it: pip install faultmaven-llm"
    assert (error.problem, error.mend) == ("litellm is not installed", "pip install faultmaven-llm")


def test_a_conflict_tells_both_versions() -> None:
    error = errors.CaseVersionConflict("case_0123456789abc", expected_version=3, current_version=5)
    assert isinstance(error, errors.Temporary)
    assert (error.case_id, error.expected_version, error.current_version) == ("case_0123456789abc", 3, 5)
    assert "version 5, not 3" in str(error)


@pytest.mark.parametrize("wait", [None, 2.5])
def test_a_limit_tells_how_long_to_wait(wait: float | None) -> None:
    assert errors.RateLimited("too many", retry_after=wait).retry_after == wait


@pytest.mark.parametrize(
    "error",
    [
        errors.Unavailable("x"),
        errors.RateLimited("x", retry_after=1.0),
        errors.SetupError("x", mend="y"),
        errors.CaseVersionConflict("case_0123456789abc", expected_version=1, current_version=2),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_crosses_a_process_boundary(error: errors.FaultMavenError) -> None:
    back = pickle.loads(pickle.dumps(error))  # noqa: S301  made one line above
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)
