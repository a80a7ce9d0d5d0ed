"""Columns of EDTF dates as arrays of days, and their states in a window of days.

:mod:`geo.edtf` reads one text; here is the same reading for a whole column, quick
enough for a million rows. Days are whole numbers since 1970-01-01 in float64 arrays;
``-inf`` and ``inf`` stand where there is no day.

**What a window shows.** :func:`states_in` gives the state of each statement, from its
own date; :func:`geo.edtf.strongest` the state of a thing, from all statements about it;
:func:`state_of_line` that of a line of the map. The page has the same rule in
``geo/web/src/time.js``, and a test compares the two over the whole atlas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo import edtf
from geo.edtf import Activity

__all__ = [
    "Periods",
    "days_of",
    "said_by",
    "state_of_line",
    "stated_periods",
    "states_in",
]

Days = npt.NDArray[np.float64]

_NONE = (-inf, inf, -inf, inf)
# Days up to the 28th exist in every month; the others are left to geo.edtf.
_DAY = re.compile(
    r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])", re.ASCII
)
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Periods:
    """First and last days of the rows of a column."""

    first: Days
    """First day that the printed text allows; ``-inf`` if open, unknown or undated."""
    last: Days
    """Last day that the printed text allows; ``inf`` if open, unknown or undated."""
    early: Days
    """First day with the margin of ``~``, ``?`` and ``%``."""
    late: Days
    """Last day with the margin."""

    def take(self, rows: npt.NDArray[Any]) -> Periods:
        """Give the periods of some rows, by position or mask."""
        return Periods(
            self.first[rows], self.last[rows], self.early[rows], self.late[rows]
        )


def days_of(cells: pd.Series) -> Periods:
    """Read a column of EDTF texts; an empty cell reaches from ``-inf`` to ``inf``.

    Raises
    ------
    DateError
        If a cell is neither empty nor an EDTF text.
    """
    codes, texts = pd.factorize(np.asarray(cells, dtype=object))
    read = _read(map(str, texts))
    table = np.array(read, dtype=np.float64).reshape(-1, 4)[codes]
    return Periods(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _read(texts: Iterable[str]) -> list[tuple[float, float, float, float]]:
    """Read each text; the ends of intervals repeat, so each end is parsed once."""
    known: dict[str, tuple[float, float, float, float]] = {"": _NONE, "..": _NONE}

    def one(text: str) -> tuple[float, float, float, float]:
        if text not in known:
            if _DAY.fullmatch(text):  # by far the most of a large table
                number = float(date.fromisoformat(text).toordinal() - _EPOCH)
                known[text] = (number,) * 4
            else:
                span = edtf.parse(text)
                known[text] = (
                    span.first, span.last, span.earliest_start, span.latest_end,
                )  # fmt: skip
        return known[text]

    found = []
    for text in texts:
        left, slash, right = text.partition("/")
        if not slash:
            found.append(one(text))
        elif "/" in right or not (left or right):
            edtf.parse(text)  # raises, and says why
        else:
            low, high = one(left), one(right)
            if low[0] > high[1]:
                edtf.parse(text)
            found.append((low[0], high[1], low[2], high[3]))
    return found


def said_by(as_of: pd.Series) -> Days:
    """Day to which each speaker speaks: the last of ``as_of``; ``inf`` if unknown.

    A date whose end is open or unknown (``2023-11-21/``) gives the end of its start:
    the speaker spoke then or later.
    """
    days = days_of(as_of)
    open_ended = np.isinf(days.last) & np.isfinite(days.first)
    if not open_ended.any():
        return days.last
    starts = as_of[open_ended].astype(str).str.partition("/")[0]
    spoken = days.last.copy()
    spoken[open_ended] = days_of(starts).last
    return spoken


def stated_periods(when: pd.Series, as_of: pd.Series) -> Periods:
    """Periods of amounts: ``when``, with an end that ``as_of`` gives where it has none.

    A total "since 2023" (``2023/..``) said in November runs to November: nobody counts
    what is still to come, so no period ends after ``as_of`` (unless the two contradict
    each other: then ``when`` is right). A period without a start keeps ``-inf``.
    """
    stated = days_of(when)
    spoken = said_by(as_of)
    kept = np.where(np.isfinite(stated.first), spoken >= stated.first, True)
    last = np.where(kept, np.minimum(stated.last, spoken), stated.last)
    late = np.where(kept, np.minimum(stated.late, spoken), stated.late)
    return Periods(stated.first, last, stated.early, np.maximum(late, last))


def states_in(
    when: pd.Series,
    as_of: pd.Series,
    *,
    start: str | None = None,
    end: str | None = None,
) -> pd.Series:
    """Give the state of each row between two days.

    Parameters
    ----------
    when
        EDTF dates of what the rows tell; empty where undated.
    as_of
        EDTF dates to which the speakers speak, with the same index: an open end is
        certain up to there, and possible afterwards.
    start, end
        First and last day of the window, as in :func:`geo.edtf.active`.

    Returns
    -------
    pandas.Series
        Words of :class:`geo.edtf.Activity`, with the index of ``when``.

    Raises
    ------
    DateError
        If a cell is neither empty nor an EDTF text.
    """
    known: dict[tuple[str, str], str] = {}

    def state(text: str, said: str) -> str:
        if (text, said) not in known:
            known[text, said] = str(edtf.active(text, start, end, as_of=said))
        return known[text, said]

    states = [
        state(str(text), str(said)) for text, said in zip(when, as_of, strict=True)
    ]
    return pd.Series(states, index=when.index, dtype="str")


def state_of_line(
    own: Iterable[Activity | str], wider: Iterable[Activity | str]
) -> Activity:
    """Give the state of a line of the map from the states of the claims behind it.

    ``own`` are the states of claims about the line itself, ``wider`` those of the other
    claims about its flows; both without denials, for a denial makes nothing move. A
    wider claim tells that the flow moves, not that it moves along this line, so it
    makes the line possibly active at most.

    >>> state_of_line(["no", "undated"], ["certainly"])
    <Activity.POSSIBLY: 'possibly'>
    >>> state_of_line([], ["undated"])
    <Activity.UNDATED: 'undated'>
    """
    own, wider = list(own), list(wider)
    here, around = edtf.strongest(own), edtf.strongest(wider)
    moves = (Activity.CERTAINLY, Activity.POSSIBLY)
    if here in moves:
        return here
    if around in moves:
        return Activity.POSSIBLY
    return here if own else around
