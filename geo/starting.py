"""A new atlas: the least that is valid, with remarks that explain it.

:func:`init` writes a folder of one document, two places, one flow with its leg, and two
claims about it, one of which denies. All of it is made up and says so; or, with
``include_shipped``, empty tables that add to the shipped atlas.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from geo.catalog import shipped
from geo.datapackage import generate
from geo.errors import ChoiceError, OutputError
from geo.tables import TABLES
from geo.writing import new_folder, write_text

__all__ = ["copy_notebooks", "init"]

_MARK = "data/datapackage.json"

_CATALOG = """\
# The layers of this atlas: one entry for each GeoJSON file of this folder.
# Every map, check and download finds a layer here, and nowhere else.
{includes}layers:
  - id: own_places                 # letters, digits, '-', '_' and '.'
    file: own_places.geojson       # the file beside this one
    kind: point                    # point, line or area
    title: {{en: "Own places", fr: "Lieux ajoutés"}}
    description:
      en: "{about_en}"
      fr: "{about_fr}"
    group: {{en: "Sites", fr: "Sites"}}
    licence: "{licence}"           # on what terms others may use these positions
    credit: "{credit}"             # who must be named on the map
    default_visible: true
"""
_INCLUDES = """\
# Rows of the shipped atlas come before those of this folder; yours may speak of them.
includes: [shipped]
"""
_README = """\
# {title}

An atlas for [Tumen](https://pypi.org/project/tumen/): a folder of tables and layers. Everything drawn is a view over
claims, and a claim is one statement by one speaker in one source.

```
tumen check --atlas .              every problem: file, line, column, value, nearest right value
tumen map --atlas . -o map.html    the map, one file that needs nothing else
tumen import FILE --atlas .        rows of a spreadsheet or places of a map become claims and sites
tumen add claim --atlas .          one more claim, asked for column by column
```

## What is here

| file | one row is |
|---|---|
| `layers/catalog.yaml` | a layer: its file, title, licence and credit |
| `layers/own_places.geojson` | a place, one on a line |
{tables}

## Rules that the check holds you to

- A cell is empty if it is unknown. Never 0, never a guess.
- Dates are EDTF, as precise as the source: `2023`, `2023-10`, `2023-10-14`, `2023-08/2023-10`, `2023-10~` (about).
- A place says within how many metres it lies (`uncertainty_m`), and has no more decimals than that supports:
  5 below 50 m, 4 below 500 m, 3 below 5 km, 2 below 50 km, else 1. A place that nobody located has a `null` geometry and
  `precision: unlocated`.
- A flow has at least one leg, and both have a claim that names them in `about`: `flow:example-flow; leg:example-flow`.
- A quantity has a unit, says what it counts (`counting`), and has a date.
- Denials and "cannot confirm" are claims like any other: `stance` is `denies` or `cannot-confirm`.
- Ids are never used again. What is withdrawn goes into `withdrawn.csv` with the day and the reason.

`tumen check` names the allowed words of a column when a cell holds another one.
{example}"""
_EXAMPLE = """
The rows that are here now are made up, to show the shape. Replace them.
"""


def init(
    path: str | Path,
    *,
    title: str = "",
    include_shipped: bool = False,
    today: str | None = None,
    force: bool = False,
) -> list[str]:
    """Write a new atlas into the folder ``path``; give the names of its files.

    Parameters
    ----------
    path
        The folder; it may be there if it is empty.
    title
        Title of the atlas; its folder's name if left out.
    include_shipped
        Whether the shipped atlas comes before its own rows. Its own tables are then
        empty.
    today
        Day of recording of the example, ``YYYY-MM-DD``; today if left out.
    force
        Whether an atlas that is there may be replaced.

    Raises
    ------
    OutputError
        If the folder holds something else, or an atlas and ``force`` is not set.
    """
    folder = Path(path)
    name = " ".join((title or folder.resolve().name).split())
    if not name.isprintable():
        raise ChoiceError(f"title: {name!r} holds characters that cannot be seen")
    files = _files(name, include_shipped, today or date.today().isoformat())
    with new_folder(folder, force=force, ours=_MARK) as fresh:
        for file, text in files.items():
            target = fresh / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
    return list(files)


def copy_notebooks(path: str | Path, *, force: bool = False) -> list[str]:
    """Copy the notebooks that come with Tumen into the folder ``path``; give their names.

    The folder may be there and may hold other files.

    Raises
    ------
    OutputError
        If one of them is there already and ``force`` is not set; then none is written.
    """
    folder = Path(path)
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; name a folder")
    found = sorted((shipped() / "notebooks").glob("*.ipynb"))
    held = [one.name for one in found if (folder / one.name).exists()]
    if held and not force:
        raise OutputError(
            f"{folder / held[0]}: exists already; add --force to replace it"
        )
    for one in found:
        write_text(
            folder / one.name,
            one.read_text(encoding="utf-8"),
            force=force,
            parents=True,
        )
    return [one.name for one in found]


def _files(title: str, include_shipped: bool, today: str) -> dict[str, str]:
    rows: dict[str, list[dict[str, str]]] = {} if include_shipped else _rows(today)
    features: list[dict[str, Any]] = [] if include_shipped else _PLACES
    files = {
        "README.md": _README.format(
            title=title,
            tables="\n".join(
                f"| `data/{table.name}.csv` | {table.row} |"
                for table in TABLES.values()
            ),
            example="" if include_shipped else _EXAMPLE,
        ),
        "layers/catalog.yaml": _CATALOG.format(
            includes=_INCLUDES if include_shipped else "",
            about_en="Places of this atlas.",
            about_fr="Lieux de cet atlas.",
            licence="CC0-1.0",
            credit="Made up, to show the shape"
            if features
            else "Name who located them",
        ),
        "layers/own_places.geojson": _layer(features),
    }
    for table in TABLES.values():
        files[f"data/{table.name}.csv"] = _csv(table.names, rows.get(table.name, []))
    package = generate() | {
        "name": re.sub(r"[^a-z0-9._-]+", "-", title.lower()).strip("-") or "atlas",
        "title": title,
        "version": "unversioned",
        "licenses": [],
        "contributors": [],
        "keywords": [],
        "description": "An atlas of reported flows; every row that states something is a claim.",
    }
    del package["title_fr"]  # that of the shipped atlas
    for resource in package["resources"]:
        resource.pop("licenses", None)
    files[_MARK] = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    if include_shipped:
        # References may lead into the shipped tables, which no foreign key can say.
        for resource in package["resources"]:
            resource["schema"].pop("foreignKeys", None)
        files[_MARK] = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return files


def _csv(names: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _layer(features: list[dict[str, Any]]) -> str:
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    return '{"type": "FeatureCollection", "features": [\n' + lines + "\n]}\n"


def _place(
    key: str, en: str, fr: str, lon: float, lat: float, kind: str
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": key,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "id": key, "name_en": en, "name_fr": fr, "kind": kind, "uncertainty_m": 1000,
            "precision": "point", "coordinate_source": "made up",
        },
    }  # fmt: skip


_PLACES = [
    _place("example-port", "Example Port", "Port d'exemple", -30.0, 0.5, "port"),
    _place("example-depot", "Example depot", "Dépôt d'exemple", -25.0, 3.5, "depot"),
]


def _rows(today: str) -> dict[str, list[dict[str, str]]]:
    grade = {
        "credibility": "6",
        "credibility_reason_en": "No basis here to judge it.",
        "credibility_reason_fr": "Rien ne permet ici d'en juger.",
        "recorded": today,
    }
    return {
        "sources": [
            {
                "id": "EXAMPLE-1",
                "title": "An example report",
                "publisher": "Example Institute",
                "kind": "think-tank",
                "language": "en",
                "published": "2023-10-16",
                "url": "https://example.org/report",
                "read": "full text",
                "reliability": "F",
                "reliability_reason_en": "Made up; there is nothing to judge.",
                "reliability_reason_fr": "Inventée ; il n'y a rien à juger.",
                "note": "Example row: replace it.",
            }
        ],
        "claims": [
            {
                "id": "C001",
                "source": "EXAMPLE-1",
                "locator": "page 3",
                "attributed_to": "Example Institute",
                "stance": "asserts",
                "topic": "flow",
                "about": "flow:example-flow; leg:example-flow; site:example-port",
                "origin": "example-port",
                "destination": "example-depot",
                "mode": "sea",
                "commodity": "containers",
                "when": "2023-08/2023-10",
                "as_of": "2023-10-16",
                "quantity_min": "300",
                "unit": "container",
                "counting": "running-total",
                "quantity_as_printed": "more than 300",
                "evidence": "satellite",
                "summary_en": "Example Institute reports more than 300 containers from Example Port to"
                " Example depot by October 2023.",
                "summary_fr": "Selon Example Institute, plus de 300 conteneurs du port d'exemple au"
                " dépôt d'exemple jusqu'en octobre 2023.",
                "note": "Example row: replace it.",
                **grade,
            },
            {
                "id": "C002",
                "source": "EXAMPLE-1",
                "locator": "page 4",
                "attributed_to": "Example ministry",
                "stance": "denies",
                "topic": "flow",
                "about": "flow:example-flow",
                "when": "2023-10",
                "evidence": "official",
                "summary_en": "According to the report, the Example ministry denies the shipments.",
                "summary_fr": "D'après le rapport, le ministère d'exemple dément les envois.",
                "note": "Example row: replace it.",
                **grade,
            },
        ],
        "claim_links": [
            {
                "id": "L001",
                "claim": "C002",
                "kind": "contradicts",
                "other": "C001",
                "reason_en": "One denies what the other asserts.",
                "reason_fr": "L'un dément ce que l'autre affirme.",
            }
        ],
        "flows": [
            {
                "id": "example-flow",
                "title_en": "Containers from Example Port to Example depot",
                "title_fr": "Conteneurs du port d'exemple au dépôt d'exemple",
                "theme": "context",
                "commodity_en": "containers",
                "commodity_fr": "conteneurs",
                "origin": "example-port",
                "destination": "example-depot",
                "direction": "reported",
                "state": "occurred",
                "sanctions": "not-stated",
                "default_visible": "yes",
                "summary_en": "One institute reports it; one ministry denies it.",
                "summary_fr": "Un institut le rapporte ; un ministère le dément.",
                "note": "Example row: replace it.",
            }
        ],
        "legs": [
            {
                "id": "example-flow",
                "flow": "example-flow",
                "seq": "1",
                "origin": "example-port",
                "destination": "example-depot",
                "mode": "sea",
                "status": "reported",
                "status_reason_en": "C001 names both ends.",
                "status_reason_fr": "C001 nomme les deux extrémités.",
                "note": "Example row: replace it.",
            }
        ],
    }
