"""Tables of an atlas as text: for a terminal, as JSON, as CSV.

Terminal output is for eyes: long cells are cut and control characters shown by their
code points. JSON and CSV hold every cell whole.
"""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from geo.errors import visible

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SHOWN", "as_csv", "as_json", "as_text", "noun", "quantities"]

SHOWN: dict[str, tuple[str, ...]] = {
    "claims": (
        "id",
        "when",
        "attributed_to",
        "stance",
        "quantity",
        "summary",
        "source",
    ),
    "flows": ("id", "title", "theme", "origin", "destination", "claims", "denials"),
    "sources": ("id", "published", "kind", "reliability", "title", "publisher"),
    "sites": ("id", "name", "kind", "layer", "country", "uncertainty_m"),
    "vessels": ("id", "name", "imo", "kind", "on_route", "role"),
    "observations": ("id", "when", "place_as_printed", "outcome", "activity", "source"),
    "events": ("id", "when", "kind", "status", "title"),
    "checks": ("id", "verdict", "reported", "explanation"),
    "voices": ("flow", "independent", "claims", "denials"),
    "statements": (
        "as_of",
        "speaker",
        "stance",
        "least",
        "most",
        "printed",
        "unit",
        "counting",
        "claim",
    ),
    "traffic": (
        "site",
        "name",
        "claims",
        "asserts",
        "denies",
        "cannot_confirm",
        "observations",
        "nothing_seen",
    ),
    "sightings": ("vessel", "when", "outcome", "place", "observation", "source"),
    "links": ("source", "state", "url", "reason"),
}
"""Columns that the terminal shows, in order; ``title``, ``name``, ``summary``, ``role`` and
``activity`` are taken in the language asked for."""


_WORDY = {
    "activity", "attributed_to", "explanation", "name", "place", "publisher",
    "reason", "reported", "role", "speaker", "summary", "title", "url",
}  # fmt: skip


def _shown(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    return "" if text in ("<NA>", "NaT", "nan") else text


def _localised(frame: pd.DataFrame, name: str, lang: str) -> list[str]:
    other = f"{name}_{lang}"
    if name not in frame:
        return [_shown(cell) for cell in frame[other]]
    if other not in frame:
        return [_shown(cell) for cell in frame[name]]
    return [  # a translation, where there is one
        _shown(there) or _shown(here)
        for there, here in zip(frame[other], frame[name], strict=True)
    ]


def as_text(
    frame: pd.DataFrame, table: str, *, lang: str = "en", width: int = 160
) -> str:
    """``frame`` as lines of at most ``width`` character cells, one line a row.

    Ids, dates and marks stay whole; words give way and end in ``…``.
    """
    names = SHOWN[table]
    columns = [
        [visible(cell) for cell in _localised(frame, name, lang)] for name in names
    ]
    widths = [
        max(map(cell_len, [name, *cells]), default=0)
        for name, cells in zip(names, columns, strict=True)
    ]
    wordy = [at for at, name in enumerate(names) if name in _WORDY]
    room = (
        width
        - 2 * (len(names) - 1)
        - sum(size for at, size in enumerate(widths) if at not in wordy)
    )
    for left, at in zip(
        range(len(wordy), 0, -1),
        sorted(wordy, key=lambda at: widths[at]),
        strict=True,
    ):  # short ones take what they need, the rest share
        widths[at] = min(widths[at], max(room // left, 12))
        room -= widths[at]
    head = [name.replace("_", " ") for name in names]
    rule = ["-" * size for size in widths]
    return "\n".join(
        "  ".join(
            _fitted(cell, size) for cell, size in zip(row, widths, strict=True)
        ).rstrip()
        for row in [head, rule, *zip(*columns, strict=True)]
    )


def _fitted(cell: str, size: int) -> str:
    if cell_len(cell) > size:
        return set_cell_size(cell, size - 1) + "…"
    return set_cell_size(cell, size)


def as_json(frame: pd.DataFrame) -> str:
    """``frame`` as a JSON array of objects; empty cells are ``null``."""
    names = [str(name) for name in frame.columns if name != "geometry"]
    records = [
        {name: _json_value(cell) for name, cell in zip(names, row, strict=True)}
        for row in frame[names].itertuples(index=False, name=None)
    ]
    return json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False)


def _json_value(cell: object) -> object:
    text = _shown(cell)
    if text == "":
        return None
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, str):
        return int(cell) if float(cell).is_integer() else float(cell)
    return text


def as_csv(frame: pd.DataFrame) -> str:
    r"""``frame`` as RFC 4180 CSV with ``\n`` line ends; empty cells are empty."""
    names = [str(name) for name in frame.columns if name != "geometry"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(
        [_shown(cell) for cell in row]
        for row in frame[names].itertuples(index=False, name=None)
    )
    return out.getvalue()


def quantities(claims: pd.DataFrame) -> list[str]:
    """Give each claim's amount in one short cell: ``10000+ container (running-total)``."""
    return [
        _quantity(*cells)
        for cells in claims[
            ["quantity_min", "quantity_max", "unit", "counting"]
        ].itertuples(index=False, name=None)
    ]


def _quantity(least: float, most: float, unit: str, counting: str) -> str:
    low, high = _shown(least), _shown(most)
    if not low and not high:
        return ""
    if not high:
        amount = f"{low}+"
    elif not low:
        amount = f"up to {high}"
    else:
        amount = low if low == high else f"{low} to {high}"
    return f"{amount} {unit} ({counting})"


def noun(table: str, count: int) -> str:
    """Give the word for ``count`` rows of ``table``."""
    many = {"traffic": "sites"}.get(table, table)
    return many.removesuffix("s") if count == 1 else many
