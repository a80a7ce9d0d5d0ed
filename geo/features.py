"""The layers that exports hand over: places, legs, observations and events with claims.

Every layer is a ``GeoDataFrame`` in longitude and latitude (EPSG:4326), index and column
``id``, columns of text (empty: unknown), numbers (NaN: unknown) and days
(``datetime64[s]``, ``NaT``: unknown), the printed EDTF date beside. Each row names the
claims behind it and counts those that deny it. Coordinates hold no more decimals than
the location error supports. ``attrs`` say title, licence, credit and version.

GeoJSON, FlatGeobuf, GeoParquet, KMZ and GeoPackage all write these same frames.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from geo import edtf, geometry, rights, style, words
from geo.asof import stamp
from geo.behind import DOUBTS, Behind
from geo.cells import items
from geo.errors import ChoiceError, NotFoundError
from geo.place_rules import PATHS
from geo.vocabulary import Place, Stance

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = [
    "EVENTS",
    "LEGS",
    "OBSERVATIONS",
    "Layers",
    "names",
    "nullable",
    "one_layer",
]

LEGS = "legs"
OBSERVATIONS = "observations"
EVENTS = "events"
_CRS = "EPSG:4326"
_PATH_DIGITS = 4  # about 10 m; a path is a drawing and claims no more
_TITLES = {
    LEGS: ("Legs of reported flows", "Tronçons des flux rapportés"),
    OBSERVATIONS: (
        "Who looked, and what was seen",
        "Qui a regardé, et ce qui a été vu",
    ),
    EVENTS: ("Events", "Événements"),
}
_GROUPS = {
    LEGS: ("Reported flows", "Flux rapportés"),
    OBSERVATIONS: ("Observations and events", "Observations et événements"),
    EVENTS: ("Observations and events", "Observations et événements"),
}
_LINES = {
    "geodesic": (
        "shortest way between the two places: schematic, not an observed track",
        "plus court chemin entre les deux lieux : schématique, tracé non observé",
    ),
    "areas": (
        "joins areas that sources name, no places: schematic, no route",
        "relie des zones nommées par les sources, non des lieux : schématique, aucun itinéraire",
    ),
    "no-goods": (
        "a relation along which no goods are said to travel: schematic, no route",
        "une relation, sans transport de biens rapporté : schématique, aucun itinéraire",
    ),
    "none": (
        "not drawn: no source read places one of its ends",
        "non tracé : aucune source lue ne situe l'une des extrémités",
    ),
}
_AREAS = {str(kind) for kind in Place if style.SYMBOLS[kind].area}


def names(atlas: Atlas) -> list[str]:
    """Names of every layer that an export may hold, in order: legs, then places."""
    return [LEGS, *atlas.layers, OBSERVATIONS, EVENTS]


class Layers:
    """The layers of one atlas in one language; each is made when it is asked for.

    Parameters
    ----------
    atlas
        What to hand over.
    lang
        Language of titles, summaries and reasons: ``en`` or ``fr``.
    """

    def __init__(self, atlas: Atlas, *, lang: str = "en") -> None:
        self.atlas = atlas
        self.lang = lang
        self._which = 1 if lang == "fr" else 0
        self.behind = Behind(atlas)
        self.licence, self.credit = rights.licence(atlas), rights.credit(atlas)
        self._made: dict[str, gpd.GeoDataFrame] = {}
        claims = atlas.claims
        self._when = dict(zip(claims.index, claims["when"], strict=True))
        sites = atlas.sites
        self._shape = dict(zip(sites.index, sites.geometry, strict=True))
        self._error_m = {
            key: _number(cell)
            for key, cell in zip(sites.index, sites["uncertainty_m"], strict=True)
        }
        self._kind = dict(zip(sites.index, sites["kind"].astype(str), strict=True))
        self._name = {
            str(key): str(there or here)
            for key, there, here in zip(
                sites.index, sites[f"name_{lang}"], sites["name_en"], strict=True
            )
        }

    def __getitem__(self, name: str) -> gpd.GeoDataFrame:
        """Give the layer ``name``.

        Raises
        ------
        NotFoundError
            If there is no such layer.
        """
        if name not in self._made:
            if name == LEGS:
                frame = self._legs()
            elif name == OBSERVATIONS:
                frame = self._seen()
            elif name == EVENTS:
                frame = self._events()
            else:
                frame = self._places(name)
            frame.attrs = self._about(name, frame)
            self._made[name] = frame
        return self._made[name]

    def default(self) -> list[str]:
        """Layers that a map opens with: the legs and the places, but not the bare paths."""
        paths = {one.id for one in self.atlas.catalog if one.file == PATHS}
        return [LEGS, *(name for name in self.atlas.layers if name not in paths)]

    def chosen(self, layers: Sequence[str] | None) -> list[str]:
        """Names of ``layers``, each once, or of the default ones.

        Raises
        ------
        NotFoundError
            If one of them does not exist; the message names the nearest one.
        """
        if layers is None:
            return self.default()
        known = names(self.atlas)
        for name in layers:
            if name not in known:
                raise NotFoundError(missing(name, known))
        return [name for name in known if name in set(layers)]

    def site_name(self, key: str) -> str:
        """Name of a place in the language; the id itself if it is no place."""
        return self._name.get(key, key)

    # Layers -----------------------------------------------------------------------------

    def _about(self, name: str, frame: gpd.GeoDataFrame) -> dict[str, str]:
        entry = next((one for one in self.atlas.catalog if one.id == name), None)
        about = {
            "name": name,
            "title": _TITLES[name][self._which]
            if entry is None
            else entry.title(self.lang),
            "group": _GROUPS[name][self._which]
            if entry is None
            else entry.group(self.lang),
            "licence": self.licence if entry is None else entry.licence,
            "credit": self.credit if entry is None else entry.credit,
            "version": self.atlas.version,
        }
        if name == LEGS:
            self._credit_paths(about, frame)
        if stamp(self.atlas):
            about["part"] = stamp(self.atlas, self.lang)
        return about

    def _credit_paths(self, about: dict[str, str], frame: gpd.GeoDataFrame) -> None:
        """Lines along paths carry the terms and credits of these paths."""
        used = {one.removeprefix("-") for cell in frame["path"] for one in items(cell)}
        for layer in (one.id for one in self.atlas.catalog if one.file == PATHS):
            paths = self.atlas.layers[layer]
            paths = paths[paths.index.isin(used)]
            for key, column in (("licence", "licence"), ("credit", "credit")):
                more = [one for one in dict.fromkeys(paths[column]) if one]
                about[key] = "; ".join(dict.fromkeys([about[key], *more]))

    def _places(self, name: str) -> gpd.GeoDataFrame:
        frame = self.atlas.layer(name)
        if (
            "uncertainty_m" not in frame
        ):  # a path is a drawing and has no location error
            frame = frame.assign(
                geometry=[_rounded(one, _PATH_DIGITS) for one in frame.geometry]
            )
            return self._own_columns(frame)
        claims = [self.behind.of_site(str(key)) for key in frame.index]
        shapes = [
            _rounded(shape, geometry.digits(_number(error)))
            for shape, error in zip(frame.geometry, frame["uncertainty_m"], strict=True)
        ]
        return self._own_columns(
            frame.assign(geometry=shapes, **self._counts(claims, claims))
        )

    def _own_columns(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        for column in frame.columns:
            if column != "geometry" and isinstance(
                frame[column].dtype, pd.CategoricalDtype
            ):
                frame[column] = frame[column].astype("str")
            elif column != "geometry" and frame[column].dtype == object:
                frame[column] = _plain(frame[column])
            elif isinstance(frame[column].dtype, pd.StringDtype):
                frame[column] = frame[column].fillna("")
        geo = frame.pop("geometry")
        return gpd.GeoDataFrame(frame, geometry=np.array(geo, dtype=object), crs=_CRS)

    def _legs(self) -> gpd.GeoDataFrame:
        """Legs of the flows that claims stand behind, in order of flow and travel."""
        atlas, lang = self.atlas, self.lang
        legs, flows = atlas.tables["legs"], atlas.tables["flows"]
        rank = {str(key): at for at, key in enumerate(flows.index)}
        legs = legs.assign(_rank=[rank[str(one)] for one in legs["flow"]])
        legs = legs.sort_values(["_rank", "seq"], kind="stable")
        behind = {str(key): self.behind.of_leg(str(key)) for key in legs.index}
        # An array: a list without entries would choose columns, and so take them all away.
        legs = legs[np.array([any(behind[str(key)]) for key in legs.index], dtype=bool)]
        own = [behind[str(key)][0] for key in legs.index]
        wider = [behind[str(key)][1] for key in legs.index]
        told = flows.reindex(legs["flow"])
        drawn = self._lines(legs)
        amounts = self._amounts()
        widths = [
            style.width_of(
                [amounts[one] for one in keys if self.behind.only_of(one, flow)]
            )
            for keys, flow in zip(own, legs["flow"], strict=True)
        ]
        dates = [self._dates(one or more) for one, more in zip(own, wider, strict=True)]
        frame = pd.DataFrame(
            {
                "id": list(map(str, legs.index)),
                "flow": list(legs["flow"]),
                "title": list(told[f"title_{lang}"]),
                "theme": list(told["theme"].astype(str)),
                "commodity": list(told[f"commodity_{lang}"]),
                "direction": list(told["direction"].astype(str)),
                "state": list(told["state"].astype(str)),
                "sanctions": list(told["sanctions"].astype(str)),
                "seq": legs["seq"].to_numpy(dtype="int64"),
                "origin": list(legs["origin"]),
                "origin_name": [self.site_name(one) for one in legs["origin"]],
                "destination": list(legs["destination"]),
                "destination_name": [
                    self.site_name(one) for one in legs["destination"]
                ],
                "mode": list(legs["mode"].astype(str)),
                "status": list(legs["status"].astype(str)),
                "status_reason": list(legs[f"status_reason_{lang}"]),
                "line": [words for _, words in drawn],
                "path": list(legs["path"]),
                "amount_class": [width.id for width in widths],
                **_columns(dates),
                **self._counts(own, wider),
                "default_visible": told["default_visible"].to_numpy(dtype=bool),
                "summary": list(told[f"summary_{lang}"]),
            },
            index=pd.Index(list(map(str, legs.index)), dtype="str"),
        )
        return _geo(frame, [shape for shape, _ in drawn])

    def _seen(self) -> gpd.GeoDataFrame:
        rows = self.atlas.observations
        shapes = [self._at(str(one)) for one in rows["site"]]
        sources = self.atlas.sources["publisher"]
        frame = pd.DataFrame(
            {
                "id": list(map(str, rows.index)),
                "site": list(rows["site"]),
                "place_as_printed": list(rows["place_as_printed"]),
                "outcome": list(rows["outcome"].astype(str)),
                "activity": list(rows[f"activity_{self.lang}"]),
                "object_as_printed": list(rows["object_as_printed"]),
                "vessels": list(rows["vessels"]),
                "count_min": rows["count_min"].to_numpy(dtype="float64"),
                "count_max": rows["count_max"].to_numpy(dtype="float64"),
                "unit": list(rows["unit"].astype(str)),
                "ais": list(words.told(rows, "ais", self.lang)),
                "evidence": list(rows["evidence"].astype(str)),
                "publisher": [str(sources.get(one, "")) for one in rows["source"]],
                "source": list(rows["source"]),
                "locator": list(words.told(rows, "locator", self.lang)),
                "claims": list(rows["claims"]),
                **_columns([_date(one) for one in rows["when"]]),
            },
            index=pd.Index(list(map(str, rows.index)), dtype="str"),
        )
        return _geo(frame, shapes)

    def _events(self) -> gpd.GeoDataFrame:
        rows = self.atlas.events
        claims = [self.behind.about.get(("event", str(key)), []) for key in rows.index]
        frame = pd.DataFrame(
            {
                "id": list(map(str, rows.index)),
                "title": list(rows[f"title_{self.lang}"]),
                "kind": list(rows["kind"].astype(str)),
                "status": list(rows["status"].astype(str)),
                "site": list(rows["site"]),
                "actors": list(rows["actors"]),
                **_columns([_date(one) for one in rows["when"]]),
                "date_precision": list(rows["date_precision"]),
                **self._counts(claims, claims),
                "default_visible": rows["default_visible"].to_numpy(dtype=bool),
            },
            index=pd.Index(list(map(str, rows.index)), dtype="str"),
        )
        return _geo(frame, [self._at(str(one)) for one in rows["site"]])

    # Parts ------------------------------------------------------------------------------

    def _counts(
        self, own: Sequence[Sequence[str]], wider: Sequence[Sequence[str]]
    ) -> dict[str, list[Any]]:
        """Ids of the claims behind each row, and how many speak which way."""
        counts: dict[str, list[Any]] = {"claims": ["; ".join(one) for one in own]}
        if wider is not own:
            counts["claims_of_flow"] = ["; ".join(one) for one in wider]
        for stance in (Stance.ASSERTS, Stance.DENIES, Stance.CANNOT_CONFIRM):
            name = "claims_" + {"asserts": "asserting", "denies": "denying"}.get(
                str(stance), "cannot_confirm"
            )
            counts[name] = [
                sum(self.behind.stance[claim] == stance for claim in one) for one in own
            ]
        return counts

    def _amounts(self) -> dict[str, tuple[str, str, str, float]]:
        claims = self.atlas.claims
        least = claims["quantity_min"].fillna(claims["quantity_max"]).fillna(0)
        return {
            str(key): (stance, unit, counting, float(amount))
            for key, stance, unit, counting, amount in zip(
                claims.index,
                claims["stance"].astype(str),
                claims["unit"].astype(str),
                claims["counting"].astype(str),
                least,
                strict=True,
            )
        }

    def _dates(self, claims: Iterable[str]) -> tuple[str, str, str]:
        """Interval that the dated claims reach over, denials apart: EDTF, start, end."""
        firsts: list[tuple[str, str]] = []
        lasts: list[tuple[str, str]] = []
        open_start = open_end = False
        for claim in claims:
            text = str(self._when[claim])
            if not text or self.behind.stance[claim] in DOUBTS:
                continue
            edtf_text, start, end = _date(text)
            left, _, right = edtf_text.partition("/")
            if start:
                firsts.append((start, left))
            if end:
                lasts.append((end, right or left))
            open_start = open_start or left == ".."
            open_end = open_end or right == ".."
        if not firsts and not lasts:
            return ("", "", "")
        start, left = ("", "..") if open_start else min(firsts, default=("", ""))
        end, right = ("", "..") if open_end else max(lasts, default=("", ""))
        interval = left if left == right else f"{left}/{right}"
        return (interval, start, end)

    def _lines(self, legs: pd.DataFrame) -> list[tuple[BaseGeometry | None, str]]:
        paths = {
            str(key): (line, str(words))
            for layer in (one.id for one in self.atlas.catalog if one.file == PATHS)
            for frame in [self.atlas.layers[layer]]
            for key, line, words in zip(
                frame.index, frame.geometry, frame[f"label_{self.lang}"], strict=True
            )
        }
        drawn: list[tuple[BaseGeometry | None, str]] = []
        for way, mode, origin, destination in zip(
            legs["path"],
            legs["mode"].astype(str),
            legs["origin"],
            legs["destination"],
            strict=True,
        ):
            keys = items(way)
            # Half a way would look like a whole one.
            if keys and all(key.removeprefix("-") in paths for key in keys):
                drawn.append(_along(keys, paths))
            else:
                drawn.append(self._straight(str(mode), str(origin), str(destination)))
        return drawn

    def _straight(
        self, mode: str, origin: str, destination: str
    ) -> tuple[BaseGeometry | None, str]:
        """The geodesic of a leg without paths; nothing if an end has no known place."""
        start = geometry.anchor(self._shape.get(origin))
        end = geometry.anchor(self._shape.get(destination))
        if start is None or end is None or start == end:
            return None, _LINES["none"][self._which]
        # max() would drop or keep a NaN by its place; an unknown error has 3 decimals.
        places = min(
            geometry.digits(self._error_m.get(one, math.nan))
            for one in (origin, destination)
        )
        line = geometry.split_at_antimeridian(geometry.geodesic(start, end))
        what = "geodesic"
        if mode in style.OPEN_ENDS:
            what = "no-goods"
        elif {self._kind.get(origin), self._kind.get(destination)} & _AREAS:
            what = "areas"
        return _rounded(line, places), _LINES[what][self._which]

    def _at(self, site: str) -> BaseGeometry | None:
        """The point where something at ``site`` is marked; nothing without a place."""
        point = geometry.anchor(self._shape.get(site))
        if point is None:
            return None
        places = geometry.digits(self._error_m.get(site, math.nan))
        return _rounded(shapely.Point(point), places)


def nullable(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """``frame`` with nothing where a text is empty, for formats that tell the two apart."""
    changed = {
        name: frame[name].where((frame[name] != "").to_numpy(), None)
        for name in frame.columns
        if name != "geometry" and isinstance(frame[name].dtype, pd.StringDtype)
    }
    return frame.assign(**changed)


def one_layer(held: Layers, layers: Sequence[str] | None, what: str) -> str:
    """The one layer that a file of a format with one layer holds; the legs by default.

    Raises
    ------
    ChoiceError
        If several are asked for.
    """
    chosen = held.chosen([LEGS] if layers is None else layers)
    if len(chosen) != 1:
        raise ChoiceError(
            f"layers: a {what} file holds one layer, not {', '.join(chosen) or 'none'};"
            " name one, or add --split to write a folder of one file for each"
        )
    return chosen[0]


def missing(name: str, known: Iterable[str]) -> str:
    """Say that there is no layer ``name``, and which is near."""
    from difflib import get_close_matches

    choices = list(known)
    near = get_close_matches(name, choices, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(choices)}"
    return f"no layer {name!r}; {hint}"


def _along(
    keys: Sequence[str], paths: dict[str, tuple[Any, str]]
) -> tuple[BaseGeometry | None, str]:
    """The paths of a leg in order of travel, one part each, and what they are."""
    parts, labels = [], []
    for key in keys:
        line, words = paths[key.removeprefix("-")]
        parts.append(line.reverse() if key.startswith("-") else line)
        labels.append(words)
    shape = MultiLineString(parts) if len(parts) > 1 else parts[0]
    return _rounded(shape, _PATH_DIGITS), "; ".join(dict.fromkeys(labels))


def _rounded(shape: BaseGeometry | None, places: int) -> BaseGeometry | None:
    """``shape`` with ``places`` decimals, right-hand rings, no repeated vertices."""
    if shape is None or shape.is_empty:
        return None
    if isinstance(shape, LineString):
        return _thinned(shape, places)
    if isinstance(shape, MultiLineString):
        return MultiLineString([_thinned(part, places) for part in shape.geoms])
    coordinates = shapely.get_coordinates(shape).round(places) + 0.0
    turned: BaseGeometry = shapely.orient_polygons(
        shapely.set_coordinates(shapely.force_2d(shape), coordinates)
    )
    return turned


def _thinned(line: LineString, places: int) -> LineString:
    points = geometry.rounded(line.coords, places)
    return LineString(points if len(points) > 1 else points * 2)


def _number(cell: object) -> float:
    try:
        return float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):  # pandas' NA refuses to be a float
        return math.nan


def _date(text: object) -> tuple[str, str, str]:
    """An EDTF text, and its strict first and last day; empty where there is none."""
    words = str(text)
    if not words:
        return ("", "", "")
    bounds = edtf.bounds(words)
    start, end = (
        day if day and len(day) == 10 and "0001" <= day[:4] < "9999" else ""
        for day in (bounds.strict_start, bounds.strict_end)
    )
    return (words, start, end)


def _columns(dates: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    return {
        "when": [when for when, _, _ in dates],
        "start": np.array([one or "NaT" for _, one, _ in dates], dtype="datetime64[s]"),
        "end": np.array([one or "NaT" for _, _, one in dates], dtype="datetime64[s]"),
    }


def _plain(cells: pd.Series) -> Any:
    """A column of a layer's own, of whatever JSON held, as one kind of value."""
    held = [None if _empty(cell) else cell for cell in cells]
    kinds = {type(cell) for cell in held if cell is not None}
    if kinds == {bool}:
        return pd.array(held, dtype="boolean")
    if kinds and kinds <= {int, float}:
        return np.array(
            [math.nan if cell is None else cell for cell in held], dtype=float
        )
    return pd.array(["" if cell is None else str(cell) for cell in held], dtype="str")


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def _geo(
    frame: pd.DataFrame, shapes: Sequence[BaseGeometry | None]
) -> gpd.GeoDataFrame:
    texts = {
        name: frame[name].astype("str")
        for name in frame.columns
        if frame[name].dtype == object
    }
    return gpd.GeoDataFrame(
        frame.assign(**texts),
        geometry=np.array([*shapes, None], dtype=object)[:-1],
        crs=_CRS,
    )
