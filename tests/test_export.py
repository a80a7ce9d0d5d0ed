"""GeoJSON as RFC 7946 wants it, read back with GDAL, which we did not write."""

import json
from itertools import pairwise

import geopandas as gpd
import pytest

from geo import export, geometry
from geo.features import Layers
from geo.view import _Maker


@pytest.fixture(scope="module")
def layers(atlas):
    return Layers(atlas)


def _layer(layers, name):
    return json.loads(export.dumps(export.layer_geojson(layers, name)))


def _flow(layers, key):
    return json.loads(export.dumps(export.flow_geojson(layers, key)))


def _positions(coordinates):
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
        return
    for part in coordinates:
        yield from _positions(part)


def test_every_layer_reads_back_with_the_same_places(atlas, layers, tmp_path):
    for name, frame in atlas.layers.items():
        path = tmp_path / f"{name}.geojson"
        path.write_text(
            export.dumps(export.layer_geojson(layers, name)), encoding="utf-8"
        )
        read = gpd.read_file(path)
        assert list(read["id"]) == [str(key) for key in frame.index]
        assert read.crs is None or read.crs.to_epsg() == 4326
        located = frame.geometry.notna().to_numpy()
        assert (read.geometry.notna().to_numpy() == located).all()


def test_every_flow_reads_back_with_its_legs(atlas, layers, tmp_path):
    for key in atlas.flows.index:
        path = tmp_path / f"{key}.geojson"
        path.write_text(
            export.dumps(export.flow_geojson(layers, key)), encoding="utf-8"
        )
        read = gpd.read_file(path)
        legs = atlas.legs[atlas.legs["flow"] == key]
        assert list(read["id"]) == list(legs.sort_values("seq")["id"])


def test_no_collection_has_a_crs_and_every_box_holds_its_features(atlas, layers):
    collections = [_layer(layers, name) for name in atlas.layers]
    collections += [_flow(layers, key) for key in atlas.flows.index]
    for one in collections:
        assert "crs" not in one
        positions = [
            position
            for feature in one["features"]
            if feature["geometry"]
            for position in _positions(feature["geometry"]["coordinates"])
        ]
        for lon, lat in positions:
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90
        if positions:
            west, south, east, north = one["bbox"]
            assert west == min(p[0] for p in positions)
            assert north == max(p[1] for p in positions)
            assert (south, east) == (
                min(p[1] for p in positions),
                max(p[0] for p in positions),
            )


def test_no_position_has_more_digits_than_its_error_supports(atlas, layers):
    for name, frame in atlas.layers.items():
        for feature in _layer(layers, name)["features"]:
            if feature["geometry"] is None:
                continue
            places = geometry.digits(feature["properties"].get("uncertainty_m", 100))
            for position in _positions(feature["geometry"]["coordinates"]):
                for number in position:
                    assert round(number, places) == number, feature["id"]
        assert len(frame)


def test_the_rajin_dunai_leg_carries_its_claims_and_denials(atlas, layers):
    flow = _flow(layers, "munitions-rajin-dunai")
    leg = flow["features"][0]
    assert leg["id"] == "rajin-dunai-sea"
    assert leg["properties"]["status"] == "observed"
    assert "M001" in leg["properties"]["claims"]
    told = {claim["id"]: claim["stance"] for claim in flow["claims"]}
    assert told["M002"] == "cannot-confirm"
    assert "denies" in told.values()
    start, end = leg["geometry"]["coordinates"][0], leg["geometry"]["coordinates"][-1]
    assert start == pytest.approx([130.285, 42.228], abs=0.02)  # Rajin lies west
    assert end == pytest.approx([132.36, 42.90], abs=0.06)  # Dunai lies east


def test_a_leg_along_paths_carries_them_in_order_and_says_what_is_missing(
    atlas, layers
):
    chain = _flow(layers, "munitions-rajin-tikhoretsk")["features"]
    rail = next(leg for leg in chain if leg["id"] == "chain-dunai-tikhoretsk-rail")
    assert rail["geometry"]["type"] == "MultiLineString"
    parts = rail["geometry"]["coordinates"]
    assert len(parts) == len(rail["properties"]["path"].split(";"))
    assert "missing from the data" in rail["properties"]["line"]
    for one, other in pairwise(parts):  # each begins near the last
        assert one[-1] == pytest.approx(other[0], abs=0.1)


def test_a_path_travelled_backwards_is_drawn_backwards(atlas, layers):
    there = _flow(layers, "munitions-rajin-dunai")["features"][0]
    back = _flow(layers, "containers-dunai-rajin")["features"][0]
    assert back["properties"]["path"] == "-" + there["properties"]["path"]
    assert back["geometry"]["coordinates"] == there["geometry"]["coordinates"][::-1]


def test_a_leg_without_a_known_end_is_not_given_a_line(atlas, layers):
    flow = _flow(layers, "explosives-farest-sites")
    assert [feature["geometry"] for feature in flow["features"]] == [None, None]


def test_the_text_is_json_with_one_feature_a_line(atlas, layers):
    text = export.dumps(export.layer_geojson(layers, "ports"))
    parsed = json.loads(text)
    assert text.count("\n") == len(parsed["features"]) + 2


def test_claims_stand_behind_a_leg_as_they_do_behind_its_line_on_the_page(
    atlas, layers
):
    made = _Maker(atlas, "en")
    for leg in atlas.legs.index:
        own, wider = made.own_and_wider([leg])
        ours, others = layers.behind.of_leg(leg)
        assert (set(ours), set(others)) == (set(own), set(wider)), leg
