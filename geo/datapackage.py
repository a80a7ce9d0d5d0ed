"""``data/datapackage.json``: the tables of an atlas, described for every other program.

Data Package v2 (https://datapackage.org), generated from :mod:`geo.tables` and
:mod:`geo.vocabulary`, the same types that check the tables. Run it in the repository
after a change to either, or to the version::

    python -m geo.datapackage            # writes data/datapackage.json
    frictionless validate data/datapackage.json

The same types give the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from geo.catalog import shipped
from geo.tables import TABLES, Column, Kind, Table

__all__ = ["VERSION", "generate", "text"]

VERSION = "2026.11.21"
"""Version of the shipped data, by the calendar; the only place it is written by hand."""

_SCHEMA = "https://datapackage.org/profiles/2.0/"
_CC_BY = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_ODBL = {
    "name": "ODbL-1.0",
    "title": "Open Data Commons Open Database License 1.0",
    "path": "https://opendatacommons.org/licenses/odbl/1-0/",
}
_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.DATE: {"type": "date"},
    Kind.NUMBER: {"type": "number"},
    Kind.INTEGER: {"type": "integer"},
    Kind.URL: {"type": "string", "format": "uri"},
    Kind.FLAG: {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
}
_PATTERNS: dict[Kind, str] = {
    Kind.ID: _ID,
    Kind.REF: _ID,
    Kind.REFS: f"{_ID}(; {_ID})*",
    Kind.WAY: f"-?{_ID}(; -?{_ID})*",
    Kind.ABOUT: f"[a-z]+:{_ID}(; [a-z]+:{_ID})*",
    Kind.IMO: "[0-9]{7}",
    Kind.SHA256: "[0-9a-f]{64}",
    Kind.COUNTRY: "[A-Z]{2}(; ?[A-Z]{2})*",
}


def generate() -> dict[str, Any]:
    """Describe every table: columns, types, words, keys."""
    return {
        "$schema": f"{_SCHEMA}datapackage.json",
        "name": "tumen",
        "title": "Tumen: the reported DPRK-Russia supply chain, claim by claim",
        "title_fr": (
            "Tumen : la chaîne d'approvisionnement RPDC-Russie telle que rapportée, "
            "affirmation par affirmation"
        ),
        "description": (
            "Every row that states something is a claim by a speaker in a source, with "
            "its locator, stance, date, evidence and grade. Claims that disagree all "
            "stay. Empty means unknown. Dates are EDTF (ISO 8601-2:2019). Places are "
            "GeoJSON in layers/, beside this folder."
        ),
        "version": VERSION,
        "licenses": [_CC_BY],
        "contributors": [{"title": "The Tumen authors", "roles": ["author"]}],
        "keywords": ["DPRK", "Russia", "OSINT", "provenance", "sanctions"],
        "resources": [_resource(table) for table in TABLES.values()],
    }


def text() -> str:
    """Give the file's text: UTF-8, one space of indent, a line end at the end."""
    return json.dumps(generate(), ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{_SCHEMA}tableschema.json",
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": [table.key],
    }
    keys = [_foreign_key(table, column) for column in table.columns]
    if any(keys):
        schema["foreignKeys"] = [key for key in keys if key]
    # Some stations stand where OpenStreetMap has them; see data/LICENSE.
    licences = [_CC_BY, _ODBL] if table.name == "rail_stations" else []
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "title": table.name.replace("_", " ").capitalize(),
        "description": f"One row is {table.row}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"$schema": f"{_SCHEMA}tabledialect.json", "delimiter": ","},
        **({"licenses": licences} if licences else {}),
        "schema": schema,
    }


def _foreign_key(table: Table, column: Column) -> dict[str, Any] | None:
    """A key for a single reference to a table; lists and places are no plain keys."""
    if column.kind is not Kind.REF or column.table not in TABLES:
        return None
    resource = "" if column.table == table.name else column.table
    return {
        "fields": [column.name],
        "reference": {"resource": resource, "fields": [TABLES[column.table].key]},
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "title": column.about}
    field |= _TYPES.get(column.kind, {"type": "string"})
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.kind is Kind.ID:
        constraints["unique"] = True
    pattern = _PATTERNS.get(column.kind)
    if column.words is not None:
        words = [str(word) for word in column.words]
        field["description"] = "; ".join(
            f"{word}: {word.description('en')}" for word in column.words
        )
        if column.kind is Kind.WORD:
            constraints["enum"] = words
        else:
            one = "|".join(words)
            pattern = f"({one})(; ({one}))*"
    elif column.kind is Kind.EDTF:
        field["description"] = "EDTF date or interval (ISO 8601-2:2019)"
        field["rdfType"] = "http://id.loc.gov/datatypes/edtf/EDTF"
    elif column.table is not None:
        home = TABLES.get(column.table)
        place = f"{home.name}.csv" if home else "../layers/*.geojson"
        many = ", separated by '; '" if column.kind is Kind.REFS else ""
        field["description"] = f"Id of {place}{many}"
    if pattern:
        constraints["pattern"] = pattern
    if constraints:
        field["constraints"] = constraints
    return field


def main() -> None:
    """Write ``data/datapackage.json`` of the checkout, and say so."""
    path = shipped() / "data" / "datapackage.json"
    written = Path(f"{path}.new")
    written.write_text(text(), encoding="utf-8", newline="\n")
    written.replace(path)  # whole or not at all


if __name__ == "__main__":
    main()
