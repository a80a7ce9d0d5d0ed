"""An atlas as one GeoPackage that QGIS opens styled, with the claims attached.

Layers with shapes: ``lines`` (what the page draws), ``legs``, ``flows``, every layer of
the catalogue, ``location_errors``, ``observations`` and ``events`` at their places, and
the ground under them. Every table of the atlas is there with its own columns, real dates
beside the EDTF text, and foreign keys. ``<table>_claims`` says which claims are about
which rows; three views join them. Coordinates are longitude, latitude (EPSG:4326).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely import (
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geo import (
    __version__,
    edtf,
    geometry,
    gpkg,
    qgis,
    qml,
    rights,
    style,
    titles,
    view,
)
from geo.asof import stamp
from geo.cells import items as listed
from geo.errors import OutputError
from geo.features import EVENTS, LEGS, OBSERVATIONS, Layers
from geo.gpkg import Field, Table
from geo.package_words import ABOUT, CLAIMS_OF, LINEAGE, TITLES
from geo.place_rules import PATHS
from geo.tables import LAYER_PROPERTIES, PATH_PROPERTIES, TABLES, Column, Kind
from geo.vocabulary import Direction, LegStatus, Mode, Place, Theme
from geo.writing import write_bytes

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["PROJECT", "plain_cells", "to_gpkg", "to_qgz"]

PROJECT = "tumen"
"""Name of the project inside the package."""

_MANY = 600
"""More legs than this are drawn each for itself: nobody tells that many lanes apart."""
_STEPS = 10_000  # the page's coordinates are whole ten-thousandths of a degree
_SQL = {
    Kind.NUMBER: "DOUBLE",
    Kind.INTEGER: "INTEGER",
    Kind.FLAG: "BOOLEAN",
    Kind.DATE: "DATE",
}
_SUBJECTS = {
    "flows": "flow", "legs": "leg", "vessels": "vessel", "events": "event",
    "indicators": "indicator", "actors": "actor", "sources": "source",
}  # fmt: skip
_AREAS = {kind for kind in Place if style.SYMBOLS[kind].area}


def to_gpkg(
    atlas: Atlas,
    path: str | Path,
    *,
    layers: Sequence[str] | None = None,
    lang: str = "en",
    force: bool = False,
    note: str = "",
) -> Path:
    """Write ``atlas`` as a GeoPackage, whole or not at all, and give its path.

    Parameters
    ----------
    atlas
        What to hand over; an as-of view says its day in all metadata.
    path
        The file, ``*.gpkg``. Its name stands in the project inside, its folder nowhere.
    layers
        Layers with shapes to hold (``legs``, ``observations``, ``events``, ids of the
        catalogue), all if left out. Tables without shapes always come.
    lang
        Language of titles and legends; names and texts come in English and French.
    force
        Whether an existing file may be replaced.
    note
        What part of an atlas this is, for the metadata.

    Raises
    ------
    OutputError
        If ``path`` may not be replaced, or the disk refuses.
    NotFoundError
        If there is no such layer; the message names the nearest one.
    """
    path = Path(path)
    made = _Package(atlas, lang, layers, note)
    write_bytes(path, made.content(path.name), force=force)
    return path


def to_qgz(
    atlas: Atlas,
    path: str | Path,
    *,
    layers: Sequence[str] | None = None,
    lang: str = "en",
    force: bool = False,
    note: str = "",
) -> Path:
    """Write a QGIS project (``*.qgz``) and, beside it, the package that it shows.

    Takes what :func:`to_gpkg` takes, and raises the same errors.
    """
    path = Path(path)
    package = path.with_suffix(".gpkg")
    made = _Package(atlas, lang, layers, note)
    if path.exists() and not force:  # before the package is written, not after
        raise OutputError(f"{path}: exists already; add --force to replace it")
    write_bytes(package, made.content(package.name), force=force)
    write_bytes(path, made.project(package.name, path.stem), force=force)
    return path


@dataclass(slots=True)
class _Sheet:
    """A table on its way: columns are added one by one."""

    name: str
    look: str = ""
    shapes: Sequence[BaseGeometry | None] | None = None
    fields: list[Field] = field(default_factory=list)
    cells: list[Sequence[Any]] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)
    licence: str = ""
    credit: str = ""
    """Terms; empty: those of the tables."""
    title: str = ""
    about: str = ""
    group: str = ""
    near: bool = False

    def add(
        self,
        name: str,
        cells: Sequence[Any],
        held: str = "TEXT",
        about: str = "",
        words: Any = None,
    ) -> None:
        """Add a column; its name gets a number if the table has it already."""
        taken = {one.name.lower() for one in self.fields} | {"fid", "geom", "ogc_fid"}
        free, n = name, 2
        while free.lower() in taken:
            free, n = f"{name}_{n}", n + 1
        self.fields.append(Field(free, held, about))
        self.cells.append(cells)
        if words is not None:
            self.words[free] = words

    def column(self, name: str) -> Sequence[Any]:
        """Cells of a column."""
        at = next(i for i, one in enumerate(self.fields) if one.name == name)
        return self.cells[at]

    @property
    def ids(self) -> list[str]:
        """Cells of the column ``id``."""
        return list(self.column("id"))


class _Package:
    def __init__(
        self, atlas: Atlas, lang: str, layers: Sequence[str] | None, note: str = ""
    ) -> None:
        self.atlas = atlas
        self.lang = lang
        self.note = note
        self.which = 1 if lang == "fr" else 0
        self.layers = Layers(atlas, lang="en")
        self.behind = self.layers.behind
        self.wanted = set(
            self.layers.chosen(layers)
            if layers is not None
            else (LEGS, *atlas.layers, OBSERVATIONS, EVENTS)
        )
        self.sheets: dict[str, _Sheet] = {}
        self.mappings: dict[str, tuple[str, _Sheet]] = {}
        self.places: list[str] = []
        self._make()

    @cached_property
    def model(self) -> dict[str, Any] | None:
        """What the page shows; nothing for an atlas too large to be drawn line by line."""
        if len(self.atlas.tables["legs"]) > _MANY:
            return None
        return view.page_model(self.atlas, lang=self.lang)

    @property
    def changed(self) -> str:
        """The day of the data version; else that of the latest claim."""
        day = self.atlas.version.replace(".", "-")
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
            return day
        return max((str(one) for one in self.atlas.claims["recorded"]), default="") or (
            "1970-01-01"
        )

    # Tables -----------------------------------------------------------------------------

    def _make(self) -> None:
        for name in self.atlas.tables:
            self._table(name)
        self._sites()
        if LEGS in self.wanted:
            self._legs()
            self._flows()
            self._lines()
        for entry in self.atlas.catalog:
            if entry.id in self.wanted:
                self._places(entry)
        if self.places:
            self._errors()
        for name, look in ((OBSERVATIONS, "observations"), (EVENTS, "events")):
            if name in self.wanted and name in self.sheets:
                sheet = self.sheets[name]
                sheet.shapes = list(self.layers[name].geometry)
                sheet.look, sheet.near = look, True
        self._claims()
        self._ground()
        for name, sheet in self.sheets.items():
            titles = TITLES.get(name)
            sheet.title = sheet.title or (titles[self.which] if titles else name)
            about = ABOUT.get(name)
            sheet.about = sheet.about or (about[self.which] if about else "")
            sheet.licence = sheet.licence or self.layers.licence
            sheet.credit = sheet.credit or self.layers.credit

    def _table(self, name: str) -> None:
        """A table of the atlas with its own columns, and days beside its dates."""
        frame, spec = self.atlas.table(name), TABLES[name]
        sheet = _Sheet(name)
        for column in spec.columns:
            self._column(sheet, column, frame[column.name])
        self.sheets[name] = sheet

    def _column(self, sheet: _Sheet, column: Column, cells: Any) -> None:
        sheet.add(
            column.name,
            plain_cells(cells),
            _SQL.get(column.kind, "TEXT"),
            column.about,
            column.words if column.kind is Kind.WORD else None,
        )
        if column.kind is Kind.EDTF:
            days = [_days(str(cell)) for cell in cells]
            stem = "" if column.name == "when" else f"{column.name}_"
            for at, end in enumerate(("start", "end")):
                told = "First" if end == "start" else "Last"
                sheet.add(
                    stem + end, [pair[at] for pair in days], "DATE",
                    f"{told} day that {column.name} allows; empty if open or unknown",
                )  # fmt: skip

    def _sites(self) -> None:
        """Every place once, whatever its layer: what foreign keys point at."""
        frame = self.atlas.sites
        sheet = _Sheet("sites")
        sheet.add("id", plain_cells(frame["id"]), about="Stable name of the place")
        sheet.add("layer", plain_cells(frame["layer"]), about="Layer that draws it")
        for column in LAYER_PROPERTIES:
            if column.name in _SITE_COLUMNS:
                self._column(sheet, column, frame[column.name])
        points = [geometry.anchor(shape) for shape in frame.geometry]
        digits = [geometry.digits(_number(one)) for one in frame["uncertainty_m"]]
        for at, name in enumerate(("lon", "lat")):
            numbers = [
                None if point is None else round(point[at], places)
                for point, places in zip(points, digits, strict=True)
            ]
            sheet.add(name, numbers, "DOUBLE", "Degrees, WGS 84")
        self.sheets["sites"] = sheet

    def _rank(self, ids: Sequence[str], visible: bool) -> tuple[list[int], list[int]]:
        """Whether each place is on the map at first, and its rank for names."""
        if self.model is None:
            return [int(visible)] * len(ids), list(range(len(ids)))
        told = {site["id"]: site for site in self.model["sites"]}
        last = len(told)
        return (
            [int(bool(told.get(key, {}).get("on", False))) for key in ids],
            [int(told.get(key, {}).get("rank", last)) for key in ids],
        )

    def _counts(self, sheet: _Sheet, own: Sequence[Sequence[str]]) -> None:
        """How many claims are behind each row, and how they speak."""
        stance = self.behind.stance
        sheet.add("claims", [len(one) for one in own], "INTEGER", "Claims behind it")
        for name, word in _STANCES:
            sheet.add(
                f"claims_{name}",
                [sum(stance[claim] == word for claim in one) for one in own],
                "INTEGER",
                f"Of these, claims whose speaker {word.replace('-', ' ')}",
            )

    def _legs(self) -> None:
        """Legs with the look and the words that they are drawn by."""
        sheet, legs = self.sheets["legs"], self.layers[LEGS]
        other = Layers(self.atlas, lang="fr")[LEGS]
        order = [str(key) for key in self.atlas.tables["legs"].index]
        legs, line_fr = legs.reindex(order), other["line"].reindex(order)
        flows = self.atlas.tables["flows"].reindex(
            list(self.atlas.tables["legs"]["flow"])
        )
        sheet.add(
            "theme", plain_cells(flows["theme"]), "TEXT", "Theme of its flow", Theme
        )
        sheet.add(
            "direction",
            plain_cells(flows["direction"]),
            "TEXT",
            "Way of its flow",
            Direction,
        )
        for lang in ("en", "fr"):
            sheet.add(
                f"title_{lang}", plain_cells(flows[f"title_{lang}"]), "TEXT", "Its flow"
            )
        sheet.add(
            "line_en", plain_cells(legs["line"]), "TEXT", "What the shape is (English)"
        )
        sheet.add("line_fr", plain_cells(line_fr), "TEXT", "What the shape is (French)")
        sheet.add(
            "amount_class", plain_cells(legs["amount_class"]), "TEXT",
            "Class of the amount that its claims state, which sets its width",
        )  # fmt: skip
        self._when(sheet, legs)
        own = [self.behind.of_leg(key)[0] for key in order]
        self._counts(sheet, own)
        sheet.shapes = [_multi(shape) for shape in legs.geometry]
        sheet.add(
            "drawn_km", [_length_km(one) for one in sheet.shapes], "DOUBLE", _DRAWN_KM
        )
        sheet.look = "legs"
        self._terms(sheet, self.layers[LEGS].attrs)

    def _when(self, sheet: _Sheet, frame: Any) -> None:
        sheet.add(
            "when", plain_cells(frame["when"]), "TEXT", "Dates of its claims (EDTF)"
        )
        sheet.add(
            "start", plain_cells(frame["start"]), "DATE", "First day of its claims"
        )
        sheet.add("end", plain_cells(frame["end"]), "DATE", "Last day of its claims")

    def _terms(self, sheet: _Sheet, attrs: Mapping[str, Any]) -> None:
        sheet.licence = str(attrs.get("licence", ""))
        sheet.credit = str(attrs.get("credit", ""))

    def _flows(self) -> None:
        sheet, legs = self.sheets["flows"], self.sheets["legs"]
        parts: dict[str, list[Any]] = {}
        days: dict[str, list[tuple[str | None, str | None]]] = {}
        for flow, shape, start, end in zip(
            legs.column("flow"), legs.shapes or (), legs.column("start"),
            legs.column("end"), strict=True,
        ):  # fmt: skip
            if isinstance(shape, MultiLineString):
                parts.setdefault(flow, []).extend(shape.geoms)
            days.setdefault(flow, []).append((start, end))
        ids = sheet.ids
        sheet.shapes = [
            MultiLineString(parts[key]) if key in parts else None for key in ids
        ]
        for at, (name, told) in enumerate((("start", "First"), ("end", "Last"))):
            held = [
                [day for pair in days.get(key, ()) if (day := pair[at])] for key in ids
            ]
            pick = max if at else min
            sheet.add(
                name,
                [pick(one, default=None) for one in held],
                "DATE",
                f"{told} day of the claims behind its legs",
            )
        self._counts(sheet, [self.behind.of_flow(key) for key in ids])
        sheet.look = "flows"
        sheet.licence, sheet.credit = legs.licence, legs.credit

    # Lines as on the page -----------------------------------------------------------------

    def _lines(self) -> None:
        rows = self._page_lines() if self.model is not None else self._leg_lines()
        sheet = _Sheet("lines", "lines", [row["shape"] for row in rows])
        for name, held, vocabulary, about in _LINE_COLUMNS:
            sheet.add(name, [row[name] for row in rows], held, about, vocabulary)
        self._counts(sheet, [row["own"] for row in rows])
        legs = self.sheets["legs"]
        sheet.licence, sheet.credit = legs.licence, legs.credit
        self.sheets["lines"] = sheet
        self._map(
            "lines",
            (
                (row["id"], claim, scope)
                for row in rows
                for scope in ("own", "wider")
                for claim in row[scope]
            ),
        )

    def _page_lines(self) -> list[dict[str, Any]]:
        assert self.model is not None  # noqa: S101 - see the caller
        paths = {
            str(key): (line, basis == "missing")
            for entry in self.atlas.catalog
            if entry.file == PATHS
            for frame in [self.atlas.layers[entry.id]]
            for key, line, basis in zip(
                frame.index, frame.geometry, frame["basis"].astype(str), strict=True
            )
        }
        rows = []
        lines = self.model["lines"]
        for at, line in enumerate(lines):
            common = self._common(line) | {"rank": len(lines) - at}
            for missing, shape in _stretches(line["pieces"], paths):
                rows.append(
                    {
                        **common,
                        "id": line["id"] + (".missing" if missing else ""),
                        "missing": int(missing),
                        "dash": LegStatus.SCHEMATIC if missing else line["status"],
                        "arrow": Direction.UNKNOWN if missing else line["direction"],
                        "shape": shape,
                        "drawn_km": _length_km(shape),
                    }
                )
        return rows

    @cached_property
    def _leg_at(self) -> dict[str, int]:
        return {key: i for i, key in enumerate(self.sheets["legs"].ids)}

    def _common(self, line: Mapping[str, Any]) -> dict[str, Any]:
        legs = self.sheets["legs"]
        mine = [self._leg_at[leg] for leg in line["legs"]]
        pick = {
            name: [cell for i in mine if (cell := legs.column(name)[i])]
            for name in ("start", "end")
        }
        ends = [self._name(line[end]) for end in ("from", "to")]
        return {
            "label_en": " – ".join(en for en, _ in ends),
            "label_fr": " – ".join(fr for _, fr in ends),
            "theme": line["theme"],
            "mode": line["mode"],
            "status": line["status"],
            "direction": line["direction"],
            "width": line["width"],
            "largest": line["largest"] or None,
            "origin": line["from"],
            "destination": line["to"],
            "flows": "; ".join(line["flows"]),
            "legs": "; ".join(line["legs"]),
            "curved": int(line["curved"]),
            "lane_px": line["lane"],
            "on_map": int(line["on"]),
            "start": min(pick["start"], default=None),
            "end": max(pick["end"], default=None),
            "own": line["claims"],
            "wider": line["wider"],
        }

    def _leg_lines(self) -> list[dict[str, Any]]:
        """Each leg for itself, where there are too many to set apart."""
        legs, frame = self.sheets["legs"], self.layers[LEGS]
        at = self._leg_at
        shapes = legs.shapes or ()
        starts, ends = legs.column("start"), legs.column("end")
        kms = legs.column("drawn_km")
        rows = []
        for rank, (key, flow, theme, mode, status, way, width, origin, goal, on) in enumerate(
            zip(
                *(
                    frame[name].tolist()
                    for name in (
                        "id", "flow", "theme", "mode", "status", "direction",
                        "amount_class", "origin", "destination", "default_visible",
                    )
                ),
                strict=True,
            )
        ):  # fmt: skip
            i = at[key]
            if shapes[i] is None:
                continue
            own, wider = self.behind.of_leg(key)
            (here, ici), (there, la) = self._name(origin), self._name(goal)
            rows.append(
                {
                    "id": key, "missing": 0, "dash": status, "arrow": way,
                    "shape": shapes[i], "rank": len(frame) - rank,
                    "label_en": f"{here} – {there}", "label_fr": f"{ici} – {la}",
                    "theme": theme, "mode": mode, "status": status, "direction": way,
                    "width": width, "largest": None, "origin": origin,
                    "destination": goal, "flows": flow, "legs": key, "curved": 0,
                    "lane_px": 0.0, "drawn_km": kms[i], "on_map": int(on), "start": starts[i],
                    "end": ends[i], "own": own, "wider": wider,
                }
            )  # fmt: skip
        return rows

    @cached_property
    def _names(self) -> dict[str, tuple[str, str]]:
        frame = self.atlas.sites
        return {
            str(key): (_short(str(en)), _short(str(fr or en)))
            for key, en, fr in zip(
                frame.index, frame["name_en"], frame["name_fr"], strict=True
            )
        }

    def _name(self, site: str) -> tuple[str, str]:
        return self._names.get(site, (site, site))

    # Places -----------------------------------------------------------------------------

    def _places(self, entry: Any) -> None:
        """A layer of the catalogue; a table more for each further kind of shape."""
        frame = self.layers[entry.id]
        is_paths = entry.file == PATHS
        known = {
            column.name: column
            for column in (PATH_PROPERTIES if is_paths else LAYER_PROPERTIES)
        }
        families = [_family(shape) for shape in frame.geometry]
        counted = [one for one in families if one]
        main = max(
            _FAMILIES, key=lambda one: (counted.count(one), -_FAMILIES.index(one))
        )
        for family in _FAMILIES:
            if family != main and family not in counted:
                continue
            keep = [one == family or (family == main and not one) for one in families]
            part = frame[np.array(keep, dtype=bool)]
            suffix = "" if family == main else f"_{_FAMILY_NAMES[family]}"
            name = self._free(_table_name(entry.id) + suffix)
            sheet = _Sheet(name, "paths" if is_paths else _LOOKS[family])
            for column in frame.columns:
                if column == "geometry" or column.startswith("claims"):
                    continue
                if column in known:
                    self._column(sheet, known[column], part[column])
                else:
                    sheet.add(column, plain_cells(part[column]), _held(part[column]))
            ids = sheet.ids
            if not is_paths:
                on, rank = self._rank(ids, entry.default_visible)
                for at, lang in enumerate(("en", "fr")):
                    sheet.add(f"label_{lang}", [self._name(key)[at] for key in ids])
                sheet.add("on_map", on, "BOOLEAN", "Whether the page shows it at first")
                sheet.add("rank", rank, "INTEGER", "Its turn for a name on the map")
                sheet.add(
                    "lat",
                    [self._at[key][1] for key in ids],
                    "DOUBLE",
                    "Degrees, WGS 84",
                )
                sheet.add(
                    "clear_m", [self._clear.get(key) for key in ids], "INTEGER",
                    "Metres to the nearest place that the page shows before it",
                )  # fmt: skip
                self._counts(sheet, [self.behind.of_site(key) for key in ids])
                self.places.append(name)
            sheet.shapes = _of_family(list(part.geometry), family)
            sheet.title = entry.title(self.lang) + (
                f" ({_FAMILY_WORDS[family][self.which]})" if suffix else ""
            )
            sheet.about = entry.description(self.lang)
            sheet.group = entry.group(self.lang)
            sheet.near = not entry.default_visible
            self._terms(sheet, frame.attrs)
            self.sheets[name] = sheet
            if not is_paths:
                self._map(
                    name,
                    (
                        (key, claim, "own")
                        for key in ids
                        for claim in self.behind.of_site(key)
                    ),
                )

    @cached_property
    def _at(self) -> dict[str, tuple[float | None, float | None]]:
        sites = self.sheets["sites"]
        pairs = zip(sites.column("lon"), sites.column("lat"), strict=True)
        return dict(zip(sites.ids, pairs, strict=True))

    @cached_property
    def _clear(self) -> dict[str, int]:
        """Metres from each place on the map to the nearest that comes before it.

        From afar only the first of a cluster has room, as on the page.
        """
        if self.model is None:
            return {}
        first = sorted(
            (site for site in self.model["sites"] if site["on"] and site["at"]),
            key=lambda site: site["rank"],
        )
        lons, lats = np.radians(
            np.array([site["at"] for site in first]).reshape(-1, 2).T
        )
        found = {}
        for i in range(1, len(first)):
            x = (lons[:i] - lons[i]) * np.cos(lats[i])
            metres = 6_371_000 * np.hypot(x, lats[:i] - lats[i]).min()
            found[first[i]["id"]] = int(metres)
        return found

    def _free(self, name: str) -> str:
        taken, n, free = {one.lower() for one in self.sheets}, 2, name
        while free.lower() in taken:
            free, n = f"{name}_{n}", n + 1
        return free

    def _errors(self) -> None:
        rows = []
        for name in self.places:
            sheet = self.sheets[name]
            for key, kind, precision, metres, shape in zip(
                sheet.ids, sheet.column("kind"), sheet.column("precision"),
                sheet.column("uncertainty_m"), sheet.shapes or (), strict=True,
            ):  # fmt: skip
                if isinstance(shape, Point) and metres:
                    rows.append((key, kind, precision, int(metres), shape))
        names = [self._name(key) for key, *_ in rows]
        shown = dict(
            pair
            for name in self.places
            for pair in zip(
                self.sheets[name].ids, self.sheets[name].column("on_map"), strict=True
            )
        )
        sheet = _Sheet("location_errors", "errors")
        sheet.add("id", [row[0] for row in rows], about="Id of the place")
        sheet.add("name_en", [en for en, _ in names])
        sheet.add("name_fr", [fr for _, fr in names])
        sheet.add("kind", [row[1] for row in rows], words=Place)
        sheet.add("precision", [row[2] for row in rows])
        sheet.add(
            "uncertainty_m", [row[3] for row in rows], "INTEGER", "Radius in metres"
        )
        sheet.add(
            "lat", [round(row[4].y, 2) for row in rows], "DOUBLE", "Of its centre"
        )
        sheet.add(
            "anchor", [int(row[1] in _AREAS) for row in rows], "BOOLEAN",
            "Whether the centre only stands for a country, region or body",
        )  # fmt: skip
        on = [shown[row[0]] for row in rows]
        sheet.add("on_map", on, "BOOLEAN", "Whether the page shows the place at first")
        sheet.shapes = [_disc(row[4], row[3]) for row in rows]
        terms = [self.sheets[name] for name in self.places]
        sheet.licence = _each_once(one.licence for one in terms)
        sheet.credit = _each_once(one.credit for one in terms)
        self.sheets["location_errors"] = sheet

    def _ground(self) -> None:
        """Land, lakes and boundary lines, so that a map needs no server."""
        for name, look, shapes, kinds in qgis.ground(self.atlas.root):
            sheet = _Sheet(
                name, look, shapes, licence="public domain", credit="Natural Earth"
            )
            sheet.add("id", [f"{look}-{i}" for i in range(1, len(shapes) + 1)])
            if look == "boundaries":
                sheet.add("kind", kinds)
            self.sheets[name] = sheet

    # Claims -----------------------------------------------------------------------------

    def _claims(self) -> None:
        """Which claims are about which rows of every other table."""
        about, behind = self.behind.about, self.behind
        places = self.sheets["sites"].ids
        self._map(
            "sites",
            ((key, one, "own") for key in places for one in behind.of_site(key)),
        )
        for name, kind in _SUBJECTS.items():
            if name not in self.sheets:
                continue
            rows: list[tuple[str, str, str]] = []
            for key in self.sheets[name].ids:
                if kind == "leg":
                    own, wider = behind.of_leg(key)
                    rows += [(key, one, "own") for one in own]
                    rows += [(key, one, "wider") for one in wider]
                elif kind == "flow":
                    rows += [(key, one, "own") for one in behind.of_flow(key)]
                else:
                    rows += [(key, one, "own") for one in about.get((kind, key), ())]
            self._map(name, rows)
        if OBSERVATIONS in self.sheets:
            sheet = self.sheets[OBSERVATIONS]
            self._map(
                OBSERVATIONS,
                [
                    (key, claim, "own")
                    for key, cell in zip(sheet.ids, sheet.column("claims"), strict=True)
                    for claim in listed(cell or "")
                ],
            )

    def _map(self, base: str, rows: Iterable[tuple[str, str, str]]) -> None:
        """A table of claims behind rows of ``base``: many to many."""
        order = self.behind.order
        mine = {key: i for i, key in enumerate(self.sheets[base].ids, 1)}
        table = {str(key): i for i, key in enumerate(self.atlas.claims.index, 1)}
        found = [
            (mine[key], table[claim], key, claim, scope)
            for key, claim, scope in dict.fromkeys(rows)
            if claim in order
        ]
        sheet = _Sheet(f"{base}_claims", about=CLAIMS_OF[self.which].format(base=base))
        columns: list[list[Any]] = [list(one) for one in zip(*found, strict=True)] or [
            [] for _ in range(5)
        ]
        sheet.add("base_id", columns[0], "INTEGER NOT NULL", f"fid in {base}")
        sheet.add("related_id", columns[1], "INTEGER NOT NULL", "fid in claims")
        sheet.add("subject", columns[2], "TEXT NOT NULL", f"id in {base}")
        sheet.add("claim", columns[3], "TEXT NOT NULL", "id in claims")
        sheet.add(
            "scope", columns[4], "TEXT", "own, or wider: said of its flow as a whole"
        )
        sheet.title = f"{base}_claims"
        self.mappings[base] = (sheet.name, sheet)

    # The file ---------------------------------------------------------------------------

    def content(self, name: str) -> bytes:
        """Bytes of the package called ``name``."""
        sheets = self._ordered()
        tables = [self._packed(sheet) for sheet in sheets]
        mapped = [self._packed(sheet) for _, sheet in self.mappings.values()]
        return gpkg.pack(
            [*tables, *mapped],
            views=self._views(),
            relations=[
                gpkg.Relation(base, "claims", mapping)
                for base, (mapping, _) in self.mappings.items()
            ],
            styles=[
                gpkg.Style(
                    sheet.name,
                    "tumen",
                    qml.document(self._layer(sheet), self.lang),
                    sheet.title,
                )
                for sheet in sheets
            ],
            notes=[
                gpkg.Note(
                    self._iso(None, [t for t in tables if not t.name.startswith("basemap")]),
                    _ISO,
                ),
                *(
                    gpkg.Note(self._iso(sheet, [table]), _ISO, sheet.name)
                    for sheet, table in zip(sheets, tables, strict=True)
                ),
            ],
            project=(PROJECT, self.project(name, PROJECT)),
            changed=self.changed,
        )  # fmt: skip

    def _ordered(self) -> list[_Sheet]:
        """What is drawn before what is only read."""
        return sorted(
            self.sheets.values(), key=lambda one: (one.shapes is None, _place_in(one))
        )

    def _packed(self, sheet: _Sheet) -> Table:
        keys = {
            name: set(one.ids) for name, one in self.sheets.items() if name in _KEYED
        }
        refers = self._refers(sheet)
        fields = []
        for one, cells in zip(sheet.fields, sheet.cells, strict=True):
            target = refers.get(one.name)
            # An as-of view or a part may name rows that it does not hold.
            if target in keys and {cell for cell in cells if cell} <= keys[target]:
                one = replace(one, refers=target)
            fields.append(one)
        shapes = sheet.shapes
        return Table(
            sheet.name,
            self._unique_title(sheet),
            tuple(fields),
            tuple(sheet.cells),
            sheet.about,
            None if shapes is None else _type(sheet),
            () if shapes is None else shapes,
        )

    def _unique_title(self, sheet: _Sheet) -> str:
        same = [one for one in self.sheets.values() if one.title == sheet.title]
        return sheet.title if len(same) < 2 else f"{sheet.title} ({sheet.name})"

    def _refers(self, sheet: _Sheet) -> dict[str, str]:
        """Columns of a table that are ids of another, and of which."""
        columns: Iterable[Column] = ()
        if sheet.name in TABLES:
            columns = TABLES[sheet.name].columns
        found = {
            one.name: "sites" if one.table == "site" else str(one.table)
            for one in columns
            if one.kind is Kind.REF
        }
        if sheet.name.endswith("_claims"):
            found = {"claim": "claims"}
        elif sheet.name == "lines":
            found = {"origin": "sites", "destination": "sites"}
        elif sheet.name in self.places or sheet.name == "location_errors":
            found = {"id": "sites"}
        return found

    def _views(self) -> list[gpkg.View]:
        """Claims beside what they are about, as plain rows."""
        views = []
        claim = ", ".join(f'c."{name}"' for name in _CLAIM_COLUMNS)
        named = f'{claim}, s."title" AS source_title, s."url" AS source_url'
        joined = (
            'JOIN claims c ON c.id = m.claim LEFT JOIN sources s ON s.id = c."source"'
        )
        if LEGS in self.wanted:
            views.append(
                gpkg.View(
                    "claims_on_legs",
                    TITLES["claims_on_legs"][self.which],
                    "SELECT m.fid AS OGC_FID, l.geom AS geom, m.subject AS leg, l.flow AS flow,"  # noqa: S608
                    f" l.theme AS theme, m.scope AS scope, {named}"
                    f" FROM legs_claims m JOIN legs l ON l.id = m.subject {joined}",
                    ABOUT["claims_on_legs"][self.which],
                    "MULTILINESTRING",
                    ("legs",),
                )
            )
        points = [name for name in self.places if _type(self.sheets[name]) == "POINT"]
        if points:
            rows = " UNION ALL ".join(
                f'SELECT geom, id, name_en, name_fr FROM "{name}"'  # noqa: S608 - a name of ours
                for name in points
            )
            views.append(
                gpkg.View(
                    "claims_at_sites",
                    TITLES["claims_at_sites"][self.which],
                    "SELECT m.fid AS OGC_FID, p.geom AS geom, p.id AS site,"  # noqa: S608
                    f" p.name_en AS name_en, p.name_fr AS name_fr, {named}"
                    f" FROM sites_claims m JOIN ({rows}) p ON p.id = m.subject {joined}",
                    ABOUT["claims_at_sites"][self.which],
                    "POINT",
                    tuple(points),
                )
            )
        if "flows" in self.mappings:
            views.append(
                gpkg.View(
                    "claims_of_flows",
                    TITLES["claims_of_flows"][self.which],
                    "SELECT m.fid AS OGC_FID, m.subject AS flow, f.title_en AS flow_title_en,"  # noqa: S608
                    f" f.title_fr AS flow_title_fr, {named}"
                    f" FROM flows_claims m JOIN flows f ON f.id = m.subject {joined}",
                    ABOUT["claims_of_flows"][self.which],
                )
            )
        return views

    def _stamps(self) -> list[str]:
        """As of which day the atlas is seen, and which part of it this is."""
        return [one for one in (stamp(self.atlas, self.lang), self.note) if one]

    def _iso(self, sheet: _Sheet | None, tables: Sequence[Table]) -> str:
        """ISO 19139 metadata: title, abstract, day, terms, credit, lineage, extent."""
        if sheet is None:
            title, about = (
                titles.title(self.atlas, self.lang),
                titles.subtitle(self.atlas, self.lang),
            )
            shown = [one for one in self.sheets.values() if one.shapes is not None]
            licence = _each_once(one.licence for one in shown)
            credit = _each_once(one.credit for one in shown)
        else:
            title, about = sheet.title, sheet.about
            licence, credit = sheet.licence, sheet.credit
        known = "; ".join(self._stamps())
        lineage = LINEAGE[self.which].format(
            version=__version__, data=self.atlas.version
        )
        return qgis.iso_metadata(
            title=f"{title} ({known})" if known else title,
            about=about or title,
            day=self.changed,
            version=self.atlas.version,
            licence=licence,
            credit=credit,
            lineage=lineage,
            authors=rights.makers(self.atlas),
            lang=self.lang,
            bounds=_bounds(tables),
        )

    # QGIS -------------------------------------------------------------------------------

    def _layer(self, sheet: _Sheet, *, opening: bool = False) -> qml.Layer:
        names = {one.name for one in sheet.fields}
        chosen_by = {
            "lines": "theme", "legs": "theme", "flows": "theme", "sites": "kind",
            "paths": "basis", "observations": "outcome",
        }.get(sheet.look)  # fmt: skip
        label = next(
            (
                name
                for name in (
                    *(f"{stem}_{self.lang}" for stem in ("label", "title", "name")),
                    *("name", "title"),
                )
                if name in names
            ),
            "",
        )  # fmt: skip
        drawn = sheet.look in ("sites", "events")
        return qml.Layer(
            sheet.name,
            sheet.title,
            sheet.look,
            None if sheet.shapes is None else _SHAPE[_type(sheet)],
            tuple(
                qml.Column(one.name, one.type, sheet.words.get(one.name))
                for one in sheet.fields
            ),
            tuple(dict.fromkeys(cell for cell in sheet.column(chosen_by) if cell))
            if chosen_by
            else (),
            label=label if drawn else "",
            preview=_IN_LISTS.get(sheet.name, f'"{label or "id"}"'),
            dated={"start", "end"} <= names,
            opening=opening,
            near=sheet.near and not (opening and sheet.look == "sites"),
        )

    def project(self, package: str, name: str) -> bytes:
        """A QGIS project for this package."""
        made = {
            key: self._layer(sheet, opening=True) for key, sheet in self.sheets.items()
        }
        box = self.model["views"][0]["bounds"] if self.model is not None else None
        if box is None:
            lines = self.sheets.get("lines")
            shapes = [
                one
                for one in (lines.shapes if lines else None) or ()
                if one is not None
            ]
            w, s, e, n = (
                shapely.total_bounds(shapes) if shapes else (-170, -60, 170, 75)
            )
            box = [[w, s], [e, n]]
        return qgis.qgz(
            package=package,
            name=name,
            lang=self.lang,
            title=titles.title(self.atlas, self.lang),
            about=" ".join([titles.subtitle(self.atlas, self.lang), *self._stamps()]),
            day=self.changed,
            authors=rights.makers(self.atlas),
            identifier=rights.identifier(self.atlas),
            bounds=((box[0][0], box[0][1]), (box[1][0], box[1][1])),
            layers=[
                qgis.Shown(
                    made[key],
                    types={"fid": "INTEGER"} | {one.name: one.type for one in sheet.fields},
                    wkb="" if sheet.shapes is None else _type(sheet),
                    credit=sheet.credit,
                    licence=sheet.licence,
                    about=sheet.about,
                    extent=_extent(sheet.shapes),
                    days=_span(sheet),
                )
                for key, sheet in self.sheets.items()
            ],
            mappings={base: mapping for base, (mapping, _) in self.mappings.items()},
        )  # fmt: skip


# Cells ----------------------------------------------------------------------------------

_IN_LISTS = {
    "claims": '"id" || \' · \' || represent_value("stance") || \' · \' || "attributed_to"',
}
_SITE_COLUMNS = (
    "name_en", "name_fr", "name_ko", "name_ru", "kind", "country", "precision",
    "uncertainty_m",
)  # fmt: skip
_STANCES = (
    ("asserting", "asserts"),
    ("denying", "denies"),
    ("cannot_confirm", "cannot-confirm"),
)
_KEYED = {*TABLES, "sites"}
_CLAIM_COLUMNS = (
    "id", "attributed_to", "stance", "summary_en", "summary_fr", "when", "start", "end",
    "quantity_min", "quantity_max", "unit", "counting", "evidence", "credibility",
    "source", "locator",
)  # fmt: skip
_DRAWN_KM = "Length of what is drawn, no length of a way that anyone reported"
_LINE_COLUMNS: tuple[tuple[str, str, Any, str], ...] = (
    ("id", "TEXT", None, "Id of the first of its legs"),
    ("label_en", "TEXT", None, "From and to (English)"),
    ("label_fr", "TEXT", None, "From and to (French)"),
    ("theme", "TEXT", Theme, "Theme, which sets the colour"),
    ("mode", "TEXT", Mode, "Mode"),
    ("status", "TEXT", LegStatus, "What the firmest of its legs rests on"),
    ("dash", "TEXT", LegStatus, "Status by whose dash it is drawn"),
    ("missing", "BOOLEAN", None, "Whether no data set read holds this stretch"),
    ("direction", "TEXT", Direction, "Whether the way is stated"),
    ("arrow", "TEXT", Direction, "Way by whose arrow it is drawn"),
    ("width", "TEXT", None, "Class of the largest amount stated, which sets the width"),
    ("largest", "TEXT", None, "That amount"),
    ("origin", "TEXT", None, "Site where it begins"),
    ("destination", "TEXT", None, "Site where it ends"),
    ("flows", "TEXT", None, "Flows that it draws"),
    ("legs", "TEXT", None, "Legs that it draws"),
    ("curved", "BOOLEAN", None, "Whether it is a curve that is no route"),
    (
        "lane_px",
        "DOUBLE",
        None,
        "How far it is drawn to its right, to lie beside others",
    ),
    ("on_map", "BOOLEAN", None, "Whether the page shows it at first"),
    ("rank", "INTEGER", None, "The higher, the further on top"),
    ("drawn_km", "DOUBLE", None, _DRAWN_KM),
    ("start", "DATE", None, "First day of its claims"),
    ("end", "DATE", None, "Last day of its claims"),
)


def plain_cells(cells: Any) -> list[Any]:
    """Cells of a column as SQLite takes them; ``None`` where they are empty."""
    dtype = cells.dtype
    if isinstance(dtype, np.dtype) and dtype.kind == "M":
        days = np.datetime_as_string(cells.to_numpy().astype("datetime64[s]"), unit="D")
        return [None if day == "NaT" else str(day) for day in days.tolist()]
    if isinstance(dtype, np.dtype) and dtype.kind == "f":
        return [None if one != one else one for one in cells.tolist()]
    if isinstance(dtype, np.dtype) and dtype.kind == "b":
        return [int(one) for one in cells.tolist()]
    if isinstance(dtype, pd.BooleanDtype):
        return [None if one is pd.NA else int(one) for one in cells.tolist()]
    told = cells.tolist()
    if isinstance(dtype, pd.StringDtype):  # most columns: text, or nothing
        return [one if one and one == one else None for one in told]
    return [None if _empty(one) else _plain(one) for one in told]


def _empty(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell == "" or cell != cell


def _plain(cell: Any) -> Any:
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, str):
        return str(cell)
    return cell if isinstance(cell, (int, float)) else str(cell)


def _held(cells: Any) -> str:
    if pd.api.types.is_bool_dtype(cells.dtype):
        return "BOOLEAN"
    if pd.api.types.is_integer_dtype(cells.dtype):
        return "INTEGER"
    return "DOUBLE" if pd.api.types.is_float_dtype(cells.dtype) else "TEXT"


@lru_cache(maxsize=16384)
def _days(date: str) -> tuple[str | None, str | None]:
    """First and last day of an EDTF text that a calendar column can hold."""
    if not date or date == "nan":
        return (None, None)
    bounds = edtf.bounds(date)
    start, end = (
        day if day and len(day) == 10 and "0001" <= day[:4] < "9999" else None
        for day in (bounds.strict_start, bounds.strict_end)
    )
    return (start, end)


def _number(cell: Any) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return math.nan


def _each_once(lists: Iterable[str]) -> str:
    """Items of lists separated by ``;``, each once."""
    return "; ".join(dict.fromkeys(one for cell in lists for one in listed(cell)))


def _short(name: str) -> str:
    """A name for the map, as the page has it: nothing in brackets or after a comma."""
    return re.split(r"\s*[(,]", name, maxsplit=1)[0] or name


def _table_name(layer: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_]", "_", layer)
    if not name[0].isalpha() or re.match(
        r"(?i)(gpkg|rtree|sqlite|qgis|layer_styles)", name
    ):
        name = f"layer_{name}"
    return name


# Shapes ---------------------------------------------------------------------------------

_FAMILIES = ("POINT", "LINESTRING", "POLYGON")
_FAMILY_NAMES = {"POINT": "points", "LINESTRING": "lines", "POLYGON": "areas"}
_FAMILY_WORDS = {
    "POINT": ("points", "points"),
    "LINESTRING": ("lines", "lignes"),
    "POLYGON": ("areas", "surfaces"),
}
_LOOKS = {"POINT": "sites", "LINESTRING": "tracks", "POLYGON": "areas"}
_SHAPE = {
    "POINT": "point", "MULTIPOINT": "point", "LINESTRING": "line",
    "MULTILINESTRING": "line", "POLYGON": "area", "MULTIPOLYGON": "area",
}  # fmt: skip


def _family(shape: BaseGeometry | None) -> str:
    if shape is None or shape.is_empty:
        return ""
    kind = shape.geom_type.upper().removeprefix("MULTI")
    return kind if kind in _FAMILIES else "POLYGON"


def _of_family(
    shapes: list[BaseGeometry | None], family: str
) -> list[BaseGeometry | None]:
    """``shapes`` as one type: all single, or all in several parts."""
    if not any(one is not None and one.geom_type.startswith("Multi") for one in shapes):
        return shapes
    many: Any = {
        "POINT": MultiPoint, "LINESTRING": MultiLineString, "POLYGON": MultiPolygon,
    }[family]  # fmt: skip
    return [
        None if one is None else many(list(getattr(one, "geoms", [one])))
        for one in shapes
    ]


def _type(sheet: _Sheet) -> str:
    """Type of a table's shapes in the format's words."""
    if sheet.look in ("lines", "legs", "flows"):
        return "MULTILINESTRING"
    first = next((one for one in sheet.shapes or () if one is not None), None)
    return first.geom_type.upper() if first is not None else "POINT"


def _multi(shape: BaseGeometry | None) -> BaseGeometry | None:
    if shape is None or not isinstance(shape, (LineString, MultiLineString)):
        return None
    return MultiLineString(list(getattr(shape, "geoms", [shape])))


def _length_km(shape: BaseGeometry | None) -> float | None:
    if shape is None:
        return None
    return round(
        sum(geometry.length_km(one) for one in getattr(shape, "geoms", [shape])), 1
    )


def _stretches(
    pieces: Sequence[Mapping[str, Any]], paths: Mapping[str, tuple[LineString, bool]]
) -> list[tuple[bool, MultiLineString]]:
    """A line's shape in one piece as far as it is known, and what no data set holds."""
    runs: list[tuple[bool, list[tuple[float, float]]]] = []
    along = any("path" in piece for piece in pieces)
    for piece in pieces:
        if "path" in piece:
            track, missing = paths[piece["path"].removeprefix("-")]
            points = [(x, y) for x, y, *_ in track.coords]
            if piece["path"].startswith("-"):
                points.reverse()
        else:
            points, missing = _undone(piece["c"]), along
        if runs and runs[-1][0] == missing:
            runs[-1][1].extend(points)
        else:
            runs.append((missing, points))
    found = []
    for missing in (False, True):
        parts: list[Any] = []
        for other, points in runs:
            if other == missing and len(points) > 1:
                split = geometry.split_at_antimeridian(points)
                parts += getattr(split, "geoms", [split])
        if parts:
            found.append((missing, MultiLineString(parts)))
    return found


def _undone(steps: Sequence[int]) -> list[tuple[float, float]]:
    """Points of the page's differences in whole ten-thousandths of a degree."""
    pairs = np.array(steps, dtype=float).reshape(-1, 2).cumsum(axis=0) / _STEPS
    return [(x, y) for x, y in pairs.tolist()]


def _disc(centre: Point, radius_m: float) -> MultiPolygon | None:
    """The ring of a location error, cut at the antimeridian; none around a pole."""
    if radius_m / 111_000 + abs(centre.y) >= 90:
        return None
    ring = geometry.circle((centre.x, centre.y), radius_m).exterior.coords
    lons = np.array([lon for lon, _ in ring])
    lons = centre.x + (lons - centre.x + 180) % 360 - 180
    disc = Polygon([(x, y) for x, (_, y) in zip(lons.tolist(), ring, strict=True)])
    parts: list[Any] = []
    for turn in (-360, 0, 360):
        cut = disc.intersection(shapely.box(turn - 180, -90, turn + 180, 90))
        if isinstance(cut, Polygon) and not cut.is_empty:
            parts.append(translate(cut, xoff=-turn))
    return MultiPolygon(parts)


def _bounds(tables: Iterable[Table]) -> tuple[float, float, float, float] | None:
    boxes = [one for table in tables if (one := _extent(table.shapes)) is not None]
    if not boxes:
        return None
    low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
    return (float(low[0]), float(low[1]), float(high[2]), float(high[3]))


def _extent(
    shapes: Sequence[BaseGeometry | None] | None,
) -> tuple[float, float, float, float] | None:
    there = [one for one in shapes or () if one is not None and not one.is_empty]
    if not there:
        return None
    west, south, east, north = shapely.total_bounds(there).tolist()
    return (west, south, east, north)


def _span(sheet: _Sheet) -> tuple[str, str] | None:
    """First and last day of a table's rows."""
    if not {"start", "end"} <= {one.name for one in sheet.fields}:
        return None
    days = [day for name in ("start", "end") for day in sheet.column(name) if day]
    return (min(days), max(days)) if days else None


_DRAWN = ("lines", "legs", "flows")


def _place_in(sheet: _Sheet) -> int:
    return _DRAWN.index(sheet.name) if sheet.name in _DRAWN else len(_DRAWN)


_ISO = "http://www.isotc211.org/2005/gmd"
