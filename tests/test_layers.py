"""What the shipped layers say about places, checked without the library."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyproj import Geod
from shapely import get_coordinates
from shapely.geometry import shape

LAYERS = Path(__file__).resolve().parents[1] / "layers"
WGS84 = Geod(ellps="WGS84")
FIRST_PROPERTIES = [
    "id",
    "name_en",
    "name_fr",
    "name_ko",
    "name_ru",
    "name_zh",
    "aliases",
    "kind",
    "country",
    "admin",
    "uncertainty_m",
    "precision",
    "coordinate_source",
    "coordinate_check",
    "agree_m",
    "wikidata",
    "geonames",
    "locode",
    "role_en",
    "role_fr",
    "sources",
    "founding_id",
    "flags",
    "note",
]

Feature = dict[str, Any]


def read(path: Path) -> dict[str, Any]:
    """Read one GeoJSON file as it stands."""
    collection: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return collection


FILES = sorted(LAYERS.glob("*.geojson"))
SITE_FILES = [path for path in FILES if path.name != "paths.geojson"]
CATALOG: dict[str, Any] = yaml.safe_load((LAYERS / "catalog.yaml").read_text("utf-8"))
SITES: dict[str, Feature] = {
    feature["id"]: feature for path in SITE_FILES for feature in read(path)["features"]
}
AREAS = {feature["id"] for feature in read(LAYERS / "areas.geojson")["features"]}
PLACED = [site for site in SITES.values() if site["geometry"] is not None]


def site(name: str) -> Any:
    """Geometry of the site ``name``, a shapely one."""
    return shape(SITES[name]["geometry"])


def km(one: str, other: str) -> float:
    """Geodesic distance between two sites that are points."""
    a, b = site(one), site(other)
    return float(WGS84.inv(a.x, a.y, b.x, b.y)[2]) / 1000


def decimals(number: float) -> int:
    """Digits after the point, as written."""
    return len(repr(float(number)).partition(".")[2].rstrip("0"))


def supported(uncertainty_m: float) -> int:
    """Digits after the point that a position known to ``uncertainty_m`` supports."""
    for limit, digits in ((50, 5), (500, 4), (5_000, 3), (50_000, 2)):
        if uncertainty_m < limit:
            return digits
    return 1


def of_file(path: Path) -> str:
    """Name a test case after its file."""
    return path.name


def of_site(feature: Feature) -> str:
    """Name a test case after its site."""
    return str(feature["id"])


def test_every_layer_file_is_in_the_catalogue_and_every_entry_has_its_file() -> None:
    assert Counter(entry["file"] for entry in CATALOG["layers"]) == Counter(
        path.name for path in FILES
    )


@pytest.mark.parametrize("entry", CATALOG["layers"], ids=of_site)
def test_a_catalogue_entry_says_in_two_languages_what_the_layer_is_and_whose(
    entry: dict[str, Any],
) -> None:
    for words in ("title", "description", "group"):
        assert set(entry[words]) == {"en", "fr"} and all(entry[words].values()), words
    assert entry["licence"] and entry["credit"]
    assert entry["kind"] in {"point", "line", "area"}
    assert entry["default_visible"] in (True, False)


def test_a_layer_with_positions_from_openstreetmap_credits_its_contributors() -> None:
    for entry in CATALOG["layers"]:
        text = (LAYERS / entry["file"]).read_text("utf-8")
        if any(word in text for word in ("(OSM", "OSM node", "OSM-traced", "OSM halt")):
            assert "© OpenStreetMap contributors" in entry["credit"], entry["id"]


def test_every_basemap_file_of_the_catalogue_exists_and_is_credited() -> None:
    for entry in CATALOG["basemap"]:
        assert (LAYERS / entry["file"]).is_file(), entry["file"]
        assert entry["licence"] and entry["credit"]


def test_no_two_features_share_an_id_over_all_layers() -> None:
    ids = Counter(feature["id"] for path in FILES for feature in read(path)["features"])
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=of_file)
def test_a_layer_is_plain_rfc_7946_with_one_feature_on_a_line(path: Path) -> None:
    collection = read(path)
    assert set(collection) == {"type", "bbox", "features"}
    assert collection["type"] == "FeatureCollection"
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert feature["id"] == feature["properties"]["id"]
    text = path.read_bytes()
    assert b"\r" not in text and not text.startswith(b"\xef\xbb\xbf")
    assert text.endswith(b"\n")
    lines = text.decode("utf-8").splitlines()
    assert len(lines) == len(collection["features"]) + 2


@pytest.mark.parametrize("path", FILES, ids=of_file)
def test_the_bbox_of_a_layer_holds_its_features_and_no_more(path: Path) -> None:
    collection = read(path)
    shapes = [shape(f["geometry"]) for f in collection["features"] if f["geometry"]]
    west, south, east, north = zip(*(one.bounds for one in shapes), strict=True)
    assert collection["bbox"] == [min(west), min(south), max(east), max(north)]
    assert min(west) >= -180 and max(east) <= 180
    assert min(south) >= -90 and max(north) <= 90


@pytest.mark.parametrize("path", SITE_FILES, ids=of_file)
def test_the_properties_of_a_site_come_in_the_order_of_the_data_dictionary(
    path: Path,
) -> None:
    for feature in read(path)["features"]:
        assert list(feature["properties"])[: len(FIRST_PROPERTIES)] == FIRST_PROPERTIES
        assert "" not in feature["properties"].values(), feature["id"]


@pytest.mark.parametrize("feature", PLACED, ids=of_site)
def test_a_site_on_the_map_has_a_valid_shape_and_tells_how_it_was_placed(
    feature: Feature,
) -> None:
    geometry = shape(feature["geometry"])
    assert geometry.is_valid and not geometry.is_empty and geometry.is_simple
    about = feature["properties"]
    assert about["uncertainty_m"] > 0
    assert about["precision"] in {"point", "area", "proxy"}
    assert about["coordinate_source"]


@pytest.mark.parametrize("feature", PLACED, ids=of_site)
def test_a_position_has_no_more_digits_than_its_uncertainty_supports(
    feature: Feature,
) -> None:
    geometry = shape(feature["geometry"])
    digits = supported(feature["properties"]["uncertainty_m"])
    if feature["properties"]["kind"] == "rail-link":
        digits = 4  # its vertices are sites of their own, each with its own digits
    assert all(
        decimals(number) <= digits for number in get_coordinates(geometry).ravel()
    )


def test_a_site_that_no_source_places_is_marked_unlocated_and_has_no_shape() -> None:
    for name, feature in SITES.items():
        unlocated = feature["properties"]["precision"] == "unlocated"
        assert unlocated == (feature["geometry"] is None), name
        if unlocated:
            assert feature["properties"]["uncertainty_m"] is None, name


def test_every_site_has_a_name_and_a_role_in_english_and_french() -> None:
    for name, feature in SITES.items():
        about = feature["properties"]
        assert all(
            about[word] for word in ("name_en", "name_fr", "role_en", "role_fr")
        ), name


def test_two_positions_more_than_three_kilometres_apart_are_flagged() -> None:
    for name, feature in SITES.items():
        about = feature["properties"]
        if (about["agree_m"] or 0) > 3000:
            assert "place-doubtful" in (about["flags"] or ""), name


def test_each_place_of_the_founding_register_is_somewhere_exactly_once() -> None:
    held = Counter(
        number
        for feature in SITES.values()
        for number in (feature["properties"]["founding_id"] or "").split("; ")
        if number
    )
    assert held == Counter(f"P{number:02}" for number in range(1, 75))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rajin-port", "port"),
        ("dunai-naval-facility", "naval-facility"),
        ("vostochny-port", "port"),
        ("tikhoretsk-depot", "inland-terminal"),
    ],
)
def test_the_four_transfer_points_stand_in_the_ports_layer_as_what_they_are(
    name: str, kind: str
) -> None:
    ports = {
        f["id"]: f["properties"] for f in read(LAYERS / "ports.geojson")["features"]
    }
    assert ports[name]["kind"] == kind


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_rajin_pier_lies_at_rajin_port_and_says_that_its_number_is_an_inference(
    number: int,
) -> None:
    name = f"rajin-pier-{number}"
    within = SITES["rajin-port"]["properties"]["uncertainty_m"] / 1000 + 1
    assert km(name, "rajin-port") <= within
    assert "number to pier match is an inference" in SITES[name]["properties"]["note"]


def test_the_rajin_piers_are_numbered_from_north_to_south() -> None:
    north = [site(f"rajin-pier-{number}").y for number in (1, 2, 3)]
    assert north == sorted(north, reverse=True)


def test_the_rail_link_runs_from_station_to_station_over_the_bridge() -> None:
    link = SITES["tumangang-khasan-link"]
    about = link["properties"]
    assert (about["from"], about["to"]) == ("tumangang-station", "khasan-station")
    assert link["geometry"]["coordinates"] == [
        SITES[name]["geometry"]["coordinates"]
        for name in ("tumangang-station", "friendship-bridge", "khasan-station")
    ]


def test_the_rail_link_is_drawn_no_longer_than_the_published_five_kilometres() -> None:
    link = SITES["tumangang-khasan-link"]
    drawn = WGS84.geometry_length(shape(link["geometry"])) / 1000
    published = link["properties"]["length_km_published"]
    assert published == 5
    assert 0.8 * published < drawn <= published
    assert "schematic" in link["properties"]["note"]


def test_the_dunai_facility_is_the_area_about_nine_kilometres_south_of_fokino() -> None:
    assert km("dunai-naval-facility", "fokino") == pytest.approx(8.6, abs=0.3)
    fokino, dunai = site("fokino"), site("dunai-naval-facility")
    bearing = WGS84.inv(fokino.x, fokino.y, dunai.x, dunai.y)[0] % 360
    assert 180 <= bearing <= 225  # between south and south-west
    assert SITES["dunai-naval-facility"]["properties"]["precision"] == "area"


def test_vostochny_port_is_not_the_vostochny_cosmodrome() -> None:
    assert km("vostochny-port", "vostochny-cosmodrome") == pytest.approx(1078, abs=5)
    assert SITES["vostochny-port"]["properties"]["admin"] == "Primorsky Krai"
    assert SITES["vostochny-cosmodrome"]["properties"]["admin"] == "Amur Oblast"


def test_the_transfer_points_of_the_far_east_lie_within_250_kilometres_of_rajin() -> (
    None
):
    for name in ("dunai-naval-facility", "vostochny-port", "khasan-station"):
        assert km("rajin-port", name) < 250, name


def test_the_tikhoretsk_depot_lies_near_its_town_and_not_in_it() -> None:
    assert km("tikhoretsk-depot", "tikhoretsk") == pytest.approx(7.1, abs=0.2)


def test_straight_lines_are_shorter_than_the_published_lengths_of_the_railway() -> None:
    published = {  # km: Railway Gazette 2013, Wikipedia
        ("rajin-station", "khasan-station"): 54,
        ("rajin-station", "tumangang-station"): 49,
        ("hongui-station", "tumangang-station"): 9.5,
        ("khasan-station", "baranovsky"): 238,
        ("vladivostok-station", "ussuriysk-station"): 112,
    }
    for (one, other), length in published.items():
        assert 0.5 * length < km(one, other) < length, (one, other)


def test_a_country_anchor_is_an_area_and_never_a_pin() -> None:
    countries = [f for f in SITES.values() if f["properties"]["kind"] == "country"]
    assert len(countries) >= 26
    for feature in countries:
        assert feature["properties"]["precision"] == "area"
        assert feature["properties"]["uncertainty_m"] >= 50_000
        assert feature["id"] in AREAS


def test_kotluban_is_kept_out_of_the_reported_supply() -> None:
    assert "out-of-scope" in SITES["kotluban"]["properties"]["flags"]
