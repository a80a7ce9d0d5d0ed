"""Amounts in another unit: only on request, only as a range, always marked as computed.

No table of weights or box sizes stands behind it. A ratio is what a speaker implies who
gives two amounts for the same thing: a number of containers, and the rounds in them
(delivered, or as what they could hold). Two claims are such a pair if one is linked as
``derived_from`` the other, or if the same speaker gives both with the same dates and
direction. The ratio is that of the printed figures; "more than" and "up to" are dropped.
Repeats of a pair count once, and relay errors and doubtful numbers not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isnan, log10
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import ChoiceError, shown
from geo.quantities import Total, safe
from geo.vocabulary import Counting, Flag, LinkKind, Stance, Unit
from geo.words import number

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["Conversion", "convert", "ratios"]

_AMOUNTS = frozenset(
    map(str, (Counting.SHIPMENT, Counting.PER_PERIOD, Counting.RUNNING_TOTAL))
)
_CONTENTS = _AMOUNTS | frozenset(
    map(str, (Counting.CAPACITY, Counting.EITHER_OR, Counting.COMPUTED))
)
_DROPPED = frozenset(map(str, (Flag.MISREPORT, Flag.NUMBER_DOUBTFUL)))
_DIGITS = 2
_SAME = ("speakers", "attributed_to", "as_of", "when", "direction")


@dataclass(frozen=True, slots=True, eq=False)
class Conversion:
    """A total in another unit: computed here, said by nobody."""

    total: Total
    """What was converted."""
    to: str
    """Unit of the result."""
    at_least: float | None
    """The least of the total times the least ratio, rounded down to two digits."""
    at_most: float | None
    """The most of the total times the greatest ratio, rounded up; ``None`` if open."""
    ratios: pd.DataFrame
    """The ratios used: speaker, claim, other, least, most."""

    computed = True
    """Always: no speaker states the result."""

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims behind the ratios."""
        return tuple(sorted({*self.ratios["claim"], *self.ratios["other"]}))

    def words(self, lang: str = "en") -> str:
        """Bounds in words, marked as computed."""
        word = Unit.of(self.to)
        unit = word.label(lang) if word else self.to
        french = lang == "fr"
        mark = "calculé ici" if french else "computed here"
        low, high = self.at_least, self.at_most
        if low is None and high is None:
            return f"inconnu ({mark})" if french else f"unknown ({mark})"
        if low is None:
            least = "au plus" if french else "at most"
            return f"{least} {number(high or 0.0, lang)} {unit} ({mark})"
        if high is None:
            least = "au moins" if french else "at least"
            return f"{least} {number(low, lang)} {unit} ({mark})"
        to = "à" if french else "to"
        return f"{number(low, lang)} {to} {number(high, lang)} {unit} ({mark})"

    def explain(self, lang: str = "en") -> str:
        """Say what was multiplied with what."""
        return "\n".join(self._lines(lang))

    def _lines(self, lang: str) -> list[str]:
        french = lang == "fr"
        lines = [
            f"{self.total.words(lang)} → {self.words(lang)}.",
            "Aucun locuteur n'avance ce nombre."
            if french
            else "No speaker states this number.",
        ]
        if self.ratios.empty:
            lines.append(
                "Aucun locuteur n'implique de rapport entre ces unités."
                if french
                else "No speaker implies a ratio between these units."
            )
        for one in self.ratios.to_dict("records"):
            low, high = (number(round(float(one[x])), lang) for x in ("least", "most"))
            to = "à" if french else "to"
            ratio = low if low == high else f"{low} {to} {high}"
            by = "par unité" if french else "for each"
            colon = " : " if french else ": "
            lines.append(
                f"{one['speaker']}{colon}{ratio} {by} ({one['claim']}, {one['other']})."
            )
        return lines

    def __repr__(self) -> str:
        """Give the range and that it is computed."""
        return f"<Conversion {self.words('en')}>"

    def _repr_html_(self) -> str:
        return (
            f"<div>{''.join(f'<p>{safe(one)}</p>' for one in self._lines('en'))}</div>"
        )


def convert(
    told: Total,
    claims: Atlas | pd.DataFrame,
    links: pd.DataFrame | None = None,
    *,
    to: str,
) -> Conversion:
    """Convert a total to another unit by the ratios that speakers imply.

    Parameters
    ----------
    told
        The total, in the unit to convert from.
    claims
        An atlas, or rows of its table of claims, among which ratios are looked for.
    links
        Rows of the table of claim links; of the atlas if one is given.
    to
        Word of :class:`~geo.vocabulary.Unit`, such as ``shell``.

    Raises
    ------
    ChoiceError
        If ``to`` is no unit, or the unit of the total.
    """
    found = ratios(claims, links, unit=told.unit, to=to)
    if not len(found):
        return Conversion(told, to, None, None, found)
    least = (
        None if told.at_least is None else told.at_least * float(found["least"].min())
    )
    most = None if told.at_most is None else told.at_most * float(found["most"].max())
    return Conversion(
        told,
        to,
        None if least is None else _rounded(least, floor),
        None if most is None else _rounded(most, ceil),
        found,
    )


def _rounded(value: float, towards: Any) -> float:
    """Round to two digits; the ratios support no more."""
    if not value:
        return 0.0
    step = 10.0 ** (floor(log10(abs(value))) - _DIGITS + 1)
    return float(towards(round(value / step, 9)) * step)


def ratios(
    claims: Atlas | pd.DataFrame,
    links: pd.DataFrame | None = None,
    *,
    unit: str,
    to: str,
) -> pd.DataFrame:
    """Give how many ``to`` each speaker implies for one ``unit``.

    One row a pair: speaker, claim (in ``unit``), other (in ``to``), least, most.

    Raises
    ------
    ChoiceError
        If one of the words is no unit, or both are the same.
    """
    for word in (unit, to):
        if Unit.of(word) is None:
            raise ChoiceError(f"no unit {shown(word)}; one of: {', '.join(Unit)}")
    if unit == to:
        raise ChoiceError(f"the amount is in {shown(unit)} already")
    if not isinstance(claims, pd.DataFrame):
        links = claims.claim_links if links is None else links
        claims = claims.claims
    kept = (
        (claims["withdrawn"] == "")
        & ~claims["stance"].isin([str(Stance.DENIES), str(Stance.FORECAST)])
        & claims["unit"].isin([unit, to])
        & (claims["quantity_min"].notna() | claims["quantity_max"].notna())
    )
    rows = claims[kept.to_numpy(dtype=bool)]
    doubtful = [
        bool(_DROPPED & {one.strip() for one in str(cell).split(";")})
        for cell in rows["flags"]
    ]
    rows = rows[~np.array(doubtful, dtype=bool)]
    counting = rows["counting"].astype(str)
    one = rows[(rows["unit"] == unit) & counting.isin(_AMOUNTS)]
    two = rows[(rows["unit"] == to) & counting.isin(_CONTENTS)]
    pairs = _pairs(one, two, links)
    records = []
    for left, right in pairs:
        boxes, contents = _figures(one, left), _figures(two, right)
        if boxes and min(boxes) > 0:
            speaker = str(two.at[right, "speakers"]) or str(
                two.at[right, "attributed_to"]
            )
            records.append(
                (
                    speaker,
                    left,
                    right,
                    min(contents) / max(boxes),
                    max(contents) / min(boxes),
                )
            )
    columns = ["speaker", "claim", "other", "least", "most"]
    return pd.DataFrame(sorted(records), columns=columns)


def _figures(rows: pd.DataFrame, key: str) -> list[float]:
    row = dict(rows.loc[key])
    ends = (float(row["quantity_min"]), float(row["quantity_max"]))
    return [end for end in ends if not isnan(end)]


def _pairs(
    one: pd.DataFrame, two: pd.DataFrame, links: pd.DataFrame | None
) -> list[tuple[str, str]]:
    """Pair the claims of two units that speak of the same thing; repeats once."""
    said: dict[tuple[str, ...], list[str]] = {}
    for key, row in zip(one["id"], _keys(one), strict=True):
        if row is not None:
            said.setdefault(row, []).append(str(key))
    pairs = {
        (left, str(right))
        for right, row in zip(two["id"], _keys(two), strict=True)
        if row is not None
        for left in said.get(row, ())
    }
    if links is None:
        return sorted(pairs)
    kind = links["kind"].astype(str)
    derived = links[kind == str(LinkKind.DERIVED_FROM)]
    pairs |= {
        (str(origin), str(claim))
        for claim, origin in zip(derived["claim"], derived["other"], strict=True)
        if claim in two.index and origin in one.index
    }
    repeats = links[kind == str(LinkKind.REPEATS)]
    origin = {
        str(claim): str(other)
        for claim, other in zip(repeats["claim"], repeats["other"], strict=True)
    }
    chosen: dict[tuple[str, str], tuple[str, str]] = {}
    for pair in sorted(pairs):
        first = (_first(pair[0], origin), _first(pair[1], origin))
        if first not in chosen or pair == first:
            chosen[first] = pair
    return sorted(chosen.values())


def _first(claim: str, origin: dict[str, str]) -> str:
    """Follow repeats to the first claim; on a circle, to its least id."""
    seen = [claim]
    while (claim := origin.get(claim, "")) and claim not in seen:
        seen.append(claim)
    return min(seen[seen.index(claim) :]) if claim else seen[-1]


def _keys(rows: pd.DataFrame) -> list[tuple[str, ...] | None]:
    """Give who says what of when; ``None`` where no date is known."""
    found: list[tuple[str, ...] | None] = []
    columns = [np.asarray(rows[name], dtype=object) for name in _SAME]
    for speakers, named, as_of, when, direction in zip(*columns, strict=True):
        who = str(speakers) or str(named)
        dated = str(as_of) and str(when)
        found.append(
            (who, str(as_of), str(when), str(direction)) if dated and who else None
        )
    return found
