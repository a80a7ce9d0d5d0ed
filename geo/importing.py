"""Turning somebody's file into rows of an atlas: claims, and what they stand on.

:func:`plan` reads every row by a :class:`geo.mapping.Mapping`, tries the result on a copy
of the atlas, and says row by row what it could not take and why. Nothing is written until
:func:`geo.additions.add` is given the plan's addition, and what no column of an atlas
holds goes into ``note``, under its own heading. Words that are made here, such as a
summary from the cells of a row, name the speaker and claim no more than the row.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geo import as_written, words
from geo.additions import Addition, new_id, slug, trial
from geo.as_written import GROUPS, KINDS, SAID, plain
from geo.catalog import atlas_root, read_catalog
from geo.cells import countries, items, nearest
from geo.checking import Contents, inspect
from geo.errors import DateError, Problem, shown
from geo.incoming import Incoming
from geo.mapping import Mapping
from geo.place_rules import PATHS, digits
from geo.tables import LAYER_PROPERTIES, TABLES, Kind
from geo.vocabulary import (
    Counting,
    Credibility,
    Evidence,
    Mode,
    Place,
    Stance,
    Theme,
    Unit,
    Word,
)

__all__ = ["OWN_LAYER", "Plan", "plan"]

OWN_LAYER = "own_places"
"""The layer that places go into when the atlas has none of its own for points."""

_VOCABULARY: dict[str, type[Word]] = {
    "mode": Mode, "stance": Stance, "evidence": Evidence, "theme": Theme, "unit": Unit,
    "counting": Counting, "credibility": Credibility, "kind": Place,
}  # fmt: skip
_GENERIC = re.compile(
    r"\b(?:port of|port de|port d'|the|port|seaport|harbou?r|station|gare|depot|city|town|railway)\b"
)
_URL = re.compile(r"https?://[^\s<>\"]+")


_GOES_TO = {"munitions": "RU", "return": "KP"}
"""Country that the name of a group says its goods go to."""


@dataclass(slots=True)
class Plan:
    """What would come of an import."""

    addition: Addition
    taken: list[int]
    """Lines of the file that were understood."""
    refused: list[Problem]
    """Why a line was not: file, line, column, value, what is wrong, what would be right."""
    left: list[int]
    """Positions of the refused rows in the file as read."""
    remarks: list[str] = field(default_factory=list)
    """What was assumed, and how often."""
    made: dict[str, int] = field(default_factory=dict)
    """Rows and places that would join the atlas, by table."""


class _Refused(Exception):
    """A row that cannot be taken; the plan tells why."""


def plan(
    root: str | Path,
    incoming: Incoming,
    mapping: Mapping,
    *,
    recorded: str,
    unlocated: bool = False,
) -> Plan:
    """Work out what an import would add to the atlas in ``root``; write nothing.

    Parameters
    ----------
    root
        Folder of the atlas.
    incoming
        The file, from :func:`geo.incoming.read`.
    mapping
        Which column means what.
    recorded
        Day on which the rows enter the atlas, ``YYYY-MM-DD``.
    unlocated
        Whether a place that the atlas does not know, and that comes without
        coordinates, is taken as a place that nobody has located.

    Raises
    ------
    NotFoundError
        If ``root`` is no atlas.
    OutputError
        If it may not be written to.
    """
    folder = atlas_root(root)
    left: dict[int, list[Problem]] = {}
    while True:
        importer = _Importer(folder, incoming, mapping, recorded, unlocated)
        addition = importer.addition(skip=set(left))
        for at, problems in importer.refused.items():
            left.setdefault(at, []).extend(problems)
        problems, _ = trial(folder, addition)
        found = importer.traced(problems)
        if not problems or set(found) <= set(left):
            # A problem that no row is to blame for is told as it stands.
            stray = [one for one in problems if not found] if problems else []
            break
        left |= {at: told for at, told in found.items() if at not in left}
    told = sorted(
        {one for problems in left.values() for one in problems} | set(stray),
        key=lambda one: one.key,
    )
    taken = [line for at, line in enumerate(incoming.lines) if at not in left]
    return Plan(
        addition if not stray else Addition(),
        taken if not stray else [],
        told,
        sorted(left),
        [*incoming.remarks, *importer.remarks()],
        importer.made(),
    )


class _Importer:
    """One pass over the rows."""

    def __init__(
        self,
        folder: Path,
        incoming: Incoming,
        mapping: Mapping,
        recorded: str,
        unlocated: bool,
    ) -> None:
        self.incoming = incoming
        self.mapping = mapping
        self.recorded = recorded
        self.unlocated = unlocated
        self.contents: Contents = inspect(folder)[0]
        self.folder = folder
        self.at = 0
        self.refused: dict[int, list[Problem]] = defaultdict(list)
        self.assumed: Counter[str] = Counter()
        self.rows: dict[str, list[tuple[dict[str, str], int]]] = defaultdict(list)
        self.features: list[tuple[dict[str, Any], int]] = []
        self.ids = {
            name: set(raw.columns["id"]) for name, raw in self.contents.tables.items()
        }
        self.sites: dict[str, dict[str, Any]] = {
            str(one.properties["id"]): one.properties
            for layer in self.contents.layers.values()
            if not layer.file.endswith(f"/{PATHS}")
            for one in layer.features
            if one.properties.get("id")
        }
        self.names: dict[str, set[str]] = defaultdict(set)
        self.loose: dict[str, set[str]] = defaultdict(set)
        for key, held in self.sites.items():
            self._name(key, held)
        sources = self.contents.tables["sources"].columns
        self.by_url = {
            url: key
            for key, url in zip(sources["id"], sources["url"], strict=True)
            if url
        }
        self.by_title = {
            plain(title): key
            for key, title in zip(sources["id"], sources["title"], strict=True)
        }
        actors = self.contents.tables["actors"].columns
        self.actors = {
            plain(name): key
            for key, name in zip(actors["id"], actors["name"], strict=True)
        }
        self.flows = self._held_flows()
        self.stances: dict[str, set[str]] = defaultdict(set)
        self.column_of = mapping.columns
        used = set(mapping.columns.values())
        self.rest = [name for name in incoming.columns if name not in used]

    # --- the whole ------------------------------------------------------------------

    def addition(self, skip: set[int]) -> Addition:
        """Read all rows but those of ``skip``."""
        into = self.mapping.into
        take = {"reports": self._report, "sites": self._site_row}.get(
            into, self._table_row
        )
        for at in range(len(self.incoming)):
            self.at = at
            if self.at in skip:
                continue
            before = {name: len(rows) for name, rows in self.rows.items()}
            features, assumed = len(self.features), self.assumed.copy()
            try:
                take()
                if self.at in self.refused:
                    raise _Refused
            except _Refused:
                for name, rows in self.rows.items():
                    for cells, _ in rows[before.get(name, 0) :]:
                        self._forget(name, cells)
                    del rows[before.get(name, 0) :]
                for feature, _ in self.features[features:]:
                    self._unname(feature["properties"]["id"])
                del self.features[features:]
                self.assumed = assumed
        made = Addition()
        for name, rows in self.rows.items():
            for cells, _ in rows:
                made.row(name, cells)
        self._settle_flows()
        if self.features:
            layer = self._layer(made)
            made.features[layer] = [feature for feature, _ in self.features]
            self.layer = layer
        return made

    def traced(self, problems: Iterable[Problem]) -> dict[int, list[Problem]]:
        """Problems of the trial by the row that they come from."""
        found: dict[int, list[Problem]] = defaultdict(list)
        for one in problems:
            at = self._cause(one)
            if at is not None:
                role = one.column
                name = self.column_of.get(role, role)
                found[at].append(
                    Problem(
                        self.incoming.name, self.incoming.lines[at], name, one.value,
                        one.message, one.hint,
                    )
                )  # fmt: skip
        return found

    def _cause(self, problem: Problem) -> int | None:
        name = problem.file.removeprefix("data/").removesuffix(".csv")
        if problem.line is None:
            return None
        if name in self.rows:
            path = self.folder / "data" / f"{name}.csv"
            text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
            held = len(text.splitlines()) or 1
            place = problem.line - held - 1
            rows = self.rows[name]
            if 0 <= place < len(rows):
                return rows[place][1]
        for feature, at in self.features:
            if problem.file.startswith("layers/") and problem.value in (
                str(feature["properties"].get(problem.column, "")),
                feature["properties"]["id"],
            ):
                return at
        if problem.file.startswith("layers/") and self.features:
            return (
                self.features[0][1]
                if len(self.features) == 1
                else self._on_line(problem)
            )
        return None

    def _on_line(self, problem: Problem) -> int | None:
        """New features stand one on a line, the last of them on the file's last but one."""
        catalog = {f"layers/{one.file}" for one in self.contents.catalog}
        path = self.folder / problem.file
        held = 0
        if problem.file in catalog and path.exists():
            held = (
                path.read_text(encoding="utf-8")
                .rstrip()
                .rstrip("}")
                .rstrip()
                .rstrip("]")
                .rstrip()
                .count("\n")
                + 1
            )
            place = (problem.line or 0) - held - 1
        else:
            place = (problem.line or 0) - 2
        return self.features[place][1] if 0 <= place < len(self.features) else None

    def made(self) -> dict[str, int]:
        """How many rows would join each table."""
        counts = {name: len(self.rows[name]) for name in TABLES if self.rows.get(name)}
        return counts | ({"sites": len(self.features)} if self.features else {})

    def remarks(self) -> list[str]:
        """What was assumed, the most frequent first."""
        return [
            f"{count} × {what}" if count > 1 else what
            for what, count in self.assumed.most_common()
        ]

    # --- cells ----------------------------------------------------------------------

    def refuse(self, role: str, value: object, message: str, hint: str = "") -> None:
        """Tell why this row cannot be taken; the rest of it is read on."""
        name = self.column_of.get(role, role)
        self.refused[self.at].append(
            Problem(
                self.incoming.name,
                self.incoming.lines[self.at],
                name,
                str(value),
                message,
                hint,
            )
        )

    def raw(self, role: str) -> Any:
        """The cell of a role as it stands; its default where it is empty."""
        name = self.column_of.get(role)
        cell = (
            self.incoming.rows[self.at][self.incoming.columns.index(name)]
            if name
            else ""
        )
        if isinstance(cell, str):
            cell = cell.strip()
        return self.mapping.defaults.get(role, "") if cell == "" else cell

    def text(self, role: str) -> str:
        """The cell of a role as one line of text."""
        cell = self.raw(role)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return " ".join(str(cell).split())

    def date(self, role: str) -> str:
        """The cell of a role as EDTF."""
        try:
            return as_written.edtf_of(self.raw(role), first=self.mapping.day_first)
        except DateError as error:
            message, _, hint = str(error).partition("; ")
            self.refuse(role, self.raw(role), message, hint)
            return ""

    def word(self, role: str, default: str = "") -> str:
        """The cell of a role as a word of its vocabulary."""
        written = self.text(role)
        if not written:
            return default
        known = [str(one) for one in _VOCABULARY[role]]
        given = {
            plain(key): value for key, value in self.mapping.words.get(role, {}).items()
        }
        text = plain(written)
        labels = {
            plain(one.label(lang)): str(one)
            for one in _VOCABULARY[role]
            for lang in ("en", "fr")
        }
        said = SAID.get(role, {})
        found = (
            given.get(text)
            or (text if text in known else None)
            or labels.get(text)
            or next((said[one] for one in _inflected(text) if one in said), None)
            or (as_written.unit_of(written) if role == "unit" else None)
        )
        if found is None and as_written.is_unknown(written):
            return default
        if found is None or found not in known:
            near = nearest(text, [*known, *labels, *said])
            self.refuse(
                role, written, f"unknown word {shown(written)}",
                f"{near or 'one of ' + ', '.join(known[:12])}; or say it under words: {role}:",
            )  # fmt: skip
            return default
        return found

    def number(self, role: str, most: float) -> float | None:
        """A coordinate in degrees."""
        cell = self.raw(role)
        if cell == "":
            return None
        try:
            value = float(cell) if not isinstance(cell, str) else _degrees(cell)
        except ValueError:
            self.refuse(
                role, cell, f"{shown(cell)} is no coordinate", "degrees, as 42.228"
            )
            return None
        if not abs(value) <= most:
            swapped = most < abs(value) <= 180
            self.refuse(role, cell, f"{shown(cell)} lies outside ±{most:.0f}",
                        "longitude is east, latitude north; are they swapped?" if swapped
                        else _no_degrees(value))  # fmt: skip
            return None
        return value

    def rest_of_row(self) -> str:
        """Cells of columns that no role has, under their own headings."""
        row = self.incoming.rows[self.at]
        parts = []
        for name in self.rest:
            cell = row[self.incoming.columns.index(name)]
            words_ = " ".join(str(cell).split())
            if words_:
                parts.append(f"{name}: {words_}")
        return "; ".join(parts)

    # --- tables and sites -------------------------------------------------------------

    def _table_row(self) -> None:
        table = TABLES[self.mapping.into]
        cells = {}
        for column in table.columns:
            if column.kind is Kind.EDTF:
                cells[column.name] = self.date(column.name)
            else:
                cells[column.name] = self.text(column.name)
        rest = self.rest_of_row()
        if rest and "note" in cells:
            cells["note"] = "; ".join(one for one in (cells["note"], rest) if one)
        elif rest:
            self.refuse(
                self.rest[0], rest, f"table {table.name!r} has no column for it",
                "map it to a column, or take it out of the file",
            )  # fmt: skip
        self._keep(table.name, cells)

    def _keep(self, table: str, cells: dict[str, str]) -> None:
        self.rows[table].append((cells, self.at))
        self.ids[table].add(cells["id"])

    def _forget(self, table: str, cells: dict[str, str]) -> None:
        """A row is not taken after all, nor is what it alone has brought."""
        self.ids[table].discard(cells["id"])
        if table == "sources":
            self.by_url = {
                url: key for url, key in self.by_url.items() if key != cells["id"]
            }
            self.by_title = {
                t: key for t, key in self.by_title.items() if key != cells["id"]
            }
        if table in ("flows", "legs"):
            self.flows = {
                ends: (
                    flow,
                    {
                        m: leg
                        for m, leg in legs.items()
                        if leg != cells["id"] or table == "flows"
                    },
                )
                for ends, (flow, legs) in self.flows.items()
                if table != "flows" or flow != cells["id"]
            }

    def _site_row(self) -> None:
        shape = self.incoming.geometry[self.at] if self.incoming.geometry else None
        name = self.text("name") or self.text("id")
        if not name:
            self.refuse("name", "", "a place without a name")
            return
        key = (
            self.text("id")
            if re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,99}", self.text("id"))
            else slug(name)
        )
        if key in self.sites:
            self.refuse("id" if self.text("id") else "name", name,
                        f"place {shown(key)} is in the atlas already", "give it another id, or leave the row out")  # fmt: skip
            return
        extra = {
            column.name: self.text(column.name)
            for column in LAYER_PROPERTIES
            if column.name in self.column_of
            and column.name not in ("id", "kind", "country", "uncertainty_m", "note")
        }
        lon, lat = self.number("lon", 180), self.number("lat", 90)
        if shape is None and (lon is None) != (lat is None):
            lacking = "lat" if lat is None else "lon"
            if self.raw(lacking) == "":  # else it has been refused, and why was told
                self.refuse(lacking, "", "only one coordinate of two")
            return
        kind = self.word("kind") or _by_words(name, KINDS)
        if not kind:
            kind = "city"
            self.assumed[
                "place taken as a city, since nothing says what it is (defaults: kind)"
            ] += 1
        self._place(
            key, name, kind, (lon, lat) if lon is not None and lat is not None else None,
            shape=shape, note="; ".join(one for one in (self.text("note"), self.rest_of_row()) if one),
            **{name: cell for name, cell in extra.items() if cell},
        )  # fmt: skip

    def _place(
        self, key: str, name: str, kind: str, at: tuple[float, float] | None, *,
        shape: Any = None, note: str = "", **more: str,
    ) -> None:  # fmt: skip
        from shapely import get_coordinates, set_precision
        from shapely.geometry import Point, mapping

        country = self._country()
        given = ""
        uncertainty: int | None = None
        wanted = (
            as_written.amount(self.raw("uncertainty_m"))
            if self.raw("uncertainty_m") != "" and self.mapping.into == "sites"
            else None
        )
        if shape is None and at is not None:
            shape = Point(at)
        if shape is not None:
            if not shape.is_valid:
                self.refuse(
                    "geometry", shape.geom_type, f"the {shape.geom_type} is not valid"
                )
                return
            points = get_coordinates(shape)
            if abs(points[:, 0]).max() > 180 or abs(points[:, 1]).max() > 90:
                x, y = next(
                    (float(x), float(y))
                    for x, y in points
                    if abs(x) > 180 or abs(y) > 90
                )
                self.refuse("geometry", f"[{x!r}, {y!r}]",
                            f"'[{x!r}, {y!r}]' lies outside longitude ±180, latitude ±90",
                            "are they swapped? longitude comes first"
                            if abs(x) <= 90 and abs(y) <= 180
                            else _no_degrees(max(abs(x), abs(y))))  # fmt: skip
                return
            if wanted and wanted.most:
                uncertainty = max(1, int(float(wanted.most)))
            else:
                places = max(_decimals(value) for value in points.ravel())
                uncertainty = {0: 100_000, 1: 50_000, 2: 5_000}.get(places, 1_000)
                self.assumed[
                    "location error taken from the digits given, 1,000 m at the least"
                    " (uncertainty_m)"
                ] += 1
            held = digits(uncertainty)
            if shape.geom_type == "Point":
                x, y = float(points[0][0]), float(points[0][1])
                if round(x, held) != x or round(y, held) != y:
                    given = f"position as given: {x!r}, {y!r} (longitude, latitude)"
                shape = Point(round(x, held), round(y, held))
            elif shape.geom_type in ("Polygon", "MultiPolygon"):
                shape = set_precision(shape, 10.0**-5)
        properties: dict[str, Any] = {
            "id": key, "name_en": name, "name_fr": more.pop("name_fr", "") or name, "kind": kind,
        } | more  # fmt: skip
        if country:
            properties["country"] = country
        if uncertainty is not None:
            properties["uncertainty_m"] = uncertainty
        located = (
            "point" if shape is not None and shape.geom_type == "Point" else "area"
        )
        properties["precision"] = located if shape is not None else "unlocated"
        properties.setdefault(
            "coordinate_source",
            f"as given in {self.incoming.name}" if shape is not None else "",
        )
        properties["note"] = "; ".join(one for one in (note, given) if one)
        properties = {name: value for name, value in properties.items() if value != ""}
        geometry = None if shape is None else _lists(mapping(shape))
        self.features.append(
            (
                {
                    "type": "Feature",
                    "id": key,
                    "geometry": geometry,
                    "properties": properties,
                },
                self.at,
            )
        )
        self.sites[key] = properties
        self._name(key, properties)

    def _country(self) -> str:
        if self.mapping.into != "sites":
            return ""
        written = self.text("country")
        if not written:
            return ""
        if written.upper() in countries():
            return written.upper()
        meant = {
            plain(one[name]): code
            for code, one in countries().items()
            for name in ("name_en", "name_fr")
        } | {
            "north korea": "KP",
            "dprk": "KP",
            "south korea": "KR",
            "rok": "KR",
            "usa": "US",
            "uk": "GB",
        }
        if plain(written) in meant:
            return meant[plain(written)]
        self.refuse("country", written, f"unknown country {shown(written)}",
                    nearest(plain(written), meant) or "an ISO 3166-1 code of two letters")  # fmt: skip
        return ""

    def _layer(self, made: Addition) -> str:
        """The atlas's own layer for places: the one it has, or a new one."""
        own = read_catalog(self.folder, [])
        fit = [
            one for one in own if one.file != PATHS and one.kind in ("point", "points")
        ]
        for one in [*[one for one in fit if one.id == OWN_LAYER], *fit]:
            return one.id
        taken = {one.id for one in self.contents.catalog}
        name = new_id(OWN_LAYER, taken)
        made.layers.append(
            {
                "id": name,
                "file": f"{name}.geojson",
                "kind": "point",
                "title": {"en": "Own places", "fr": "Lieux ajoutés"},
                "description": {
                    "en": "Places added to this atlas by its owner.",
                    "fr": "Lieux ajoutés à cet atlas par son propriétaire.",
                },
                "group": {"en": "Own places", "fr": "Lieux ajoutés"},
                "licence": "not stated",
                "credit": f"as given in {self.incoming.name}",
                "default_visible": True,
            }
        )
        return name

    # --- names of places --------------------------------------------------------------

    def _name(self, key: str, held: dict[str, Any]) -> None:
        for one in _spellings(key, held):
            self.names[one].add(key)
            self.loose[_core(one)].add(key)

    def _unname(self, key: str) -> None:
        held = self.sites.pop(key)
        for one in _spellings(key, held):
            self.names[one].discard(key)
            self.loose[_core(one)].discard(key)

    def place(self, role: str) -> str:
        """The id of the site that a cell names; a new one if it brings coordinates."""
        written = self.text(role)
        if not written or as_written.is_unknown(written):
            return ""
        given = self.mapping.places.get(written)
        if given is not None:
            if given in self.sites:
                return given
            self.refuse(
                role,
                given,
                f"places: there is no site {shown(given)}",
                nearest(given, self.sites),
            )
            return ""
        text = plain(written)
        found = self.names.get(text) or self.loose.get(_core(text)) or set()
        if len(found) > 1:
            found = {one for one in found if plain(one) == text} or found
        if len(found) == 1:
            return next(iter(found))
        if len(found) > 1:
            listed = " or ".join(sorted(found)[:4])
            self.refuse(role, written, f"{shown(written)} can be {listed}",
                        f"say which under places: {written}: {sorted(found)[0]}")  # fmt: skip
            return ""
        at = self._where(role)
        if at is None:
            near = get_close_matches(
                text, [one for one in self.names if self.names[one]], n=1, cutoff=0.8
            )
            if near:
                key = sorted(self.names[near[0]])[0]
                self.refuse(role, written, f"unknown place {shown(written)}",
                            f"did you mean {key!r}? then say places: {{{written}: {key}}}")  # fmt: skip
                return ""
            if not self.unlocated:
                self.refuse(role, written, f"unknown place {shown(written)}, without coordinates",
                            "give its coordinates, name it under places:, or take it with --unlocated")  # fmt: skip
                return ""
        key = new_id(slug(written), self.sites)
        kind = _by_words(written, KINDS)
        if not kind:
            kind = "city"
            self.assumed["place taken as a city, since nothing says what it is"] += 1
        self._place(key, written, kind, at)
        return key

    def _where(self, role: str) -> tuple[float, float] | None:
        names = ("lon", "lat") if role == "site" else (f"{role}_lon", f"{role}_lat")
        lon, lat = self.number(names[0], 180), self.number(names[1], 90)
        if lon is not None and lat is not None:
            return lon, lat
        shape = self.incoming.geometry[self.at] if self.incoming.geometry else None
        if shape is None:
            return None
        if shape.geom_type == "Point" and role == "site":
            return shape.x, shape.y
        if shape.geom_type == "LineString" and role in ("origin", "destination"):
            x, y = shape.coords[0 if role == "origin" else -1][:2]
            return x, y
        return None

    # --- reports ----------------------------------------------------------------------

    def _remark(self) -> str:
        """The only text of a row that reports nothing: a sum, or a remark, below a table."""
        told = [
            str(cell)
            for cell in self.incoming.rows[self.at]
            if isinstance(cell, str) and cell
        ]
        says = (
            "source_title",
            "source_url",
            "speaker",
            "origin",
            "destination",
            "site",
        )
        if len(told) != 1 or len(self.incoming.columns) < 3:
            return ""
        return "" if any(self.text(role) in told for role in says) else told[0]

    def _report(self) -> None:
        if remark := self._remark():
            self.refuse("", remark, f"{shown(remark)} looks like a sum or a remark, no report",
                        "delete the row, or add --partial: amounts of claims are never added")  # fmt: skip
            return
        self.address = ""  # of the document, where it is no web address
        source = self._source()
        speaker = self.text("speaker") or self.text("publisher")
        if not speaker and source:
            speaker = _URL.sub("", self.text("source_title")).replace("<>", "").strip()
            if speaker:
                self.assumed[
                    "speaker taken from the name of the document, since no column says who speaks"
                ] += 1
        if not speaker:
            self.refuse("speaker", "", "nobody is named who says it",
                        "map a column to speaker or publisher, or give defaults: {speaker: ...}")  # fmt: skip
        origin, destination, site = (
            self.place(role) for role in ("origin", "destination", "site")
        )
        when, as_of = self.date("when"), self.date("as_of") or self.date("published")
        stance = self.word("stance", "asserts")
        mode = self.word("mode")
        amount = self._amount(when)
        commodity = self.text("commodity")
        cells = {
            "source": source,
            "locator": self.text("locator")
            or f"row {self.incoming.lines[self.at]} of {self.incoming.name}; place in the document not given",
            "attributed_to": speaker,
            "speakers": self.actors.get(plain(speaker), ""),
            "stance": stance,
            "origin": origin, "destination": destination, "mode": mode, "commodity": commodity,
            "when": when, "as_of": as_of,
            "evidence": self.word("evidence", "not-stated"),
            "credibility": self.word("credibility", "6"),
            "recorded": self.recorded,
        } | amount  # fmt: skip
        graded = cells["credibility"] != "6"
        cells["credibility_reason_en"] = (
            "As graded in the imported file." if graded else "Imported without a grade."
        )
        cells["credibility_reason_fr"] = (
            "Selon la cote du fichier importé." if graded else "Importé sans cote."
        )
        printed = self.text("when")
        if printed and printed != when:
            cells["date_as_printed"] = printed
        about, topic = [], "assessment"
        if origin and destination:
            flow, leg = self._flow(origin, destination, mode or "unknown", commodity)
            about += [f"flow:{flow}", f"leg:{leg}"]
            self.stances[flow].add(stance)
            topic = "flow"
        for one in (origin, destination, site):
            if one and f"site:{one}" not in about:
                about.append(f"site:{one}")
        if topic != "flow" and about:
            topic = "site"
        if amount.get("unit"):
            topic = "quantity"
        cells["about"] = "; ".join(about)
        cells["topic"] = topic
        if not about:
            self.assumed[
                "row names no place: its claim is listed and not on the map"
            ] += 1
        self._summaries(cells)
        given = self.text("id")
        fit = re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,99}", given)
        stem = slug(Path(self.incoming.name).stem)[:24].rstrip("-")
        key = given if fit and given not in self.ids["claims"] else ""
        cells["id"] = key or self._numbered(stem)
        remarks = [self.text("note"), self.rest_of_row()]
        if self.address:
            remarks.append(f"address as given: {self.address}")
        if given and given != cells["id"]:
            remarks.append(f"number in the file: {given}")
        cells["note"] = "; ".join(one for one in remarks if one)
        self._keep("claims", {name: cell for name, cell in cells.items() if cell})

    def _numbered(self, stem: str) -> str:
        number = len(self.rows["claims"]) + 1
        while f"{stem}-{number:03}" in self.ids["claims"]:
            number += 1
        return f"{stem}-{number:03}"

    def _read_amount(self, role: str) -> as_written.Amount:
        return as_written.amount(
            self.raw(role), point_groups=self.mapping.thousands == "."
        )

    def _amount(self, when: str) -> dict[str, str]:
        cells: dict[str, str] = {}
        try:
            whole = self._read_amount("quantity")
            low = self._read_amount("quantity_min")
            high = self._read_amount("quantity_max")
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            self.refuse("quantity", self.text("quantity"), message, hint)
            return {}
        least, most = low.least or whole.least, high.most or whole.most
        printed = whole.printed or (
            self.text("quantity") if whole.least != whole.most else ""
        )
        if not (least or most):
            return {"quantity_as_printed": printed} if printed else {}
        unit = (
            self.word("unit")
            or whole.unit
            or as_written.unit_of(self.text("commodity"))
        )
        if not unit:
            self.assumed[
                "amount kept as written, since nothing says its unit (unit)"
            ] += 1
            return {"quantity_as_printed": self.text("quantity") or f"{least}–{most}"}
        counting = self.word("counting")
        if not counting:
            said = plain(f"{self.text('quantity')} {self.text('summary')}")
            if re.search(
                r"\b(total|so far|to date|since|cumul\w*|depuis|au total)\b", said
            ):
                counting = "running-total"
            else:
                counting = "per-period" if "/" in when else "shipment"
            self.assumed[
                f"amount taken to count a {counting}, since nothing says what it counts (counting)"
            ] += 1
        cells = {
            "quantity_min": least,
            "quantity_max": most,
            "unit": unit,
            "counting": counting,
        }
        return cells | ({"quantity_as_printed": printed} if printed else {})

    def _source(self) -> str:
        title, url, publisher = (
            self.text(role) for role in ("source_title", "source_url", "publisher")
        )
        found = _URL.search(url) or _URL.search(title)
        address = found[0].rstrip(").,;") if found else ""
        as_given = ""
        if not address and re.fullmatch(r"(?:www\.)?[\w-]+(\.[\w-]+)+(/\S*)?", url):
            address, as_given = f"https://{url}", url
        if url and not address:
            if title:
                self.address = url
                self.assumed[
                    "address that is none of the web kept in the remarks of its claim"
                ] += 1
            title, url = title or url, ""
        title = _URL.sub("", title).replace("<>", "").strip(" ,;-") or ""
        if not (title or address):
            self.refuse("source_title", "", "no document is named",
                        "a claim needs the document it was read in: a title or an address")  # fmt: skip
            return ""
        known = self.by_url.get(address) if address else self.by_title.get(plain(title))
        if known:
            return known
        host = (
            (urlsplit(address).hostname or "").removeprefix("www.") if address else ""
        )
        published = self.date("published")
        stem = slug(publisher or host or title)[:30].rstrip("-")
        year = published[:4] if published[:4].isdigit() else ""
        key = new_id(f"{stem}-{year}" if year else stem, self.ids["sources"])
        kind = (
            "government"
            if re.search(r"\.gov(\.|$)|\.mil$|\.go\.kr$", host)
            else "un"
            if host.endswith("un.org")
            else "media"
        )
        if kind == "media":
            self.assumed[
                "document taken as media; change kind in sources.csv if it is not"
            ] += 1
        self._keep(
            "sources",
            {
                "id": key, "title": title or f"[{host}]", "publisher": publisher or host,
                "kind": kind, "published": published, "url": address, "url_as_given": as_given,
                "read": f"as given in {self.incoming.name}", "reliability": "F",
                "reliability_reason_en": "Imported without a grade.",
                "reliability_reason_fr": "Importée sans cote.",
            },
        )  # fmt: skip
        if address:
            self.by_url[address] = key
        if title:
            self.by_title[plain(title)] = key
        return key

    def _held_flows(self) -> dict[tuple[str, str, str], tuple[str, dict[str, str]]]:
        flows = self.contents.tables["flows"].columns
        legs = self.contents.tables["legs"].columns
        of_flow: dict[str, dict[str, str]] = defaultdict(dict)
        for key, flow, mode, begin, end in zip(
            legs["id"],
            legs["flow"],
            legs["mode"],
            legs["origin"],
            legs["destination"],
            strict=True,
        ):
            of_flow[flow].setdefault(f"{mode}|{begin}|{end}", key)
        held: dict[tuple[str, str, str], tuple[str, dict[str, str]]] = {}
        for key, begin, end, theme in zip(
            flows["id"],
            flows["origin"],
            flows["destination"],
            flows["theme"],
            strict=True,
        ):
            legs_of = {
                mode: leg
                for name, leg in of_flow[key].items()
                for mode, *ends in [name.split("|")]
                if ends == [begin, end]
            }
            held.setdefault((begin, end, theme), (key, legs_of))
        return held

    def _flow(
        self, origin: str, destination: str, mode: str, commodity: str
    ) -> tuple[str, str]:
        theme = self.word("theme") or _by_words(commodity, GROUPS)
        # Coal that leaves the DPRK is no return flow to it, whatever coal mostly is.
        country = str(self.sites[destination].get("country") or "")
        if (
            not self.word("theme")
            and country
            and _GOES_TO.get(theme, country) not in items(country)
        ):
            theme = ""
        if not theme:
            theme = "context"
            self.assumed["flow put into the group 'context' (theme)"] += 1
        ends = (origin, destination, theme)
        if ends not in self.flows:
            what = commodity or "goods not stated"
            names = [
                str(self.sites[one].get("name_en") or one)
                for one in (origin, destination)
            ]
            french = [
                str(self.sites[one].get("name_fr") or one)
                for one in (origin, destination)
            ]
            key = new_id(
                slug(f"{theme}-{origin}-{destination}", longest=90), self.ids["flows"]
            )
            self._keep(
                "flows",
                {
                    "id": key,
                    "title_en": f"{what[:1].upper()}{what[1:]}: {names[0]} to {names[1]}",
                    "title_fr": f"{what[:1].upper()}{what[1:]} : {french[0]} – {french[1]}"
                    if commodity else f"Marchandises non précisées : {french[0]} – {french[1]}",
                    "theme": theme, "commodity_en": what,
                    "commodity_fr": commodity or "marchandises non précisées",
                    "origin": origin, "destination": destination, "direction": "reported",
                    "state": "occurred", "sanctions": "not-stated", "default_visible": "yes",
                    "summary_en": f"Taken from {self.incoming.name}; its claims say what is reported.",
                    "summary_fr": f"Tiré de {self.incoming.name} ; ses énoncés disent ce qui est rapporté.",
                },
            )  # fmt: skip
            self.flows[ends] = (key, {})
        flow, legs = self.flows[ends]
        if mode not in legs and (mode != "unknown" or not legs):
            taken = self.ids["legs"]
            held = self.contents.tables["legs"].columns
            seqs = [
                int(seq)
                for seq, of in zip(held["seq"], held["flow"], strict=True)
                if of == flow and seq.isdigit()
            ]
            seqs += [
                int(cells["seq"])
                for cells, _ in self.rows["legs"]
                if cells["flow"] == flow
            ]
            leg = new_id(flow if not seqs else f"{flow}-{mode}", taken)
            self._keep(
                "legs",
                {
                    "id": leg, "flow": flow, "seq": str(max(seqs, default=0) + 1),
                    "origin": origin, "destination": destination, "mode": mode,
                    "status": "reported",
                    "status_reason_en": f"Rows of {self.incoming.name} name both ends.",
                    "status_reason_fr": f"Des lignes de {self.incoming.name} nomment les deux extrémités.",
                },
            )  # fmt: skip
            legs[mode] = leg
        return flow, legs.get(mode) or next(iter(legs.values()))

    def _settle_flows(self) -> None:
        """A flow that nobody asserts is not told as having happened."""
        for cells, _ in self.rows["flows"]:
            stances = self.stances[cells["id"]]
            if stances and stances <= {"speculates", "forecast"}:
                cells["state"] = "hypothetical"
            elif stances and stances <= {
                "denies",
                "cannot-confirm",
                "speculates",
                "forecast",
            }:
                cells["state"] = "suspected"

    def _summaries(self, cells: dict[str, str]) -> None:
        given = {"en": self.text("summary"), "fr": self.text("summary_fr")}
        for lang in ("en", "fr"):
            cells[f"summary_{lang}"] = given[lang] or self._sentence(cells, lang)
        if not given["fr"]:
            self.assumed["French summary made from the cells of its row"] += 1
        if not given["en"]:
            self.assumed["English summary made from the cells of its row"] += 1

    def _sentence(self, cells: dict[str, str], lang: str) -> str:
        """One sentence that names the speaker and says what the row says."""
        french = lang == "fr"

        def name(key: str) -> str:
            held = self.sites.get(key, {})
            return str(held.get(f"name_{lang}") or held.get("name_en") or key)

        parts = [
            cells["commodity"]
            or ("marchandises non précisées" if french else "goods not stated")
        ]
        if cells.get("unit"):
            least, most = (
                float(cells[one]) if cells.get(one) else float("nan")
                for one in ("quantity_min", "quantity_max")
            )
            parts[0] += f" ({words.amount(least, most, cells['unit'], '', lang)})"
        elif cells.get("quantity_as_printed"):
            parts[0] += f" ({cells['quantity_as_printed']})"
        if cells["origin"]:
            parts.append(("de " if french else "from ") + name(cells["origin"]))
        if cells["destination"]:
            parts.append(("vers " if french else "to ") + name(cells["destination"]))
        if cells["mode"] and cells["mode"] not in ("unknown", "relation"):
            mode = Mode.of(cells["mode"]) or Mode.UNKNOWN
            parts.append(f"({mode.label(lang).lower()})")
        text = " ".join(parts)
        if cells["when"]:
            text += f", {words.date(cells['when'], lang)}"
        speaker = cells["attributed_to"]
        form = {
            "asserts": ("According to {0}: {1}.", "Selon {0} : {1}."),
            "denies": ("{0} denies: {1}.", "{0} dément : {1}."),
            "cannot-confirm": (
                "{0} could not confirm: {1}.",
                "{0} n'a pu confirmer : {1}.",
            ),
            "speculates": ("{0} supposes: {1}.", "{0} suppose : {1}."),
            "forecast": ("{0} foresees: {1}.", "{0} prévoit : {1}."),
        }[cells["stance"]]
        return form[french].format(speaker, text)


def _degrees(text: str) -> float:
    """A coordinate as people write it: 42.228, 42,228, 42°13'41"N."""
    text = (
        text.strip()
        .replace("′", "'")
        .replace("″", '"')
        .replace("’", "'")
        .replace("”", '"')
    )
    found = re.fullmatch(
        r"([NSEWO])?\s*(\d{1,3})\s*°\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*')?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''))?\s*([NSEWO])?",
        text, re.IGNORECASE,
    )  # fmt: skip
    if found:
        whole = float(found[2]) + sum(
            float(part.replace(",", ".")) / by
            for part, by in ((found[3], 60), (found[4], 3600))
            if part
        )
        side = (found[1] or found[5] or "N").upper()
        return round(-whole if side in "SWO" else whole, 6)
    number = re.fullmatch(
        r"([+-]?\d{1,9}(?:[.,]\d+)?)\s*°?\s*([NSEWO])?", text, re.IGNORECASE
    )
    if number is None:
        raise ValueError(text)
    value = float(number[1].replace(",", "."))
    return -value if (number[2] or "").upper() in ("S", "W", "O") else value


def _no_degrees(value: float) -> str:
    return (
        "these look like metres; turn them into degrees (EPSG:4326)"
        if abs(value) > 360
        else "degrees, longitude ±180 and latitude ±90"
    )


def _inflected(text: str) -> list[str]:
    """A word, and what it may be the plural or, in French, the feminine of."""
    return [
        text,
        text.removesuffix("s"),
        text.removesuffix("e"),
        text.removesuffix("es"),
    ]


def _decimals(value: float) -> int:
    return len(f"{value:.8f}".rstrip("0").partition(".")[2])


def _lists(geometry: Any) -> dict[str, Any]:
    def plain_list(value: Any) -> Any:
        return (
            [plain_list(one) for one in value]
            if isinstance(value, tuple | list)
            else value
        )

    return {
        "type": geometry["type"],
        "coordinates": plain_list(geometry["coordinates"]),
    }


def _spellings(key: str, held: dict[str, Any]) -> set[str]:
    names = [key, key.replace("-", " ")]
    for lang in ("en", "fr", "ko", "ru", "zh"):
        names.append(str(held.get(f"name_{lang}") or ""))
    names += str(held.get("aliases") or "").split("|")
    names.append(str(held.get("locode") or ""))
    return {plain(one) for one in names if one.strip()}


def _core(text: str) -> str:
    bare = " ".join(
        _GENERIC.sub(" ", text).replace("(", " ").replace(")", " ").split()
    ).strip(" ,'")
    return bare or text


def _by_words(text: str, table: Iterable[tuple[str, str]]) -> str:
    said = plain(text)
    return next((word for word, pattern in table if re.search(pattern, said)), "")
