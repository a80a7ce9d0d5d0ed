"""Sea routes: a least-cost path over water, off the shore where there is room.

No source read shows the track of a ship between two ports. The line drawn is what a
ship could sail, found in three steps, and always carries :data:`LABEL`:

1. Inside a window of the fine coast (``layers/basemap/insets.json``, OpenStreetMap) the
   cheapest way over a grid of cells of about 280 m, where a cell costs more the nearer
   it lies to land (scikit-image's ``MCP_Geometric``, first on cells of about 2 km, then
   on the fine cells near that first answer).
2. Beyond the windows the shortest way over the sea network of the ``searoute`` package,
   joined to the window in open water. The network is coarse and may cut a cape; the
   route says how far (:attr:`Route.network_km`, :attr:`Route.network_over_land_km`).
3. The cells are thinned to the few points at which a straight line is no longer as
   cheap, the corners rounded, and every piece tested against the coast itself.

All points are (longitude, latitude) in degrees, EPSG:4326; lengths are kilometres along
the ellipsoid. The libraries come with ``pip install 'tumen[routing]'``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from geo.catalog import shipped
from geo.errors import ChoiceError, MissingExtraError
from geo.geometry import LonLat, geodesic, length_km

if TYPE_CHECKING:
    import numpy as np
    from shapely import MultiPolygon, Polygon, STRtree
    from shapely.geometry.base import BaseGeometry

    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["LABEL", "Route", "sea_route"]

LABEL = {
    "en": "schematic: not an observed track",
    "fr": "schématique : trajet non observé",
}
"""What every route is, in English and French."""

CELL_DEG = (0.0035, 0.0025)
"""Size of a fine cell in degrees of longitude and latitude: about 280 m at 42° N."""
COARSE = 8
"""Fine cells along one side of a coarse cell."""
OFFING_KM = 3.0
"""Within this distance of land a kilometre costs more than a kilometre."""
SHORE_COST = 4.0
"""What a kilometre costs at the shore itself, over and above its length."""
STIFF_KM = 2.0
"""How much the line resists bending: more makes wider turns."""
SNAP_KM = 25.0
"""A port farther than this from any sea is no port."""
STEP_KM = 30.0
"""Longest piece of a route: so short that the straight line and the geodesic agree within 20 m."""
THIN_M = 60.0
"""A point is dropped if the line moves by less: half a pixel at zoom 9, one at zoom 10."""
_NETWORK_REACH_DEG = 3.0
_NETWORK_NEAREST = 8
_LAND_PRICE = 20.0
_TILE_DEG = 6  # a small polygon is crossed faster than Eurasia


@dataclass(frozen=True, slots=True)
class Route:
    """One way over the sea between two points: what it is drawn from, and how long."""

    points: tuple[LonLat, ...]
    """Longitude and latitude, from the start to the end, both as they were given."""
    length_km: float
    """Length of the line along the ellipsoid."""
    method: str
    """``least-cost``, ``least-cost and sea network`` or ``sea network``."""
    approach_km: tuple[float, float]
    """From the start to open water, and from open water to the end: may cross quays."""
    network_km: float = 0.0
    """Part of the length that follows the coarse sea network."""
    network_over_land_km: float = 0.0
    """Part of that which the coarse network lays across land, islands included."""
    joins: tuple[LonLat, ...] = ()
    """Where a fine part meets the network."""

    def label(self, lang: str = "en") -> str:
        """Words to stand beside the line in ``lang`` (``en`` or ``fr``)."""
        return LABEL[lang]

    def reversed(self) -> Route:
        """Give the same way sailed back."""
        return replace(
            self,
            points=self.points[::-1],
            approach_km=self.approach_km[::-1],
            joins=self.joins[::-1],
        )


def sea_route(start: LonLat, end: LonLat, *, coast: Path | None = None) -> Route:
    """Find a way over water from ``start`` to ``end``, two points on or near the sea.

    ``coast`` is a TopoJSON file with the layer ``inset_land`` (windows of fine land
    polygons); without it the shipped one is read. The way back is the same line.

    Raises
    ------
    MissingExtraError
        If scikit-image, scipy or searoute is not installed.
    ChoiceError
        If a point lies farther than 25 km from any sea, or no way joins the two.
    """
    for point in (start, end):
        _valid(point)
    start, end = (float(start[0]), float(start[1])), (float(end[0]), float(end[1]))
    if start == end:
        raise ChoiceError(f"a sea route needs two places, not {start} twice")
    if end < start:  # the way is sought once, so that back is the same line as forth
        back = sea_route(end, start, coast=coast).reversed()
        turn = start[0] - back.points[0][0]  # 0, or 360 over the antimeridian
        if not turn:
            return back
        moved = tuple((lon + turn, lat) for lon, lat in back.points)
        return replace(
            back,
            points=(start, *moved[1:]),
            joins=tuple((lon + turn, lat) for lon, lat in back.joins),
        )
    windows = _windows(coast or shipped() / "layers" / "basemap" / "insets.json")
    both = [one for one in windows if one.holds(start) and one.holds(end)]
    for window in both:
        found = window.route(start, end)
        if found is not None:
            return found
    return _far_route(start, end, windows)


# --- libraries -----------------------------------------------------------------------


def _library(name: str) -> ModuleType:
    """Import an optional library, or say how to get it."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtraError(
            f"sea routes need {name.split('.')[0]!r}, which is not installed;"
            " run: pip install 'tumen[routing]'"
        ) from error


def _valid(point: LonLat) -> None:
    lon, lat = point
    if not (math.isfinite(lon) and math.isfinite(lat) and -90 <= lat <= 90):
        raise ChoiceError(f"{point} is no longitude and latitude in degrees")


# --- inside a window of the fine coast -----------------------------------------------


@cache
def _windows(coast: Path) -> tuple[_Window, ...]:
    for name in ("skimage.graph", "scipy.ndimage"):
        _library(name)
    import geopandas

    land = geopandas.read_file(coast, layer="inset_land")
    return tuple(
        _Window(row.geometry, (row.west, row.south, row.east, row.north))
        for row in land.itertuples()
    )


@dataclass(frozen=True, slots=True)
class _Grids:
    """What is known of every cell of a window."""

    cost: Array
    """Price of a kilometre; inf on land."""
    sea: Array
    """Number of the sea: two cells with one number are joined by water of the window.

    Water that does not reach the edge (a lake, a closed dock) has 0, like land.
    """
    off_km: Array
    """Kilometres off the shore; 0 on land."""
    coarse: Array
    """Lowest price in each coarse cell."""


class _Window:
    """A rectangle in which the coast is known finely: land, and what a cell costs."""

    def __init__(
        self, land: Polygon | MultiPolygon, bounds: tuple[float, float, float, float]
    ) -> None:
        import shapely

        self.bounds = bounds
        self.land: BaseGeometry = land
        shapely.prepare(land)
        self._grids: _Grids | None = None

    def holds(self, point: LonLat) -> bool:
        west, south, east, north = self.bounds
        return west < point[0] < east and south < point[1] < north

    # rows run north from the south edge, columns east from the west edge
    @property
    def shape(self) -> tuple[int, int]:
        west, south, east, north = self.bounds
        rows = math.floor((north - south) / CELL_DEG[1]) // COARSE * COARSE
        columns = math.floor((east - west) / CELL_DEG[0]) // COARSE * COARSE
        return rows, columns

    def cell(self, point: LonLat) -> tuple[int, int]:
        row = int((point[1] - self.bounds[1]) / CELL_DEG[1])
        column = int((point[0] - self.bounds[0]) / CELL_DEG[0])
        rows, columns = self.shape
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)

    def centres(self, cells: Array) -> Array:
        import numpy as np

        return np.column_stack(
            [
                self.bounds[0] + (cells[:, 1] + 0.5) * CELL_DEG[0],
                self.bounds[1] + (cells[:, 0] + 0.5) * CELL_DEG[1],
            ]
        )

    @property
    def grids(self) -> _Grids:
        """Rasterised at the first question, then kept: about a second."""
        if self._grids is None:
            self._grids = self._rasterised()
        return self._grids

    def _rasterised(self) -> _Grids:
        import numpy as np
        import shapely

        ndimage = _library("scipy.ndimage")
        shape = self.shape
        land = np.zeros(shape, dtype=bool)
        # so closely that no diagonal step slips through
        outline = shapely.segmentize(self.land.boundary, min(CELL_DEG) / 10)
        points = (shapely.get_coordinates(outline) - self.bounds[:2]) / CELL_DEG
        columns, rows = np.floor(points).astype(int).T
        inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
        land[rows[inside], columns[inside]] = True
        # the outlines cut the grid into patches: one cell tells whether a patch is land
        patches, count = ndimage.label(~land)
        where = np.zeros(count + 1, dtype=int)
        where[patches.ravel()] = np.arange(patches.size)  # any one cell of each patch
        cells = np.column_stack(np.unravel_index(where, shape))
        on_land = np.array(shapely.contains_xy(self.land, *self.centres(cells).T))
        on_land[0] = True  # patch 0 is the outlines themselves
        land = on_land[patches]
        parts, count = ndimage.label(~land, structure=np.ones((3, 3)))
        outer = np.zeros(count + 1, dtype=parts.dtype)
        for edge in (parts[0], parts[-1], parts[:, 0], parts[:, -1]):
            outer[edge] = edge
        parts = outer[parts]
        middle = math.radians((self.bounds[1] + self.bounds[3]) / 2)
        sampling = (CELL_DEG[1] * 111.2, CELL_DEG[0] * 111.2 * math.cos(middle))
        off_km = ndimage.distance_transform_edt(~land, sampling=sampling)
        near = np.clip(1 - off_km / OFFING_KM, 0, 1)
        cost = np.where(parts > 0, 1 + SHORE_COST * near**2, np.inf).astype(np.float32)
        blocks = cost.reshape(
            shape[0] // COARSE, COARSE, shape[1] // COARSE, COARSE
        ).swapaxes(1, 2)
        coarse = blocks.reshape(*blocks.shape[:2], -1).min(axis=2)
        return _Grids(cost, parts, off_km.astype(np.float32), coarse)

    def sampling(self, lat: float, times: int = 1) -> tuple[float, float]:
        """Kilometres from a cell to the next, northward and eastward, at ``lat``."""
        return (
            times * CELL_DEG[1] * 111.2,
            times * CELL_DEG[0] * 111.2 * math.cos(math.radians(lat)),
        )

    def snapped(self, point: LonLat) -> tuple[int, int] | None:
        """Nearest cell of sea within :data:`SNAP_KM`."""
        import numpy as np

        sea = self.grids.sea
        row, column = self.cell(point)
        south_north, west_east = self.sampling(point[1])
        reach = (int(SNAP_KM / south_north), int(SNAP_KM / west_east))
        top, left = max(row - reach[0], 0), max(column - reach[1], 0)
        near = sea[top : row + reach[0] + 1, left : column + reach[1] + 1]
        cells = np.argwhere(near > 0) + np.array([top, left])
        if not len(cells):
            return None
        km = np.hypot(
            (cells[:, 0] - row) * south_north, (cells[:, 1] - column) * west_east
        )
        best = int(km.argmin())
        if km[best] > SNAP_KM:
            return None
        return int(cells[best, 0]), int(cells[best, 1])

    def route(self, start: LonLat, end: LonLat) -> Route | None:
        """Give the way inside the window; ``None`` if the window's water does not join them."""
        sea = self.grids.sea
        first, last = self.snapped(start), self.snapped(end)
        for point, cell in ((start, first), (end, last)):
            if cell is None:
                raise ChoiceError(
                    f"{point} lies more than {SNAP_KM:g} km from any sea of the map"
                )
        assert first is not None and last is not None  # noqa: S101 - for the type checker
        if sea[first] != sea[last]:
            return None
        cells = self._cells(first, last)
        if cells is None:
            return None
        line = self._line(cells)
        points = [start, *line, end]
        return Route(
            points=tuple(_stepped(points)),
            length_km=length_km(points),
            method="least-cost",
            approach_km=(length_km(points[:2]), length_km(points[-2:])),
        )

    def _cells(self, first: tuple[int, int], last: tuple[int, int]) -> Array | None:
        """Fine cells of the cheapest way, found near the cheapest coarse one."""
        import numpy as np

        ndimage = _library("scipy.ndimage")
        grids = self.grids
        cost, sea, coarse = grids.cost, grids.sea, grids.coarse
        lat = (self.centres(np.array([first, last]))[:, 1]).mean()
        small = [(r // COARSE, c // COARSE) for r, c in (first, last)]
        rough = _cheapest(coarse, small[0], small[1], self.sampling(lat, COARSE))
        if rough is None:
            return None
        for widen in (3, 12):
            near = np.zeros(coarse.shape, dtype=bool)
            near[rough[:, 0], rough[:, 1]] = True
            near = ndimage.binary_dilation(near, iterations=widen)
            rows, columns = np.flatnonzero(near.any(1)), np.flatnonzero(near.any(0))
            top, left = rows[0], columns[0]
            box = np.s_[top : rows[-1] + 1, left : columns[-1] + 1]
            allowed = near[box].repeat(COARSE, 0).repeat(COARSE, 1)
            corner = np.array([top * COARSE, left * COARSE])
            span = tuple(
                slice(c, c + n) for c, n in zip(corner, allowed.shape, strict=True)
            )
            here = allowed & (sea[span] == sea[first])
            part = np.where(here, cost[span], np.inf)
            cells = _cheapest(
                part,
                tuple(np.array(first) - corner),
                tuple(np.array(last) - corner),
                self.sampling(lat),
            )
            if cells is not None:
                return np.asarray(cells + corner)
        return None

    # --- from cells to a line

    def _line(self, cells: Array) -> list[LonLat]:
        """Few points, a smooth line, and no land under it."""
        import shapely

        every = self.centres(cells)
        points = every[self._kept(every)]
        if len(points) < 2:
            return [(float(x), float(y)) for x, y in points]
        line = shapely.LineString(every)
        for better in (self._relaxed(points), _rounded(points), points):
            thin = shapely.simplify(shapely.LineString(better), THIN_M / 111_200)
            if self.clear(thin):
                line = thin
                break
        return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]

    def _relaxed(self, points: Array) -> Array:
        """Let the line move like a rubber band to where it costs least.

        A way over cells turns by 45 degrees only; the band finds the turns between. Its
        points lie closer together where the shore is near.
        """
        import numpy as np

        minimize = _library("scipy.optimize").minimize
        off = self.grids.off_km
        scale = np.array([math.cos(math.radians(points[:, 1].mean())), 1.0]) * 111.2
        cell = np.array(CELL_DEG)

        def off_km(places: Array) -> tuple[Array, Array]:
            """Kilometres off the shore, and how they change per kilometre moved."""
            column, row = ((places - self.bounds[:2]) / cell - 0.5).T
            i = np.clip(row.astype(int), 0, off.shape[0] - 2)
            j = np.clip(column.astype(int), 0, off.shape[1] - 2)
            y, x = row - i, column - j
            sw, se, nw, ne = off[i, j], off[i, j + 1], off[i + 1, j], off[i + 1, j + 1]
            south, north = sw + (se - sw) * x, nw + (ne - nw) * x
            east = (se - sw) * (1 - y) + (ne - nw) * y
            slope = np.column_stack([east, north - south]) / (cell * scale)
            return south + (north - south) * y, slope

        band = [points[0]]
        for before, after in pairwise(points):
            km = float(np.hypot(*((after - before) * scale)))
            done = 0.0
            while done < km:
                here = before + (after - before) * done / km
                done += float(np.clip(off_km(here[None])[0][0] / 2, 0.6, 5.0))
                if done < km:
                    band.append(before + (after - before) * done / km)
            band.append(after)
        start = np.array(band) * scale
        usual = np.maximum(np.hypot(*np.diff(start, axis=0).T), 0.05)

        def price(inner: Array) -> tuple[float, Array]:
            xy = np.vstack([start[:1], inner.reshape(-1, 2), start[-1:]])
            along = np.diff(xy, axis=0)
            km = np.maximum(np.hypot(*along.T), 1e-9)
            unit = along / km[:, None]
            off_, slope = off_km((xy[1:] + xy[:-1]) / 2 / scale)
            near, wall = (
                np.clip(1 - off_ / OFFING_KM, 0, 1),
                np.clip(1 - off_ / 0.3, 0, 1),
            )
            cost = 1 + SHORE_COST * near**2 + 60 * wall**2
            steeper = -2 * (SHORE_COST * near / OFFING_KM + 60 * wall / 0.3)
            # the second term keeps the points in their places along the band
            total = float((cost * km + 0.02 * km**2 / usual).sum())
            pull = (cost + 0.04 * km / usual)[:, None] * unit
            drift = (steeper * km)[:, None] * slope / 2
            change = np.zeros_like(xy)
            change[1:] += pull + drift
            change[:-1] += drift - pull
            # the third keeps it from bending with every bump of the shore
            bend = (xy[2:] - xy[1:-1]) / usual[1:, None] - (xy[1:-1] - xy[:-2]) / usual[
                :-1, None
            ]
            total += float(STIFF_KM * (bend**2).sum())
            bend *= 2 * STIFF_KM
            change[2:] += bend / usual[1:, None]
            change[:-2] += bend / usual[:-1, None]
            change[1:-1] -= bend * (1 / usual[1:] + 1 / usual[:-1])[:, None]
            return total, change[1:-1].ravel()

        if len(start) < 3:
            return points
        found = minimize(
            price,
            start[1:-1].ravel(),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 100, "ftol": 1e-7},
        )
        return np.vstack([start[:1], found.x.reshape(-1, 2), start[-1:]]) / scale

    def clear(self, line: BaseGeometry) -> bool:
        """Whether ``line`` touches no land of the window."""
        import shapely

        return not bool(shapely.intersects(self.land, line))

    def _kept(self, points: Array) -> list[int]:
        """Indices to keep: from each the farthest point a straight line reaches as cheaply."""
        import numpy as np

        scale = np.array([math.cos(math.radians(points[:, 1].mean())), 1.0]) * 111.2
        steps = np.hypot(*(np.diff(points, axis=0) * scale).T)
        values = self._costs(points)
        spent = np.concatenate(
            [[0.0], np.cumsum(steps * (values[1:] + values[:-1]) / 2)]
        )

        def direct(i: int, j: int) -> bool:
            km = float(np.hypot(*((points[j] - points[i]) * scale)))
            count = max(2, math.ceil(km / 0.12))
            along = np.linspace(points[i], points[j], count + 1)
            price = self._costs(along).mean() * km
            return bool(price <= (spent[j] - spent[i]) * 1.002 + 1e-9)

        kept, last = [0], len(points) - 1
        while kept[-1] < last:
            i = kept[-1]
            reach, step = i + 1, 2
            while i + step <= last and direct(i, i + step):
                reach, step = i + step, step * 2
            low, high = reach, min(i + step, last)
            if high == last and direct(i, last):
                low = last
            while high - low > 1:
                half = (low + high) // 2
                low, high = (half, high) if direct(i, half) else (low, half)
            kept.append(low)
        return kept

    def _costs(self, points: Array) -> Array:
        import numpy as np

        cost = self.grids.cost
        columns, rows = ((points - self.bounds[:2]) / CELL_DEG).astype(int).T
        rows = np.clip(rows, 0, cost.shape[0] - 1)
        columns = np.clip(columns, 0, cost.shape[1] - 1)
        return np.asarray(cost[rows, columns])

    # --- out of the window

    def exits(self, point: LonLat, nodes: Array) -> dict[int, tuple[float, LonLat]]:
        """Price of reaching each of ``nodes`` from ``point``: by open water, or over the edge.

        Gives the position in ``nodes`` with the price in kilometres and the point at
        which the fine way ends.
        """
        import numpy as np

        sea, coarse = self.grids.sea, self.grids.coarse
        first = self.snapped(point)
        if first is None:
            return {}
        lat = point[1]
        sampling = self.sampling(lat, COARSE)
        mcp = _library("skimage.graph").MCP_Geometric(
            np.where(np.isfinite(coarse), coarse, -1), sampling=sampling
        )
        spent, _ = mcp.find_costs([tuple(n // COARSE for n in first)])
        rows, columns = coarse.shape
        rim = np.array(
            [(r, c) for r in range(rows) for c in (0, columns - 1)]
            + [(r, c) for c in range(columns) for r in (0, rows - 1)]
        )
        rim = rim[np.isfinite(spent[rim[:, 0], rim[:, 1]])]
        found: dict[int, tuple[float, LonLat]] = {}
        for index, (lon, lat_) in enumerate(nodes):
            node = (float(lon), float(lat_))
            if self.holds(node):
                cell = self.cell(node)
                price = float(spent[cell[0] // COARSE, cell[1] // COARSE])
                if sea[cell] == sea[first] and math.isfinite(price):
                    found[index] = (price, node)
            elif len(rim):
                middle = (rim + 0.5) * COARSE - 0.5
                edge = self.centres(middle)
                scale = np.array([math.cos(math.radians(lat_)), 1.0]) * 111.2
                km = np.hypot(*((edge - node) * scale).T)
                price_of = spent[rim[:, 0], rim[:, 1]] + km
                best = int(price_of.argmin())
                where = (float(edge[best, 0]), float(edge[best, 1]))
                found[index] = (float(price_of[best]), where)
        return found


def _cheapest(
    cost: Array, first: Sequence[int], last: Sequence[int], km: tuple[float, float]
) -> Array | None:
    """Cells of the cheapest way over ``cost``, or ``None`` if there is none."""
    import numpy as np

    graph = _library("skimage.graph")
    # a negative cost is a wall; the ends are always open
    field = np.where(np.isfinite(cost), cost, -1.0)
    first, last = tuple(int(n) for n in first), tuple(int(n) for n in last)
    for end in (first, last):
        if field[end] < 0:
            field[end] = 1 + SHORE_COST
    way = graph.MCP_Geometric(field, sampling=km)
    try:
        way.find_costs([first], [last])
        return np.array(way.traceback(last))
    except ValueError:  # "no path"
        return None


def _rounded(points: Array) -> Array:
    """Corners cut twice (Chaikin), the ends left; a cut takes at most 4 km of a side."""
    import numpy as np

    for _ in range(2):
        before, after = points[:-1], points[1:]
        km = np.hypot(*((after - before) * 111.2).T)
        share = np.minimum(0.25, 4 / np.maximum(km, 1e-9))[:, None]
        cut = np.empty((2 * len(before), 2))
        cut[0::2] = before + (after - before) * share
        cut[1::2] = after - (after - before) * share
        cut[0], cut[-1] = points[0], points[-1]
        points = cut
    return points


def _stepped(points: Sequence[LonLat]) -> list[LonLat]:
    """``points`` with more between them where a piece is long (see :data:`STEP_KM`)."""
    whole = [points[0]]
    for before, after in pairwise(points):
        if before != after:
            whole += geodesic(before, after, max_km=STEP_KM)[1:]
    return whole


# --- beyond the windows --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Network:
    """The sea network of ``searoute``: places and the kilometres between them."""

    nodes: Array
    ends: Array
    km: Array


@cache
def _network() -> _Network:
    import numpy as np
    from pyproj import Geod

    _library("searoute")
    setup = _library("searoute.searoute").setup_M
    graph = setup()
    edges = sorted(
        (min(a, b), max(a, b))
        for a, b, about in graph.edges(data=True)
        if a != b and about.get("passage") != "northwest"
    )
    nodes = sorted({node for edge in edges for node in edge})
    number = {node: index for index, node in enumerate(nodes)}
    ends = np.array([[number[a], number[b]] for a, b in edges])
    places = np.array(nodes, dtype=float)
    from_, to = places[ends[:, 0]].T, places[ends[:, 1]].T
    metres = Geod(ellps="WGS84").inv(*from_, *to)[2]
    return _Network(places, ends, np.asarray(metres) / 1000)


@cache
def _network_over(windows: tuple[_Window, ...]) -> _Network:
    """Give the network without the pieces that cross the land of a window."""
    import numpy as np
    import shapely

    whole = _network()
    pieces: Any = shapely.linestrings(whole.nodes[whole.ends])
    crosses = np.any([shapely.intersects(one.land, pieces) for one in windows], axis=0)
    kept = ~crosses
    return _Network(whole.nodes, whole.ends[kept], whole.km[kept])


@cache
def _far_land() -> STRtree:
    """Land of the whole world, coarse: only to say where the network crosses it."""
    import geopandas
    import shapely

    file = shipped() / "layers" / "basemap" / "basemap.json"
    whole = shapely.make_valid(geopandas.read_file(file, layer="land").geometry.array)
    parts = shapely.get_parts(whole)
    tree = shapely.STRtree(parts)
    tiles = [
        shapely.clip_by_rect(parts[tree.query(shapely.box(*tile))], *tile)
        for tile in (
            (lon, lat, lon + _TILE_DEG, lat + _TILE_DEG)
            for lon in range(-180, 180, _TILE_DEG)
            for lat in range(-90, 90, _TILE_DEG)
        )
    ]
    return shapely.STRtree(
        [land for tile in tiles for land in shapely.get_parts(tile) if land.area]
    )


def _far_route(start: LonLat, end: LonLat, windows: tuple[_Window, ...]) -> Route:
    """Join ``start`` and ``end`` by the sea network, finely where the coast is known."""
    import numpy as np

    sparse = _library("scipy.sparse")
    csgraph = _library("scipy.sparse.csgraph")
    network = _network_over(windows)
    count = len(network.nodes)
    rows, columns, prices = [network.ends[:, 0]], [network.ends[:, 1]], [network.km]
    ways: list[dict[int, LonLat | None]] = []
    for index, point in ((count, start), (count + 1, end)):
        reached = _reached(point, windows, network)
        if not reached:
            raise ChoiceError(f"{point}: no sea was found near it")
        rows.append(np.full(len(reached), index))
        columns.append(np.fromiter(reached, dtype=int))
        prices.append(np.array([price for price, _ in reached.values()]))
        ways.append({node: where for node, (_, where) in reached.items()})
    matrix = sparse.csr_array(
        (
            np.maximum(np.concatenate(prices), 1e-9),
            (np.concatenate(rows), np.concatenate(columns)),
        ),
        shape=(count + 2, count + 2),
    )
    spent, before = csgraph.dijkstra(
        matrix, directed=False, indices=count, return_predecessors=True
    )
    if not math.isfinite(spent[count + 1]):
        raise ChoiceError(f"no way over the sea joins {start} and {end}")
    nodes = [count + 1]
    while nodes[-1] != count:
        nodes.append(int(before[nodes[-1]]))
    nodes = nodes[-2:0:-1]
    middle = [(float(x), float(y)) for x, y in network.nodes[nodes]]
    return _joined(start, end, middle, ways[0][nodes[0]], ways[1][nodes[-1]], windows)


def _reached(
    point: LonLat, windows: tuple[_Window, ...], network: _Network
) -> dict[int, tuple[float, LonLat | None]]:
    """Nodes of the network that ``point`` can reach: the price, and where fine ends."""
    import numpy as np

    used = np.unique(network.ends)
    for window in windows:
        if not window.holds(point):
            continue
        west, south, east, north = window.bounds
        lon, lat = network.nodes[used].T
        reach = _NETWORK_REACH_DEG
        near = used[
            (lon > west - reach)
            & (lon < east + reach)
            & (lat > south - reach)
            & (lat < north + reach)
        ]
        found = window.exits(point, network.nodes[near])
        if found:
            numbers = near[list(found)]
            ends = [(where, network.nodes[near[i]]) for i, (_, where) in found.items()]
            dear = _land_price(ends, windows)
            return {
                int(number): (price + float(extra), where)
                for number, extra, (price, where) in zip(
                    numbers, dear, found.values(), strict=True
                )
            }
    lon, lat = network.nodes[used].T
    east = (lon - point[0] + 180) % 360 - 180
    km = np.hypot(east * math.cos(math.radians(point[1])), lat - point[1]) * 111.2
    nearest = used[np.argsort(km, kind="stable")[:_NETWORK_NEAREST]]
    ends = [(point, network.nodes[number]) for number in nearest]
    dear = _land_price(ends, windows)
    return {
        int(number): (length_km([point, network.nodes[number]]) + float(extra), None)
        for number, extra in zip(nearest, dear, strict=True)
    }


def _land_price(
    ends: Sequence[tuple[LonLat, Array]], windows: tuple[_Window, ...]
) -> Array:
    """Price of the land under straight joins: the fine coast in the windows, else the coarse."""
    import numpy as np
    import shapely

    lines: Any = shapely.linestrings([_running([a, (b[0], b[1])]) for a, b in ends])
    over = np.zeros(len(ends))  # degrees
    for window in windows:
        crosses = shapely.intersects(window.land, lines)
        over[crosses] += shapely.length(
            shapely.intersection(window.land, lines[crosses])
        )
        lines = shapely.difference(lines, shapely.box(*window.bounds))
    far = _far_land()
    which, land = far.query(lines, predicate="intersects")
    pieces = shapely.intersection(lines[which], far.geometries[land])
    np.add.at(over, which, shapely.length(pieces))
    return over * 111.2 * _LAND_PRICE


def _joined(
    start: LonLat,
    end: LonLat,
    middle: list[LonLat],
    first: LonLat | None,
    last: LonLat | None,
    windows: tuple[_Window, ...],
) -> Route:
    """Put the fine ends and the network's middle together, longitudes running on."""

    def fine(point: LonLat, where: LonLat | None) -> Route | None:
        for window in windows:
            if where is not None and point != where and window.holds(point):
                return window.route(point, where)
        return None

    head = fine(start, first)
    tail = fine(end, last)
    network = [
        *([head.points[-1]] if head else [start]),
        *middle,
        *([tail.points[-1]] if tail else [end]),
    ]
    stepped = _stepped(
        [p for i, p in enumerate(network) if not i or p != network[i - 1]]
    )
    parts: list[Sequence[LonLat]] = []
    if head:
        parts.append(head.points[:-1])
    parts.append(stepped)
    if tail:
        parts.append(tail.points[::-1][1:])
    points = _running([point for part in parts for point in part])
    head_km = head.length_km if head else 0.0
    tail_km = tail.length_km if tail else 0.0
    whole = length_km(points)
    return Route(
        points=tuple(points),
        length_km=whole,
        method="least-cost and sea network" if head or tail else "sea network",
        approach_km=(
            head.approach_km[0] if head else length_km(network[:2]),
            tail.approach_km[0] if tail else length_km(network[-2:]),
        ),
        network_km=whole - head_km - tail_km,
        network_over_land_km=_over_land_km(stepped, windows),
        joins=tuple(part.points[-1] for part in (head, tail) if part),
    )


def _running(points: Sequence[LonLat]) -> list[LonLat]:
    """Longitudes that run on past ±180 instead of jumping."""
    whole = [points[0]]
    for lon, lat in points[1:]:
        turns = round((whole[-1][0] - lon) / 360)
        whole.append((lon + 360 * turns, lat))
    return whole


def _over_land_km(points: Sequence[LonLat], windows: tuple[_Window, ...]) -> float:
    """Kilometres of the line over land: the fine coast in the windows, else the coarse."""
    import shapely
    from shapely.affinity import translate

    running = _running(points)
    if all(point == running[0] for point in running):
        return 0.0
    line: BaseGeometry = shapely.LineString(running)
    total = 0.0
    for window in windows:
        frame = shapely.box(*window.bounds)
        inside = shapely.intersection(line, frame)
        if not inside.is_empty:
            if shapely.intersects(window.land, inside):
                total += _km(shapely.intersection(inside, window.land))
            line = shapely.difference(line, frame)
    if line.is_empty:
        return total
    far = _far_land()
    west, _, east, _ = line.bounds
    for turn in range(
        math.floor((west + 180) / 360), math.ceil((east - 180) / 360) + 1
    ):
        here = translate(line, xoff=-360 * turn)
        crossed = far.geometries[far.query(here, predicate="intersects")]
        total += sum(_km(shapely.intersection(here, land)) for land in crossed)
    return total


def _km(geometry: BaseGeometry) -> float:
    import shapely

    return sum(
        length_km(shapely.get_coordinates(part).tolist())
        for part in shapely.get_parts(geometry)
        if part.geom_type == "LineString"
    )
