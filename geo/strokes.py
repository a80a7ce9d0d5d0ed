"""Lines of a picture: lane beside the true way, casing, dash and arrowheads.

The rules are those of ``geo/web/src/flowline.js``, in pixels, so that a picture and the
page show the same thing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import LineString, Polygon

from geo.svg import digits, element, line_path

__all__ = ["Look", "Stretch", "look_of", "painted", "strokes"]

Point = tuple[float, float]

_SWING_PX = 26.0  # from a true end within which a line swings out into its lane
_LOOK_PX = 7.0  # before and after a point, from which the heading there is taken
_NARROW_ZOOM, _FULL_ZOOM, _NARROWEST = 4.0, 7.0, 0.6
_ARROW_EVERY_PX = 240.0
_CASING_PX = 2.6


@dataclass(frozen=True, slots=True)
class Look:
    """How a line looks: the row of the style table that stands for each channel."""

    colour: str
    paper: str
    width: float
    strokes: tuple[float, ...] = ()
    round: bool = False
    filled: bool | None = None
    arrow: float = 0.0
    lane: float = 0.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a line in pixels; ``missing``: no data has the way, dots join its ends."""

    points: Sequence[Point]
    missing: bool = False


def look_of(line: Mapping[str, Any], style: Mapping[str, Any]) -> Look:
    """Look of a line of the page's model, from the model's own copy of the style table."""
    dash = style["dashes"].get(line["status"], {"strokes": [], "round": False})
    arrow = style["arrows"].get(line["direction"], {"filled": None, "length": 0})
    widths = {one["id"]: one["px"] for one in style["widths"]}
    return Look(
        colour=style["colours"].get(line["theme"], style["ink"]),
        paper=style["paper"],
        width=widths.get(line["width"], 2),
        strokes=tuple(dash["strokes"]),
        round=dash["round"],
        filled=arrow["filled"],
        arrow=arrow["length"],
        lane=line["lane"],
    )


def strokes(
    stretches: Sequence[Stretch],
    look: Look,
    *,
    zoom: float,
    window: Polygon,
    tolerance_px: float = 0.5,
) -> list[tuple[list[Point], Look]]:
    """Points and look of each stroke of a line that lies in ``window``, all in pixels.

    ``tolerance_px`` is how far a line may be moved to save bytes. A stretch that is cut
    by the window's edge stays in its lane there; at its true ends a line swings back to
    them.
    """
    closeness = (zoom - _NARROW_ZOOM) / (_FULL_ZOOM - _NARROW_ZOOM)
    lane = look.lane * max(_NARROWEST, min(1.0, closeness))
    drawn: list[tuple[list[Point], Look]] = []
    for at, stretch in enumerate(stretches):
        here = look
        if stretch.missing:
            here = Look(
                look.colour,
                look.paper,
                look.width,
                (0.1, 6.5),
                round=True,
                lane=look.lane,
            )
        if len(stretch.points) < 2:
            continue
        start, end = stretch.points[0], stretch.points[-1]
        cut = shapely.clip_by_rect(LineString(stretch.points), *window.bounds)
        parts = getattr(cut, "geoms", [cut])
        for part in parts:
            if part.geom_type != "LineString" or part.length < 1:
                continue
            points = [(float(x), float(y)) for x, y in part.coords]
            moved = _beside(
                points,
                lane,
                at == 0 and _near(points[0], start),
                at == len(stretches) - 1 and _near(points[-1], end),
            )
            thin = shapely.simplify(
                LineString(moved), tolerance_px, preserve_topology=False
            )
            kept = [(float(x), float(y)) for x, y in thin.coords]
            if len(kept) > 1:
                drawn.append((kept, here))
    return drawn


def painted(points: Sequence[Point], look: Look) -> str:
    """One stroke as markup: casing, line, arrowheads."""
    path = line_path(points)
    total = _lengths(points)[-1]
    width = max(2.6, look.width) if look.round else look.width
    scale = max(1.0, look.width / 3)  # a wide line wants longer strokes
    dash = " ".join(digits(px * scale) for px in look.strokes) or None
    parts = [
        element(
            "path", d=path, stroke=look.paper, stroke_width=look.width + _CASING_PX,
            stroke_opacity=0.55 if look.round else 0.85, stroke_linecap="round",
        ),
        element(
            "path", d=path, stroke=look.colour, stroke_width=width,
            stroke_dasharray=dash, stroke_linecap="round" if look.round else None,
        ),
    ]  # fmt: skip
    if look.filled is not None and total > 24:
        parts.append(_heads(points, total, look))
    return "".join(parts)


def _heads(points: Sequence[Point], total: float, look: Look) -> str:
    size = look.arrow + look.width * 0.9
    sums = _lengths(points)
    number = max(1, math.floor(total / _ARROW_EVERY_PX))
    paths = []
    for i in range(number):
        x, y, angle = _along(points, sums, (i + 0.56) / number * total)
        cos, sin = math.cos(angle), math.sin(angle)
        corners = [
            (x + (a * cos - b * sin) * size, y + (a * sin + b * cos) * size)
            for a, b in ((0.62, 0.0), (-0.5, 0.5), (-0.28, 0.0), (-0.5, -0.5))
        ]
        paths.append(line_path(corners) + "z")
    path = "".join(paths)
    return element(
        "path", d=path, fill=look.paper, stroke=look.paper, stroke_width=3
    ) + element(
        "path", d=path, fill=look.colour if look.filled else look.paper,
        stroke=look.colour, stroke_width=1.6,
    )  # fmt: skip


def _lengths(points: Sequence[Point]) -> list[float]:
    xy = np.asarray(points, dtype=float)
    steps = np.hypot(*np.diff(xy, axis=0).T)
    return [0.0, *np.cumsum(steps).tolist()]


def _along(
    points: Sequence[Point], sums: Sequence[float], s: float
) -> tuple[float, float, float]:
    """Point and heading at a length along a line."""
    i = 1
    while i < len(points) - 1 and sums[i] < s:
        i += 1
    (x0, y0), (x1, y1) = points[i - 1], points[i]
    span = sums[i] - sums[i - 1]
    t = (s - sums[i - 1]) / span if span > 0 else 0.0
    return (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, math.atan2(y1 - y0, x1 - x0))


def _beside(
    points: list[Point], lane: float, from_start: bool, to_end: bool
) -> list[Point]:
    """The line moved ``lane`` pixels to its right, still meeting its true ends."""
    if not lane or len(points) < 2:
        return points
    # A bend tighter than the lane is wide would fold the moved line over itself.
    thin = shapely.simplify(LineString(points), min(5.0, abs(lane) * 0.7))
    points = [(float(x), float(y)) for x, y in thin.coords]
    sums = _lengths(points)
    total = sums[-1]
    if total < 2:
        return points
    stops = [total / 2]
    for share in (0, 0.25, 0.5, 0.75, 1):
        stops.append(min(share * _SWING_PX, total / 2))
        stops.append(max(total - share * _SWING_PX, total / 2))
    moved: list[Point] = []
    last = -1.0
    swing = min(_SWING_PX, total / 2)
    for s in sorted([*sums, *stops]):
        if s - last < 0.5:
            continue
        last = s
        before = _along(points, sums, max(0.0, s - _LOOK_PX))
        here = _along(points, sums, s)
        after = _along(points, sums, min(total, s + _LOOK_PX))
        dx, dy = after[0] - before[0], after[1] - before[1]
        norm = math.hypot(dx, dy) or 1.0
        near = min(s if from_start else math.inf, total - s if to_end else math.inf)
        t = min(1.0, near / swing)
        out = lane * t * t * (3 - 2 * t)
        # y runs down, so the right of (dx, dy) is (-dy, dx).
        moved.append((here[0] - dy / norm * out, here[1] + dx / norm * out))
    return moved


def _near(a: Point, b: Point) -> bool:
    return math.hypot(a[0] - b[0], a[1] - b[1]) < 1
