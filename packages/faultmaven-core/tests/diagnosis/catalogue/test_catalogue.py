from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faultmaven_core.diagnosis.catalogue import Catalogue, fill, fill_text, load_catalogue, load_files
from faultmaven_core.diagnosis.yaml_data import MAX_BYTES, read_entries
from faultmaven_models.errors import InvalidInput, NotFound
from faultmaven_models.failure_mode import FailureMode

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = """
- id: kettle.boiled_dry
  title: "{name} boiled dry"
  category: hardware
  component_kinds: [app]
  mechanism: The water of {component} is gone.
  signs: [No steam]
  confirm: ["Look into {name}"]
  immediate: ["Switch {name} off: kettle --off '{switch}' {0} ${HOME}"]
  permanent: [Fill it]
  verify: [Steam]
"""


def mode(mode_id: str, **fields: object) -> FailureMode:
    return FailureMode.model_validate(
        {
            "id": mode_id,
            "title": "t",
            "category": "code",
            "component_kinds": ["app"],
            "mechanism": "m",
            **dict.fromkeys(("signs", "confirm", "immediate", "permanent", "verify"), ("x",)),
            **fields,
        }
    )


def test_the_built_in_catalogue_is_read_once_and_holds_each_domain() -> None:
    catalogue = load_catalogue()
    assert load_catalogue() is catalogue
    assert {"postgresql", "redis", "jvm", "tls", "linux", "http", "network", "process"} <= set(
        catalogue.domains
    )
    assert all(catalogue.get(one.id) is one for one in catalogue)
    assert sum(len(catalogue.by_domain(domain)) for domain in catalogue.domains) == len(catalogue)


def test_every_text_of_the_catalogue_can_be_filled() -> None:
    for one in load_catalogue():
        filled = fill(one, "app/kettle")
        assert "{name}" not in filled.model_dump_json()
        assert "{component}" not in filled.model_dump_json()


def test_an_unknown_id_names_its_neighbours() -> None:
    with pytest.raises(NotFound, match=r"postgresql\.too_many_connections"):
        load_catalogue().get("postgresql.no_such_thing")
    with pytest.raises(NotFound, match=r"domains: .*postgresql"):
        load_catalogue().get("kettle.boiled_dry")


def test_a_mode_that_a_detector_brings_is_added() -> None:
    catalogue = load_catalogue([mode("kettle.boiled_dry", confused_with=("linux.disk_full",))])
    assert "kettle.boiled_dry" in catalogue
    assert "kettle.boiled_dry" not in load_catalogue()


def test_an_id_that_stands_twice_names_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ENTRY)
    (tmp_path / "b.yaml").write_text(ENTRY)
    with pytest.raises(InvalidInput, match=r"'kettle\.boiled_dry'.*a\.yaml.*b\.yaml"):
        load_files([tmp_path / "a.yaml", tmp_path / "b.yaml"])
    with pytest.raises(InvalidInput, match=r"linux\.disk_full.*built-in.*detector"):
        load_catalogue([mode("linux.disk_full")])


def test_confused_with_must_name_a_mode_that_exists() -> None:
    with pytest.raises(InvalidInput, match=r"kettle\.boiled_dry is confused_with kettle\.gone"):
        load_catalogue([mode("kettle.boiled_dry", confused_with=("kettle.gone",))])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: kettle.dry\n  title: x\n", r"a\.yaml, entry 1 \(kettle\.dry\): field 'category'"),
        (ENTRY + "  colour: red\n", r"field 'colour'"),
        ("id: kettle.dry\n", "list of mappings"),
        ("- just text\n", "list of mappings"),
        ("- [unclosed\n", "not YAML"),
        ("- id: &x kettle.dry\n- id: *x\n", "alias"),
        ("", "list of mappings"),
    ],
)
def test_a_bad_file_is_refused_with_its_name(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=message) as caught:
        load_files([path])
    assert "a.yaml" in str(caught.value)


def test_a_data_file_that_is_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match="split it"):
        read_entries(tmp_path / "large.yaml")
    with pytest.raises(InvalidInput, match="UTF-8"):
        read_entries(tmp_path / "binary.yaml")


def test_a_yaml_tag_that_would_build_an_object_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- !!python/object/apply:os.getcwd []\n")
    with pytest.raises(InvalidInput, match="not YAML"):
        read_entries(tmp_path / "a.yaml")


def test_fields_are_filled_and_what_nothing_fills_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ENTRY)
    one, source = load_files([tmp_path / "a.yaml"])["kettle.boiled_dry"]
    assert source == "a.yaml"
    filled = fill(one, "app/kettle-7", {"name": "ignored"})
    assert filled.title == "kettle-7 boiled dry"
    assert filled.mechanism == "The water of app/kettle-7 is gone."
    assert filled.immediate == ("Switch kettle-7 off: kettle --off '<switch>' {0} ${HOME}",)
    assert fill(one, "app/kettle-7", {"switch": "{name}"}).immediate[0].endswith("'{name}' {0} ${HOME}")


def test_a_value_is_put_in_as_it_is() -> None:
    assert fill_text("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"


def test_an_empty_catalogue_can_be_asked() -> None:
    empty = Catalogue({})
    assert len(empty) == 0
    assert empty.by_domain("linux") == ()
