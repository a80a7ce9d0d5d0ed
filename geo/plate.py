"""A plate: one map in its frame, with land, halos, lines, symbols and names.

A picture has one plate or several; each tells the picture what it shows, for the counts,
the legend and the credits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapely import box as rectangle

from geo import style, words
from geo.ground import Bounds, Frame, ground, needs_fine_coasts
from geo.lettering import SIZE_PX, Box, Lettering, Name
from geo.picture_words import say
from geo.strokes import Look, Point, Stretch, look_of, painted, strokes
from geo.svg import clean, digits, element, fitted, line_path, ring_path, text_width
from geo.vocabulary import Place, Stance

__all__ = [
    "Detail",
    "Model",
    "Paper",
    "Plate",
    "Scene",
    "Seen",
    "badge",
    "behind",
    "curve",
    "halo",
    "holds",
    "is_loose",
    "stretches",
    "symbol",
]

Model = Mapping[str, Any]

_SOFT = "#4a545c"
_SYMBOL_GAP_PX = 17.0
_STEPS = 10_000  # of a degree, as the model counts
_EARTH_M = 6_371_008.8


@dataclass(slots=True)
class Seen:
    """What the plates of a picture show, for counts, legend and credits."""

    lines: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    sites: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    unnamed: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    paths: bool = False
    missing: bool = False
    halos: bool = False
    fine: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """Which lines and places, within which bounds, under which title."""

    bounds: Bounds
    lines: Sequence[Mapping[str, Any]]
    sites: Sequence[Mapping[str, Any]]
    label: str
    title: str
    about: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """A map of a crowded corner, beside the map that it is a part of."""

    letter: str
    name: str
    label: str
    bounds: Bounds


def holds(outer: Bounds, inner: Bounds) -> bool:
    """Whether ``inner`` lies in ``outer``, and is not the same."""
    (west, south), (east, north) = outer
    return outer != inner and all(
        west <= lon <= east and south <= lat <= north for lon, lat in inner
    )


def _points(steps: Sequence[int]) -> list[Point]:
    """Places of a line of the model, which counts in steps from one to the next."""
    x = y = 0
    found = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x / _STEPS, y / _STEPS))
    return found


def stretches(model: Model, line: Mapping[str, Any]) -> list[Stretch]:
    """A line in degrees from end to end, cut where a stretch is in no data."""
    along = any("path" in piece for piece in line["pieces"])
    found: list[tuple[list[Point], bool]] = []
    for piece in line["pieces"]:
        missing = along  # a joint between a path and its site is no data either
        if "path" in piece:
            path = model["paths"][piece["path"].removeprefix("-")]
            points = _points(path["c"])
            if piece["path"].startswith("-"):
                points.reverse()
            missing = path["missing"]
        else:
            points = _points(piece["c"])
        if found and found[-1][1] == missing:
            found[-1][0].extend(points)
        else:
            before = [found[-1][0][-1]] if found else []
            found.append((before + points, missing))
    return [Stretch(points, missing) for points, missing in found]


@dataclass(frozen=True, slots=True)
class Paper:
    """What all plates of a picture share; ``root`` holds the basemap."""

    model: Model
    root: Path
    scene: Scene
    seen: Seen
    insets: bool
    tolerance_px: float


# One map -------------------------------------------------------------------------------


class Plate:
    """One frame of a sheet: ground, halos, lines, symbols, names."""

    def __init__(
        self,
        paper: Paper,
        frame: Frame,
        name: str,
        label: str,
        *,
        letter: str = "",
        details: Sequence[Detail] = (),
    ) -> None:
        self.paper = paper
        self.frame = frame
        self.name = name
        self.label = label
        self.letter = letter
        self.details = details
        self.model = paper.model
        self.seen = paper.seen
        self.lang = str(paper.model["lang"])
        whole = paper.scene.named and paper.model["view"] == "default"
        self.tab = bool(letter) or not whole
        self.names = Lettering(frame.width, frame.height)

    def drawn(self) -> str:
        """Everything in the frame; also tells the sheet what is to be explained."""
        paper, frame = self.paper, self.frame
        self.seen.fine |= paper.insets and needs_fine_coasts(frame, paper.root)
        land = ground(
            frame, paper.root, fine=paper.insets, tolerance_px=paper.tolerance_px
        )
        if self.tab:
            wide = text_width(self.label, 12.5, bold=True)
            self.names.keep_clear((0, 0, wide + 40, 24))
        bar = self._scale()
        self.names.keep_clear((0, frame.height - 34, bar[0] + 120, frame.height))
        boxes, tabs = self._boxes()
        lines = self._lines(boxes)
        halos, symbols, labels = self._sites(boxes)
        parts = (
            ("ground", land),
            ("halos", halos),
            ("lines", lines),
            ("places", symbols),
            ("insets", tabs),
            ("names", labels),
        )
        return "".join(
            element("g", markup, id=f"tumen-{self.name}-{part}")
            for part, markup in parts
            if markup
        )

    def _id(self, kind: str, key: str) -> str:
        return f"{self.name}-{kind}-{re.sub('[^A-Za-z0-9_.-]', '-', key)}"

    # Insets ----------------------------------------------------------------------------

    def _boxes(self) -> tuple[list[Box], str]:
        """Outlines of the insets; what lies in them is drawn there, not here."""
        boxes, parts = [], []
        for one in self.details:
            (west, south), (east, north) = one.bounds
            x0, y0 = self.frame(west, north)
            x1, y1 = self.frame(east, south)
            boxes.append((x0, y0, x1, y1))
            if any(
                other is not one and holds(other.bounds, one.bounds)
                for other in self.details
            ):
                continue  # its outline is on the inset that it is a part of
            beside = (
                x0 - 17 if x0 > 20 else x1
            )  # its letter, where there is room for it
            self.names.keep_clear((min(x0, beside) - 3, y0 - 4, x1 + 20, y1 + 4))
            outline = element(
                "rect",
                x=x0,
                y=y0,
                width=x1 - x0,
                height=y1 - y0,
                fill="none",
                stroke=style.INK,
                stroke_width=1.4,
            )
            title = element("title", clean(one.label))
            parts.append(
                element("g", title, outline, badge(one.letter, beside, y0, 17))
            )
        return boxes, "".join(parts)

    # Lines -----------------------------------------------------------------------------

    def _lines(self, boxes: Sequence[Box]) -> str:
        """Every line that crosses the frame, the first theme on top.

        A line that lies in an inset as a whole is drawn there alone.
        """
        themes = {one: i for i, one in enumerate(self.model["style"]["colours"])}
        frame = self.frame
        window = rectangle(-4, -4, frame.width + 4, frame.height + 4)
        parts = []
        for line in sorted(
            self.paper.scene.lines,
            key=lambda line: (-themes.get(line["theme"], -1), line["id"]),
        ):
            look = look_of(line, self.model["style"])
            inner = []
            for turn in frame.worlds():
                moved = [
                    Stretch(
                        [frame(lon + 360 * turn, lat) for lon, lat in part.points],
                        part.missing,
                    )
                    for part in stretches(self.model, line)
                ]
                places = [point for part in moved for point in part.points]
                if any(all(_in(one, point) for point in places) for one in boxes):
                    continue
                for points, here in strokes(
                    moved,
                    look,
                    zoom=frame.zoom,
                    window=window,
                    tolerance_px=self.paper.tolerance_px * 0.8,
                ):
                    self.seen.missing |= here != look
                    inner.append(painted(points, here))
                    self.names.ink([points])
            if not inner:
                whole = (0.0, 0.0, frame.width, frame.height)
                if any(_in(whole, point) for point in places):  # shorter than a pixel
                    title = _title(self.model, line)
                    self.seen.unnamed.setdefault(line["id"], title)
                continue
            self.seen.lines[line["id"]] = line
            self.seen.paths |= any("path" in piece for piece in line["pieces"])
            title = clean(_told(self.model, line))
            parts.append(
                element(
                    "g",
                    element("title", title),
                    *inner,
                    id=self._id("line", line["id"]),
                )
            )
        if not parts:
            return ""
        return element("g", *parts, fill="none", stroke_linejoin="round")

    # Places ----------------------------------------------------------------------------

    def _sites(self, boxes: Sequence[Box]) -> tuple[str, str, str]:
        """Halos, symbols and names of the places in the frame, by rank."""
        frame, seen = self.frame, self.seen
        table = self.model["style"]
        taken: list[Point] = []
        shown_here: list[tuple[Mapping[str, Any], Point]] = []
        halos = []
        for one in sorted(self.paper.scene.sites, key=lambda one: one["rank"]):
            if one["kind"] not in table["symbols"]:  # nobody checked this atlas
                continue
            for turn in frame.worlds():
                lon, lat = one["at"]
                at = frame(lon + 360 * turn, lat)
                if not _in((0.0, 0.0, frame.width, frame.height), at):
                    continue
                if one["kind"] == Place.RAIL_LINK:
                    halos += [self._track(ring, turn) for ring in one["shape"]]
                if any(_in(box, at) for box in boxes):
                    continue
                if any(math.dist(at, other) < _SYMBOL_GAP_PX for other in taken):
                    seen.unnamed.setdefault(one["id"], one["label"])
                    continue
                taken.append(at)
                self.names.keep_clear((at[0] - 9, at[1] - 9, at[0] + 9, at[1] + 9))
                shown_here.append((one, at))
                halos.append(self._halo(one, at, turn))
        symbols, labels = [], []
        short = [one["label"] for one, _ in shown_here]
        for one, at in shown_here:
            seen.sites[one["id"]] = one
            title = element("title", clean(_place_told(self.model, one)))
            shape = table["symbols"][one["kind"]]
            symbols.append(
                element("g", title, symbol(shape, *at, loose=is_loose(one)),
                        id=self._id("site", one["id"]))
            )  # fmt: skip
            # Two places of one short name are told apart by the whole one.
            label = one["label"] if short.count(one["label"]) == 1 else one["name"]
            area = shape["area"]
            if label == self.label:  # the frame bears its name already
                seen.named.add(one["id"])
                continue
            spot = self.names.place(fitted(label, SIZE_PX, 260, bold=True), at)
            if spot is None:
                seen.unnamed[one["id"]] = one["label"]
                continue
            seen.named.add(one["id"])
            labels.append(
                self._name(fitted(label, SIZE_PX, 260, bold=True), spot, area)
            )
        return (
            "".join(halos),
            "".join(symbols),
            element("g", *labels, font_size=SIZE_PX, stroke_linejoin="round")
            if labels
            else "",
        )

    def _name(self, label: str, spot: Name, area: bool) -> str:
        leader = ""
        if spot.leader:
            path = line_path(spot.leader)
            leader = element(
                "path", d=path, stroke=style.PAPER, stroke_width=2.6, fill="none"
            ) + element("path", d=path, stroke=style.INK, stroke_width=0.9, fill="none")
        return leader + element(
            "text", clean(label), x=spot.x, y=spot.y,
            font_weight=None if area else "bold", fill=_SOFT if area else None,
            font_style="italic" if area else None,
            paint_order="stroke", stroke=style.PAPER, stroke_width=3,
        )  # fmt: skip

    def _halo(self, one: Mapping[str, Any], at: Point, turn: int) -> str:
        """How far off a place may lie: its outline, or a disc of its true radius."""
        table = self.model["style"]
        if one["kind"] == Place.RAIL_LINK:
            return ""
        if one["shape"]:
            path = "".join(ring_path(self._ring(ring, turn)) for ring in one["shape"])
            if not path:
                return ""
            self.seen.halos = True
            return halo(table["halo"], at, 0, loose=is_loose(one), path=path)
        if not one["u"] or table["symbols"][one["kind"]]["area"]:
            return ""
        per_metre = self.frame.per_radian / _EARTH_M
        radius = one["u"] * per_metre / math.cos(math.radians(one["at"][1]))
        if (
            not table["halo"]["least"]
            <= radius
            <= max(self.frame.width, self.frame.height)
        ):
            return ""
        self.seen.halos = True
        return halo(table["halo"], at, radius, loose=is_loose(one))

    def _ring(self, steps: Sequence[int], turn: int) -> list[Point]:
        return [self.frame(lon + 360 * turn, lat) for lon, lat in _points(steps)]

    def _track(self, steps: Sequence[int], turn: int) -> str:
        path = line_path(self._ring(steps, turn))
        return element("path", d=path, fill="none", stroke=style.INK, stroke_width=1.5)

    # Scale -----------------------------------------------------------------------------

    def _scale(self) -> tuple[float, float]:
        """Length of the scale bar in pixels and metres, at the middle latitude."""
        (_, south), (_, north) = self.frame.bounds()
        lat = (south + north) / 2
        per_px = _EARTH_M * math.cos(math.radians(lat)) / self.frame.per_radian
        metres = 10.0 ** math.floor(math.log10(per_px * 160))
        for times in (5, 2):
            if metres * times <= per_px * 160:
                metres *= times
                break
        return (metres / per_px, metres)

    def scale_bar(self) -> str:
        """A bar with its length; on Mercator it holds for one latitude, which it names."""
        (_, south), (_, north) = self.frame.bounds()
        lat = (south + north) / 2
        long, metres = self._scale()
        south_word = "S" if lat < 0 else "N"
        at = f"{words.number(round(abs(lat)), self.lang)}° {south_word}"
        if metres >= 1000:
            text = say(
                "scale", self.lang, km=words.number(metres / 1000, self.lang), lat=at
            )
        else:
            text = say("scale-m", self.lang, m=words.number(metres, self.lang), lat=at)
        x, y = 12.0, self.frame.height - 12
        path = line_path([(x, y - 5), (x, y), (x + long, y), (x + long, y - 5)])
        return (
            element("path", d=path, fill="none", stroke=style.PAPER, stroke_width=4.5)
            + element("path", d=path, fill="none", stroke=style.INK, stroke_width=1.5)
            + element(
                "text", clean(text), x=x + 4, y=y - 5, font_size=11, paint_order="stroke",
                stroke=style.PAPER, stroke_width=3, stroke_linejoin="round",
            )
        )  # fmt: skip


def _in(box: Box, point: Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


# Marks ---------------------------------------------------------------------------------


def is_loose(site: Mapping[str, Any]) -> bool:
    """Whether a symbol stands for an area, or for a place near by."""
    return site["precision"] in ("area", "proxy")


def symbol(shape: Mapping[str, Any], x: float, y: float, *, loose: bool = False) -> str:
    """A symbol with its middle at ``x``, ``y``; as ``geo/web/src/sites.js`` draws it."""
    size = shape["size"]
    scale = 24 / size
    move = f"translate({digits(x - size / 2)} {digits(y - size / 2)}) scale({digits(1 / scale, 4)})"
    if shape["area"]:
        return element(
            "path", d=shape["path"], transform=move, fill=style.PAPER, fill_opacity=0.75,
            stroke=style.INK, stroke_width=1.6 * scale,
            stroke_dasharray=f"{digits(2.6 * scale)} {digits(2.2 * scale)}",
        )  # fmt: skip
    dash = f"{digits(3 * scale)} {digits(1.6 * scale)}" if loose else None
    return element(
        "path", d=shape["path"], transform=move, fill=style.PAPER, stroke=style.PAPER,
        stroke_width=5 * scale, stroke_linejoin="round",
    ) + element(
        "path", d=shape["path"], transform=move,
        fill=style.PAPER if shape["hollow"] or loose else style.INK, stroke=style.INK,
        stroke_width=1.7 * scale, stroke_linejoin="round", stroke_dasharray=dash,
    )  # fmt: skip


def badge(letter: str, x: float, y: float, size: float) -> str:
    """A letter that ties an inset to its outline."""
    return element("rect", x=x, y=y, width=size, height=size, fill=style.INK) + element(
        "text",
        letter,
        x=x + size / 2,
        y=y + size / 2 + 4.5,
        font_size=12.5,
        font_weight="bold",
        fill=style.PAPER,
        text_anchor="middle",
    )


def halo(
    look: Mapping[str, Any], at: Point, radius: float, *, loose: bool, path: str = ""
) -> str:
    """A disc, or the outline ``path``, within which a place lies."""
    how = {
        "fill": look["colour"],
        "fill_opacity": look["fill"] * (1.3 if loose else 1),
        "stroke": look["colour"],
        "stroke_opacity": 0.75,
        "stroke_width": look["px"],
        "stroke_dasharray": " ".join(digits(one) for one in look["strokes"]),
    }
    if path:
        return element("path", d=path, **how)
    return element("circle", cx=at[0], cy=at[1], r=radius, **how)


def curve() -> str:
    """The legend's sample of a curved line."""
    points = [(2 + i / 20 * 42, 6 - 13 * 4 * i / 20 * (1 - i / 20)) for i in range(21)]
    return painted(points, Look(style.INK, style.PAPER, 2.2))


# In words ------------------------------------------------------------------------------


def behind(line: Mapping[str, Any]) -> list[str]:
    """Ids of all claims behind a line: its own, and those about its wider flows."""
    return [*line["claims"], *line["wider"]]


def _label(model: Model, vocabulary: str, word: str) -> str:
    return str(model["words"][vocabulary].get(word, {}).get("label", word))


def _claims_told(model: Model, claims: Sequence[str]) -> str:
    """How many claims, by stance; a stance that nobody takes is not named."""
    lang = model["lang"]
    if not claims:
        return ""
    told = []
    for stance in Stance:
        n = sum(model["claims"][key]["stance"] == stance for key in claims)
        if n:
            key = f"stance-{stance}_{'one' if n == 1 else 'other'}"
            told.append(words.say(key, lang, n=words.number(n, lang)))
    key = "claims_one" if len(claims) == 1 else "claims_other"
    return say(key, lang, n=words.number(len(claims), lang), told=", ".join(told))


def _title(model: Model, line: Mapping[str, Any]) -> str:
    titles = {one["id"]: one["title"] for one in model["flows"]}
    return "; ".join(titles.get(key, key) for key in line["flows"])


def _told(model: Model, line: Mapping[str, Any]) -> str:
    """What a line is, and how many claims stand behind it."""
    lang = model["lang"]
    names = {one["id"]: one["label"] for one in model["sites"]}
    ends = "ends-open" if line["direction"] == "unknown" else "ends"
    text = say(
        "line",
        lang,
        title=_title(model, line),
        ends=say(
            ends,
            lang,
            start=names.get(line["from"], line["from"]),
            end=names.get(line["to"], line["to"]),
        ),
        mode=_label(model, "Mode", line["mode"]),
        status=_label(model, "LegStatus", line["status"]),
        way=_label(model, "Direction", line["direction"]),
    )
    return f"{text} {_claims_told(model, behind(line))}"


def _place_told(model: Model, site: Mapping[str, Any]) -> str:
    kind = _label(model, "Place", site["kind"])
    told = _claims_told(model, site["claims"]) or say("claims-none", model["lang"])
    return f"{site['name']}, {kind}. {told}"
