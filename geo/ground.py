"""Land, lakes, coasts and boundaries of the offline basemap, for a picture.

A :class:`Frame` is a window of the Web Mercator plane (EPSG:3857, as on the page) in
pixels of a picture; :func:`ground` gives what of ``layers/basemap`` lies in it, with no
more detail than its pixels can show.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Polygon, affinity, box
from shapely.geometry.base import BaseGeometry

from geo import style
from geo.catalog import shipped
from geo.svg import element, line_path, ring_path

__all__ = ["Frame", "basemap_folder", "ground", "needs_fine_coasts", "objects"]

LonLat = tuple[float, float]
Bounds = tuple[LonLat, LonLat]

COAST = "#8fa1ab"
BOUNDARY = "#8d8883"
_DASHES: dict[str, tuple[float, str | None, float]] = {
    "international": (1.0, None, 0.0),
    "disputed": (1.0, "5 4", 0.0),
    "demarcation": (1.25, "7 3 1.5 3", 0.0),
    "other": (0.75, "1.5 3", 6.0),
}
"""Width, dash and least zoom of boundary lines, as in ``geo/web/src/basemap.js``."""

_FINE_ZOOM = 7.0  # from here on the fine coasts take the place of Natural Earth's
_LIMIT = 85.05  # Web Mercator is a square up to here
_BEYOND_PX = 6  # land is cut this far outside, where its cut edge is not seen


def mercator(lat: float) -> float:
    """Web Mercator's y of a latitude, in radians."""
    lat = max(-_LIMIT, min(_LIMIT, lat))
    return math.asinh(math.tan(math.radians(lat)))


@dataclass(frozen=True, slots=True)
class Frame:
    """A window of the map: ``width`` by ``height`` pixels, from ``west`` and ``north``.

    ``per_radian`` is pixels per radian of longitude; ``top`` is Web Mercator's y of the
    upper edge, in radians.
    """

    west: float
    top: float
    per_radian: float
    width: float
    height: float

    @classmethod
    def around(cls, bounds: Bounds, width: float, height: float) -> Frame:
        """The closest frame of this size that holds ``bounds`` (west-south, east-north)."""
        (west, south), (east, north) = bounds
        across = max(math.radians(east - west), 1e-6)
        up = max(mercator(north) - mercator(south), 1e-6)
        per_radian = min(width / across, height / up)
        middle = (mercator(north) + mercator(south)) / 2
        left = (west + east) / 2 - math.degrees(width / per_radian) / 2
        return cls(left, middle + height / per_radian / 2, per_radian, width, height)

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels of a place, x to the right and y downwards from the upper left."""
        x = math.radians(lon - self.west) * self.per_radian
        return (x, (self.top - mercator(lat)) * self.per_radian)

    @property
    def zoom(self) -> float:
        """Leaflet's zoom of the same scale."""
        return math.log2(2 * math.pi * self.per_radian / 256)

    def bounds(self, beyond: float = 0) -> Bounds:
        """West-south and east-north corner, ``beyond`` pixels outside the edges."""
        side = math.degrees((self.width + beyond) / self.per_radian)
        out = math.degrees(beyond / self.per_radian)
        low = self.top - (self.height + beyond) / self.per_radian
        high = self.top + beyond / self.per_radian
        return (
            (self.west - out, max(-_LIMIT, math.degrees(math.atan(math.sinh(low))))),
            (
                self.west + side,
                min(_LIMIT, math.degrees(math.atan(math.sinh(high)))),
            ),
        )

    def box(self, beyond: float = 0) -> Polygon:
        """The frame as a polygon in degrees."""
        (west, south), (east, north) = self.bounds(beyond)
        return box(west, south, east, north)

    def pixels(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape in degrees (EPSG:4326) as a shape in pixels."""

        def move(lonlat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
            lon, lat = lonlat[:, 0], np.clip(lonlat[:, 1], -_LIMIT, _LIMIT)
            x = np.radians(lon - self.west) * self.per_radian
            y = (self.top - np.arcsinh(np.tan(np.radians(lat)))) * self.per_radian
            return np.column_stack((x, y))

        return shapely.transform(shape, move)

    def worlds(self) -> Iterator[int]:
        """How often to move the world by 360 degrees so that it fills the frame."""
        (west, _), (east, _) = self.bounds(_BEYOND_PX)
        first, last = ((lon + 180) // 360 for lon in (west, east))
        yield from range(int(first), int(last) + 1)


def basemap_folder(root: Path) -> Path | None:
    """Folder of the atlas's own basemap, or of the shipped one."""
    for folder in (root / "layers" / "basemap", shipped() / "layers" / "basemap"):
        if (folder / "basemap.json").is_file():
            return folder
    return None


def needs_fine_coasts(frame: Frame, root: Path) -> bool:
    """Whether a picture of ``frame`` shows the fine coasts (OpenStreetMap)."""
    folder = basemap_folder(root)
    if folder is None or frame.zoom < _FINE_ZOOM:
        return False
    if not (folder / "insets.json").is_file():
        return False
    seen = frame.box()
    return any(
        seen.intersects(window)
        for _, window, _ in objects(folder / "insets.json").get("inset_land", ())
    )


def ground(
    frame: Frame, root: Path, *, fine: bool = True, tolerance_px: float = 0.6
) -> str:
    """Sea, land, lakes and boundaries in ``frame``, as markup in its pixels.

    ``fine`` allows the fine coasts; ``tolerance_px`` is how far a coast may be moved to
    save bytes.
    """
    parts = [element("rect", width=frame.width, height=frame.height, fill=style.SEA)]
    folder = basemap_folder(root)
    if folder is None:
        return parts[0]
    draw = _Ground(frame, tolerance_px)
    base = objects(folder / "basemap.json")
    insets: Mapping[str, tuple[_Part, ...]] = {}
    if fine and frame.zoom >= _FINE_ZOOM and (folder / "insets.json").is_file():
        insets = objects(folder / "insets.json")
    seen = frame.box()
    windows = [
        (name, window, land)
        for name, window, land in insets.get("inset_land", ())
        if seen.intersects(window)
    ]
    lakes = base.get("lakes", ())
    if not any(window.covers(seen) for _, window, _ in windows):
        parts += draw.land(base.get("land", ()), lakes)
        parts += draw.boundaries(base.get("boundaries", ()))
    for name, window, land in windows:
        lines = [one for one in insets.get("inset_boundaries", ()) if one[0][0] == name]
        inner = [
            element("rect", **draw.rectangle(window), fill=style.SEA),
            *draw.land(
                [(name, window, land)],
                lakes,
                [one for one in insets.get("inset_coast", ()) if one[0] == name],
            ),
            *draw.boundaries(lines or base.get("boundaries", ())),
        ]
        if window.covers(seen):
            parts += inner
            continue
        # A nested picture cuts off what sticks out, and needs no id for it.
        at = draw.rectangle(window)
        view = " ".join(f"{at[key]:.1f}" for key in ("x", "y", "width", "height"))
        parts.append(element("svg", *inner, **at, viewBox=view, overflow="hidden"))
    return "".join(parts)


_Part = tuple[Any, BaseGeometry, BaseGeometry]


class _Ground:
    """Drawing into one frame."""

    def __init__(self, frame: Frame, tolerance_px: float) -> None:
        # Tenths of a pixel are seen only where the coast is drawn that well.
        self.places = 0 if tolerance_px > 1 else 1
        self.frame = frame
        self.tolerance_px = tolerance_px

    def _cut(self, shape: BaseGeometry) -> list[BaseGeometry]:
        """Parts of a shape in the frame, in pixels, simplified."""
        (west, south), (east, north) = self.frame.bounds(_BEYOND_PX)
        found: list[BaseGeometry] = []
        for turn in self.frame.worlds():
            here = shapely.clip_by_rect(
                shape, west - 360 * turn, south, east - 360 * turn, north
            )
            if here.is_empty:
                continue
            if turn:
                here = affinity.translate(here, 360 * turn)
            drawn = self.frame.pixels(here)
            thin = shapely.simplify(drawn, self.tolerance_px, preserve_topology=False)
            found += [part for part in getattr(thin, "geoms", [thin]) if part]
        return found

    def land(
        self,
        land: Iterable[_Part],
        lakes: Iterable[_Part],
        coasts: Iterable[_Part] | None = None,
    ) -> list[str]:
        """Land and lakes with their shores.

        ``coasts`` are drawn instead of the outline of the land where that is cut off by
        the edge of the data, which is no shore.
        """
        least = max(1.5, 4 * self.tolerance_px) ** 2
        rings = "".join(
            _rings(part, least / 2, self.places)
            for _, _, shape in land
            for part in self._cut(shape)
            if part.geom_type == "Polygon" and part.area > least / 3
        )
        water = "".join(
            _rings(part, least, self.places)
            for _, _, shape in lakes
            for part in self._cut(shape)
            if part.geom_type == "Polygon" and part.area > least * 3
        )
        found = []
        shore = COAST if coasts is None else None
        for path, fill, stroke, width in (
            (rings, style.LAND, shore, 0.75),
            (water, style.SEA, COAST, 0.5),
        ):
            if path:
                found.append(
                    element(
                        "path",
                        d=path,
                        fill=fill,
                        fill_rule="evenodd",
                        stroke=stroke,
                        stroke_width=width if stroke else None,
                        stroke_linejoin="round" if stroke else None,
                    )
                )
        path = "".join(
            line_path(part.coords, self.places)
            for _, _, shape in coasts or ()
            for part in self._cut(shape)
            if part.geom_type == "LineString" and part.length > 2
        )
        if path:
            found.append(
                element("path", d=path, fill="none", stroke=COAST, stroke_width=0.75)
            )
        return found

    def boundaries(self, lines: Iterable[_Part]) -> list[str]:
        found = []
        for (_, kind), _, shape in lines:
            width, dash, least = _DASHES.get(kind, _DASHES["other"])
            if self.frame.zoom < least:
                continue
            path = "".join(
                line_path(part.coords, self.places)
                for part in self._cut(shape)
                if part.geom_type == "LineString" and part.length > 1
            )
            if path:
                found.append(
                    element(
                        "path", d=path, fill="none", stroke=BOUNDARY,
                        stroke_width=width, stroke_dasharray=dash,
                    )
                )  # fmt: skip
        return found

    def rectangle(self, window: BaseGeometry) -> dict[str, float]:
        west, south, east, north = window.bounds
        x0, y0 = self.frame(west, north)
        x1, y1 = self.frame(east, south)
        return {"x": x0, "y": y0, "width": x1 - x0, "height": y1 - y0}


def _rings(polygon: BaseGeometry, least: float, places: int) -> str:
    assert isinstance(polygon, Polygon)  # noqa: S101 - see the caller
    rings = [polygon.exterior] + [
        hole for hole in polygon.interiors if Polygon(hole).area > least
    ]
    return "".join(ring_path(list(ring.coords), places) for ring in rings)


@cache
def objects(path: Path) -> dict[str, tuple[_Part, ...]]:
    """Objects of a TopoJSON file: (name or class, window, shape) of each geometry.

    Arcs are decoded as the TopoJSON specification says: quantised differences, arc
    ``~i`` is arc ``i`` backwards, and a ring's arcs share their ends.
    """
    topology = json.loads(path.read_text("utf-8"))
    (kx, ky), (x0, y0) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = [
        np.cumsum(np.array(arc, dtype=float), axis=0) * (kx, ky) + (x0, y0)
        for arc in topology["arcs"]
    ]

    def chain(indices: list[int]) -> np.ndarray[Any, Any]:
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])

    def polygon(rings: list[list[int]]) -> Polygon | None:
        loops = [chain(ring) for ring in rings]
        loops = [loop for loop in loops if len(loop) >= 4]
        return Polygon(loops[0], loops[1:]) if loops else None

    found: dict[str, tuple[_Part, ...]] = {}
    for name, collection in topology["objects"].items():
        rows: list[_Part] = []
        for one in collection.get("geometries", [collection]):
            told = one.get("properties") or {}
            window = box(
                *(told.get(side, 0) for side in ("west", "south", "east", "north"))
            )
            kind, shapes = one["type"], one["arcs"]
            shape: BaseGeometry
            if kind.endswith("Polygon"):
                listed = [shapes] if kind == "Polygon" else shapes
                shape = MultiPolygon([p for p in map(polygon, listed) if p is not None])
            else:
                listed = [shapes] if kind == "LineString" else shapes
                shape = shapely.multilinestrings(
                    [LineString(chain(one)) for one in listed]
                )
            who = told.get("name", "")
            key = (who, told["class"]) if "class" in told else who
            rows.append((key, window, shape))
        found[name] = tuple(rows)
    return found
