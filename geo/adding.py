"""One more claim, document, place or flow, from the cells that a person gives.

:func:`addition` fills in what follows (an id, the day, the ungraded grade), and leaves the
rest empty: empty means unknown. :func:`geo.additions.add` checks and writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.addable import WAY, columns
from geo.additions import Addition, new_id, slug
from geo.catalog import atlas_root, read_catalog
from geo.cells import items, nearest, number
from geo.checking import inspect
from geo.errors import ChoiceError, NotFoundError, shown
from geo.place_rules import PATHS
from geo.tables import LAYER_PROPERTIES, Kind
from geo.vocabulary import Place

__all__ = ["addition"]


def addition(
    root: str | Path, kind: str, cells: Mapping[str, str], *, today: str
) -> tuple[str, Addition]:
    """Give the id of the new thing, and what to hand to :func:`geo.additions.add`.

    Parameters
    ----------
    root
        Folder of the atlas.
    kind
        One of :data:`KINDS`.
    cells
        What is known of it by name of the column; coordinates are longitude and
        latitude in degrees.
    today
        Day on which it is recorded, ``YYYY-MM-DD``.

    Raises
    ------
    ChoiceError
        If ``kind`` or the name of a cell is wrong; the text names the nearest right one.
    NotFoundError
        If the atlas, or a layer of it, is not there.
    """
    folder = atlas_root(root)
    names = [column.name for column in columns(kind)]
    for name in cells:
        if name not in names:
            hint = nearest(name, names) or f"it has {', '.join(names)}"
            raise ChoiceError(f"a {kind} has no {shown(name)}; {hint}")
    given = {name: cell for name, cell in cells.items() if cell}
    contents = inspect(folder)[0]
    made = Addition()
    if kind == "site":
        return _site(folder, given, made)
    table = f"{kind}s"
    raw = contents.tables[table]
    used = set(raw.columns["id"])
    used |= set(contents.tables["withdrawn"].columns["id"])
    if kind == "claim":
        row = _claim(given, used, today)
    elif kind == "source":
        row = _source(given, used)
    else:
        return _flow(given, used, contents, made)
    made.row(table, row)
    return row["id"], made


def _claim(given: dict[str, str], used: set[str], today: str) -> dict[str, str]:
    topic = "flow" if "flow:" in given.get("about", "") else "assessment"
    row = {
        "id": _next(used), "stance": "asserts", "topic": topic, "evidence": "not-stated",
        "credibility": "6", "recorded": today,
    } | given  # fmt: skip
    if row["credibility"] == "6":
        row.setdefault("credibility_reason_en", "No basis here to judge it.")
        row.setdefault("credibility_reason_fr", "Rien ne permet ici d'en juger.")
    return row


def _next(used: set[str]) -> str:
    """The number after the highest of the most frequent kind: C008 after C007."""
    found: dict[str, list[str]] = {}
    for key in used:
        match = re.fullmatch(r"(.*?)(\d+)", key)
        if match:
            found.setdefault(match[1], []).append(match[2])
    if not found:
        return "C001"
    stem, numbers = max(found.items(), key=lambda pair: (len(pair[1]), pair[0]))
    last = max(numbers, key=int)
    return f"{stem}{int(last) + 1:0{len(last)}}"


def _source(given: dict[str, str], used: set[str]) -> dict[str, str]:
    year = given.get("published", "")[:4]
    words = given.get("publisher") or given.get("title", "source")
    stem = slug(words)[:40].upper().rstrip("-")
    row = {
        "id": new_id(f"{stem}-{year}" if year.isdigit() else stem, used),
        "kind": "media", "read": "full text", "reliability": "F",
    } | given  # fmt: skip
    if row["reliability"] == "F":
        row.setdefault("reliability_reason_en", "Not known well enough to judge.")
        row.setdefault("reliability_reason_fr", "Trop peu connue pour en juger.")
    return row


def _flow(
    given: dict[str, str], used: set[str], contents: Any, made: Addition
) -> tuple[str, Addition]:
    way = {name: given.pop(name) for name in [one.name for one in WAY] if name in given}
    ends = [given.get(name, "") for name in ("origin", "destination")]
    stem = slug("-".join(one for one in (given.get("commodity_en", ""), *ends) if one))
    row = {
        "id": new_id(stem, used), "theme": "context", "direction": "reported",
        "state": "occurred", "sanctions": "not-stated", "default_visible": "yes",
    } | given  # fmt: skip
    claims = items(way.get("claims", ""))
    named = ", ".join(claims)
    taken = set(contents.tables["legs"].columns["id"])
    leg = new_id(row["id"], taken)
    made.row("flows", row)
    made.row(
        "legs",
        {
            "id": leg, "flow": row["id"], "seq": "1", "origin": ends[0],
            "destination": ends[1], "mode": way.get("mode", ""),
            "status": way.get("status", "reported"),
            "status_reason_en": way.get("status_reason_en") or f"Rests on {named}.",
            "status_reason_fr": way.get("status_reason_fr") or f"Repose sur {named}.",
        },
    )  # fmt: skip
    for claim in claims:
        made.about[claim] = [f"flow:{row['id']}", f"leg:{leg}"]
    return row["id"], made


def _site(folder: Path, given: dict[str, str], made: Addition) -> tuple[str, Addition]:
    layers = [one for one in read_catalog(folder, []) if one.file != PATHS]
    wanted = given.pop("layer", "")
    fit = [one.id for one in layers if one.kind in ("point", "points")] or [
        one.id for one in layers
    ]
    if wanted and wanted not in [one.id for one in layers]:
        known = [one.id for one in layers]
        hint = nearest(wanted, known) or f"it has {', '.join(known) or 'none'}"
        raise NotFoundError(
            f"{folder}: has no layer {shown(wanted)} of its own; {hint}"
        )
    if not (wanted or fit):
        raise NotFoundError(
            f"{folder}: has no layer of its own to add a place to; add one to"
            " layers/catalog.yaml"
        )
    lon, lat = given.pop("lon", ""), given.pop("lat", "")
    faults = []
    if bool(lon) != bool(lat):
        faults.append("a place has both lon and lat, or neither")
    degrees: list[float] = []
    for name, text, most in (("lon", lon, 180), ("lat", lat, 90)):
        read = number(text)
        if read is not None and abs(read) <= most:
            degrees.append(read)
        elif text:
            faults.append(
                f"{name} {shown(text)}: no degrees within {most}, as"
                f" {'130.285' if name == 'lon' else '42.228'}"
            )
    if faults:  # what the check of the whole atlas would say next, said at once
        metres, kind = given.get("uncertainty_m", ""), given.get("kind", "")
        if metres and not (number(metres) or 0) > 0:
            faults.append(f"uncertainty_m {shown(metres)}: no metres above 0, as 50000")
        kinds = [str(one) for one in Place]
        if kind and kind not in kinds:
            hint = nearest(kind, kinds) or f"one of {', '.join(kinds)}"
            faults.append(f"kind {shown(kind)}: no kind of place; {hint}")
        raise ChoiceError("\n".join(faults))
    geometry = {"type": "Point", "coordinates": degrees} if degrees else None
    key = given.get("id") or slug(given.get("name_en", "place"))
    properties: dict[str, Any] = {"id": key} | given
    properties.setdefault("name_fr", given.get("name_en", ""))
    properties.setdefault("precision", "point" if geometry else "unlocated")
    for column in LAYER_PROPERTIES:
        cell = properties.get(column.name)
        if column.kind is Kind.INTEGER and isinstance(cell, str) and cell.isdigit():
            properties[column.name] = int(cell)
    order = [column.name for column in LAYER_PROPERTIES]
    properties = {
        name: properties[name]
        for name in order
        if properties.get(name) not in (None, "")
    }
    made.features[wanted or fit[0]] = [
        {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}
    ]
    return key, made
