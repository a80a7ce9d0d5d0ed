"""Small atlases that tests write, change and spoil.

``small_atlas(folder)`` writes the least atlas that passes every check: two sites, one
flow with one leg, two claims (one asserts, one denies), one source. Its names are
made up; the two points are real enough to lie in their countries.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from geo.tables import TABLES

Row = Mapping[str, str]

SITES: list[dict[str, Any]] = [
    {
        "type": "Feature",
        "id": "alpha-port",
        "geometry": {"type": "Point", "coordinates": [130.28, 42.23]},
        "properties": {
            "id": "alpha-port",
            "name_en": "Alpha Port",
            "name_fr": "Port Alpha",
            "kind": "port",
            "country": "KP",
            "uncertainty_m": 1000,
            "precision": "point",
        },
    },
    {
        "type": "Feature",
        "id": "beta-depot",
        "geometry": {"type": "Point", "coordinates": [40.11, 45.87]},
        "properties": {
            "id": "beta-depot",
            "name_en": "Beta depot",
            "name_fr": "Dépôt Bêta",
            "kind": "depot",
            "country": "RU",
            "uncertainty_m": 2000,
            "precision": "point",
        },
    },
]

CATALOG: list[dict[str, Any]] = [
    {
        "id": "places",
        "file": "places.geojson",
        "title": {"en": "Places", "fr": "Lieux"},
        "description": {"en": "Two made-up places.", "fr": "Deux lieux inventés."},
        "kind": "points",
        "group": {"en": "Sites", "fr": "Sites"},
        "licence": "CC-BY-4.0",
        "credit": "Made up for a test",
        "default_visible": True,
    }
]

ROWS: dict[str, list[dict[str, str]]] = {
    "sources": [
        {
            "id": "REPORT-1",
            "title": "A report",
            "publisher": "An institute",
            "kind": "think-tank",
            "language": "en",
            "published": "2023-10-16",
            "url": "https://example.org/report",
            "read": "full text",
            "reliability": "F",
            "reliability_reason_en": "Not known well enough to judge.",
            "reliability_reason_fr": "Trop peu connue pour en juger.",
        }
    ],
    "claims": [
        {
            "id": "T001",
            "source": "REPORT-1",
            "locator": "page 1",
            "attributed_to": "An institute",
            "speakers": "institute",
            "stance": "asserts",
            "topic": "flow",
            "about": "flow:alpha-beta; leg:alpha-beta; site:alpha-port",
            "origin": "alpha-port",
            "destination": "beta-depot",
            "mode": "rail",
            "commodity": "containers",
            "when": "2023-08/2023-10",
            "as_of": "2023-10-16",
            "quantity_min": "1000",
            "unit": "container",
            "counting": "running-total",
            "evidence": "satellite",
            "credibility": "6",
            "credibility_reason_en": "No basis here to judge it.",
            "credibility_reason_fr": "Rien ne permet ici d'en juger.",
            "summary_en": "The institute reports more than 1,000 containers.",
            "summary_fr": "Selon l'institut, plus de 1 000 conteneurs.",
            "recorded": "2026-11-21",
        },
        {
            "id": "T002",
            "source": "REPORT-1",
            "locator": "page 2",
            "attributed_to": "A ministry",
            "stance": "denies",
            "topic": "flow",
            "about": "flow:alpha-beta",
            "when": "2023-09",
            "evidence": "official",
            "credibility": "6",
            "credibility_reason_en": "No basis here to judge it.",
            "credibility_reason_fr": "Rien ne permet ici d'en juger.",
            "summary_en": "According to the report, a ministry denies it.",
            "summary_fr": "D'après le rapport, un ministère dément.",
            "recorded": "2026-11-21",
        },
    ],
    "claim_links": [
        {
            "id": "L1",
            "claim": "T002",
            "kind": "contradicts",
            "other": "T001",
            "reason_en": "One asserts what the other denies.",
            "reason_fr": "L'une affirme ce que l'autre dément.",
        }
    ],
    "flows": [
        {
            "id": "alpha-beta",
            "title_en": "Containers from Alpha to Beta",
            "title_fr": "Conteneurs d'Alpha à Bêta",
            "theme": "munitions",
            "commodity_en": "containers",
            "commodity_fr": "conteneurs",
            "origin": "alpha-port",
            "destination": "beta-depot",
            "direction": "reported",
            "state": "occurred",
            "sanctions": "not-stated",
            "default_visible": "yes",
            "summary_en": "One institute reports it; one ministry denies it.",
            "summary_fr": "Un institut le rapporte ; un ministère le dément.",
        }
    ],
    "legs": [
        {
            "id": "alpha-beta",
            "flow": "alpha-beta",
            "seq": "1",
            "origin": "alpha-port",
            "destination": "beta-depot",
            "mode": "rail",
            "status": "reported",
            "status_reason_en": "The institute names both ends.",
            "status_reason_fr": "L'institut nomme les deux extrémités.",
        }
    ],
    "actors": [
        {"id": "institute", "name": "An institute", "kind": "institute"},
    ],
}


def write_table(folder: Path, name: str, rows: Iterable[Row]) -> Path:
    """Write ``data/<name>.csv`` of the atlas ``folder`` and give its path."""
    path = folder / "data" / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, TABLES[name].names, restval="", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_layer(folder: Path, name: str, features: list[dict[str, Any]]) -> Path:
    """Write ``layers/<name>.geojson``, one feature a line, and give its path."""
    path = folder / "layers" / f"{name}.geojson"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    path.write_text(
        f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n',
        encoding="utf-8",
        newline="\n",
    )
    return path


def write_catalog(folder: Path, entries: list[dict[str, Any]]) -> Path:
    """Write ``layers/catalog.yaml`` and give its path."""
    path = folder / "layers" / "catalog.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = json.loads(json.dumps(entries))  # shared values would become YAML aliases
    path.write_text(
        yaml.safe_dump({"layers": plain}, allow_unicode=True, sort_keys=False),
        encoding="utf-8",
        newline="\n",
    )
    return path


def small_atlas(folder: Path, **tables: list[dict[str, str]]) -> Path:
    """Write the least valid atlas into ``folder``; give ``folder``.

    A keyword such as ``flows=[...]`` takes the place of the rows of that table.
    """
    for name in TABLES:
        write_table(folder, name, tables.get(name, ROWS.get(name, [])))
    write_layer(folder, "places", SITES)
    write_catalog(folder, CATALOG)
    return folder
