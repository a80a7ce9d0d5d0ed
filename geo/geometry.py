"""Lines and circles on the ellipsoid, for every view of an atlas.

All coordinates are (longitude, latitude) in degrees, WGS 84 (EPSG:4326); all lengths
are metres or kilometres along the ellipsoid (Karney 2013, through pyproj).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from pyproj import Geod
from shapely import LineString, MultiLineString, Point, Polygon, box
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

__all__ = [
    "anchor",
    "circle",
    "digits",
    "geodesic",
    "length_km",
    "rounded",
    "split_at_antimeridian",
]

_WGS84 = Geod(ellps="WGS84")

LonLat = tuple[float, float]


def geodesic(start: LonLat, end: LonLat, *, max_km: float = 120) -> list[LonLat]:
    """Points of the shortest line from ``start`` to ``end``, both included.

    Longitudes run on past ±180 instead of jumping, so that a map can draw the line in
    one piece; exports cut it with :func:`split_at_antimeridian`. One point at least
    every ``max_km`` kilometres keeps the drawn line within 3 pixels of the true one at
    zoom 8.
    """
    metres = _WGS84.inv(*start, *end)[2]
    inner = max(0, math.ceil(metres / 1000 / max_km) - 1)
    points = [start]
    for lon, lat in [*_WGS84.npts(*start, *end, inner), end] if inner else [end]:
        while lon - points[-1][0] > 180:
            lon -= 360
        while lon - points[-1][0] < -180:
            lon += 360
        points.append((lon, lat))
    return points


def length_km(line: LineString | Sequence[LonLat]) -> float:
    """Length of ``line`` along the ellipsoid, in kilometres."""
    return _WGS84.geometry_length(LineString(line)) / 1000


def circle(centre: LonLat, radius_m: float, *, sides: int = 64) -> Polygon:
    """Counter-clockwise ring of points all ``radius_m`` metres from ``centre``."""
    bearings = [-360 * i / sides for i in range(sides)]
    lons, lats, _ = _WGS84.fwd(
        [centre[0]] * sides, [centre[1]] * sides, bearings, [radius_m] * sides
    )
    return Polygon(zip(lons, lats, strict=True))


def anchor(geometry: BaseGeometry | None) -> LonLat | None:
    """Give the point where a line may start or end at ``geometry``; ``None`` if it has none."""
    if geometry is None or geometry.is_empty:
        return None
    point = geometry if isinstance(geometry, Point) else geometry.representative_point()
    return (point.x, point.y)


def digits(uncertainty_m: float | None) -> int:
    """Decimal digits of a degree that a place known to ``uncertainty_m`` metres supports.

    The last digit is worth at least a fiftieth of the uncertainty, so that rounding
    cannot be mistaken for knowledge and moves no place visibly:

    >>> digits(20), digits(400), digits(2500), digits(15_000), digits(500_000)
    (5, 4, 3, 2, 1)
    """
    if uncertainty_m is None or math.isnan(uncertainty_m):
        return 3
    for places, below_m in ((5, 50), (4, 500), (3, 5_000), (2, 50_000)):
        if uncertainty_m < below_m:
            return places
    return 1


def rounded(points: Iterable[Sequence[float]], places: int) -> list[list[float]]:
    """``points`` as GeoJSON positions with ``places`` decimals, repeats dropped."""
    positions: list[list[float]] = []
    for lon, lat, *_ in points:
        position = [round(lon, places) + 0.0, round(lat, places) + 0.0]
        if not positions or positions[-1] != position:
            positions.append(position)
    return positions


def split_at_antimeridian(
    points: Sequence[LonLat],
) -> LineString | MultiLineString:
    """Cut a line whose longitudes run past ±180 where it crosses (RFC 7946, 3.1.9)."""
    line = LineString(points)
    west, _, east, _ = line.bounds
    parts: list[LineString] = []
    for turn in range(
        math.floor((west + 180) / 360), math.ceil((east - 180) / 360) + 1
    ):
        frame = box(-180 + 360 * turn, -90, 180 + 360 * turn, 90)
        piece = translate(line.intersection(frame), xoff=-360 * turn)
        parts += [
            part
            for part in getattr(piece, "geoms", [piece])
            if isinstance(part, LineString) and not part.is_empty
        ]
    return parts[0] if len(parts) == 1 else MultiLineString(parts)
