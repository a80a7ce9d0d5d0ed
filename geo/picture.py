"""The map as a static SVG or PNG, drawn without a browser.

::

    text = draw(open_atlas(), view="far-east", lang="fr")     # SVG
    save(text, "map.svg")
    save(text, "map.png", scale=3)                            # extra "pictures"

A picture shows what the page shows when it opens: it is drawn from the same model
(:func:`geo.view.page_model`), the same style table and the same basemap. Title, legend,
scale, counts, credits and version are inside, so it can be printed by itself. Texts are
real texts; every line is a group with its own title, which says how many claims stand
behind it and how many of them deny.

The SVG is inert: no script, no style sheet, no reference to anything in or out of it, no
word of the atlas as markup. The same atlas gives the same bytes.
"""

from __future__ import annotations

import importlib
import math
import re
import struct
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapely import box as rectangle

from geo import style, words
from geo.errors import ChoiceError, MissingExtraError, NotFoundError, OutputError, shown
from geo.ground import Bounds, Frame, ground, needs_fine_coasts
from geo.lettering import SIZE_PX, Box, Lettering, Name
from geo.picture_words import say
from geo.strokes import Look, Point, Stretch, look_of, painted, strokes
from geo.svg import (
    FONTS,
    clean,
    digits,
    element,
    fitted,
    line_path,
    ring_path,
    text_width,
    wrapped,
)
from geo.view import page_model
from geo.vocabulary import Place, Stance
from geo.writing import write_bytes, write_text

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["compose", "draw", "png", "save"]

Model = Mapping[str, Any]

WIDTH_PX = 1200
"""Width of a picture that says nothing else."""
_LEAST_PX, _MOST_PX = 480, 10_000
_EDGE = 24.0
_GAP = 14.0
_SOFT = "#4a545c"
_RULE = "#b9c2c8"
_SYMBOL_GAP_PX = 17.0
_WIDEST, _TALLEST = 2.1, 1.5  # of a map's frame, width by height
_DETAILS = ("far-east", "tikhoretsk")
_LINK_DEG = 0.035  # shown around a rail link, so that its parallel lines come apart
_STEPS = 10_000  # of a degree, as the model counts
_EARTH_M = 6_371_008.8
_NORTHERNMOST = 74.0  # beyond, Web Mercator is mostly empty paper
_SLIM_PX = 1.4
_FINE_PX = 0.6


def draw(
    atlas: Atlas,
    *,
    view: str = "default",
    lang: str = "en",
    bbox: tuple[float, float, float, float] | None = None,
    flow: str | None = None,
    site: str | None = None,
    width: int = WIDTH_PX,
    height: int | None = None,
    insets: bool = True,
    details: bool = True,
    slim: bool = False,
    note: str = "",
) -> str:
    """The map of ``atlas`` as the text of an SVG file.

    Parameters
    ----------
    atlas
        What to draw; a selection or a view as of a day is an atlas like any other.
    view
        ``default``, ``far-east``, ``corridor`` or ``tikhoretsk``.
    lang
        ``en`` or ``fr``.
    bbox
        West, south, east, north in degrees (EPSG:4326) instead of a view; east may be
        less than west across the antimeridian.
    flow
        Draw this flow alone, and its whole way.
    site
        Draw the surroundings of this place.
    width, height
        Of the whole picture in pixels; by itself it is as high as it needs.
    insets
        Whether the fine coasts (OpenStreetMap, ODbL) may be drawn, as in
        :func:`geo.page.draw`.
    details
        Whether the default view carries maps of its crowded corners.
    slim
        Save bytes: coarser coasts.
    note
        Words to print under the title, such as the window and filters of a selection.

    Raises
    ------
    ChoiceError
        If ``lang`` or ``view`` is none of the choices, the atlas has no such view, two
        of ``bbox``, ``flow`` and ``site`` are given, or a size or box makes no sense.
    NotFoundError
        If there is no such flow or place, or it is on no map.
    """
    model = page_model(atlas, lang=lang, view=view, insets=insets)
    if view not in _named(model) and bbox is None and flow is None and site is None:
        raise ChoiceError(
            f"view: this atlas has no place in {view!r}; it has"
            f" {', '.join(_named(model))}"
        )
    return compose(
        model,
        atlas.root,
        bbox=bbox,
        flow=flow,
        site=site,
        width=width,
        height=height,
        insets=insets,
        details=details,
        slim=slim,
        note=note,
    )


def compose(
    model: Model,
    root: Path,
    *,
    bbox: tuple[float, float, float, float] | None = None,
    flow: str | None = None,
    site: str | None = None,
    width: int = WIDTH_PX,
    height: int | None = None,
    insets: bool = True,
    details: bool = True,
    slim: bool = False,
    note: str = "",
) -> str:
    """As :func:`draw`, from a model that is made already; ``root`` holds the basemap."""
    if sum(one is not None for one in (bbox, flow, site)) > 1:
        raise ChoiceError("name one of a box, a flow and a place, not several")
    for what, size in (("width", width), ("height", height)):
        if size is not None and not _LEAST_PX <= size <= _MOST_PX:
            raise ChoiceError(
                f"{what}: {size} is not between {_LEAST_PX} and {_MOST_PX} pixels"
            )
    scene = _scene(model, bbox, flow, site)
    sheet = _Sheet(model, root, scene, float(width), insets, details, slim, note)
    text, tall = sheet.drawn(None)
    if height is None or round(tall) == height:
        return text
    room = sheet.map_height + height - tall
    if room < 160:
        raise ChoiceError(
            f"height: {height} pixels leave no room for the map; at this width it takes"
            f" {math.ceil(tall - sheet.map_height + 160)} at least"
        )
    return sheet.drawn(room)[0]


# What is shown -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scene:
    """Which lines and places, within which bounds, under which title."""

    bounds: Bounds
    lines: Sequence[Mapping[str, Any]]
    sites: Sequence[Mapping[str, Any]]
    label: str
    title: str
    about: str
    overview: bool = False


def _named(model: Model) -> dict[str, Bounds]:
    return {
        one["id"]: (tuple(one["bounds"][0]), tuple(one["bounds"][1]))
        for one in model["views"]
    }


def _scene(
    model: Model,
    bbox: tuple[float, float, float, float] | None,
    flow: str | None,
    site: str | None,
) -> _Scene:
    lang = model["lang"]
    lines = [line for line in model["lines"] if line["on"]]
    sites = [one for one in model["sites"] if one["on"] and one["at"]]
    title, about = model["title"], model["subtitle"]
    if flow is not None:
        found = _pick(model["flows"], flow, "flow")
        lines = [line for line in model["lines"] if flow in line["flows"]]
        if not lines:
            raise NotFoundError(
                f"flow {flow!r} is on no map: an end of it has no known place"
            )
        ends = {end for line in lines for end in (line["from"], line["to"])}
        sites = [one for one in model["sites"] if one["id"] in ends and one["at"]]
        label = say("only-flow", lang)
        bounds = _around(
            [
                point
                for line in lines
                for s in _stretches(model, line)
                for point in s.points
            ]
        )
        return _Scene(bounds, lines, sites, label, found["title"], found["summary"])
    if site is not None:
        found = _pick(model["sites"], site, "place")
        if not found["at"]:
            raise NotFoundError(f"place {site!r} is on no map: no source locates it")
        own = [line for line in model["lines"] if site in (line["from"], line["to"])]
        lines = [line for line in model["lines"] if line["on"] or line in own]
        ends = {end for line in own for end in (line["from"], line["to"])} | {site}
        sites = [
            one
            for one in model["sites"]
            if one["at"] and (one["on"] or one["id"] in ends)
        ]
        lon, lat = found["at"]
        reach = max(12_000.0, min(400_000.0, 4 * (found["u"] or 0)))
        up = math.degrees(reach / _EARTH_M)
        side = up / max(0.05, math.cos(math.radians(lat)))
        bounds = ((lon - side, lat - up), (lon + side, lat + up))
        label = say("around-site", lang)
        return _Scene(
            bounds, lines, sites, label, found["name"], found["role"] or about
        )
    if bbox is not None:
        bounds = _checked(bbox)
        (west, south), (east, north) = bounds
        label = ", ".join(
            (
                f"{words.number(round(west, 2), lang)}–{words.number(round(east, 2), lang)}°",
                f"{words.number(round(south, 2), lang)}–{words.number(round(north, 2), lang)}°",
            )
        )
        return _Scene(bounds, lines, sites, label, title, about)
    view = next(one for one in model["views"] if one["id"] == model["view"])
    bounds = _named(model)[view["id"]]
    overview = view["id"] == "default"
    if overview:  # paper cannot be moved: a curve is not to leave the sheet
        (west, south), (east, north) = bounds
        lats = [
            lat
            for line in lines
            for part in _stretches(model, line)
            for lon, lat in part.points
            if west <= lon <= east
        ]
        bounds = (
            (west, max(-70.0, min([south, *lats]))),
            (east, min(_NORTHERNMOST, max([north, *(lat + 0.6 for lat in lats)]))),
        )
    return _Scene(bounds, lines, sites, view["label"], title, about, overview)


@dataclass(frozen=True, slots=True)
class _Detail:
    """A map of a crowded corner, beside the map that it is a part of."""

    letter: str
    name: str
    label: str
    bounds: Bounds


def _details(model: Model, scene: _Scene) -> list[_Detail]:
    """The corner views that this atlas has, and its rail link if one is drawn there."""
    lang, views = model["lang"], _named(model)
    found = [
        (name, words.say(f"view-{name}", lang), _wider(views[name]))
        for name in _DETAILS
        if name in views
    ]
    link = next((one for one in scene.sites if one["kind"] == Place.RAIL_LINK), None)
    if link is not None and any(
        _holds(box, (link["at"], link["at"])) for *_, box in found
    ):
        lon, lat = link["at"]
        up = _LINK_DEG * math.cos(math.radians(lat))
        bounds = ((lon - _LINK_DEG, lat - up), (lon + _LINK_DEG, lat + up))
        found.insert(1, ("link", link["label"], bounds))
    return [_Detail(letter, *one) for letter, one in zip("ABC", found, strict=False)]


def _wider(bounds: Bounds) -> Bounds:
    (west, south), (east, north) = bounds
    side, up = (east - west) * 0.04, (north - south) * 0.04
    return ((west - side, south - up), (east + side, north + up))


def _holds(outer: Bounds, inner: Bounds) -> bool:
    """Whether ``inner`` lies in ``outer``, and is not the same."""
    (west, south), (east, north) = outer
    return outer != inner and all(
        west <= lon <= east and south <= lat <= north for lon, lat in inner
    )


def _pick(rows: Sequence[Mapping[str, Any]], key: str, what: str) -> Mapping[str, Any]:
    by_id = {one["id"]: one for one in rows}
    if key not in by_id:
        near = get_close_matches(key, by_id, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise NotFoundError(f"no {what} {shown(key)} in the map{hint}")
    return by_id[key]


def _checked(bbox: tuple[float, float, float, float]) -> Bounds:
    """A box as corners, or an error that says what is wrong with it."""
    if len(bbox) != 4 or not all(math.isfinite(one) for one in bbox):
        raise ChoiceError("bbox: four numbers are wanted: west,south,east,north")
    west, south, east, north = bbox
    if not (-85 <= south < north <= 85):
        raise ChoiceError(
            f"bbox: south {digits(south)} and north {digits(north)} are to be latitudes"
            " within ±85, south first"
        )
    if not (-180 <= west <= 180 and -180 <= east <= 360):
        raise ChoiceError(
            f"bbox: west {digits(west)} and east {digits(east)} are to be longitudes"
            " within ±180"
        )
    if east <= west:
        east += 360
    return ((west, south), (east, north))


def _around(points: Iterable[Point]) -> Bounds:
    lons, lats = zip(*points, strict=True)
    pad_x = max(0.05, (max(lons) - min(lons)) * 0.06)
    pad_y = max(0.04, (max(lats) - min(lats)) * 0.08)
    return (
        (min(lons) - pad_x, max(-84.0, min(lats) - pad_y)),
        (max(lons) + pad_x, min(84.0, max(lats) + pad_y)),
    )


def _points(steps: Sequence[int]) -> list[Point]:
    """Places of a line of the model, which counts in steps from one to the next."""
    x = y = 0
    found = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x / _STEPS, y / _STEPS))
    return found


def _stretches(model: Model, line: Mapping[str, Any]) -> list[Stretch]:
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


# The sheet -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """What the maps of a sheet show, for counts, legend and credits."""

    lines: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    sites: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    unnamed: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    halos: bool = False
    fine: bool = False


class _Sheet:
    """A sheet of paper: title, maps, legend, credits, from top to bottom."""

    def __init__(
        self,
        model: Model,
        root: Path,
        scene: _Scene,
        width: float,
        insets: bool,
        details: bool,
        slim: bool,
        note: str,
    ) -> None:
        self.model = model
        self.root = root
        self.scene = scene
        self.width = width
        self.insets = insets
        self.tolerance = _SLIM_PX if slim else _FINE_PX
        self.note = note
        self.lang = model["lang"]
        self.room = width - 2 * _EDGE
        self.map_height = 0.0
        self.seen = _Seen()
        self.details = _details(model, scene) if details and scene.overview else []

    def drawn(self, map_height: float | None) -> tuple[str, float]:
        """The SVG and its height."""
        self.seen = _Seen()
        scene = self.scene
        frame = Frame.around(scene.bounds, self.room, map_height or self._tall())
        self.map_height = frame.height
        main = _Map(self, frame, "map", self.details, scene.label)
        inner = main.drawn()
        small = []
        for i, detail in enumerate(self.details):
            within = [one for one in self.details if _holds(detail.bounds, one.bounds)]
            room = self._detail(i)
            small.append(
                _Map(self, room, detail.name, within, detail.label, detail.letter)
            )
        drawn = [each.drawn() for each in small]

        parts, y = self._head()
        parts.append(self._framed(inner, main, _EDGE, y))
        y += frame.height
        if drawn:
            y += _GAP
            x = _EDGE
            for each, markup in zip(small, drawn, strict=True):
                parts.append(self._framed(markup, each, x, y))
                x += each.frame.width + _GAP
            y += small[0].frame.height
        legend, y = self._legend(y + 22)
        parts.append(legend)
        foot, y = self._foot(y + 12)
        parts.append(foot)
        return self._whole(parts, math.ceil(y + 14)), float(math.ceil(y + 14))

    def _tall(self) -> float:
        (west, south), (east, north) = self.scene.bounds
        probe = Frame.around(self.scene.bounds, 1000, 1e9)
        _, top = probe(west, north)
        _, low = probe(east, south)
        aspect = 1000 / max(low - top, 1)
        return round(self.room / max(_TALLEST, min(_WIDEST, aspect)))

    def _detail(self, at: int) -> Frame:
        """Frame of an inset; the first takes the largest part of the row."""
        shares = {1: (1.0,), 2: (0.6, 0.4), 3: (0.48, 0.27, 0.25)}[len(self.details)]
        room = self.room - _GAP * (len(shares) - 1)
        tall = round(self.room * (0.45 if len(shares) == 1 else 0.3))
        return Frame.around(self.details[at].bounds, round(room * shares[at]), tall)

    def _framed(self, inner: str, drawn: _Map, x: float, y: float) -> str:
        """A map in its frame: a nested picture cuts off what sticks out."""
        frame = drawn.frame
        over = [drawn.scale_bar()]
        if drawn.letter:
            wide = text_width(drawn.label, 12.5, bold=True)
            over += [
                element("rect", width=wide + 36, height=21, fill=style.PAPER,
                        stroke=style.INK, stroke_width=1),
                element("rect", width=21, height=21, fill=style.INK),
                element("text", drawn.letter, x=10.5, y=15.2, font_size=13,
                        font_weight="bold", fill=style.PAPER, text_anchor="middle"),
                element("text", clean(drawn.label), x=28, y=15, font_size=12.5,
                        font_weight="bold"),
            ]  # fmt: skip
        return element(
            "svg",
            element("title", clean(say("map", self.lang, label=drawn.label))),
            inner,
            *over,
            element(
                "rect", x=0.5, y=0.5, width=frame.width - 1, height=frame.height - 1,
                fill="none", stroke=style.INK, stroke_width=1,
            ),
            x=x, y=y, width=frame.width, height=frame.height, overflow="hidden",
            id=f"tumen-{drawn.name}", role="group",
        )  # fmt: skip

    def _head(self) -> tuple[list[str], float]:
        model, parts = self.model, []
        y = 20.0
        size = 26 if self.width >= 800 else 20
        for line in wrapped(self.scene.title, size, self.room, bold=True):
            y += size * 1.15
            parts.append(
                element(
                    "text",
                    clean(line),
                    x=_EDGE,
                    y=y,
                    font_size=size,
                    font_weight="bold",
                )
            )
        y += 4
        texts = [
            (self.scene.about, 14.0, _SOFT, False),
            (self.note, 13.0, style.INK, True),
        ]
        texts.append((model["stamp"], 13.0, style.INK, True))
        texts.append((self._counts(), 13.0, _SOFT, False))
        for text, size_px, colour, bold in texts:
            for line in wrapped(text, size_px, self.room, bold=bold):
                y += size_px * 1.35
                parts.append(
                    element(
                        "text", clean(line), x=_EDGE, y=y, font_size=size_px, fill=colour,
                        font_weight="bold" if bold else None,
                    )
                )  # fmt: skip
        return parts, y + 12

    def _counts(self) -> str:
        """How much of the atlas stands behind what is drawn."""
        if not self.seen.lines:
            return say("nothing", self.lang)
        claims = {key for line in self.seen.lines.values() for key in _behind(line)}
        doubts = sum(
            self.model["claims"][key]["stance"]
            in (Stance.DENIES, Stance.CANNOT_CONFIRM)
            for key in claims
        )
        count = {
            "lines": len(self.seen.lines),
            "claims": len(claims),
            "doubts": doubts,
            "all": self.model["counts"]["claims"],
            "unmapped": self.model["counts"]["unmapped"],
        }
        said = {key: words.number(float(n), self.lang) for key, n in count.items()}
        return say("counts", self.lang, **said)

    # Legend ----------------------------------------------------------------------------

    def _legend(self, y: float) -> tuple[str, float]:
        """Only what is on this sheet is explained, in as many columns as fit."""
        number = max(1, min(4, int(self.room // 270)))
        wide = (self.room - 20 * (number - 1)) / number
        groups = [(head, rows) for head, rows in self._groups() if rows]
        blocks = [self._block(head, rows, wide) for head, rows in groups]
        columns: list[float] = [0.0] * number
        parts = []
        at = 0
        total = sum(tall for _, tall in blocks)
        for markup, tall in blocks:
            # In order, and to the next column when this one has its share.
            if (
                columns[at]
                and columns[at] + tall / 2 > total / number
                and at < number - 1
            ):
                at += 1
            x, top = _EDGE + at * (wide + 20), y + columns[at]
            parts.append(
                element("g", markup, transform=f"translate({digits(x)} {digits(top)})")
            )
            columns[at] += tall + 8
        if not parts:
            return "", y
        return (
            element("g", *parts, id="tumen-legend", role="group",
                    aria_label=say("legend", self.lang)),
            y + max(columns),
        )  # fmt: skip

    def _groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """Headings, and rows of sample, label and explanation."""
        model, lines = self.model, list(self.seen.lines.values())
        table, lang = model["style"], self.lang

        def say_page(key: str) -> str:
            return words.say(key, lang)

        ink = {
            "theme": "",
            "status": "observed",
            "direction": "unknown",
            "width": "other",
        }

        def sample(**channel: str) -> str:
            line = {**ink, **channel, "lane": 0}
            look = look_of(line, table)
            return painted([(2.0, 0.0), (44.0, 0.0)], look)

        def rows(words_of: str, channel: str) -> list[tuple[str, str, str]]:
            used = {line[channel] for line in lines}
            return [
                (sample(**{channel: key}), term["label"], term["about"])
                for key, term in model["words"][words_of].items()
                if key in used
            ]

        themes = {line["theme"] for line in lines}
        widths = {line["width"] for line in lines}
        shapes: list[tuple[str, str, str]] = []
        if any(line["curved"] for line in lines):
            shapes.append((_curve(), say_page("legend-curve"), ""))
        kinds: dict[str, list[str]] = {}
        for kind, shape in table["symbols"].items():
            if any(one["kind"] == kind for one in self.seen.sites.values()):
                kinds.setdefault(shape["id"], []).append(kind)
        for listed in kinds.values():
            names = ", ".join(model["words"]["Place"][kind]["label"] for kind in listed)
            shapes.append((_symbol(table["symbols"][listed[0]], 23, 0), names, ""))
        if any(_loose(one) for one in self.seen.sites.values()):
            depot = table["symbols"][Place.DEPOT]
            shapes.append(
                (_symbol(depot, 23, 0, loose=True), say_page("legend-loose"), "")
            )
        if self.seen.halos:
            halo = _halo(table["halo"], (23, 0), 8, loose=False)
            shapes.append((halo, say_page("legend-halo"), ""))
        return [
            (
                say("legend-colour", lang),
                [
                    (sample(theme=one["id"]), one["label"], "")
                    for one in model["themes"]
                    if one["id"] in themes
                ],
            ),
            (say_page("legend-arrow"), rows("Direction", "direction")),
            (say_page("legend-dash"), rows("LegStatus", "status")),
            (
                say_page("legend-width"),
                [
                    (sample(width=one["id"]), say_page(f"width-{one['id']}"), "")
                    for one in table["widths"]
                    if one["id"] in widths
                ],
            ),
            (say_page("legend-shape"), shapes),
        ]

    def _block(
        self, head: str, rows: Sequence[tuple[str, str, str]], wide: float
    ) -> tuple[str, float]:
        parts = []
        y = 0.0
        for line in wrapped(head, 12.5, wide, bold=True):
            y += 15
            parts.append(
                element("text", clean(line), y=y, font_size=12.5, font_weight="bold")
            )
        y += 5
        for sample, label, about in rows:
            text = (
                say("explained", self.lang, label=label, about=about)
                if about
                else label
            )
            lines = wrapped(text, 11.5, wide - 54)
            tall = max(18.0, 14.0 * len(lines) + 4)
            middle = 9.0 if len(lines) == 1 else 8.0
            parts.append(
                element(
                    "g",
                    sample,
                    fill="none",
                    transform=f"translate(0 {digits(y + middle)})",
                )
            )
            for i, line in enumerate(lines):
                parts.append(
                    element(
                        "text", clean(line), x=54, y=y + 13 + 14 * i, font_size=11.5
                    )
                )
            y += tall
        return "".join(parts), y

    # Foot ------------------------------------------------------------------------------

    def _foot(self, y: float) -> tuple[str, float]:
        model = self.model
        about = [
            words.say(key, self.lang)
            for key in ("no-wrongdoing", "about-lines", "about-boundaries")
        ]
        about.append(say("projection", self.lang))
        key = "version" if model["recorded"] else "version-undated"
        version = words.say(
            key, self.lang, version=model["version"], date=model["recorded"]
        )
        if model["data_version"] != "unversioned":
            version += f" ({model['data_version']})"
        texts = [" ".join(about)]
        there = {*self.seen.named, *self.seen.lines}
        missed = sorted(
            name for key, name in self.seen.unnamed.items() if key not in there
        )
        if missed:
            texts.append(
                say("no-room", self.lang, names=", ".join(dict.fromkeys(missed)))
            )
        away = [
            one["label"]
            for one in sorted(self.scene.sites, key=lambda one: one["rank"])
            if one["id"] not in self.seen.sites and one["id"] not in self.seen.unnamed
        ]
        if away and self.scene.overview:
            texts.append(
                say("outside", self.lang, names=", ".join(dict.fromkeys(away)))
            )
        texts.append(say("credits", self.lang, credits="; ".join(self._credits())))
        texts.append(f"{version}.")
        parts = [
            element("path", d=line_path([(_EDGE, y), (self.width - _EDGE, y)]),
                    stroke=_RULE, stroke_width=1, fill="none")
        ]  # fmt: skip
        y += 6
        for text in texts:
            for line in wrapped(text, 11, self.room):
                y += 14
                parts.append(element("text", clean(line), x=_EDGE, y=y))
            y += 3
        return element("g", *parts, id="tumen-credits", font_size=11, fill=_SOFT), y

    def _credits(self) -> list[str]:
        """Who must be named for what is drawn on this sheet, each with its licence."""
        seen = self.seen
        used = {one["layer"] for one in seen.sites.values()}
        unused = {one["label"] for one in self.model["layers"] if one["id"] not in used}
        unused.add(words.say("map-software", self.lang))  # none is in a picture
        if not seen.fine:
            unused.add(words.say("insets", self.lang))
        return [
            say("credit", self.lang, **row)
            for row in self.model["credits"]
            if row["title"] not in unused
        ]

    def _whole(self, parts: Sequence[str], tall: int) -> str:
        model = self.model
        about = " ".join(
            one
            for one in (
                say("view", self.lang, label=self.scene.label) + ".",
                self.scene.about, self.note, model["stamp"], self._counts(),
            )
            if one
        )  # fmt: skip
        return (
            element(
                "svg",
                "\n",
                element("title", clean(self.scene.title)),
                element("desc", clean(about)),
                element("rect", width=self.width, height=tall, fill=style.PAPER),
                "\n",
                "\n".join(parts),
                "\n",
                xmlns="http://www.w3.org/2000/svg",
                **{"xml:lang": self.lang},
                lang=self.lang,
                width=self.width,
                height=tall,
                viewBox=f"0 0 {digits(self.width)} {tall}",
                role="graphics-document document",
                font_family=FONTS,
                font_size=12,
                fill=style.INK,
            )
            + "\n"
        )


# One map -------------------------------------------------------------------------------


class _Map:
    """One frame of a sheet: ground, halos, lines, symbols, names."""

    def __init__(
        self,
        sheet: _Sheet,
        frame: Frame,
        name: str,
        details: Sequence[_Detail],
        label: str,
        letter: str = "",
    ) -> None:
        self.sheet = sheet
        self.frame = frame
        self.name = name
        self.details = details
        self.label = label
        self.letter = letter
        self.model = sheet.model
        self.lang = sheet.lang
        self.names = Lettering(frame.width, frame.height)

    def drawn(self) -> str:
        """Everything in the frame; also tells the sheet what is to be explained."""
        sheet, frame = self.sheet, self.frame
        sheet.seen.fine |= sheet.insets and needs_fine_coasts(frame, sheet.root)
        land = ground(
            frame, sheet.root, fine=sheet.insets, tolerance_px=sheet.tolerance
        )
        if self.letter:
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
                other is not one and _holds(other.bounds, one.bounds)
                for other in self.details
            ):
                continue  # its outline is on the inset that it is a part of
            self.names.keep_clear((x0 - 20, y0 - 4, x1 + 4, y1 + 4))
            parts.append(
                element(
                    "g",
                    element("title", clean(one.label)),
                    element("rect", x=x0, y=y0, width=x1 - x0, height=y1 - y0,
                            fill="none", stroke=style.INK, stroke_width=1.4),
                    element("rect", x=x0 - 17, y=y0, width=17, height=17, fill=style.INK),
                    element("text", one.letter, x=x0 - 8.5, y=y0 + 12.8, font_size=12,
                            font_weight="bold", fill=style.PAPER, text_anchor="middle"),
                )
            )  # fmt: skip
        return boxes, "".join(parts)

    # Lines -----------------------------------------------------------------------------

    def _lines(self, boxes: Sequence[Box]) -> str:
        """Every line that crosses the frame, the first theme on top.

        A line that lies in an inset as a whole is drawn there alone.
        """
        themes = list(self.model["style"]["colours"])
        frame = self.frame
        window = rectangle(-4, -4, frame.width + 4, frame.height + 4)
        parts = []
        for line in sorted(
            self.sheet.scene.lines,
            key=lambda line: (-themes.index(line["theme"]), line["id"]),
        ):
            look = look_of(line, self.model["style"])
            inner = []
            for turn in frame.worlds():
                moved = [
                    Stretch(
                        [frame(lon + 360 * turn, lat) for lon, lat in part.points],
                        part.missing,
                    )
                    for part in _stretches(self.model, line)
                ]
                places = [point for part in moved for point in part.points]
                if any(all(_in(one, point) for point in places) for one in boxes):
                    continue
                for points, here in strokes(
                    moved, look, zoom=frame.zoom, window=window
                ):
                    inner.append(painted(points, here))
                    self.names.ink([points])
            if not inner:
                whole = (0.0, 0.0, frame.width, frame.height)
                if any(_in(whole, point) for point in places):  # shorter than a pixel
                    title = _title(self.model, line)
                    self.sheet.seen.unnamed.setdefault(line["id"], title)
                continue
            self.sheet.seen.lines[line["id"]] = line
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
        frame, seen = self.frame, self.sheet.seen
        table = self.model["style"]
        taken: list[Point] = []
        shown_here: list[tuple[Mapping[str, Any], Point]] = []
        halos = []
        for one in sorted(self.sheet.scene.sites, key=lambda one: one["rank"]):
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
                element("g", title, _symbol(shape, *at, loose=_loose(one)),
                        id=self._id("site", one["id"]))
            )  # fmt: skip
            # Two places of one short name are told apart by the whole one.
            label = one["label"] if short.count(one["label"]) == 1 else one["name"]
            area = shape["area"]
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
            self.sheet.seen.halos = True
            return _halo(table["halo"], at, 0, loose=_loose(one), path=path)
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
        self.sheet.seen.halos = True
        return _halo(table["halo"], at, radius, loose=_loose(one))

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


def _loose(site: Mapping[str, Any]) -> bool:
    """Whether a symbol stands for an area, or for a place near by."""
    return site["precision"] in ("area", "proxy")


def _symbol(
    shape: Mapping[str, Any], x: float, y: float, *, loose: bool = False
) -> str:
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


def _halo(
    look: Mapping[str, Any], at: Point, radius: float, *, loose: bool, path: str = ""
) -> str:
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


def _curve() -> str:
    points = [(2 + i / 20 * 42, 6 - 13 * 4 * i / 20 * (1 - i / 20)) for i in range(21)]
    return painted(points, Look(style.INK, style.PAPER, 2.2))


# In words ------------------------------------------------------------------------------


def _behind(line: Mapping[str, Any]) -> list[str]:
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
    return f"{text} {_claims_told(model, _behind(line))}"


def _place_told(model: Model, site: Mapping[str, Any]) -> str:
    kind = _label(model, "Place", site["kind"])
    told = _claims_told(model, site["claims"]) or say("claims-none", model["lang"])
    return f"{site['name']}, {kind}. {told}"


# Files ---------------------------------------------------------------------------------


def save(
    svg: str,
    path: str | Path,
    *,
    scale: float = 2.0,
    fonts: Sequence[str | Path] = (),
    force: bool = False,
) -> None:
    """Write a picture as SVG or PNG, by the suffix of ``path``; whole or not at all.

    ``scale`` and ``fonts`` are of a PNG; see :func:`png`.

    Raises
    ------
    ChoiceError
        If the suffix is neither ``.svg`` nor ``.png``, or the scale makes no sense.
    MissingExtraError
        If a PNG is wanted and resvg-py is not installed.
    OutputError
        If ``path`` exists and ``force`` is not set, its folder does not exist, the disk
        refuses, or no font has the letters of a PNG.
    """
    path = Path(path)
    form = path.suffix.lower()
    if form not in (".svg", ".png"):
        raise ChoiceError(f"{path}: a picture is written as .svg or .png")
    if path.exists() and not force:  # before the work of a PNG
        raise OutputError(f"{path}: exists already; add --force to replace it")
    if form == ".svg":
        write_text(path, svg, force=force)
    else:
        write_bytes(path, png(svg, scale=scale, fonts=fonts), force=force)


def png(svg: str, *, scale: float = 2.0, fonts: Sequence[str | Path] = ()) -> bytes:
    """A picture from :func:`draw` as PNG, ``scale`` pixels for each of its own.

    Letters come from the fonts of this machine, so the bytes are the same wherever the
    same fonts and the same version of resvg are. With ``fonts`` (files, ``.ttf`` or
    ``.otf``) nothing but those is used, and the machine has no say.

    Raises
    ------
    ChoiceError
        If ``scale`` is not between 0.1 and 8, or a font file cannot be read.
    MissingExtraError
        If resvg-py is not installed.
    OutputError
        If no font has the letters of some script in the picture.
    """
    if not 0.1 <= scale <= 8:
        raise ChoiceError(f"scale: {digits(scale)} is not between 0.1 and 8")
    try:
        resvg = importlib.import_module("resvg_py")
    except ImportError as error:
        raise MissingExtraError(
            "a PNG needs 'resvg-py', which is not installed;"
            " run: pip install 'tumen[pictures]'; an .svg needs nothing"
        ) from error
    options: dict[str, Any] = {}
    if fonts:
        families = [_family(Path(one)) for one in fonts]
        options = {
            "skip_system_fonts": True,
            "font_files": [str(one) for one in fonts],
            "font_family": families[0],
            "sans_serif_family": families[0],
        }
    missing = _without_font(
        svg, lambda text: resvg.svg_to_bytes(svg_string=text, **options)
    )
    if missing:
        listed = ", ".join(f"{script.title()} ({letter})" for script, letter in missing)
        raise OutputError(
            f"no font here has the letters of: {listed}; install one that has"
            " (Noto Sans, or Noto Sans CJK for Hangul), name a font file, or write an"
            " .svg, which leaves the letters to the reader's machine"
        )
    return bytes(resvg.svg_to_bytes(svg_string=svg, zoom=scale, **options))


def _without_font(svg: str, render: Any) -> list[tuple[str, str]]:
    """Scripts of the picture that no font has, each with a letter of it.

    A letter that no font has looks like one that no script has.
    """
    scripts: dict[str, str] = {}
    for letter in sorted(set(re.sub("<[^>]*>", "", svg))):
        if letter.isalpha():
            scripts.setdefault(unicodedata.name(letter, "UNKNOWN").split()[0], letter)
    shapes = {
        script: bytes(
            render(_PROBE.format(fonts=FONTS.replace("'", ""), letter=letter))
        )
        for script, letter in {**scripts, "": "\U0010fffd"}.items()
    }
    none = shapes.pop("")
    return [
        (script, scripts[script]) for script, look in shapes.items() if look == none
    ]


_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<text x="5" y="30" font-size="24" font-family="{fonts}">{letter}</text></svg>'
)


def _family(path: Path) -> str:
    """Name of the family of a font file (OpenType table ``name``)."""
    try:
        data = path.read_bytes()
        tables = struct.unpack_from(">H", data, 4)[0]
        for i in range(tables):
            tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * i)
            if tag != b"name":
                continue
            _, count, strings = struct.unpack_from(">HHH", data, offset)
            for k in range(count):
                platform, _, _, name, size, start = struct.unpack_from(
                    ">6H", data, offset + 6 + 12 * k
                )
                if name == 1 and platform in (0, 3):
                    at = offset + strings + start
                    return data[at : at + size].decode("utf-16-be")
    except (OSError, struct.error, UnicodeDecodeError) as error:
        raise ChoiceError(f"{path}: is no font file that can be read") from error
    raise ChoiceError(f"{path}: is no font file that can be read")
