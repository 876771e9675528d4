from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.gateway_routes import read_gateway_routes
from faultmaven_models.testing.builders import document_from_text

TEXT = """        routes:
          - id: parcels
            uri: lb://${PARCELS_HOST:dp-parcels}
            predicates:
              - Path=/v2/parcels/**, /v2/boxes/{id}
            filters:
              - RewritePath=/v2/(?<rest>.*), /${rest}

          - id: stamps
            uri: http://dp-stamps:8080/base
            predicates:
              - Path=/stamps
          - id: nowhere
            uri: no-scheme
"""


def test_routes_with_targets_and_paths() -> None:
    parcels, stamps = read_gateway_routes(document_from_text("gateway.yml", TEXT))
    assert (parcels.id, parcels.host, parcels.paths) == (
        "parcels",
        "dp-parcels",
        ("/v2/parcels/**", "/v2/boxes/{id}"),
    )
    assert (stamps.host, stamps.line, stamps.end_line) == ("dp-stamps", 9, 12)
    assert stamps.span().quote.strip().startswith("- id: stamps")


def test_which_paths_a_route_covers() -> None:
    parcels, stamps = read_gateway_routes(document_from_text("gateway.yml", TEXT))
    assert parcels.covers("/v2/parcels/7/label?x=1")
    assert parcels.covers("/v2/boxes/9")
    assert not parcels.covers("/v2/boxes/9/lid")
    assert not parcels.covers("/v2/other")
    assert stamps.covers("/stamps")
    assert not stamps.covers("/stamps/new")


@given(st.text(alphabet="- idur:Path=/*{}$\n ab", max_size=300))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for route in read_gateway_routes(document_from_text("x", text)):
        assert route.span().quote
        route.covers("/a/b")
