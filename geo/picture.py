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

import math
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import style, words
from geo.errors import ChoiceError, NotFoundError, OutputError, shown
from geo.ground import Bounds, Frame
from geo.kept import seal
from geo.picture_words import say
from geo.plate import (
    Detail,
    Model,
    Paper,
    Plate,
    Scene,
    Seen,
    badge,
    behind,
    curve,
    halo,
    holds,
    is_loose,
    stretches,
    symbol,
)
from geo.png import png
from geo.strokes import Look, Point, look_of, painted
from geo.svg import (
    FONTS,
    clean,
    digits,
    element,
    line_path,
    text_width,
    wrapped,
)
from geo.view import page_model
from geo.vocabulary import Place, Stance
from geo.writing import write_bytes, write_text

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["box_of", "compose", "draw", "png", "refuse", "save"]

WIDTH_PX = 1200
"""Width of a picture that says nothing else."""
_LEAST_PX, _MOST_PX = 480, 10_000
_SEAL = 16  # digits of the hash of the data: enough to tell two states apart
_EDGE = 24.0
_GAP = 14.0
_SOFT = "#4a545c"
_RULE = "#b9c2c8"
_WIDEST, _TALLEST = 2.1, 1.5  # of a map's frame, width by height
_DETAILS = ("far-east", "tikhoretsk")
_LINK_DEG = 0.035  # shown around a rail link, so that its parallel lines come apart
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
    model["sha256"] = seal(atlas)
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
) -> Scene:
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
                for s in stretches(model, line)
                for point in s.points
            ]
        )
        return Scene(bounds, lines, sites, label, found["title"], found["summary"])
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
        return Scene(bounds, lines, sites, label, found["name"], found["role"] or about)
    if bbox is not None:
        bounds = _checked(bbox)
        (west, south), (east, north) = bounds
        label = ", ".join(
            (
                f"{words.number(round(west, 2), lang)}–{words.number(round(east, 2), lang)}°",
                f"{words.number(round(south, 2), lang)}–{words.number(round(north, 2), lang)}°",
            )
        )
        return Scene(bounds, lines, sites, label, title, about)
    view = next(one for one in model["views"] if one["id"] == model["view"])
    bounds = _named(model)[view["id"]]
    # Paper cannot be moved: a curve between two ends in sight is not to leave the sheet.
    (west, south), (east, north) = bounds
    places = {one["id"]: one["at"] for one in model["sites"]}
    lats = [
        lat
        for line in lines
        if all(_inside(places.get(line[end]), bounds) for end in ("from", "to"))
        for part in stretches(model, line)
        for _, lat in part.points
    ]
    bounds = (
        (west, min([south, *lats])),
        (
            east,
            min(
                _NORTHERNMOST, max([north, *(lat + 0.6 for lat in lats if lat > north)])
            ),
        ),
    )
    return Scene(_wider(bounds, 0.01), lines, sites, view["label"], title, about, True)


def _details(model: Model, scene: Scene) -> list[Detail]:
    """The corner views that this atlas has, and its rail link if one is drawn there."""
    lang, views = model["lang"], _named(model)
    found = [
        (name, words.say(f"view-{name}", lang), _wider(views[name]))
        for name in _DETAILS
        if name in views and name != model["view"] and holds(scene.bounds, views[name])
    ]
    link = next((one for one in scene.sites if one["kind"] == Place.RAIL_LINK), None)
    if link is not None:
        lon, lat = link["at"]
        up = _LINK_DEG * math.cos(math.radians(lat))
        bounds = ((lon - _LINK_DEG, lat - up), (lon + _LINK_DEG, lat + up))
        if holds(scene.bounds, bounds):
            found.insert(1, ("link", link["label"], bounds))
    return [Detail(letter, *one) for letter, one in zip("ABC", found, strict=False)]


def _wider(bounds: Bounds, share: float = 0.04) -> Bounds:
    (west, south), (east, north) = bounds
    side, up = (east - west) * share, (north - south) * share
    return ((west - side, south - up), (east + side, north + up))


def _inside(at: Sequence[float] | None, bounds: Bounds) -> bool:
    return at is not None and holds(bounds, ((at[0], at[1]), (at[0], at[1])))


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


# The sheet -----------------------------------------------------------------------------


class _Sheet:
    """A sheet of paper: title, maps, legend, credits, from top to bottom."""

    def __init__(
        self,
        model: Model,
        root: Path,
        scene: Scene,
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
        self.seen = Seen()
        self.details = _details(model, scene) if details and scene.named else []

    def drawn(self, map_height: float | None) -> tuple[str, float]:
        """The SVG and its height."""
        self.seen = Seen()
        scene = self.scene
        frame = Frame.around(scene.bounds, self.room, map_height or self._tall())
        self.map_height = frame.height
        paper = Paper(
            self.model, self.root, scene, self.seen, self.insets, self.tolerance
        )
        main = Plate(paper, frame, "map", scene.label, details=self.details)
        inner = main.drawn()
        small = []
        for i, detail in enumerate(self.details):
            within = [one for one in self.details if holds(detail.bounds, one.bounds)]
            small.append(
                Plate(
                    paper,
                    self._detail(i),
                    detail.name,
                    detail.label,
                    letter=detail.letter,
                    details=within,
                )
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
        tall = round(self.room * (0.26 if len(shares) == 1 else 0.3))
        return Frame.around(self.details[at].bounds, round(room * shares[at]), tall)

    def _framed(self, inner: str, drawn: Plate, x: float, y: float) -> str:
        """A map in its frame: a nested picture cuts off what sticks out."""
        frame = drawn.frame
        over = [drawn.scale_bar()]
        if drawn.tab:
            wide = text_width(drawn.label, 12.5, bold=True)
            shift = 21 if drawn.letter else 0
            over.append(
                element(
                    "rect",
                    width=wide + shift + 15,
                    height=21,
                    fill=style.PAPER,
                    stroke=style.INK,
                    stroke_width=1,
                )
            )
            if drawn.letter:
                over.append(badge(drawn.letter, 0, 0, 21))
            over.append(
                element(
                    "text",
                    clean(drawn.label),
                    x=shift + 7,
                    y=15,
                    font_size=12.5,
                    font_weight="bold",
                )
            )
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
        claims = {key for line in self.seen.lines.values() for key in behind(line)}
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
        key = "counts_one" if len(self.seen.lines) == 1 else "counts_other"
        return say(key, self.lang, **said)

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
            shapes.append((curve(), say_page("legend-curve"), ""))
        kinds: dict[str, list[str]] = {}
        for kind, shape in table["symbols"].items():
            if any(one["kind"] == kind for one in self.seen.sites.values()):
                kinds.setdefault(shape["id"], []).append(kind)
        for listed in kinds.values():
            names = ", ".join(model["words"]["Place"][kind]["label"] for kind in listed)
            shapes.append((symbol(table["symbols"][listed[0]], 23, 0), names, ""))
        if any(is_loose(one) for one in self.seen.sites.values()):
            depot = table["symbols"][Place.DEPOT]
            shapes.append(
                (symbol(depot, 23, 0, loose=True), say_page("legend-loose"), "")
            )
        if self.seen.missing:
            dots = Look(style.INK, style.PAPER, 2.6, (0.1, 6.5), round=True)
            shapes.append((painted([(2, 0), (44, 0)], dots), say("missing", lang), ""))
        if self.seen.halos:
            disc = halo(table["halo"], (23, 0), 8, loose=False)
            shapes.append((disc, say_page("legend-halo"), ""))
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
        held = []
        if model["data_version"] != "unversioned":
            held.append(model["data_version"])
        if model.get("sha256"):
            held.append(f"SHA-256 {model['sha256'][:_SEAL]}…")
        if held:
            version += f" ({', '.join(held)})"
        texts = [" ".join(about)]
        there = {*self.seen.named, *self.seen.lines}
        taken = {
            one["label"] for key, one in self.seen.sites.items() if key in there
        }  # a pier is not said to be missing by the name of its port, which is there
        whole = {one["id"]: one["name"] for one in self.scene.sites}
        missed = sorted(
            whole.get(key, name) if name in taken else name
            for key, name in self.seen.unnamed.items()
            if key not in there
        )
        if missed:
            texts.append(
                say("no-room", self.lang, names="; ".join(dict.fromkeys(missed)))
            )
        away = [
            one["label"]
            for one in sorted(self.scene.sites, key=lambda one: one["rank"])
            if one["id"] not in self.seen.sites and one["id"] not in self.seen.unnamed
        ]
        if away and self.scene.named and self.model["view"] == "default":
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
        if not seen.paths:  # the one layer that the model does not list
            listed = {one["label"] for one in self.model["layers"]}
            own = {words.say(key, self.lang) for key in ("basemap", "insets")}
            titles = {row["title"] for row in self.model["credits"]}
            unused |= titles - listed - own
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
    refuse(path, force=force)
    if path.suffix.lower() == ".svg":
        write_text(path, svg, force=force)
    else:
        write_bytes(path, png(svg, scale=scale, fonts=fonts), force=force)


def refuse(path: Path, *, force: bool = False) -> None:
    """Raise what :func:`save` would raise for ``path``, before the work of drawing."""
    if path.suffix.lower() not in (".svg", ".png"):
        raise ChoiceError(f"{path}: a picture is written as .svg or .png")
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file")
    if path.exists() and not force:
        raise OutputError(f"{path}: exists already; add --force to replace it")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist")


def box_of(text: str) -> tuple[float, float, float, float]:
    """Read ``west,south,east,north``.

    Raises
    ------
    ChoiceError
        If the text is not four numbers.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ChoiceError(
            f"bbox: {shown(text)} is not west,south,east,north in degrees, such as"
            " 124,37,134,44"
        ) from None
    return (west, south, east, north)
