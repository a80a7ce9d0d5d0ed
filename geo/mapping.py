"""Which column of somebody's file means what, guessed, shown, and kept in a file.

A mapping is YAML that a person can read and change::

    into: reports
    columns: {when: Date, origin: From, destination: To, source_url: Link}
    words:
      stance: {"denied by MFA": denies}
    places: {Najin: rajin-port}
    defaults: {theme: munitions}
    day_first: true

``into`` is ``reports`` (one row is one report: claims, and the sources, sites, flows and
legs that they need), ``sites``, or the name of a table, column by column.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from geo import as_written
from geo.errors import DataError, NotFoundError, Problem, os_words, shown
from geo.incoming import Incoming
from geo.tables import LAYER_PROPERTIES, TABLES

__all__ = ["INTO", "REPORT", "SITE", "Mapping", "guess", "load", "roles"]

REPORT: dict[str, tuple[str, str]] = {
    "source_title": (
        "Title of the document",
        "source title|title|article|document|report|headline|titre|rapport|source",
    ),
    "source_url": (
        "Its address",
        "source url|url|link|links|web|website|href|address|lien|adresse|source link",
    ),
    "publisher": (
        "Who published it",
        "publisher|outlet|media|published by|organisation|organization|site web|editeur"
        "|publication|newspaper|media outlet",
    ),
    "published": (
        "When it was published",
        "published|publication date|date published|source date|pub date|date of report"
        "|report date|date de publication|publie le|publie",
    ),
    "speaker": (
        "Who says it",
        "speaker|said by|who|who says|attributed to|attribution|according to|claimant"
        "|reported by|selon|auteur|author|qui|quoted",
    ),
    "origin": (
        "Where the movement begins",
        "origin|from|departure|departed|loading port|port of loading|start|source port"
        "|origine|depart|de|exporter|place of origin|from place|shipped from",
    ),
    "destination": (
        "Where it ends",
        "destination|to|arrival|arrived|port of discharge|discharge port|end|arrivee"
        "|vers|a|importer|to place|shipped to|dest",
    ),
    "site": (
        "The one place that it is about",
        "site|place|location|where|port|depot|lieu|endroit|facility",
    ),
    "lon": ("Longitude of that place", "lon|long|lng|longitude|x|lon dd"),
    "lat": ("Latitude of that place", "lat|latitude|y|lat dd"),
    "origin_lon": (
        "Longitude of the origin",
        "origin lon|from lon|origin longitude|from longitude|start lon|lon from|origin lng",
    ),
    "origin_lat": (
        "Latitude of the origin",
        "origin lat|from lat|origin latitude|from latitude|start lat|lat from",
    ),
    "destination_lon": (
        "Longitude of the destination",
        "destination lon|to lon|destination longitude|to longitude|end lon|lon to|dest lon",
    ),
    "destination_lat": (
        "Latitude of the destination",
        "destination lat|to lat|destination latitude|to latitude|end lat|lat to|dest lat",
    ),
    "when": (
        "When it happened",
        "when|date|period|date of event|event date|dates|quand|periode|date reported"
        "|timeframe|time|month",
    ),
    "as_of": ("Day to which the speaker speaks", "as of|date of statement|au|etat au"),
    "commodity": (
        "What moves",
        "commodity|goods|cargo|what|item|items|product|weapon|contents|marchandise"
        "|produit|cargaison|quoi|type of goods|material",
    ),
    "quantity": (
        "How much, as written",
        "quantity|qty|amount|number|count|volume|how many|how much|quantite|nombre|total",
    ),
    "quantity_min": (
        "Least amount",
        "quantity min|min|least|minimum|low estimate|qty min",
    ),
    "quantity_max": (
        "Greatest amount",
        "quantity max|max|most|maximum|high estimate|qty max",
    ),
    "unit": ("Unit of the amount", "unit|units|measure|unite|uom"),
    "counting": ("What the amount counts", "counting|counts|basis|count type"),
    "mode": (
        "By sea, rail, road or air",
        "mode|transport|transport mode|means|by|mode of transport|moyen|route type",
    ),
    "stance": (
        "Asserts, denies, cannot confirm, ...",
        "stance|status|position|confirmed|confirmation|verdict|statut|claim type",
    ),
    "evidence": (
        "What the speaker rests on",
        "evidence|basis of report|evidence type|method|based on|preuve|preuves|fondement",
    ),
    "credibility": ("Admiralty digit, 1 to 6", "credibility|info grade|credibilite"),
    "theme": ("Group on the map", "theme|category|group|categorie|class"),
    "summary": (
        "What is said, in your words",
        "summary|text|claim|statement|description|details|what is said|resume|enonce"
        "|summary en",
    ),
    "summary_fr": ("The same in French", "summary fr|resume fr|text fr"),
    "locator": (
        "Where in the document",
        "locator|page|paragraph|page no|para|pages|reference|ref",
    ),
    "note": (
        "Remarks",
        "note|notes|comment|comments|remark|remarks|remarque|remarques",
    ),
    "id": ("Your number of the row", "id|no|nr|number|row|#|claim id|ref no"),
}
"""What a column of a report may mean, and the headings that people give it."""

SITE: dict[str, tuple[str, str]] = {
    "name": ("Name", "name|site|place|location|title|name en|nom|lieu|label|facility"),
    "name_fr": ("Name in French", "name fr|nom fr|nom francais"),
    "lon": REPORT["lon"],
    "lat": REPORT["lat"],
    "kind": ("What it plainly is", "kind|type|category|class|categorie|nature"),
    "country": ("Country", "country|iso|country code|pays|iso2"),
    "uncertainty_m": (
        "Within how many metres it lies",
        "uncertainty m|uncertainty|accuracy|precision m|error m|radius|incertitude",
    ),
    "coordinate_source": (
        "Where the position comes from",
        "coordinate source|source|position source|geolocation source|source of position",
    ),
    "aliases": ("Other names", "aliases|other names|aka|alias|alternative names"),
    "note": ("Remarks", "note|notes|description|comment|comments|remarks|remarques"),
    "id": ("Your id of the place", "id|code|site id|no"),
}
"""What a column of places may mean, and the headings that people give it."""

INTO = ("reports", "sites", *TABLES)
"""What a file can become."""


@dataclass(slots=True)
class Mapping:
    """Which column means what, and how words and names are to be read."""

    into: str = "reports"
    columns: dict[str, str] = field(default_factory=dict)
    """Column of the file by role (:func:`roles`)."""
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    """By role: our word for a word as it is written in the file."""
    places: dict[str, str] = field(default_factory=dict)
    """Id of a site for a name as it is written in the file."""
    defaults: dict[str, str] = field(default_factory=dict)
    """By role: what an empty cell, or a role without column, is taken for."""
    day_first: bool | None = None
    """Whether the day stands first in dates like 3/4/2023."""
    thousands: str = ""
    """``.`` if 1.000 is a thousand in this file; empty: it can be either."""

    def text(self) -> str:
        """Give the mapping as YAML."""
        held: dict[str, Any] = {"into": self.into, "columns": self.columns}
        for name in ("words", "places", "defaults"):
            if getattr(self, name):
                held[name] = getattr(self, name)
        if self.day_first is not None:
            held["day_first"] = self.day_first
        if self.thousands:
            held["thousands"] = self.thousands
        return yaml.safe_dump(held, allow_unicode=True, sort_keys=False)


def roles(into: str) -> dict[str, str]:
    """What a column can mean: role and meaning.

    Raises
    ------
    NotFoundError
        If ``into`` is none of :data:`INTO`.
    """
    if into in ("reports", "sites"):
        table = REPORT if into == "reports" else SITE
        named = {role: about for role, (about, _) in table.items()}
        if into == "sites":
            for column in LAYER_PROPERTIES:
                named.setdefault(column.name, column.about)
            del named["name_en"]
        return named
    if into not in TABLES:
        near = get_close_matches(into, INTO, n=1)
        hint = (
            f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(INTO)}"
        )
        raise NotFoundError(f"nothing can be imported into {shown(into)}; {hint}")
    return {column.name: column.about for column in TABLES[into].columns}


def guess(incoming: Incoming, into: str | None = None) -> Mapping:
    """Guess what the columns of a file mean, from their headings.

    Without ``into``: a file whose headings are those of a table is that table; one with
    geometry or coordinates and neither ends nor documents is sites; any other holds
    reports.
    """
    if into is None:
        into = _likely(incoming)
    known = roles(into)
    made = Mapping(into)
    headings = {
        name: as_written.plain(name).replace("_", " ").replace("-", " ")
        for name in incoming.columns
    }
    table = {"reports": REPORT, "sites": SITE}.get(into)
    if table is None:
        for name in incoming.columns:
            if name in known:
                made.columns[name] = name
        rest = [name for name in known if name not in made.columns]
        for name in incoming.columns:
            if name not in made.columns.values():
                near = get_close_matches(
                    headings[name].replace(" ", "_"), rest, n=1, cutoff=0.8
                )
                if near:
                    made.columns[near[0]] = name
                    rest.remove(near[0])
        return made
    names = {role: synonyms.split("|") for role, (_, synonyms) in table.items()}
    ranked: list[tuple[float, int, int, str, str]] = []
    for at, (name, heading) in enumerate(headings.items()):
        for order, role in enumerate(known):
            score = _likeness(heading, role, names.get(role, []))
            if score:
                ranked.append((-score, order, at, role, name))
    taken: set[str] = set()
    for _, _, _, role, name in sorted(ranked):
        if role not in made.columns and name not in taken:
            made.columns[role] = name
            taken.add(name)
    made.columns = {role: made.columns[role] for role in known if role in made.columns}
    dates = [
        cell
        for role in ("when", "as_of", "published")
        if role in made.columns
        for cell in incoming.column(made.columns[role])
    ]
    made.day_first = as_written.day_first(dates)
    return made


def _likely(incoming: Incoming) -> str:
    held = {as_written.plain(name).replace(" ", "_") for name in incoming.columns}
    for name, table in TABLES.items():
        needed = {column.name for column in table.columns if column.required}
        if len(needed & held) >= max(3, 0.8 * len(needed)):
            return name
    reports = guess(incoming, "reports").columns
    told = {"origin", "destination", "source_url", "source_title", "speaker", "stance"}
    placed = incoming.geometry is not None or {"lon", "lat"} <= set(reports)
    return (
        "sites" if placed and not told - {"source_title"} & set(reports) else "reports"
    )


def _likeness(heading: str, role: str, names: list[str]) -> float:
    """How well a heading names a role: 1 the word itself, 0 not at all."""
    words = heading.replace("(", " ").replace(")", " ").replace(":", " ").split()
    bare = " ".join(words)
    if bare == role.replace("_", " "):
        return 1.0
    if bare in names:
        # The first words of a list name the role best.
        return 0.95 - 0.3 * names.index(bare) / max(1, len(names))
    near = get_close_matches(
        bare, [one for one in names if len(one) > 3], n=1, cutoff=0.85
    )
    if near:
        return 0.6
    long = [one for one in names if len(one) > 3 and set(one.split()) <= set(words)]
    return 0.4 if long else 0.0


def load(path: str | Path, incoming: Incoming) -> Mapping:
    """Read a mapping from YAML; every wrong name in it is told at once.

    Raises
    ------
    DataError
        With each problem of the file.
    """
    file = Path(path)
    problems: list[Problem] = []

    def report(key: str, value: object, message: str, hint: str = "") -> None:
        problems.append(Problem(file.name, None, key, str(value), message, hint))

    try:
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotFoundError(f"{file}: cannot be read: {os_words(error)}") from None
    except (ValueError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        words = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise DataError(
            [Problem(file.name, line, "", "", f"is no YAML: {words}")]
        ) from None
    if not isinstance(held, dict):
        raise DataError(
            [Problem(file.name, 1, "", "", "is no mapping", "into: reports")]
        )
    allowed = (
        "into",
        "columns",
        "words",
        "places",
        "defaults",
        "day_first",
        "thousands",
    )
    for key in held:
        if key not in allowed:
            _told(report, str(key), str(key), allowed, "key")
    into = held.get("into", "reports")
    try:
        known = roles(str(into))
    except NotFoundError as error:
        report("into", into, str(error))
        raise DataError(problems) from None
    made = Mapping(str(into))
    for key in ("columns", "words", "places", "defaults"):
        part = held.get(key) or {}
        if not isinstance(part, AnyMapping):
            report(key, part, "is no list of 'name: value'")
            continue
        for name, value in part.items():
            if key != "places" and name not in known:
                _told(report, key, str(name), tuple(known), "role")
            elif key == "columns" and value not in incoming.columns:
                _told(
                    report,
                    f"columns.{name}",
                    str(value),
                    tuple(incoming.columns),
                    "column",
                )
            elif key == "words":
                if isinstance(value, AnyMapping):
                    made.words[name] = {str(k): str(v) for k, v in value.items()}
                else:
                    report(
                        f"words.{name}", value, "is no list of 'as written: our word'"
                    )
            elif key == "columns":
                made.columns[name] = value
            elif key == "places":
                made.places[str(name)] = str(value)
            else:
                made.defaults[name] = str(value)
    first = held.get("day_first")
    if first is not None and not isinstance(first, bool):
        report("day_first", first, "is neither true nor false")
    else:
        made.day_first = first
    if (mark := held.get("thousands", "")) not in ("", "."):
        report(
            "thousands", mark, "can only be '.'", "other marks are read as they stand"
        )
    else:
        made.thousands = mark
    if problems:
        raise DataError(problems)
    return made


def _told(report: Any, key: str, value: str, known: tuple[str, ...], what: str) -> None:
    near = get_close_matches(value, known, n=1)
    hint = (
        f"did you mean {near[0]!r}?"
        if near
        else f"it is one of {', '.join(known[:20])}"
    )
    report(key, value, f"unknown {what} {shown(value)}", hint)
