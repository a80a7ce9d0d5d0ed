"""Choosing rows of an atlas by the words and ids of its own columns.

Every function takes an atlas and keyword filters, and returns rows of one table in
their own order. A word or id that does not exist is an error that names the nearest
right one; a filter left out selects everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from geo import edtf
from geo.errors import NotFoundError
from geo.tables import LAYER_PROPERTIES, TABLES, Column, Kind

if TYPE_CHECKING:
    import pandas as pd

    from geo.atlas import Atlas

__all__ = ["FILTERS", "chosen", "claims", "flows", "listed", "near", "rows"]

FILTERS: dict[str, tuple[str, ...]] = {
    "claims": (
        "stance", "topic", "mode", "direction", "state", "unit", "counting",
        "evidence", "credibility", "source", "speakers", "systems", "conflicts",
        "flags",
    ),
    "flows": ("theme", "direction", "state", "sanctions", "origin", "destination"),
    "sources": ("kind", "language", "reliability", "cited_in"),
    "sites": ("layer", "kind", "country", "precision"),
    "vessels": ("kind", "on_route"),
    "observations": ("site", "vessels", "outcome", "evidence", "source"),
    "events": ("kind", "status", "site", "actors"),
}  # fmt: skip
"""The columns that each table can be filtered by."""


def listed(cell: object) -> list[str]:
    """Give the items of a cell that holds several, separated by ``;``."""
    return [item.strip() for item in str(cell).split(";") if item.strip()]


def near(word: str, known: Iterable[str]) -> str:
    """Give the end of an error message: the nearest of what is known, or the choices."""
    choices = sorted({str(one) for one in known} - {""})
    found = get_close_matches(word, choices, n=1, cutoff=0.5)
    if found:
        return f"; did you mean {found[0]!r}?"
    shown = ", ".join(choices[:12]) + (", …" if len(choices) > 12 else "")
    return f"; the atlas has: {shown}" if choices else ""


def _column(table: str, name: str) -> Column | None:
    if table == "checks" and name == "claims":
        return Column(name, Kind.REFS, "Claims that are checked")
    if table not in TABLES and table != "sites":
        return None
    columns = LAYER_PROPERTIES if table == "sites" else TABLES[table].columns
    return next((column for column in columns if column.name == name), None)


def rows(atlas: Atlas, table: str, **filters: str | None) -> pd.DataFrame:
    """Rows of ``table`` (or ``"sites"``) whose columns hold the given words.

    Raises
    ------
    NotFoundError
        If a word stands nowhere in its column; the message names the nearest one.
    """
    frame = atlas.sites if table == "sites" else atlas.table(table)
    return chosen(frame, table, **filters)


def chosen(frame: pd.DataFrame, table: str, **filters: str | None) -> pd.DataFrame:
    """Rows of ``frame``, made of the rows of ``table``, that hold the given words.

    Raises
    ------
    NotFoundError
        If a word stands nowhere in its column; the message names the nearest one.
    """
    for name, word in filters.items():
        if word is None:
            continue
        column = _column(table, name)
        cells = frame[name]
        if column is not None and column.kind in (Kind.WORDS, Kind.REFS):
            held = cells.map(listed)
            known = {item for items in held for item in items}
            keep = held.map(lambda items, word=word: word in items)
        elif column is not None and column.kind is Kind.FLAG:
            known = {"yes", "no"}
            keep = cells.astype(bool) == (word == "yes")
        else:
            text = cells.astype(str)
            known = set(text)
            keep = text == word
        allowed = (
            {str(one) for one in column.words} if column and column.words else set()
        )
        if word not in known | allowed:
            raise NotFoundError(
                f"{table}: no {name} {word!r}{near(word, known | allowed)}"
            )
        frame = frame[keep.to_numpy(dtype=bool)]
    return frame


def claims(
    atlas: Atlas,
    *,
    flow: str | None = None,
    site: str | None = None,
    vessel: str | None = None,
    event: str | None = None,
    since: str | None = None,
    until: str | None = None,
    text: str | None = None,
    **filters: str | None,
) -> pd.DataFrame:
    """Claims about the given things, possibly active in a window, that hold ``text``.

    Parameters
    ----------
    flow, site, vessel, event
        An id; claims that are about it. A claim about a flow's leg is about the flow,
        and a claim that names a site as origin, destination or via is about the site.
    since, until
        First and last day of a window (``2023-08``, ``2023-08-15``): claims whose date
        may fall into it. Undated claims are left out as soon as a window is given.
    text
        Words to find, in any case, in summaries, speakers, commodities and ids.
    filters
        Columns of the claims table, see :data:`FILTERS`.

    Raises
    ------
    NotFoundError
        If an id, word or date does not exist.
    """
    frame = rows(atlas, "claims", **filters)
    for kind, key in (
        ("flow", flow),
        ("site", site),
        ("vessel", vessel),
        ("event", event),
    ):
        if key is None:
            continue
        known = atlas.sites.index if kind == "site" else atlas.table(f"{kind}s").index
        if key not in known:
            raise NotFoundError(f"no {kind} {key!r}{near(key, known)}")
        about = atlas.claims_of(kind, key).index
        frame = frame[frame.index.isin(about)]
    if since is not None or until is not None:
        start = _day(since, "since", first=True)
        end = _day(until, "until", first=False)
        window = [
            edtf.active(cell, start, end) in ("certainly", "possibly")
            for cell in frame["when"]
        ]
        frame = frame[window]
    if text is not None:
        searched = [
            "id",
            "summary_en",
            "summary_fr",
            "attributed_to",
            "attributed_to_fr",
            "commodity",
            "commodity_fr",
            "source",
        ]
        needle = text.casefold()
        frame = frame[
            [
                any(needle in str(cell).casefold() for cell in row)
                for row in frame[searched].itertuples(index=False)
            ]
        ]
    return frame


def flows(
    atlas: Atlas,
    *,
    mode: str | None = None,
    status: str | None = None,
    **filters: str | None,
) -> pd.DataFrame:
    """Flows with a leg of the given ``mode`` and ``status``, and how many claims speak.

    Two columns are added: ``claims``, the number of claims about the flow, and
    ``denials``, how many of them deny it.
    """
    frame = rows(atlas, "flows", **filters)
    legs = rows(atlas, "legs", mode=mode, status=status)
    if mode is not None or status is not None:
        frame = frame[frame.index.isin(legs["flow"])]
    about = [atlas.claims_of("flow", str(key)) for key in frame.index]
    return frame.assign(
        claims=[len(one) for one in about],
        denials=[int((one["stance"] == "denies").sum()) for one in about],
    )


def _day(date: str | None, name: str, *, first: bool) -> str | None:
    if date is None:
        return None
    if not edtf.is_valid(date):
        raise NotFoundError(
            f"--{name}: {date!r} is no date; write 2023, 2023-08 or 2023-08-15"
        )
    bounds = edtf.bounds(date)
    return bounds.strict_start if first else bounds.strict_end
