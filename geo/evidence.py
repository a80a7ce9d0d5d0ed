"""What the page's registers hold, as plain data: a view over the tables of an atlas.

:func:`registers` gives conflicts, actors, indicators and stated totals;
:func:`vessel_timeline` what is recorded of each ship or aircraft over time. The shapes
are written down in ``geo/web/src/types.js``. Nothing here makes HTML.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from geo import edtf, words
from geo.chart_words import way
from geo.errors import DateError
from geo.statements import Statement, looks, panels, plain
from geo.vocabulary import SourceKind, Unit

if TYPE_CHECKING:
    import pandas as pd

    from geo.atlas import Atlas

__all__ = [
    "actors",
    "conflicts",
    "in_words",
    "indicators",
    "sources",
    "stated",
    "vessel_timeline",
]

Row = Mapping[str, Any]


def sources(atlas: Atlas, lang: str) -> dict[str, dict[str, Any]]:
    """Every document of the atlas by id: what it is, its grade and the reason for it."""
    found = {}
    for key, row in _rows(atlas.sources).items():
        kind = SourceKind.of(row["kind"])
        found[key] = {
            "title": row["title"],
            "by": row["publisher"],
            "date": words.date(row["published"], lang),
            "url": row["url"] or row["archived_url"],
            "letter": row["reliability"],
            "why": row[f"reliability_reason_{lang}"],
            "kind": kind.label(lang) if kind else row["kind"],
            **in_words(row, lang, read="read", note="note"),
            "edtf": row["published"],
            **_filled(
                {
                    "authors": row["authors"],
                    "lang": row["language"],
                    "archived": row["archived_url"] if row["url"] else "",
                    "captured": words.date(row["captured_at"], lang),
                    "licence": row["licence"],
                    "same": _items(row["same_work_as"]),
                    "cited": row["cited_in"],
                }
            ),
        }
    return {key: found[key] for key in sorted(found)}


def conflicts(atlas: Atlas, lang: str) -> dict[str, dict[str, Any]]:
    """Readings that disagree, by id, each with the claims in force behind it."""
    gone = set(atlas.claims.index[atlas.claims["withdrawn"] != ""])
    there = set(map(str, atlas.claims.index)) - set(map(str, gone))
    return {
        key: {
            "title": row[f"title_{lang}"],
            "severity": row["severity"],
            "kind": row["kind"],
            "readings": [
                {
                    "text": row[f"reading_{at}_{lang}"],
                    "claims": [
                        one for one in _items(row[f"claims_{at}"]) if one in there
                    ],
                }
                for at in (1, 2)
            ],
            "elsewhere": row[f"elsewhere_{lang}"],
            "handling": row[f"handling_{lang}"],
            "resolution": row["resolution"],
        }
        for key, row in _rows(atlas.conflicts).items()
    }


def actors(atlas: Atlas, lang: str) -> dict[str, dict[str, Any]]:
    """Organisations and people, by id. Being named implies nothing."""
    return {
        key: {
            "name": row["name"],
            "kind": row["kind"],
            "role": row[f"role_{lang}"],
            **in_words(
                row, lang, affiliation="affiliation", country="country", note="note"
            ),
            **_filled({"printed": row["as_printed"].replace("|", "; ")}),
        }
        for key, row in _rows(atlas.actors).items()
    }


def indicators(atlas: Atlas, lang: str) -> dict[str, dict[str, Any]]:
    """Numbers about a country, by id."""
    found = {}
    for key, row in _rows(atlas.indicators).items():
        unit = Unit.of(row["unit"])
        found[key] = {
            "title": row[f"title_{lang}"],
            "area": row["area"],
            "unit": unit.label(lang) if unit else row["unit"],
            "theme": row["theme"],
            **in_words(row, lang, note="note"),
        }
    return found


def vessel_timeline(atlas: Atlas, lang: str) -> dict[str, list[dict[str, str]]]:
    """What is recorded of each vessel, by date; what has none stands last."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(atlas.vessel_details).values():
        found[row["vessel"]].append(row)

    def place(row: Row) -> tuple[Any, ...]:
        when = row["when"].removeprefix("/")
        return (*edtf.sort_key(when), row["attribute"], row["value"], row["id"])

    return {
        key: [
            {
                "what": row["attribute"],
                **in_words(row, lang, value="value", note="note", at="locator"),
                "date": words.date(row["when"], lang),
                **_filled({"authority": row["authority"], "source": row["source"]}),
            }
            for row in sorted(rows, key=place)
        ]
        for key, rows in found.items()
    }


def stated(atlas: Atlas, lang: str) -> list[dict[str, Any]]:
    """Totals as stated, one panel for a unit and direction, one mark for a statement.

    Days count from 1970-01-01. ``least`` or ``most`` is missing where the speaker leaves
    the bound open; both are missing where the statement is in words only.
    """
    found = []
    try:
        every = panels(atlas)
    except DateError:  # an atlas that nobody checked; its claims are shown all the same
        return []
    for panel in every:
        unit = Unit.of(panel.unit)
        seen = looks(panel.stated)
        found.append(
            {
                "unit": panel.unit,
                "direction": panel.direction,
                "label": unit.label(lang) if unit else panel.unit,
                "way": way(plain(panel.direction), lang),
                "speakers": [
                    {
                        "id": speakers,
                        "name": next(
                            one.name for one in panel.stated if one.speakers == speakers
                        ),
                        "shape": shape,
                        "hue": hue,
                    }
                    for speakers, (shape, hue) in seen.items()
                ],
                "marks": [_mark(one, panel.unit, lang) for one in panel.stated],
                "undated": list(panel.undated),
            }
        )
    return found


def _mark(one: Statement, unit: str, lang: str) -> dict[str, Any]:
    numbers = {"least": one.least, "most": one.most, "to": one.counted_to}
    signs = ("capacity", "misreport", "flagged", "or_later")
    return {
        "claim": one.claim,
        "by": one.speakers,
        "day": one.day,
        "first": one.first,
        "last": one.last,
        "amount": words.amount(one.least, one.most, unit, one.printed, lang),
        **{key: value for key, value in numbers.items() if not math.isnan(value)},
        **{sign: True for sign in signs if getattr(one, sign)},
        **({} if one.happened else {"unsure": True}),
        **_filled({"relation": one.relation.strip()}),
    }


def in_words(row: Row, lang: str, /, **columns: str) -> dict[str, Any]:
    """Cells of ``row`` in ``lang`` by their key on the page; ``en`` lists those left over.

    ``said="note"`` reads ``note_fr`` on a French page, and ``note``, which is English,
    where nobody translated it: then ``en`` is ``["said"]``.
    """
    found: dict[str, Any] = {}
    left = []
    for key, column in columns.items():
        found[key] = words.cell(row, column, lang)
        if lang != "en" and found[key] and not row.get(f"{column}_{lang}"):
            left.append(key)
    return found | ({"en": left} if left else {})


def _filled(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in cells.items() if value}


def _rows(frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Rows by id in the order of the table, every cell as text."""
    names = [str(name) for name in frame.columns]
    columns = [
        ["" if _empty(cell) else str(cell) for cell in frame[name].tolist()]
        for name in names
    ]
    return {
        str(key): dict(zip(names, cells, strict=True))
        for key, cells in zip(
            frame.index, zip(*columns, strict=True) if columns else [], strict=True
        )
    }


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def _items(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";") if one.strip()]
