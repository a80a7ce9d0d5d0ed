"""What the offline basemap shows, checked against numbers from elsewhere.

The points come from the layers of this atlas and from gazetteers, not from the files tested.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import MultiLineString, MultiPolygon, Point, Polygon

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "layers/basemap"
SCRIPT = ROOT / "geo/web/src/basemap.js"
PROVENANCE: dict[str, Any] = json.loads((FOLDER / "provenance.json").read_text("utf-8"))
FILES = ["basemap.json", "insets.json"]
CLASSES = {"international", "disputed", "demarcation", "other"}

RAJIN_PORT = Point(130.2848, 42.2278)  # known to 800 m
KERCH_BRIDGE = Point(36.51, 45.31)
ARMIANSK = Point(33.69, 46.11)  # the town south of the Perekop isthmus
PANMUNJOM = Point(126.677, 37.956)  # the Joint Security Area, astride the line
FRIENDSHIP_BRIDGE = Point(130.6411, 42.4152)

ON_LAND = {
    "Vladivostok": Point(131.90, 43.13),
    "Pyongyang": Point(125.75, 39.02),
    "Moscow": Point(37.62, 55.75),
    "Tikhoretsk": Point(40.13, 45.85),
    "Novosibirsk": Point(82.93, 55.03),
}
AT_SEA = {
    "the middle of the Sea of Japan": Point(134.5, 40.0),
    "the Caspian": Point(50.7, 41.9),
    "the Bering Strait": Point(-169.0, 65.7),
    "Peter the Great Gulf": Point(132.0, 42.6),
}


@cache
def topology(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return content


@cache
def arcs(name: str) -> list[list[tuple[float, float]]]:
    """Decode the arcs as the TopoJSON specification says."""
    (sx, sy), (tx, ty) = (
        topology(name)["transform"][k] for k in ("scale", "translate")
    )
    decoded = []
    for arc in topology(name)["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        decoded.append(points)
    return decoded


def joined(name: str, numbers: list[int]) -> list[tuple[float, float]]:
    """One line or ring from the arcs it is made of; none of ours runs backwards."""
    assert min(numbers) >= 0
    first, *rest = (arcs(name)[number] for number in numbers)
    line = list(first)
    for arc in rest:
        assert arc[0] == line[-1], "arcs of a ring follow each other"
        line += arc[1:]
    return line


def lines(name: str, key: str, kind: str | None = None) -> MultiLineString:
    return MultiLineString(
        [
            joined(name, numbers)
            for geometry in topology(name)["objects"][key]["geometries"]
            if kind is None or geometry["properties"]["class"] == kind
            for numbers in geometry["arcs"]
        ]
    )


@cache
def polygons(name: str, key: str) -> MultiPolygon:
    return MultiPolygon(
        [
            Polygon(joined(name, outer), [joined(name, ring) for ring in inner])
            for geometry in topology(name)["objects"][key]["geometries"]
            for outer, *inner in geometry["arcs"]
        ]
    )


def distance_m(point: Point, shape: shapely.Geometry) -> float:
    """Metres in a projection centred on the point; good to a per cent near it."""
    centre = f"+proj=aeqd +lat_0={point.y} +lon_0={point.x} +datum=WGS84"
    project = Transformer.from_crs("EPSG:4326", centre, always_xy=True).transform
    x, y = point.x, point.y
    near = shapely.clip_by_rect(shape, x - 2, y - 2, x + 2, y + 2)
    if near.is_empty:
        return math.inf
    return float(
        Point(0, 0).distance(shapely.transform(near, project, interleaved=False))
    )


def insets() -> list[dict[str, Any]]:
    """The properties of each inset: its name and its window."""
    geometries = topology("insets.json")["objects"]["inset_land"]["geometries"]
    return [geometry["properties"] for geometry in geometries]


def polygon_objects() -> Iterator[tuple[str, str]]:
    for name in FILES:
        for key, value in topology(name)["objects"].items():
            if value["geometries"][0]["type"] == "MultiPolygon":
                yield name, key


# --- the files ------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_the_bytes_its_provenance_says(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == PROVENANCE["files"][name]["sha256"]
    assert len(content) == PROVENANCE["files"][name]["bytes"]


def test_all_files_together_stay_within_330_kilobytes_gzipped() -> None:
    sizes = [len(gzip.compress((FOLDER / n).read_bytes(), 9)) for n in FILES]
    assert sum(sizes) <= 330_000


def test_every_file_in_the_folder_is_explained() -> None:
    there = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert there == {*FILES, "build.py", "provenance.json", "README.md"}
    assert set(PROVENANCE["files"]) == set(FILES)


@pytest.mark.parametrize(
    ("name", "credit", "licence"),
    [
        ("basemap.json", "Natural Earth", "public domain"),
        ("insets.json", "© OpenStreetMap contributors", "ODbL-1.0"),
    ],
)
def test_a_file_carries_its_own_credit_and_licence(
    name: str, credit: str, licence: str
) -> None:
    for says in (topology(name), PROVENANCE["files"][name]):
        assert (says["credit"], says["licence"]) == (credit, licence)
    assert f'"{credit}"' in SCRIPT.read_text("utf-8")
    assert credit in (FOLDER / "README.md").read_text("utf-8")


def test_the_build_pins_the_packages_that_the_provenance_names() -> None:
    pinned = {
        node.value
        for node in ast.walk(ast.parse((FOLDER / "build.py").read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    for package in PROVENANCE["packages"]:
        assert {package["name"], package["version"], package["sha256"]} <= pinned
        assert package["licence"] and package["licence_url"].startswith("https://")


@pytest.mark.parametrize("name", FILES)
def test_gdal_opens_the_file_and_counts_what_the_file_says(name: str) -> None:
    objects = topology(name)["objects"]
    assert {layer for layer, _ in pyogrio.list_layers(FOLDER / name)} == set(objects)
    for key, value in objects.items():
        info = pyogrio.read_info(FOLDER / name, layer=key)
        assert info["features"] == len(value["geometries"])
        assert info["crs"] in (None, "EPSG:4326")


def test_gdal_reads_the_same_land_as_the_arcs_give() -> None:
    _, _, read, _ = pyogrio.raw.read(FOLDER / "insets.json", layer="inset_land")
    land = polygons("insets.json", "inset_land")
    assert shapely.area(shapely.from_wkb(read)).sum() == pytest.approx(land.area)


@pytest.mark.parametrize(("name", "key"), [*polygon_objects()])
def test_every_polygon_is_valid(name: str, key: str) -> None:
    assert shapely.is_valid_reason(polygons(name, key)) == "Valid Geometry"


@pytest.mark.parametrize(("name", "key"), [*polygon_objects()])
def test_no_polygon_says_whose_it_is(name: str, key: str) -> None:
    for geometry in topology(name)["objects"][key]["geometries"]:
        allowed = (
            {"name", "west", "south", "east", "north"} if "inset" in key else set()
        )
        assert set(geometry.get("properties", {})) == allowed


# --- land and sea ---------------------------------------------------------------------


@pytest.mark.parametrize("place", ON_LAND)
def test_a_city_lies_on_land(place: str) -> None:
    assert polygons("basemap.json", "land").covers(ON_LAND[place])


@pytest.mark.parametrize("place", AT_SEA)
def test_the_open_sea_is_not_land(place: str) -> None:
    assert not polygons("basemap.json", "land").covers(AT_SEA[place])
    assert not polygons("insets.json", "inset_land").covers(AT_SEA[place])


def test_vladivostok_lies_on_land_in_the_inset_too() -> None:
    assert polygons("insets.json", "inset_land").covers(ON_LAND["Vladivostok"])


def test_rajin_port_lies_within_a_kilometre_of_the_inset_coast() -> None:
    assert distance_m(RAJIN_PORT, lines("insets.json", "inset_coast")) < 1_000


def test_the_two_coasts_agree_to_a_few_kilometres_at_the_ports() -> None:
    for port in (RAJIN_PORT, ON_LAND["Vladivostok"], Point(132.90, 42.80)):
        assert distance_m(port, lines("basemap.json", "coast")) < 6_000
        assert distance_m(port, lines("insets.json", "inset_coast")) < 4_000


def test_no_coast_runs_along_the_antimeridian_or_the_edge_of_an_inset() -> None:
    frames = [("basemap.json", "coast", (-180.0, -90.0, 180.0, 90.0))]
    for inset in insets():
        frame = tuple(inset[side] for side in ("west", "south", "east", "north"))
        frames.append(("insets.json", "inset_coast", frame))
    for name, key, (west, south, east, north) in frames:
        edge = shapely.box(west, south, east, north).exterior.buffer(1e-6)
        assert lines(name, key).intersection(edge).length < 1e-3


# --- boundaries -----------------------------------------------------------------------


def test_every_boundary_has_a_class_that_the_page_can_draw() -> None:
    found = {
        geometry["properties"]["class"]
        for name, key in [
            ("basemap.json", "boundaries"),
            ("insets.json", "inset_boundaries"),
        ]
        for geometry in topology(name)["objects"][key]["geometries"]
    }
    assert found == CLASSES
    script = SCRIPT.read_text("utf-8")
    assert all(f"  {kind}: {{ width:" in script for kind in CLASSES)


def test_the_worldview_is_named_and_puts_the_kerch_strait_before_perekop() -> None:
    assert PROVENANCE["worldview"]["column"] == "FCLASS_GB"
    international = lines("basemap.json", "boundaries", "international")
    other = lines("basemap.json", "boundaries", "other")
    assert distance_m(KERCH_BRIDGE, international) < 10_000
    assert distance_m(ARMIANSK, other) < 15_000
    assert distance_m(ARMIANSK, international) > 100_000
    assert (
        distance_m(ARMIANSK, lines("basemap.json", "boundaries", "disputed")) > 100_000
    )


@pytest.mark.parametrize(
    ("name", "key", "off_m"),
    [("basemap.json", "boundaries", 5_000), ("insets.json", "inset_boundaries", 1_000)],
)
def test_the_line_between_the_koreas_passes_panmunjom_and_has_its_own_class(
    name: str, key: str, off_m: int
) -> None:
    assert distance_m(PANMUNJOM, lines(name, key, "demarcation")) < off_m
    assert distance_m(PANMUNJOM, lines(name, key, "international")) > 100_000


def test_the_line_between_the_koreas_reaches_from_sea_to_sea_without_a_break() -> None:
    whole = shapely.line_merge(lines("insets.json", "inset_boundaries", "demarcation"))
    assert whole.geom_type == "LineString"
    coast = lines("insets.json", "inset_coast")
    assert all(
        distance_m(Point(end), coast) < 200
        for end in (whole.coords[0], whole.coords[-1])
    )


def test_no_gap_between_two_countries_looks_like_a_lake() -> None:
    land = polygons("insets.json", "inset_land")
    holes = [Polygon(ring) for part in land.geoms for ring in part.interiors]
    half_a_square_kilometre = 0.5 / 111 / 88  # square degrees at 38 N
    assert max(hole.area for hole in holes) < half_a_square_kilometre


def test_the_border_runs_under_the_friendship_bridge() -> None:
    border = lines("insets.json", "inset_boundaries", "international")
    assert distance_m(FRIENDSHIP_BRIDGE, border) < 300


# --- the script -----------------------------------------------------------------------


def test_the_script_asks_for_nothing_and_evaluates_nothing() -> None:
    script = SCRIPT.read_text("utf-8")
    for word in (
        "http:",
        "https:",
        "fetch(",
        "XMLHttpRequest",
        "eval(",
        "Function(",
        "innerHTML =",
    ):
        assert word not in script
