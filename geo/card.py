"""The card of an atlas: what it holds, how far it reaches, and what to do next.

As text for a terminal, as HTML for a notebook: without colours of its own, so that it
reads on light and dark, a table with headers, and every word of the data escaped.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from geo.asof import stamp
from geo.errors import visible
from geo.periods import days_of
from geo.tables import TABLES

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["as_html", "as_text"]

_FIRST = (
    "claims",
    "sources",
    "flows",
    "legs",
    "vessels",
    "observations",
    "events",
    "actors",
)


def _facts(atlas: Atlas) -> dict[str, str]:
    facts = {"Version of the data": atlas.version}
    if stamp(atlas):
        facts["Part"] = stamp(atlas)
    facts["Extent"] = _extent(atlas)
    facts["Period"] = _period(atlas)
    facts["Licence"] = _licences(atlas)
    facts["Problems"] = "none; every file was checked when the atlas was opened"
    return facts


def _extent(atlas: Atlas) -> str:
    shapes = atlas.sites.geometry
    shapes = shapes[~(shapes.isna() | shapes.is_empty)]
    if not len(shapes):
        return "no place is located"
    west, south, east, north = shapes.total_bounds

    def degrees(value: float, halves: str) -> str:
        return f"{abs(value):.0f}° {halves[int(value < 0)]}"

    return (
        f"{degrees(west, 'EW')} to {degrees(east, 'EW')},"
        f" {degrees(south, 'NS')} to {degrees(north, 'NS')} (longitude, latitude; EPSG:4326)"
    )


def _period(atlas: Atlas) -> str:
    claims = atlas.claims
    claims = claims[(claims["withdrawn"] == "").to_numpy()]
    dated = days_of(claims["when"])
    first, last = (
        days[np.isfinite(days)].astype("int64").astype("datetime64[D]")
        for days in (dated.first, dated.last)
    )
    undated = int((claims["when"] == "").sum())
    if not len(first) or not len(last):
        return f"no claim is dated ({undated:,} undated)"
    return f"{str(min(first))[:4]} to {str(max(last))[:4]} ({undated:,} claims undated)"


def _licences(atlas: Atlas) -> str:
    names: list[str] = []
    try:
        package = json.loads((atlas.root / "data/datapackage.json").read_text("utf-8"))
        names += [str(one["name"]) for one in package["licenses"]]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # a folder of one's own need not have one
    of_layers = sorted({one.licence for one in atlas.catalog})
    parts = [f"tables {', '.join(names)}"] if names else []
    parts += [f"layers {', '.join(of_layers)}"] if of_layers else []
    return "; ".join(parts) or "not stated"


def _counts(atlas: Atlas) -> dict[str, int]:
    names = [*_FIRST, *(name for name in TABLES if name not in _FIRST)]
    counts = {name: len(atlas.tables[name]) for name in names}
    return {"sites": len(atlas.sites), **{name: n for name, n in counts.items() if n}}


def _next(atlas: Atlas) -> dict[str, str]:
    flows = [
        str(key)
        for key in atlas.tables["flows"].index
        if len(atlas.claims_of("flow", str(key)))
    ]
    steps = {"atlas.map()": "the map: one page, no network"}
    if flows:
        steps[f'atlas.claims_of("{flows[0]}")'] = "who says so, who denies it"
    steps['atlas.where(mode="sea")'] = "a part of it, chosen in words"
    steps['atlas.describe("claims")'] = "what each column means"
    return steps


def as_text(atlas: Atlas) -> str:
    """Give the card as lines of plain text."""
    lines = ["Tumen atlas: who reported what, claim by claim", ""]
    counts = [f"{n:,} {name.replace('_', ' ')}" for name, n in _counts(atlas).items()]
    for at in range(0, len(counts), 4):
        lines.append(
            "  " + "  ".join(f"{one:<18}" for one in counts[at : at + 4]).rstrip()
        )
    lines.append("")
    lines += [f"  {name:<20} {visible(text)}" for name, text in _facts(atlas).items()]
    lines.append("")
    steps = _next(atlas)
    wide = max(map(len, steps))
    lines += [f"  {code:<{wide}}  {what}" for code, what in steps.items()]
    return "\n".join(lines)


def as_html(atlas: Atlas) -> str:
    """Give the card as a fragment of HTML."""
    cell = 'style="text-align:left;vertical-align:top;padding:1px 14px 1px 0"'

    def rows(pairs: dict[str, str], *, code: bool = False) -> str:
        def head(text: str) -> str:
            return f"<code>{escape(text)}</code>" if code else escape(text)

        return "".join(
            f'<tr><th scope="row" {cell}>{head(name)}</th><td {cell}>{escape(text)}</td></tr>'
            for name, text in pairs.items()
        )

    counts = _counts(atlas).items()
    held = ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in counts)
    return (
        '<div class="tumen-card" style="max-width:60em">'
        "<p><strong>Tumen atlas</strong>: who reported what, claim by claim</p>"
        f"<p>{escape(held)}</p>"
        f"<table><caption {cell}>About this atlas</caption>"
        f"<tbody>{rows(_facts(atlas))}</tbody></table>"
        f"<table><caption {cell}>What to do next</caption>"
        f"<tbody>{rows(_next(atlas), code=True)}</tbody></table></div>"
    )
