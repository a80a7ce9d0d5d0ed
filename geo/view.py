"""Everything a page shows, as plain data: a view over the claims of an atlas.

:func:`page_model` turns an :class:`~geo.atlas.Atlas` into JSON-ready dictionaries, the
shapes of which are written down in ``geo/web/src/types.js``. Nothing here makes HTML,
and nothing is drawn that no claim stands behind:

* a flow without claims is left out;
* legs of one theme with the same ends, mode and direction become one *line*, which
  lists them all; lines between the same ends, or along the same path, get lanes or
  bends apart;
* a line is a path of ``layers/paths.geojson``, else the shortest way between two
  located places, else (an end is an area, or nothing is transported) a curve that the
  page calls no route;
* claims behind nothing that can be drawn are listed with the reason.

Coordinates are longitude, latitude in degrees (EPSG:4326), in whole ten-thousandths
(about 10 m), each as the difference from the one before it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from shapely import LineString, get_coordinates, segmentize

from geo import __version__, edtf, evidence, sentences, style, titles, words
from geo.asof import known_on, published_by, stamp
from geo.behind import Behind
from geo.errors import ChoiceError, DateError
from geo.geometry import geodesic
from geo.history import History
from geo.plausibility import Verdict, plausibility
from geo.reading import without_collector
from geo.vocabulary import (
    VOCABULARIES,
    Flag,
    LinkKind,
    Place,
    Stance,
    Topic,
    Unit,
)

if TYPE_CHECKING:
    import pandas as pd

    from geo.atlas import Atlas

__all__ = ["LANGS", "VIEWS", "page_model"]

LANGS = ("en", "fr")
LonLat = tuple[float, float]
Row = Mapping[str, Any]

VIEWS: dict[str, tuple[LonLat, LonLat]] = {
    "default": ((26.0, 24.0), (146.0, 63.0)),
    "far-east": ((129.9, 41.95), (133.1, 43.25)),
    "corridor": ((36.0, 40.5), (136.0, 58.5)),
    "tikhoretsk": ((36.2, 44.2), (43.2, 47.6)),
}
"""Where the page can open: south-west and north-east corner of each view. An atlas
without a place inside one of them has no such view, and a default view of its own."""

_STEPS = 10_000
_PATH_TOLERANCE_DEG = 0.0012  # about 100 m, a pixel at zoom 10
_JOIN_DEG = 0.004  # about 400 m: a path that ends nearer to its site needs no joint
_GAP_PX = 4.5  # between lines that run together
_BEND = 0.09  # of the first curve between two ends, as a share of their distance
_NEXT_BEND = 0.075
_MOST_APART = 2_000  # lines; of more, lanes beside each other would cover the map
_COARSE_DEG = 0.016  # of so many: 3 pixels at zoom 8
_SHARED = 0.2  # of the shorter path, from which two paths count as one corridor


def page_model(
    atlas: Atlas, *, lang: str = "en", view: str = "default", insets: bool = True
) -> dict[str, Any]:
    """Everything that the page of ``atlas`` shows, in ``lang``, opening at ``view``.

    ``insets`` says whether the fine coasts of OpenStreetMap are drawn, and so credited.
    The result holds text, numbers, lists and dictionaries only; the same atlas gives
    the same result, in the same order.

    Raises
    ------
    ChoiceError
        If ``lang`` or ``view`` is none of the choices.
    """
    _choose("lang", lang, LANGS)
    _choose("view", view, tuple(VIEWS))
    with (
        without_collector()
    ):  # nothing of a model is garbage, and it is many small things
        return _Maker(atlas, lang).model(view, insets)


def _choose(what: str, word: str, choices: Sequence[str]) -> None:
    if word not in choices:
        raise ChoiceError(f"{what}: {word!r} is none of {', '.join(choices)}")


def _rows(frame: pd.DataFrame) -> dict[str, Row]:
    """Rows by id, in the order of the table; cells as text, numbers, bools or nan."""
    names = [str(name) for name in frame.columns if name != "geometry"]
    columns = [frame[name].tolist() for name in names]
    return {
        str(key): dict(zip(names, cells, strict=True))
        for key, cells in zip(
            frame.index, zip(*columns, strict=True) if columns else [], strict=True
        )
    }


def _items(cell: object) -> list[str]:
    return [item.strip() for item in str(cell or "").split(";") if item.strip()]


def _spellings(cell: object) -> list[str]:
    return _unique(
        one.strip() for one in re.split("[|;]", str(cell or "")) if one.strip()
    )


def _nan(cell: object) -> float:
    try:
        return float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan


def _unique(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


class _Maker:
    """One atlas in one language on its way to a model. Each step reads earlier ones."""

    def __init__(self, atlas: Atlas, lang: str) -> None:
        self.lang = lang
        self.atlas = atlas
        self.sources = _rows(atlas.sources)
        self.flows = _rows(atlas.tables["flows"])  # without the lines that they draw
        self.legs = _rows(atlas.tables["legs"])
        self.legs_of: dict[str, list[str]] = defaultdict(list)
        for leg, row in self.legs.items():
            self.legs_of[row["flow"]].append(leg)
        self.events = _rows(atlas.events)
        self.vessels = _rows(atlas.vessels)
        self.indicators = _rows(atlas.indicators)
        self.sites = _rows(atlas.sites)
        self.shapes = dict(zip(self.sites, atlas.sites.geometry.tolist(), strict=True))
        self.points = {key: self._point(key) for key in self.sites}
        self.paths: dict[str, Row] = {}
        self.tracks: dict[str, LineString] = {}
        if "paths" in atlas.layers:
            layer = atlas.layers["paths"]
            self.paths = _rows(layer)
            for key, track in zip(self.paths, layer.geometry.tolist(), strict=True):
                if track is not None and track.geom_type == "LineString":
                    thin = track.simplify(_PATH_TOLERANCE_DEG)
                    self.tracks[key] = LineString(thin.coords)
        self.claims = self._claims()
        self.known, self.out = self._known()
        self.order = {key: i for i, key in enumerate(self.claims)}
        self.links = self._links()
        self.behind = Behind(atlas)
        self.checks = self._checks()
        self.disputed = self._disputes()
        self._of_flow: dict[str, list[str]] = {}
        self.about: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.history = History(
            claims=self.claims,
            known=self.known,
            flows=self.flows,
            legs=self.legs,
            legs_of=self.legs_of,
            about=self.about,
        )
        for key, claim in self.claims.items():
            for item in _items(claim["about"]):
                kind, _, other = item.partition(":")
                self.about[kind, other].append(key)
        for key in self._yardsticks():
            del self.sites[key]

    def _yardsticks(self) -> list[str]:
        """Places that only serve to measure distances to: no claim is about them."""
        return [
            str(key)
            for layer in self.atlas.layers.values()
            if "reference_for" in layer
            for key, what in zip(layer.index, layer["reference_for"], strict=True)
            if isinstance(what, str)
            and what
            and key in self.sites
            and not self.about["site", key]
        ]

    def _claims(self) -> dict[str, Row]:
        """Claims in force, by date; the undated last."""
        claims = {
            key: claim
            for key, claim in _rows(self.atlas.claims).items()
            if not claim["withdrawn"]
        }

        def when(key: str) -> tuple[Any, ...]:
            claim = claims[key]
            source = self.sources.get(claim["source"])
            dates = (
                claim["when"],
                claim["as_of"],
                source["published"] if source else "",
            )
            text = next((str(date) for date in dates if date), "")
            if text.startswith("/"):  # an unknown start: sort by what is known
                text = text[1:]
            return (*edtf.sort_key(text), key)

        return {key: claims[key] for key in sorted(claims, key=when)}

    def _known(self) -> tuple[dict[str, str], dict[str, str]]:
        """Days from which an as-of view holds each claim, and each source, as ISO text.

        Empty where no day is known. An atlas that nobody checked may hold dates that
        cannot be read: then none is.
        """
        try:
            days = known_on(self.atlas), published_by(self.atlas)
        except DateError:
            return {}, {}
        claims, sources = (
            {
                str(key): edtf.iso(day) if math.isfinite(day) else ""
                for key, day in one.items()
            }
            for one in days
        )
        return claims, sources

    def _point(self, site: str) -> LonLat | None:
        shape = self.shapes.get(site)
        if shape is None or shape.is_empty:
            return None
        if shape.geom_type == "LineString":  # half way: its ends have their own places
            point = shape.interpolate(0.5, normalized=True)
        else:
            point = (
                shape if shape.geom_type == "Point" else shape.representative_point()
            )
        return (float(point.x), float(point.y))

    def _text(self, row: Row, stem: str) -> str:
        return str(row.get(f"{stem}_{self.lang}") or "")

    def _sorted(self, claims: Iterable[str]) -> list[str]:
        return sorted(set(claims), key=self.order.__getitem__)

    def _also(self, row: Row) -> list[str]:
        """Other spellings of a place, and its name in the page's other language."""
        shown = self._text(row, "name")
        names = [row["name_en"], row["name_fr"], *_spellings(row["aliases"])]
        return [one for one in _unique(map(str, names)) if one and one != shown]

    def _is_area(self, site: str) -> bool:
        row = self.sites.get(site)
        return row is not None and _symbol(str(row["kind"])).area

    # Lines ------------------------------------------------------------------------------

    def flow_claims(self, flow: str) -> list[str]:
        """Claims about a flow or about any of its legs."""
        if flow not in self._of_flow:
            found = list(self.about["flow", flow])
            for leg in self.legs_of[flow]:
                found += self.about["leg", leg]
            self._of_flow[flow] = self._sorted(found)
        return self._of_flow[flow]

    def with_denials(self, claims: Iterable[str]) -> list[str]:
        """``claims``, and what denies or cannot confirm any of them, by date."""
        return self._sorted(self.behind.with_denials(claims))

    def own_and_wider(self, legs: Iterable[str]) -> tuple[list[str], list[str]]:
        """Claims about these legs themselves, and the others about their flows, by date."""
        own, wider = self.behind.of_legs(legs)
        return self._sorted(own), self._sorted(wider)

    def lines(self) -> list[dict[str, Any]]:
        """Legs of drawn flows, grouped, with geometry, lanes and their claims."""
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for leg, row in self.legs.items():
            flow = self.flows.get(row["flow"])
            if flow is None or not (
                self.flow_claims(row["flow"]) and self._drawable(row)
            ):
                continue
            key = (
                flow["theme"],
                row["origin"],
                row["destination"],
                row["mode"],
                flow["direction"],
            )
            groups[key].append(leg)
        lines = []
        for (theme, origin, destination, mode, direction), legs in groups.items():
            flows = _unique(self.legs[leg]["flow"] for leg in legs)
            claims, wider = self.own_and_wider(legs)
            if not claims and not wider:
                continue
            amounts = {
                claim: self._amount(claim)
                for claim in claims
                if self._flows_of(claim) <= set(flows)
            }
            width = style.width_of(list(amounts.values()))
            way = next((w for leg in legs if (w := self._way(self.legs[leg]))), [])
            curved = not way and (
                mode in style.OPEN_ENDS
                or self._is_area(origin)
                or self._is_area(destination)
            )
            lines.append(
                {
                    "id": legs[0],
                    "theme": theme,
                    "mode": mode,
                    "status": min(
                        (self.legs[leg]["status"] for leg in legs),
                        key=lambda status: style.STATUS_RANK.get(status, 99),
                    ),
                    "direction": direction,
                    "from": origin,
                    "to": destination,
                    "flows": flows,
                    "legs": legs,
                    "curved": curved,
                    "width": width.id,
                    "largest": self._largest(amounts, width.unit),
                    "claims": claims,
                    "wider": wider,
                    "on": any(
                        bool(self.flows[flow]["default_visible"]) for flow in flows
                    ),
                    "way": way,
                }
            )
        lines.sort(key=lambda line: (_rank(line["theme"]), line["id"]))
        self._place(lines)
        for line in lines:
            track, way = line.pop("track"), line.pop("way")
            line["then"] = self._then(line)
            line["pieces"] = (
                self._pieces(way, line["from"], line["to"])
                if way
                else [{"c": _deltas(track.coords)}]
            )
        return lines

    def _drawable(self, leg: Row) -> bool:
        if self._way(leg):
            return True
        start, end = self.points.get(leg["origin"]), self.points.get(leg["destination"])
        return start is not None and end is not None and start != end

    def _way(self, leg: Row) -> list[str]:
        """Paths of a leg in order, one that is run backwards with ``-`` before it.

        Nothing if one of them is not there: half a way would look like a whole one.
        """
        way = _items(leg["path"])
        return way if all(key.removeprefix("-") in self.tracks for key in way) else []

    def _pieces(
        self, way: list[str], origin: str, destination: str
    ) -> list[dict[str, Any]]:
        """What a line along ``way`` is drawn from, joined to its two ends.

        Where a path ends away from the site, the gap is drawn like a missing path; but
        not to an area, whose anchor is no place of departure or arrival.
        """
        tracks = [
            self.tracks[key.removeprefix("-")].coords[
                :: -1 if key.startswith("-") else 1
            ]
            for key in way
        ]
        pieces: list[dict[str, Any]] = [{"path": key} for key in way]
        start, end = (
            None if self._is_area(site) else self.points.get(site)
            for site in (origin, destination)
        )
        if start and _apart(start, tracks[0][0]) > _JOIN_DEG:
            pieces.insert(0, {"c": _deltas([start, tracks[0][0]])})
        if end and _apart(end, tracks[-1][-1]) > _JOIN_DEG:
            pieces.append({"c": _deltas([tracks[-1][-1], end])})
        return pieces

    def _flows_of(self, claim: str) -> set[str]:
        """Flows that a claim is about. An amount told of several is not any one's."""
        found = set()
        for item in _items(self.claims[claim]["about"]):
            kind, _, key = item.partition(":")
            if kind == "flow":
                found.add(key)
            elif kind == "leg" and key in self.legs:
                found.add(str(self.legs[key]["flow"]))
        return found

    def _amount(self, claim: str) -> tuple[str, str, str, float]:
        row = self.claims[claim]
        least = _nan(row["quantity_min"])
        if math.isnan(least):
            least = _nan(row["quantity_max"])
        return (
            row["stance"],
            row["unit"],
            row["counting"],
            0 if math.isnan(least) else least,
        )

    def _largest(
        self, amounts: Mapping[str, tuple[str, str, str, float]], unit: Unit | None
    ) -> str:
        """Words for the largest amount in ``unit`` that sets the width of a line."""
        stated = {
            claim: amount[3]
            for claim, amount in amounts.items()
            if unit is not None and style.width_of([amount]).unit == unit
        }
        if not stated:
            return ""
        row = self.claims[max(stated, key=lambda claim: (stated[claim], claim))]
        least, most = _nan(row["quantity_min"]), _nan(row["quantity_max"])
        return words.amount(least, most, row["unit"], "", self.lang)

    def _place(self, lines: list[dict[str, Any]]) -> None:
        """Give every line its geometry, and set apart those that would lie together."""
        bends: dict[tuple[str, str], int] = defaultdict(int)
        for line in lines:
            line["lane"] = 0.0
            if line["way"]:
                tracks = [
                    self.tracks[key.removeprefix("-")].coords[
                        :: -1 if key.startswith("-") else 1
                    ]
                    for key in line["way"]
                ]
                line["track"] = LineString(
                    [point for track in tracks for point in track]
                )
                continue
            start, end = self.points[line["from"]], self.points[line["to"]]
            assert start is not None and end is not None  # noqa: S101 - see _drawable
            if line["curved"]:
                # Each way bends to its own right, so that there and back never share a
                # side; further lines of the same way bend further.
                bend = _BEND + _NEXT_BEND * bends[line["from"], line["to"]]
                bends[line["from"], line["to"]] += 1
                line["track"] = _arc(start, end, bend)
            else:
                line["track"] = LineString(geodesic(start, end))
        straight = [line for line in lines if not line["curved"]]
        widths = {one.id: one.width_px for one in style.WIDTHS}
        if len(straight) > _MOST_APART:
            for line in lines:
                if not line["way"]:
                    line["track"] = line["track"].simplify(_COARSE_DEG)
            return
        for group in _together(straight):
            (first, of_first), at = group[0], 0.0
            for (
                line,
                _,
            ) in group:  # side by side, as wide as each is, with a gap between
                line["lane"] = at + widths[line["width"]] / 2
                at += widths[line["width"]] + _GAP_PX
            for line, cells in group:
                lane = round(line["lane"] - (at - _GAP_PX) / 2, 1)
                same = _same_way(first, of_first, line, cells)
                line["lane"] = lane if same else -lane

    def _then(self, line: Row) -> list[list[Any]]:
        """How a line looked by days on which that changed, for the page's other clock."""
        told = [
            claim
            for flow in line["flows"]
            for claim in self.flow_claims(flow)
            if self.claims[claim]["stance"] == Stance.ASSERTS
        ]
        looks = self.history.looks(
            line,
            amounts={claim: self._amount(claim) for claim in told},
            own=self.behind.is_own,
            flows_of=self._flows_of,
            largest=self._largest,
        )
        return [
            [one.day, one.direction, one.width, one.largest, list(one.statuses)]
            for one in looks
        ]

    # The rest ---------------------------------------------------------------------------

    def model(self, view: str, insets: bool) -> dict[str, Any]:
        """The whole model."""
        lines = self.lines()
        of_leg = {leg: line["id"] for line in lines for leg in line["legs"]}
        flows = self._flow_rows()
        told = {flow["id"] for flow in flows}
        behind_on = {claim for line in lines if line["on"] for claim in _behind(line)}
        behind_any = {claim for line in lines for claim in _behind(line)}
        ends_on = {
            end for line in lines if line["on"] for end in (line["from"], line["to"])
        }
        named = {
            site
            for claim in behind_on
            for site in (
                *(
                    item[5:]
                    for item in _items(self.claims[claim]["about"])
                    if item.startswith("site:")
                ),
            )
        }
        on = {
            site
            for site in ends_on | named | self._visible_sites()
            if self.points.get(site)
        }
        on -= {site for site in on - ends_on if self._is_area(site)}
        at_site = self._site_claims(behind_any)
        sites = self._site_rows(on, at_site, lines)
        located = {key for key in self.sites if self.points[key]}
        read = {site["id"]: site["claims"] for site in sites}
        shown = behind_on | {claim for site in on for claim in read[site]}
        mapped = behind_any | {claim for site in located for claim in read[site]}
        off = [key for key in self.claims if key not in mapped]
        views = self._views(sites, lines)
        recorded = max(
            (str(row["recorded"]) for row in self.claims.values()), default=""
        )
        return {
            "lang": self.lang,
            "locale": words.LOCALES[self.lang],
            "title": titles.title(self.atlas, self.lang),
            "subtitle": titles.subtitle(self.atlas, self.lang),
            "heading": titles.heading(self.atlas, self.lang),
            "stamp": stamp(self.atlas, self.lang),
            "version": __version__,
            "recorded": recorded,
            "data_version": self.atlas.version,
            "view": view if any(one["id"] == view for one in views) else "default",
            "about": [
                words.say(key, self.lang)
                for key in (
                    "about-claims",
                    "about-grades",
                    "about-lines",
                    "about-boundaries",
                    "no-wrongdoing",
                )
            ],
            "views": views,
            "ui": words.words(self.lang),
            "words": self._words(),
            "style": _style(),
            "themes": [
                {
                    "id": str(theme),
                    "label": theme.label(self.lang),
                    "about": theme.description(self.lang),
                    "n": sum(line["theme"] == theme for line in lines),
                }
                for theme in style.ORDER
            ],
            "layers": [
                {
                    "id": layer.id,
                    "label": layer.title(self.lang),
                    "about": layer.description(self.lang),
                    "n": sum(row["layer"] == layer.id for row in self.sites.values()),
                }
                for layer in self.atlas.catalog
                if layer.kind != "path" and layer.id != "paths"
            ],
            "sites": sites,
            "lines": lines,
            "paths": self._path_rows(lines),
            "legs": {
                leg: {
                    "flow": row["flow"],
                    "from": row["origin"],
                    "to": row["destination"],
                    "mode": row["mode"],
                    "status": row["status"],
                    "why": self._text(row, "status_reason"),
                    "line": of_leg.get(leg, ""),
                }
                for leg, row in self.legs.items()
                if row["flow"] in told
            },
            "flows": flows,
            "claims": {key: self._claim(key) for key in self.claims},
            "sources": evidence.sources(self.atlas, self.lang),
            "events": {
                key: {
                    "title": self._text(row, "title"),
                    "date": words.date(str(row["when"]), self.lang),
                    "edtf": row["when"],
                    "kind": row["kind"],
                    "status": row["status"],
                    "claims": self._sorted(self.about["event", key]),
                    "site": row["site"],
                    "actors": _items(row["actors"]),
                    "flags": _items(row["flags"]),
                    **evidence.in_words(row, self.lang, told="attributes", note="note"),
                }
                for key, row in self.events.items()
            },
            "conflicts": evidence.conflicts(self.atlas, self.lang),
            "actors": evidence.actors(self.atlas, self.lang),
            "indicators": {
                key: {**row, "claims": self._sorted(self.about["indicator", key])}
                for key, row in evidence.indicators(self.atlas, self.lang).items()
            },
            "totals": evidence.stated(self.atlas, self.lang),
            "observations": [self._observation(row) for row in self._observations()],
            "vessels": self._vessel_rows(),
            "withdrawn": self._withdrawn(),
            "unmapped": self._unmapped(off),
            "counts": {
                "claims": len(self.claims),
                "shown": len(shown),
                "switched": len(mapped - shown),
                "mapped": len(mapped),
                "unmapped": len(off),
                "flows": len(flows),
            },
            "credits": self._credits(insets),
            "attribution": words.say(
                "attribution-osm" if insets else "attribution", self.lang
            ),
        }

    def _visible_sites(self) -> set[str]:
        """Sites of the layers that the catalogue shows first, if a claim is about them.

        The rail links are few, and drawn as lines, so they need no claim.
        """
        shown = {layer.id for layer in self.atlas.catalog if layer.default_visible}
        return {
            key
            for key, row in self.sites.items()
            if row["layer"] in shown
            and Flag.OUT_OF_SCOPE not in _items(row["flags"])
            and (self.about["site", key] or row["kind"] == Place.RAIL_LINK)
        }

    def _path_rows(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """Paths that lines run along, each once."""
        used = {
            piece["path"].removeprefix("-")
            for line in lines
            for piece in line["pieces"]
            if "path" in piece
        }
        rows = {}
        for key in sorted(used):
            row, km = self.paths[key], _nan(self.paths[key].get("length_km"))
            rows[key] = {
                "name": self._text(row, "name"),
                "label": self._text(row, "label"),
                "method": self._text(row, "method"),
                "km": None if math.isnan(km) else km,
                "missing": row.get("basis") == "missing",
                "c": _deltas(self.tracks[key].coords),
            }
        return rows

    def _flow_rows(self) -> list[dict[str, Any]]:
        flows = []
        for key, row in self.flows.items():
            claims = self.flow_claims(key)
            if not claims:
                continue
            legs = sorted(
                self.legs_of[key],
                key=lambda leg: (_nan(self.legs[leg]["seq"]), leg),
            )
            flows.append(
                {
                    "id": key,
                    "title": self._text(row, "title"),
                    "theme": row["theme"],
                    "commodity": self._text(row, "commodity"),
                    "from": row["origin"],
                    "to": row["destination"],
                    "direction": row["direction"],
                    "state": row["state"],
                    "sanctions": row["sanctions"],
                    "summary": self._text(row, "summary"),
                    **evidence.in_words(row, self.lang, note="note"),
                    "legs": legs,
                    "claims": self.with_denials(claims),
                }
            )
        flows.sort(
            key=lambda flow: (_rank(flow["theme"]), -len(flow["claims"]), flow["id"])
        )
        return flows

    def _site_claims(self, behind_lines: set[str]) -> dict[str, list[str]]:
        """Claims to read at each site: about it, its events or its numbers.

        A claim that stands behind no line and names a located place only as an end or
        stop of a movement is read there, so that it is not lost.
        """
        found: dict[str, list[str]] = {
            key: list(self.about["site", key]) for key in self.sites
        }
        for key, event in self.events.items():
            if event["site"] in found:
                found[event["site"]] += self.about["event", key]
        for key, indicator in self.indicators.items():
            if indicator["area"] in found:
                found[indicator["area"]] += self.about["indicator", key]
        placed = behind_lines | {
            claim
            for site, claims in found.items()
            if self.points[site]
            for claim in claims
        }
        for key, claim in self.claims.items():
            if key in placed or claim["topic"] == Topic.ASSESSMENT:
                continue
            for site in _unique(
                (claim["origin"], claim["destination"], *_items(claim["via"]))
            ):
                if site in found:
                    found[site].append(key)
        return {site: self._sorted(claims) for site, claims in found.items()}

    def _site_rows(
        self, on: set[str], at_site: dict[str, list[str]], lines: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        weight: dict[str, float] = dict.fromkeys(self.sites, 0.0)
        for line in lines:
            for end in (line["from"], line["to"]):
                if end in weight:
                    weight[end] += len(_behind(line)) * (3 if line["on"] else 1)
        for site, claims in at_site.items():
            weight[site] += len(claims) * 0.5
        ranks = sorted(self.sites, key=lambda key: (key not in on, -weight[key], key))
        rank = {key: i for i, key in enumerate(ranks)}
        seen = self._observations()
        rows = []
        for key, row in self.sites.items():
            point, metres = self.points[key], _nan(row["uncertainty_m"])
            rows.append(
                {
                    "id": key,
                    "name": self._text(row, "name"),
                    "label": _short(self._text(row, "name")),
                    "names": [
                        [code, row[f"name_{code}"]]
                        for code in ("ko", "ru", "zh")
                        if row[f"name_{code}"]
                    ],
                    "also": self._also(row),
                    "kind": row["kind"],
                    "precision": row["precision"],
                    "at": None if point is None else [round(one, 5) for one in point],
                    "u": None if math.isnan(metres) else int(metres),
                    "shape": _rings(self.shapes[key]),
                    "layer": row["layer"],
                    "on": key in on,
                    "rank": rank[key],
                    "role": self._text(row, "role"),
                    "where": row["admin"],
                    **evidence.in_words(row, self.lang, note="note"),
                    "flags": _items(row["flags"]),
                    "claims": self.with_denials(at_site[key]),
                    "obs": [
                        i
                        for i, one in enumerate(seen)
                        if key in (one["site"], one["other_site"])
                    ],
                    "events": [
                        event
                        for event, one in self.events.items()
                        if one["site"] == key
                    ],
                }
            )
        rows.sort(key=lambda site: site["id"])  # the same in every language
        return rows

    def _observations(self) -> list[Row]:
        rows = _rows(self.atlas.observations)
        return [
            rows[key]
            for key in sorted(
                rows, key=lambda key: (*edtf.sort_key(str(rows[key]["when"])), key)
            )
        ]

    def _observation(self, row: Row) -> dict[str, Any]:
        names = [
            str(self.vessels[key]["name"]) if key in self.vessels else key
            for key in _items(row["vessels"])
        ]
        return {
            "id": row["id"],
            "site": row["site"],
            "other": row["other_site"],
            "place": row["place_as_printed"],
            "vessels": _items(row["vessels"]),
            "claims": self._sorted(
                key for key in _items(row["claims"]) if key in self.claims
            ),
            **evidence.in_words(row, self.lang, ais="ais", note="note", at="locator"),
            "date": words.date(str(row["when"]), self.lang),
            "edtf": row["when"],
            "known": self.out.get(str(row["source"]), ""),
            "object": "; ".join(
                _unique(
                    part
                    for part in (row["object_as_printed"], ", ".join(names))
                    if part
                )
            ),
            "activity": self._text(row, "activity"),
            "count": row["count_as_printed"]
            or words.amount(
                _nan(row["count_min"]),
                _nan(row["count_max"]),
                row["unit"],
                "",
                self.lang,
            ),
            "outcome": row["outcome"],
            "evidence": row["evidence"],
            "source": row["source"],
            "flags": _items(row["flags"]),
        }

    def _claim(self, key: str) -> dict[str, Any]:
        row = self.claims[key]
        when = words.date(str(row["when"]), self.lang)
        return {
            "source": row["source"],
            "by": sentences.speaker(row, self.lang),
            "lead": sentences.lead(row, self.lang, published=self._published(row)),
            "stance": row["stance"],
            "topic": row["topic"],
            "mode": row["mode"],
            "direction": row["direction"],
            "from": row["origin"],
            "to": row["destination"],
            "via": _items(row["via"]),
            "recorded": row["recorded"],
            "when": when,
            "asof": words.as_of(str(row["as_of"]), self.lang),
            "edtf": row["when"],
            "said": row["as_of"],
            "known": self.known.get(key, ""),
            "printed": row["date_as_printed"],
            "amount": words.amount(
                _nan(row["quantity_min"]),
                _nan(row["quantity_max"]),
                row["unit"],
                row["quantity_as_printed"],
                self.lang,
            ),
            "counting": row["counting"],
            "evidence": row["evidence"],
            "grade": row["credibility"],
            "why": self._text(row, "credibility_reason"),
            "likelihood": row["likelihood"],
            "words": row["confidence_words"],
            "contents": row["content_confidence"],
            "text": self._text(row, "summary"),
            "flags": _items(row["flags"]),
            "links": self.links.get(key, []),
            "checks": self.checks.get(key, []),
            "about": _items(row["about"]),
            **evidence.in_words(
                row, self.lang, goods="commodity", note="note", at="locator"
            ),
            **{
                key: value
                for key, value in {
                    "speakers": _items(row["speakers"]),
                    "state": row["state"],
                    "trend": row["trend"],
                    "conflicts": self.disputed.get(key, []),
                }.items()
                if value
            },
        }

    def _disputes(self) -> dict[str, list[str]]:
        """Readings that disagree, by claim."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, row in _rows(self.atlas.conflicts).items():
            for claim in (*_items(row["claims_1"]), *_items(row["claims_2"])):
                if key not in found[claim]:
                    found[claim].append(key)
        for claim, row in self.claims.items():
            for key in _items(row["conflicts"]):
                if key not in found[claim] and key in self.atlas.conflicts.index:
                    found[claim].append(key)
        return dict(found)

    def _published(self, claim: Row) -> str:
        source = self.sources.get(claim["source"])
        return str(source["published"]) if source else ""

    def _checks(self) -> dict[str, list[dict[str, str]]]:
        """What can be computed beside each claim; never more than a comparison."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        try:
            checks = plausibility(self.atlas).to_dict("records")
        except (
            DateError
        ):  # an atlas that nobody checked; its words are drawn all the same
            return {}
        for row in checks:
            verdict = Verdict.of(str(row["verdict"]))
            told = {
                "verdict": verdict.label(self.lang) if verdict else "",
                "text": str(row[f"explanation_{self.lang}"]),
                "formula": str(row[f"formula_{self.lang}"]),
                "inputs": str(row[f"inputs_{self.lang}"]),
            }
            for key in _items(row["claims"]):
                found[key].append(told)
        return dict(found)

    def _links(self) -> dict[str, list[list[str]]]:
        """Links of each claim, those that others make to it marked with ``<``."""
        found: dict[str, list[list[str]]] = defaultdict(list)
        for row in _rows(self.atlas.claim_links).values():
            if row["claim"] in self.claims and row["other"] in self.claims:
                mutual = row["kind"] in (
                    LinkKind.CONTRADICTS,
                    LinkKind.CONTRASTS,
                    LinkKind.OVERLAPS,
                )
                back = row["kind"] if mutual else f"<{row['kind']}"
                for here, link in (
                    (row["claim"], [row["kind"], row["other"]]),
                    (row["other"], [back, row["claim"]]),
                ):
                    if link not in found[here]:
                        found[here].append(link)
        return dict(found)

    def _vessel_rows(self) -> dict[str, Any]:
        timeline = evidence.vessel_timeline(self.atlas, self.lang)
        return {
            key: {
                "name": row["name"],
                "imo": row["imo"],
                "kind": row["kind"],
                "role": self._text(row, "role"),
                "aliases": _items(row["aliases"]),
                "timeline": timeline.get(key, []),
                "source": row["source"],
                **evidence.in_words(row, self.lang, note="note", at="locator"),
                "claims": self._sorted(self.about["vessel", key]),
            }
            for key, row in self.vessels.items()
        }

    def _withdrawn(self) -> dict[str, dict[str, str]]:
        """Tombstones: what an address may still name, though it is gone."""
        found = {
            str(key): {
                "date": words.date(str(claim["withdrawn"]), self.lang),
                "reason": "",
                "successor": "",
            }
            for key, claim in _rows(self.atlas.claims).items()
            if claim["withdrawn"]
        }
        for key, row in _rows(self.atlas.withdrawn).items():
            found[key] = {
                "date": words.date(str(row["date"]), self.lang),
                "reason": self._text(row, "reason"),
                "successor": row["successor"],
            }
        return found

    def _unmapped(self, off: list[str]) -> list[dict[str, Any]]:
        reasons: dict[str, list[str]] = defaultdict(list)
        for key in off:
            reasons[self._why_off(self.claims[key])].append(key)
        return [
            {
                "id": why,
                "label": words.say(f"off-{why}", self.lang),
                "claims": reasons[why],
            }
            for why in _REASONS
            if why in reasons
        ]

    def _why_off(self, claim: Row) -> str:
        kinds = {item.partition(":")[0] for item in _items(claim["about"])}
        if claim["topic"] == Topic.ASSESSMENT:
            return "assessment"
        if kinds & {"flow", "leg"}:
            return "undrawn"
        ends = (claim["origin"], claim["destination"], *_items(claim["via"]))
        if "site" in kinds or any(end in self.sites for end in ends):
            return "unlocated"
        return next((kind for kind in _REASONS if kind in kinds), "place")

    def _views(
        self, sites: list[dict[str, Any]], lines: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        located = [tuple(site["at"]) for site in sites if site["at"]]
        ends = {
            one for line in lines if line["on"] for one in (line["from"], line["to"])
        }
        tied = [site["at"] for site in sites if site["at"] and site["id"] in ends]
        views = {
            name: box
            for name, box in VIEWS.items()
            if any(_inside(point, box) for point in located)
        }
        label = "default"
        if "default" not in views or len(views) < len(VIEWS):
            on = [site["at"] for site in sites if site["at"] and site["on"]]
            views["default"] = _box_of([*tied, *on] or located)
            label = "everything"
        scope = self.atlas.scope
        if scope is not None and scope.choice is not None and tied:
            # What was chosen fills the map, but a far end does not make it a world map.
            views["default"] = _shared(_box_of(tied), views["default"])
            label = "chosen"
        return [
            {
                "id": name,
                "label": words.say(
                    f"view-{label if name == 'default' else name}", self.lang
                ),
                "bounds": [list(corner) for corner in views[name]],
            }
            for name in VIEWS
            if name in views
        ]

    def _words(self) -> dict[str, dict[str, dict[str, str]]]:
        """Labels of the vocabularies that the page speaks; the legend's with meanings."""
        explained = {"LegStatus", "Direction"}
        return {
            name: {
                str(word): {
                    "label": word.label(self.lang),
                    "about": word.description(self.lang) if name in explained else "",
                }
                for word in VOCABULARIES[name]
            }
            for name in _SPOKEN
        }

    def _credits(self, insets: bool) -> list[dict[str, str]]:
        rows = [
            (
                words.say("basemap", self.lang),
                "Natural Earth",
                words.say("public-domain", self.lang),
            )
        ]
        if insets:
            rows.append(
                (
                    words.say("insets", self.lang),
                    "© OpenStreetMap contributors",
                    "ODbL-1.0",
                )
            )
        rows += [
            (one.title(self.lang), one.credit, one.licence)
            for one in self.atlas.catalog
        ]
        rows.append(
            (
                words.say("map-software", self.lang),
                "Leaflet 1.9.4, geojson-vt, topojson-client",
                "BSD-2-Clause, ISC",
            )
        )
        return [
            {"title": title, "credit": credit, "licence": licence}
            for title, credit, licence in rows
        ]


_SPOKEN = (
    "Stance", "Mode", "Direction", "LegStatus", "Evidence", "ContentConfidence",
    "Reliability", "Credibility", "Likelihood", "Counting", "LinkKind", "State", "Flag",
    "Theme", "Sanctions", "EventKind", "EventStatus", "Outcome", "VesselAttribute",
    "Place", "Trend", "Practice", "Topic",
)  # fmt: skip
_REASONS = (
    "assessment", "undrawn", "unlocated", "vessel", "event", "indicator", "actor",
    "practice", "source", "place",
)  # fmt: skip


_PLACES = {str(kind): kind for kind in Place}
_THEMES = {str(theme): i for i, theme in enumerate(style.ORDER)}


def _symbol(kind: str) -> style.Symbol:
    return style.SYMBOLS[_PLACES.get(kind, Place.CITY)]


def _rank(theme: str) -> int:
    return _THEMES.get(theme, len(_THEMES))


def _style() -> dict[str, Any]:
    """The style table as the page reads it."""
    return {
        "ink": style.INK,
        "paper": style.PAPER,
        "land": style.LAND,
        "sea": style.SEA,
        "colours": {str(theme): colour for theme, colour in style.COLOURS.items()},
        "dashes": {
            str(status): {"strokes": list(dash.strokes_px), "round": dash.round_ends}
            for status, dash in style.DASHES.items()
        },
        "arrows": {
            str(way): {"filled": arrow.filled, "length": arrow.length_px}
            for way, arrow in style.ARROWS.items()
        },
        "widths": [{"id": one.id, "px": one.width_px} for one in style.WIDTHS],
        "symbols": {
            str(kind): _shape(symbol) for kind, symbol in style.SYMBOLS.items()
        },
        "events": {str(kind): _shape(symbol) for kind, symbol in style.EVENTS.items()},
        "halo": {
            "colour": style.HALO.colour,
            "fill": style.HALO.fill_opacity,
            "px": style.HALO.width_px,
            "strokes": list(style.HALO.strokes_px),
            "least": style.HALO.least_px,
        },
    }


def _shape(symbol: style.Symbol) -> dict[str, Any]:
    return {
        "id": symbol.id,
        "path": symbol.path,
        "size": symbol.size_px,
        "hollow": symbol.hollow,
        "area": symbol.area,
    }


def _behind(line: Mapping[str, Any]) -> list[str]:
    """All claims that stand behind a line: its own, and those about its wider flows."""
    return [*line["claims"], *line["wider"]]


def _short(name: str) -> str:
    """A name for the map: without what stands in brackets, or after a comma."""
    return re.split(r"\s*[(,]", name, maxsplit=1)[0] or name


# Geometry -------------------------------------------------------------------------------


def _deltas(points: Iterable[Sequence[float]]) -> list[int]:
    """Points in whole steps, each as the difference from the one before."""
    flat: list[int] = []
    last = (0, 0)
    for x, y, *_ in points:
        point = (round(x * _STEPS), round(y * _STEPS))
        if flat and point == last:
            continue
        flat += [point[0] - last[0], point[1] - last[1]]
        last = point
    return flat


def _rings(shape: Any) -> list[list[int]]:
    """Outlines of an area or line, [] for a point or nothing."""
    if shape is None or shape.is_empty or shape.geom_type in ("Point", "MultiPoint"):
        return []
    parts = getattr(shape, "geoms", [shape])
    return [
        _deltas((part.exterior if part.geom_type == "Polygon" else part).coords)
        for part in parts
    ]


def _mercator(point: LonLat) -> LonLat:
    lon, lat = point
    return (math.radians(lon), math.asinh(math.tan(math.radians(lat))))


def _degrees(point: LonLat) -> LonLat:
    x, y = point
    return (math.degrees(x), math.degrees(math.atan(math.sinh(y))))


def _arc(start: LonLat, end: LonLat, bend: float, *, points: int = 28) -> LineString:
    """A curve on the map from ``start`` to ``end`` that swings to its right.

    ``bend`` is the height of the curve as a share of the distance on the map.
    """
    lon = end[0]
    while lon - start[0] > 180:
        lon -= 360
    while lon - start[0] < -180:
        lon += 360
    (x0, y0), (x1, y1) = _mercator(start), _mercator((lon, end[1]))
    # The control point of a quadratic curve lies twice as far out as its middle.
    cx = (x0 + x1) / 2 + (y1 - y0) * bend * 2
    cy = (y0 + y1) / 2 - (x1 - x0) * bend * 2
    curve = []
    for i in range(points + 1):
        t = i / points
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        curve.append(_degrees((a * x0 + b * cx + c * x1, a * y0 + b * cy + c * y1)))
    return LineString(curve)


def _apart(a: Sequence[float], b: Sequence[float]) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


_Cells = npt.NDArray[np.int64]


def _cells(line: Mapping[str, Any]) -> _Cells:
    """Fiftieths of a degree that a line passes, in order: enough to tell a corridor."""
    dense = get_coordinates(segmentize(line["track"], 0.02))
    grid = np.rint(dense * 50).astype(np.int64)
    codes = grid[:, 0] * 1_000_000 + grid[:, 1]
    _, first = np.unique(codes, return_index=True)
    found: _Cells = codes[np.sort(first)]
    return found


def _together(
    lines: list[dict[str, Any]],
) -> list[list[tuple[dict[str, Any], _Cells]]]:
    """Groups of lines with the same two ends, or that share a good part of their way.

    Only lines that meet in a cell are held against each other, so that the work grows
    with their meetings and not with their pairs.
    """
    cells = [_cells(line) for line in lines]
    group = list(range(len(lines)))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    def join(i: int, j: int) -> None:
        high, low = sorted((root(i), root(j)), reverse=True)
        group[high] = low

    ends: dict[frozenset[str], int] = {}
    for i, line in enumerate(lines):
        join(i, ends.setdefault(frozenset((line["from"], line["to"])), i))
    for i, j, shared in _meetings(cells):
        if shared / max(1, min(len(cells[i]), len(cells[j]))) > _SHARED:
            join(i, j)
    groups: dict[int, list[tuple[dict[str, Any], _Cells]]] = defaultdict(list)
    for i, line in enumerate(lines):
        groups[root(i)].append((line, cells[i]))
    return [group for group in groups.values() if len(group) > 1]


def _meetings(cells: list[_Cells]) -> Iterator[tuple[int, int, int]]:
    """Pairs of lines that pass the same cells, and how many."""
    if not cells:
        return
    owner = np.repeat(np.arange(len(cells)), [len(one) for one in cells])
    codes = np.concatenate(cells)
    order = np.argsort(codes, kind="stable")
    owner, codes = owner[order], codes[order]
    found: list[npt.NDArray[np.int64]] = []
    # Neighbours at distance 1, 2, … in the sorted list, as long as some share a cell.
    for step in range(1, len(cells)):
        same = codes[step:] == codes[:-step]
        if not same.any():
            break
        pairs = owner[step:][same] * len(cells) + owner[:-step][same]
        found.append(np.stack(np.unique(pairs, return_counts=True)))
    if not found:
        return
    whole = np.concatenate(found, axis=1)
    pairs, where = np.unique(whole[0], return_inverse=True)
    counts = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(counts, where, whole[1])
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        yield pair // len(cells), pair % len(cells), count


def _same_way(
    a: Mapping[str, Any], of_a: _Cells, b: Mapping[str, Any], of_b: _Cells
) -> bool:
    """Whether two lines that lie together run the same way."""
    if {a["from"], a["to"]} == {b["from"], b["to"]}:
        return bool(a["from"] == b["from"])
    order = {cell: i for i, cell in enumerate(of_a.tolist())}
    shared = [order[cell] for cell in of_b.tolist() if cell in order]
    if len(shared) > 1:
        return shared[0] <= shared[-1]
    x0, y0 = a["track"].coords[0][:2], a["track"].coords[-1][:2]
    x1, y1 = b["track"].coords[0][:2], b["track"].coords[-1][:2]
    return (y0[0] - x0[0]) * (y1[0] - x1[0]) + (y0[1] - x0[1]) * (y1[1] - x1[1]) >= 0


def _inside(point: Sequence[float], box: tuple[LonLat, LonLat]) -> bool:
    (west, south), (east, north) = box
    return west <= point[0] <= east and south <= point[1] <= north


def _box_of(points: Sequence[LonLat]) -> tuple[LonLat, LonLat]:
    """Box around the points, with a margin; the world if there are none."""
    if not points:
        return ((-170.0, -60.0), (170.0, 75.0))
    lons, lats = zip(*points, strict=True)
    pad = max(0.3, (max(lons) - min(lons)) * 0.08, (max(lats) - min(lats)) * 0.08)
    return (
        (round(min(lons) - pad, 2), round(max(-84.0, min(lats) - pad), 2)),
        (round(max(lons) + pad, 2), round(min(84.0, max(lats) + pad), 2)),
    )


def _shared(
    box: tuple[LonLat, LonLat], usual: tuple[LonLat, LonLat]
) -> tuple[LonLat, LonLat]:
    """The part of ``box`` within ``usual``; all of it where they have none in common."""
    (west, south), (east, north) = box
    (left, low), (right, high) = usual
    least = (max(west, left), max(south, low))
    most = (min(east, right), min(north, high))
    return (least, most) if least[0] < most[0] and least[1] < most[1] else box
