"""GeoJSON as RFC 7946 wants it, read back with GDAL, which we did not write."""

import json
from itertools import pairwise

import geopandas as gpd
import pytest

from geo import export, geometry


def _positions(coordinates):
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
        return
    for part in coordinates:
        yield from _positions(part)


def test_every_layer_reads_back_with_the_same_places(atlas, tmp_path):
    for name, frame in atlas.layers.items():
        path = tmp_path / f"{name}.geojson"
        path.write_text(
            export.dumps(export.layer_geojson(atlas, name)), encoding="utf-8"
        )
        read = gpd.read_file(path)
        assert list(read["id"]) == [str(key) for key in frame.index]
        assert read.crs is None or read.crs.to_epsg() == 4326
        located = frame.geometry.notna().to_numpy()
        assert (read.geometry.notna().to_numpy() == located).all()


def test_every_flow_reads_back_with_its_legs(atlas, tmp_path):
    for key in atlas.flows.index:
        path = tmp_path / f"{key}.geojson"
        path.write_text(export.dumps(export.flow_geojson(atlas, key)), encoding="utf-8")
        read = gpd.read_file(path)
        legs = atlas.legs[atlas.legs["flow"] == key]
        assert list(read["id"]) == list(legs.sort_values("seq")["id"])


def test_no_collection_has_a_crs_and_every_box_holds_its_features(atlas):
    collections = [export.layer_geojson(atlas, name) for name in atlas.layers]
    collections += [export.flow_geojson(atlas, key) for key in atlas.flows.index]
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


def test_no_position_has_more_digits_than_its_error_supports(atlas):
    for name, frame in atlas.layers.items():
        for feature in export.layer_geojson(atlas, name)["features"]:
            if feature["geometry"] is None:
                continue
            places = geometry.digits(feature["properties"].get("uncertainty_m", 100))
            for position in _positions(feature["geometry"]["coordinates"]):
                for number in position:
                    assert round(number, places) == number, feature["id"]
        assert len(frame)


def test_the_rajin_dunai_leg_carries_its_claims_and_denials(atlas):
    flow = export.flow_geojson(atlas, "munitions-rajin-dunai")
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


def test_a_leg_along_paths_carries_them_in_order_and_says_what_is_missing(atlas):
    chain = export.flow_geojson(atlas, "munitions-rajin-tikhoretsk")["features"]
    rail = next(leg for leg in chain if leg["id"] == "chain-dunai-tikhoretsk-rail")
    assert rail["geometry"]["type"] == "MultiLineString"
    parts = rail["geometry"]["coordinates"]
    assert len(parts) == len(rail["properties"]["path"].split(";"))
    assert "missing from the data" in rail["properties"]["line"]
    for one, other in pairwise(parts):  # each begins near the last
        assert one[-1] == pytest.approx(other[0], abs=0.1)


def test_a_path_travelled_backwards_is_drawn_backwards(atlas):
    there = export.flow_geojson(atlas, "munitions-rajin-dunai")["features"][0]
    back = export.flow_geojson(atlas, "containers-dunai-rajin")["features"][0]
    assert back["properties"]["path"] == "-" + there["properties"]["path"]
    assert back["geometry"]["coordinates"] == there["geometry"]["coordinates"][::-1]


def test_a_leg_without_a_known_end_is_not_given_a_line(atlas):
    flow = export.flow_geojson(atlas, "explosives-farest-sites")
    assert [feature["geometry"] for feature in flow["features"]] == [None, None]


def test_the_text_is_json_with_one_feature_a_line(atlas):
    text = export.dumps(export.layer_geojson(atlas, "ports"))
    parsed = json.loads(text)
    assert text.count("\n") == len(parsed["features"]) + 2
