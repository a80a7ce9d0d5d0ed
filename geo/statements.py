"""Totals as stated, ready to be drawn: one statement a mark, with its days and bounds.

The chart of :mod:`geo.stated` and the chart in the page read the same statements here,
so that both show the same marks. Nothing is summed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as calendar_day
from math import inf, isfinite, isnan
from typing import TYPE_CHECKING

from geo import edtf, style
from geo.errors import visible
from geo.quantities import HAPPENED
from geo.tallies import totals_table
from geo.vocabulary import Counting, Flag, LinkKind, Stance, Unit

if TYPE_CHECKING:
    import pandas as pd

    from geo.atlas import Atlas

__all__ = [
    "DAYS",
    "EPOCH",
    "Panel",
    "Statement",
    "days_allowed",
    "looks",
    "panels",
    "plain",
    "statements",
]

EPOCH = calendar_day(1970, 1, 1).toordinal()
DAYS = (1 - EPOCH, calendar_day.max.toordinal() - EPOCH)
"""First and last day of the calendar, in days since 1970-01-01."""

_SHAPES = ("o", "s", "^", "D", "v", "P", "<", "d", ">", "*")
_HUES = tuple(style.COLOURS[theme] for theme in style.ORDER)
_FIRST = (Unit.CONTAINER, Unit.SHELL, Unit.VOYAGE, Unit.MISSILE)
_TOTALS = (Counting.RUNNING_TOTAL, Counting.CAPACITY)


@dataclass(frozen=True, slots=True)
class Statement:
    """One total as stated, with its day: whole days since 1970-01-01."""

    claim: str
    speakers: str
    name: str
    least: float
    most: float
    printed: str
    capacity: bool
    happened: bool
    misreport: bool
    flagged: bool
    day: float
    """Middle of the days that the printed date allows."""
    first: float
    last: float
    or_later: bool
    counted_to: float
    """Last day counted, where that is well before ``day``; else ``nan``."""
    relation: str

    @property
    def value(self) -> float:
        """Where its mark stands: at the least, or at the most if there is no least."""
        return self.most if isnan(self.least) else self.least

    @property
    def label(self) -> str:
        """Id of the claim, with a mark of doubt and what it repeats or is part of."""
        return f"{self.claim}{'?' if self.flagged else ''}{self.relation}"


@dataclass(frozen=True, slots=True)
class Panel:
    """The statements in one unit that speak of one direction."""

    unit: str
    direction: str
    stated: tuple[Statement, ...]
    undated: tuple[str, ...]
    """Claims that name no day."""


def panels(atlas: Atlas) -> list[Panel]:
    """Give every unit and direction in which a running total or a capacity is stated.

    Containers, shells, voyages and missiles come first, then the order of
    :class:`~geo.vocabulary.Unit`; within a unit, the direction with most statements.
    """
    table = totals_table(atlas)
    table = table[table["counting"].isin(_TOTALS)]
    order = {str(unit): at for at, unit in enumerate((*_FIRST, *Unit))}
    order |= {str(unit): at - len(_FIRST) for at, unit in enumerate(_FIRST)}
    found = []
    for (word, direction), rows in table.groupby(["unit", "direction"], sort=True):
        stated, undated = statements(atlas, rows)
        found.append(Panel(str(word), str(direction), tuple(stated), tuple(undated)))
    return sorted(
        found,
        key=lambda one: (
            order.get(one.unit, len(order)),
            -len(one.stated) - len(one.undated),
            one.direction,
        ),
    )


def statements(atlas: Atlas, table: pd.DataFrame) -> tuple[list[Statement], list[str]]:
    """Give the statements of rows of :func:`~geo.tallies.totals_table`.

    Returns
    -------
    tuple
        Those that name a day, in the order of ``table``, and the ids of the others.
    """
    ids = set(map(str, table.index))
    relations: dict[str, str] = {}
    signs = {str(LinkKind.REPEATS): " = ", str(LinkKind.PART_OF): " ⊂ "}
    for link in atlas.claim_links.itertuples(index=False):
        one, other, kind = str(link.claim), str(link.other), str(link.kind)
        if kind in signs and one in ids and other in ids:
            relations.setdefault(one, signs[kind] + other)
    stated, undated = [], []
    for row in table.to_dict("records"):
        days = days_allowed(str(row["as_of"]))
        if days is None:
            undated.append(str(row["claim"]))
            continue
        first, last, or_later = days
        flags = _items(row["flags"])
        counted = edtf.parse(str(row["when"])).last if row["when"] else inf
        stated.append(
            Statement(
                claim=str(row["claim"]),
                speakers=str(row["speakers"]),
                name=plain(row["speaker"]),
                least=float(row["least"]),
                most=float(row["most"]),
                printed=plain(row["printed"]),
                capacity=row["counting"] == Counting.CAPACITY,
                happened=row["stance"] == Stance.ASSERTS and row["state"] in HAPPENED,
                misreport=Flag.MISREPORT in flags,
                flagged=Flag.DATE_DOUBTFUL in flags or Flag.NUMBER_DOUBTFUL in flags,
                day=(first + last) / 2,
                first=first,
                last=last,
                or_later=or_later,
                counted_to=counted if counted < first - 60 else float("nan"),
                relation=relations.get(str(row["claim"]), ""),
            )
        )
    return stated, undated


def looks(stated: Iterable[Statement]) -> dict[str, tuple[str, str]]:
    """Give each speaker a shape (a marker of matplotlib) and a colour, in order."""
    speakers = dict.fromkeys(one.speakers for one in stated)
    return {
        speaker: (_SHAPES[at % len(_SHAPES)], _HUES[at % len(_HUES)])
        for at, speaker in enumerate(speakers)
    }


def days_allowed(cell: str) -> tuple[float, float, bool] | None:
    """Give first and last day that a date allows, margin included, and "or later"."""
    if not cell:
        return None
    start, slash, end = cell.partition("/")
    or_later = bool(slash) and end in ("", "..") and start not in ("", "..")
    span = edtf.parse(start if or_later else cell)
    first, last = span.earliest_start, span.latest_end
    if not (isfinite(first) and isfinite(last)):
        return None
    if first < DAYS[0] or last > DAYS[1]:
        return None
    return first, last, or_later


def plain(cell: object) -> str:
    """Words from a file on one line, with every character that cannot be seen told."""
    return visible(" ".join(str(cell).split()))


def _items(cell: object) -> list[str]:
    return [one.strip() for one in str(cell).split(";") if one.strip()]
