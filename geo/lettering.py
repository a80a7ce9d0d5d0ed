"""Where the names on a picture stand: none on another, on a symbol or off the map.

Greedy, as on the page: the first in rank takes the best place beside its symbol that
crosses the fewest lines. A name with no room there stands further off, at the end of a
leader line; one that finds none even so is left out and told of, never squeezed in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.svg import text_width

__all__ = ["Box", "Lettering", "Name"]

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""
Point = tuple[float, float]

SIZE_PX = 12.0
_GAP_PX = 11.0
_CELL_PX = 4.0
_EDGE_PX = 3.0
_PLACES = ("e", "w", "ne", "se", "nw", "sw", "n", "s")
_RADII_PX = (30.0, 46.0, 64.0, 84.0, 108.0)
_TURNS = 24


@dataclass(frozen=True, slots=True)
class Name:
    """A placed name: where its text begins, its baseline, and its leader line if any."""

    x: float
    y: float
    box: Box
    leader: tuple[Point, Point] | None = None


class Lettering:
    """A frame in which names find room, one after another."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.boxes: list[Box] = []
        self._ink: set[tuple[int, int]] = set()
        self._leaders: list[tuple[Point, Point]] = []

    def keep_clear(self, box: Box) -> None:
        """No name goes on ``box``."""
        self.boxes.append(box)

    def ink(self, strokes: Iterable[Sequence[Point]]) -> None:
        """Names had better not cross these lines."""
        for points in strokes:
            for (x0, y0), (x1, y1) in pairwise(points):
                steps = math.ceil(math.hypot(x1 - x0, y1 - y0) / _CELL_PX) or 1
                for k in range(steps + 1):
                    x, y = x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps
                    self._ink.add((int(x // _CELL_PX), int(y // _CELL_PX)))

    def place(self, text: str, at: Point, *, bold: bool = True) -> Name | None:
        """Find room for a name at a symbol; ``None`` if there is none."""
        wide, tall = text_width(text, SIZE_PX, bold=bold), SIZE_PX * 1.2
        best: tuple[float, Name] | None = None
        for order, place in enumerate(_PLACES):
            box = _beside(place, at, wide, tall)
            crossed = self._cost(box)
            if crossed is None:
                continue
            # A name across several lines is worse than one at the end of a leader.
            cost = crossed + order * 0.1
            if best is None or cost < best[0]:
                best = (cost, _name(box))
        if best is None or best[0] > 6:
            best = self._away(at, wide, tall, best)
        if best is None:
            return None
        found = best[1]
        x0, y0, x1, y1 = found.box
        self.boxes.append((x0 - 3, y0 - 1, x1 + 3, y1 + 1))
        if found.leader:
            self._leaders.append(found.leader)
            self.ink([found.leader])
        return found

    def _away(
        self, at: Point, wide: float, tall: float, best: tuple[float, Name] | None
    ) -> tuple[float, Name] | None:
        """The best place at the end of a leader line, if it beats ``best``."""
        for radius in _RADII_PX:
            for turn in range(_TURNS):
                angle = 2 * math.pi * turn / _TURNS
                cos, sin = math.cos(angle), math.sin(angle)
                x, y = at[0] + radius * cos, at[1] + radius * sin
                left = x if cos > 0.3 else x - wide if cos < -0.3 else x - wide / 2
                box = (left, y - tall / 2, left + wide, y + tall / 2)
                crossed = self._cost(box)
                if crossed is None:
                    continue
                leader = ((at[0] + 8 * cos, at[1] + 8 * sin), _end(box, at))
                if self._blocked(leader, box, at):
                    continue
                over = self._crossings(leader)
                cost = crossed * 1.5 + over * 0.3 + radius / 12
                if best is None or cost < best[0]:
                    best = (cost, _name(box, leader))
        return best

    def _cost(self, box: Box) -> float | None:
        """Lines under a box, or ``None`` if it may not be there at all."""
        x0, y0, x1, y1 = box
        if (
            x0 < _EDGE_PX
            or y0 < _EDGE_PX
            or x1 > self.width - _EDGE_PX
            or y1 > self.height - _EDGE_PX
            or any(_meet(box, other) for other in self.boxes)
            or any(_crosses(leader, box) for leader in self._leaders)
        ):
            return None
        cells = 0
        for column in range(int(x0 // _CELL_PX), int(x1 // _CELL_PX) + 1):
            for row in range(int((y0 + 2) // _CELL_PX), int((y1 - 2) // _CELL_PX) + 1):
                cells += (column, row) in self._ink
        return cells * 0.5

    def _blocked(self, leader: tuple[Point, Point], own: Box, at: Point) -> bool:
        return any(
            _crosses(leader, box)
            for box in self.boxes
            if not (box[0] <= at[0] <= box[2] and box[1] <= at[1] <= box[3])
        ) or any(_cut(leader, other) for other in self._leaders)

    def _crossings(self, leader: tuple[Point, Point]) -> int:
        (x0, y0), (x1, y1) = leader
        steps = max(1, int(math.hypot(x1 - x0, y1 - y0) / _CELL_PX))
        return sum(
            (
                int((x0 + (x1 - x0) * k / steps) // _CELL_PX),
                int((y0 + (y1 - y0) * k / steps) // _CELL_PX),
            )
            in self._ink
            for k in range(2, steps + 1)
        )


def _name(box: Box, leader: tuple[Point, Point] | None = None) -> Name:
    return Name(box[0], box[1] + SIZE_PX * 0.95, box, leader)


def _beside(place: str, at: Point, wide: float, tall: float) -> Box:
    x, y = at
    if "e" in place:
        left = x + _GAP_PX
    elif "w" in place:
        left = x - _GAP_PX - wide
    else:
        left = x - wide / 2
    if place in ("e", "w"):
        top = y - tall / 2
    elif place in ("n", "s"):
        top = y - _GAP_PX - tall if place == "n" else y + _GAP_PX
    else:
        top = y - tall + 1 if place[0] == "n" else y - 1
    return (left, top, left + wide, top + tall)


def _end(box: Box, at: Point) -> Point:
    """Where a leader line from ``at`` meets a name's box."""
    x0, y0, x1, y1 = box
    if at[0] < x0:
        return (x0 - 2, (y0 + y1) / 2)
    if at[0] > x1:
        return (x1 + 2, (y0 + y1) / 2)
    x = min(max(at[0], x0 + 4), x1 - 4)
    return (x, y1 + 1) if at[1] > y1 else (x, y0 - 1)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(line: tuple[Point, Point], box: Box) -> bool:
    """Whether a line runs through a box."""
    (x0, y0), (x1, y1) = line
    low, high = 0.0, 1.0
    for start, delta, least, most in (
        (x0, x1 - x0, box[0], box[2]),
        (y0, y1 - y0, box[1], box[3]),
    ):
        if abs(delta) < 1e-9:
            if not least < start < most:
                return False
            continue
        a, b = sorted(((least - start) / delta, (most - start) / delta))
        low, high = max(low, a), min(high, b)
    return low < high


def _cut(a: tuple[Point, Point], b: tuple[Point, Point]) -> bool:
    """Whether two lines cross."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(*a, b[0]) * side(*a, b[1]) < 0 and side(*b, a[0]) * side(*b, a[1]) < 0
