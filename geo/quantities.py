"""Totals that never lie: what claims state together, with its bounds and its reasons.

::

    total(atlas, unit="container", direction="DPRK>RU").explain("en")

A :class:`Total` is about what the claims *state*, if every claim that it stands on is
right. It is no bound on what happened: nobody says that nothing went uncounted.

**Which claims count.** A claim counts if it is in scope (unit, direction, flow), asserts
an amount, and tells it as having happened. Everything else of the scope is left out and
says why: :class:`Reason` lists the reasons. Denials stand beside; nothing is subtracted.

**What is counted once.**

* A *repeat* adds nothing: the origin stands, or the earliest repeat that counts.
* A claim that is *part of* another of the same unit lies inside it. Relations reach
  across units, amounts do not.
* A *later total* of a series takes the place of the earlier ones: by a ``supersedes``
  link, or as a running total of the same speaker, kind and stretch that ends no
  earlier, may begin as early and is no smaller.
* What lies *inside* the days and the stretch of a running or period total of the same
  kind that is no smaller in either bound is absorbed by it, whoever speaks (but not
  where two speakers disagree on the very same days and stretch).

Two claims are of one kind if they share a flow (without any flow: the commodity's very
words). A stretch lies in another if both ends do (a port in its country). A period is
all the days that its printed text allows; a running total without a start is read as
reaching back to the beginning.

**What adds.** Shipments and period totals by one speaker over one stretch whose days,
margins included, are certainly different and which no running total holds. Everything
else may be the same goods, seen by others or further on their way: it adds to the most
and not to the least. Running totals of one kind never add.

**The bounds.** ``at_least`` is the largest minimum that any standing claim, or any
chain of claims that add, supports. ``at_most`` is open as soon as one standing claim
is, else the sum of what may be different goods. A number marked as doubtful and an
amount that reaches beyond the window raise ``at_most`` only. ``best`` is given only if
both bounds are one number and nobody disagrees; a middle is never computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from math import fsum, inf, isnan, nan
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo import edtf
from geo.errors import ChoiceError, shown
from geo.nesting import (
    Held,
    Ints,
    Mask,
    absorbed_by,
    components,
    heaviest_chain,
    holders,
    roots,
)
from geo.periods import Periods, said_by, stated_periods
from geo.vocabulary import Counting, Flag, LinkKind, Stance, State, Unit, Word
from geo.words import number

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["Part", "Reason", "Total", "places_within", "safe", "total"]

Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]

HAPPENED = ("", *map(str, (State.OCCURRED, State.RECEIVED, State.ONGOING, State.PAST)))
"""States of a movement told as having taken place; an empty state leaves it to the
stance."""


class Part(Word):
    """The part that a claim plays in a total."""

    STANDS = (
        "stands",
        "stands",
        "retenue",
        "The total stands on it.",
        "Le total repose sur elle.",
    )
    WIDENS = (
        "widens",
        "raises the most only",
        "relève le seul maximum",
        "An unknown part of it, or a doubtful number, raises the most, not the least.",
        "Une part inconnue, ou un nombre douteux : relève le maximum, non le minimum.",
    )
    ABSORBED = (
        "absorbed",
        "absorbed",
        "absorbée",
        "Already counted in another claim.",
        "Déjà comptée dans une autre affirmation.",
    )
    LEFT_OUT = (
        "left-out",
        "left out",
        "écartée",
        "Not an amount of this kind.",
        "Pas une quantité de cette nature.",
    )
    DENIES = (
        "denies",
        "denies",
        "dément",
        "Denies it; stands beside and is never subtracted.",
        "Le dément ; figure à côté et n'est jamais soustraite.",
    )


def _reason(value: str, en: str, fr: str) -> tuple[str, str, str, str, str]:
    return value, en, fr, f"{en}.".capitalize(), f"{fr}.".capitalize()


class Reason(Word):
    """Why a claim is absorbed, left out, or raises the most only."""

    REPEATS = _reason("repeats", "repeats another", "répète une autre")
    PART_OF = _reason("part-of", "is part of another", "fait partie d'une autre")
    SUPERSEDED = _reason(
        "superseded", "superseded by a later statement", "remplacée par la suite"
    )
    LATER_TOTAL = _reason(
        "later-total",
        "inside a later total of the same speaker",
        "dans un cumul plus récent du même locuteur",
    )
    INSIDE = _reason(
        "inside", "inside a larger total", "comprise dans un total plus grand"
    )
    NUMBER_DOUBTFUL = _reason(
        "number-doubtful", "number marked as doubtful", "nombre signalé comme douteux"
    )
    BEYOND_WINDOW = _reason(
        "beyond-window", "reaches beyond the window", "déborde de la période demandée"
    )
    OTHER_UNIT = _reason("other-unit", "another unit", "autre unité")
    NO_NUMBER = _reason("no-number", "words, no number", "des mots, pas de nombre")
    MIXED_DIRECTIONS = _reason(
        "mixed-directions", "counts both directions together", "mêle les deux sens"
    )
    NO_DIRECTION = _reason("no-direction", "direction not stated", "sens non indiqué")
    WIDER = _reason("wider", "counts more than this flow", "compte plus que ce flux")
    CANNOT_CONFIRM = _reason(
        "cannot-confirm", "the speaker cannot confirm", "le locuteur ne peut confirmer"
    )
    SPECULATES = _reason("speculates", "the speaker supposes", "le locuteur suppose")
    FORECAST = _reason("forecast", "the speaker expects", "le locuteur prévoit")
    NOT_HAPPENED = _reason(
        "not-happened",
        "not told as having happened",
        "pas présentée comme ayant eu lieu",
    )
    MISREPORT = _reason("misreport", "relay error", "erreur de relais")
    OUT_OF_SCOPE = _reason(
        "out-of-scope", "not about this supply", "hors de cette chaîne"
    )
    CAPACITY = _reason("capacity", "capacity, not delivery", "capacité, non livraison")
    EITHER_OR = _reason(
        "either-or", "one alternative of several", "une alternative parmi plusieurs"
    )
    RATE = _reason("rate", "a rate", "un rythme")
    SHARE = _reason("share", "a share", "une part")
    COMPUTED = _reason("computed", "converted or computed", "convertie ou calculée")
    STOCK = _reason(
        "stock", "present at one time, not moved", "présence, non mouvement"
    )
    MEASURE = _reason(
        "measure", "a measure, not an amount", "une mesure, non un nombre"
    )
    NOT_COUNTED = _reason(
        "not-counted", "what it counts is not stated", "ce qu'elle compte n'est pas dit"
    )
    UNKNOWN_PERIOD = _reason("unknown-period", "period unknown", "période inconnue")
    OUTSIDE_WINDOW = _reason(
        "outside-window", "outside the window", "hors de la période demandée"
    )


_DELIVERY = (Counting.SHIPMENT, Counting.PER_PERIOD)
_WHOLE = (Counting.RUNNING_TOTAL, Counting.PER_PERIOD)
_STANCES = {
    str(Stance.CANNOT_CONFIRM): Reason.CANNOT_CONFIRM,
    str(Stance.SPECULATES): Reason.SPECULATES,
    str(Stance.FORECAST): Reason.FORECAST,
}
_COUNTINGS = {
    str(Counting.CAPACITY): Reason.CAPACITY,
    str(Counting.EITHER_OR): Reason.EITHER_OR,
    str(Counting.RATE): Reason.RATE,
    str(Counting.SHARE): Reason.SHARE,
    str(Counting.COMPUTED): Reason.COMPUTED,
    str(Counting.STOCK): Reason.STOCK,
    str(Counting.MEASURE): Reason.MEASURE,
}
_COUNTED = frozenset(map(str, (*_DELIVERY, Counting.RUNNING_TOTAL)))
_ALL_REASONS = (*map(str, Reason), "")
_CODE = {word: code for code, word in enumerate(_ALL_REASONS)}
_NO_REASON = _CODE[""]
_LABELS: dict[str, Word] = {str(word): word for word in Reason}


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """A bounded total, the claims that it stands on, and what became of all others."""

    unit: str
    """Word of :class:`~geo.vocabulary.Unit`."""
    direction: str
    """``FROM>TO``; empty if no claim states one."""
    flow: str
    """Id of the flow that was asked for, or empty."""
    window: str
    """EDTF window that was asked for, or empty."""
    at_least: float | None
    """The largest minimum supported; ``None`` if none is. Never 0 for unknown."""
    at_most: float | None
    """The most that the claims state together; ``None`` if open (or nothing counts)."""
    best: float | None
    """The one number on which the claims agree, if there is one."""
    at_least_from: tuple[str, ...]
    """Ids of the claims that carry ``at_least``; several if their amounts add."""
    disputed_by: tuple[str, ...]
    """Standing claims over the same days and more whose greatest is below
    ``at_least``."""
    claims: pd.DataFrame
    """Every claim in scope, index id: speaker, first_day, last_day, least, most,
    printed, part (:class:`Part`), reason (:class:`Reason`) and by (the id of the claim
    that absorbed it)."""
    overlaps: pd.DataFrame
    """Standing claims known to share an unknown part: claim, other."""

    def _of(self, part: Part) -> pd.DataFrame:
        return self.claims[self.claims["part"] == part]

    @property
    def stands_on(self) -> tuple[str, ...]:
        """Ids of the claims that both bounds rest on."""
        return tuple(self._of(Part.STANDS).index)

    @property
    def widened_by(self) -> tuple[str, ...]:
        """Ids of the claims that raise the most and not the least."""
        return tuple(self._of(Part.WIDENS).index)

    @property
    def absorbed(self) -> pd.DataFrame:
        """Claims counted already in another one: reason, by."""
        return _plain(self._of(Part.ABSORBED)[["reason", "by"]])

    @property
    def left_out(self) -> pd.Series:
        """Reason by id of each claim that does not count."""
        return _plain(self._of(Part.LEFT_OUT)[["reason"]])["reason"]

    @property
    def denials(self) -> tuple[str, ...]:
        """Ids of the claims that deny it. They are counted beside, never subtracted."""
        return tuple(self._of(Part.DENIES).index)

    @property
    def is_empty(self) -> bool:
        """Whether no claim counts. Then nothing is known, which is not zero."""
        return not (self.stands_on or self.widened_by)

    @property
    def is_open(self) -> bool:
        """Whether something counts and no upper bound is stated."""
        return self.at_most is None and not self.is_empty

    def __repr__(self) -> str:
        """Give the bounds and what they stand on."""
        ids = self.stands_on
        some = ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")
        return f"<Total {self.words('en')}; stands on {some or 'nothing'}>"

    def as_dict(self, lang: str = "en") -> dict[str, object]:
        """Give everything for JSON; an open or unknown bound is ``None``."""
        return {
            "unit": self.unit,
            "direction": self.direction,
            "flow": self.flow,
            "window": self.window,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "best": self.best,
            "open": self.is_open,
            "at_least_from": list(self.at_least_from),
            "stands_on": list(self.stands_on),
            "widened_by": list(self.widened_by),
            "disputed_by": list(self.disputed_by),
            "absorbed": {
                str(key): {"reason": str(row["reason"]), "by": str(row["by"])}
                for key, row in self.absorbed.iterrows()
            },
            "left_out": {str(key): str(why) for key, why in self.left_out.items()},
            "denials": list(self.denials),
            "overlaps": [
                [str(one), str(other)]
                for one, other in self.overlaps[["claim", "other"]].itertuples(
                    index=False, name=None
                )
            ],
            "text": self.explain(lang),
        }

    def words(self, lang: str = "en") -> str:
        """Bounds in words, ``more than 20,000 containers``."""
        say = _SAY[lang]
        if self.is_empty:
            return say["empty"]
        word = Unit.of(self.unit)
        unit = word.label(lang) if word else self.unit
        about = say["about"] if self._printed(_ABOUT) else ""
        if self.best is not None:
            return f"{about}{number(self.best, lang)} {unit}"
        if self.at_least is None:
            if self.at_most is None:
                elided = lang == "fr" and unit[:1].lower() in "aeéiou"
                return say["unsettled-vowel" if elided else "unsettled"].format(unit)
            return f"{say['most'].format(number(self.at_most, lang))} {unit}"
        least = number(self.at_least, lang)
        if self.at_most is not None:
            most = number(self.at_most, lang)
            return f"{say['range'].format(about + least, most)} {unit}"
        if self._printed(_MORE):
            return f"{say['more'].format(least)} {unit}"
        if about:
            return f"{about}{least} {unit}{say['or-more']}"
        return f"{say['least'].format(least)} {unit}"

    def _printed(self, qualifiers: re.Pattern[str]) -> bool:
        """Whether the claims that carry the least print such a qualifier."""
        printed = self.claims["printed"].reindex(list(self.at_least_from))
        return bool(len(printed)) and any(
            qualifiers.match(str(one).lower()) is not None for one in printed
        )

    def explain(self, lang: str = "en") -> str:
        """Say in plain words what the total is, stands on, absorbed and left out."""
        return "\n".join(_explained(self, lang))

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{safe(line)}</p>" for line in _explained(self, "en"))
        return f"<div>{lines}</div>"


_MORE = re.compile(r"(more than|over|upward|above|plus de|exceed)")
_ABOUT = re.compile(r"(about|around|approx|some\b|nearly|roughly|estimated|environ)")
_SAY: dict[str, dict[str, str]] = {
    "en": {
        "empty": "unknown: no claim counts",
        "about": "about ",
        "unsettled": "an unsettled number of {}",
        "unsettled-vowel": "an unsettled number of {}",
        "most": "at most {}",
        "more": "more than {}",
        "least": "at least {}",
        "range": "{} to {}",
        "or-more": " or more",
    },
    "fr": {
        "empty": "inconnu : aucune affirmation ne compte",
        "about": "environ ",
        "unsettled": "un nombre non établi de {}",
        "unsettled-vowel": "un nombre non établi d'{}",
        "most": "au plus {}",
        "more": "plus de {}",
        "least": "au moins {}",
        "range": "de {} à {}",
        "or-more": " ou plus",
    },
}


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the reasons as text: a column of categories counts those that never occur."""
    return frame.assign(reason=frame["reason"].astype("str"))


def safe(text: str) -> str:
    """Escape what HTML or a template would read as its own."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


# --- the question ---------------------------------------------------------------------


def places_within(atlas: Atlas) -> dict[str, str]:
    """Give the wider place of each place: the area of the country that it lies in."""
    sites = atlas.sites
    kinds, codes = sites["kind"].astype(str), sites["country"].astype(str)
    countries = {
        str(code): str(site)
        for site, code in codes[(kinds == "country") & (codes != "")].items()
    }
    return {
        str(site): countries[str(code)]
        for site, code in codes.items()
        if str(code) in countries and countries[str(code)] != site
    }


def total(
    claims: Atlas | pd.DataFrame,
    links: pd.DataFrame | None = None,
    *,
    unit: str | None = None,
    direction: str | None = None,
    flow: str | None = None,
    window: str | None = None,
    within: Mapping[str, str] | None = None,
    ends: tuple[str, str] | None = None,
) -> Total:
    """Say how much the claims state together; see the module for the rules.

    Parameters
    ----------
    claims
        An atlas, or rows of its table of claims.
    links
        Rows of the table of claim links; of the atlas if one is given.
    unit
        Word of :class:`~geo.vocabulary.Unit`. May be left out if only one occurs.
    direction
        ``FROM>TO`` as in the column. May be left out if only one occurs.
    flow
        Id of a flow: claims about it whose amount is not wider than it.
    window
        EDTF period in which the amount moved: ``2024``, ``2023-08/2024-01``,
        ``../2024-06``.
    within
        The wider place of a place (port to country); of the atlas if one is given.
    ends
        Origin and destination of the flow; of the atlas if one is given.

    Raises
    ------
    ChoiceError
        If the claims hold several units or directions and none is chosen, or there is
        no such unit, direction or flow.
    DateError
        If the window or a date is no EDTF text.
    """
    if not isinstance(claims, pd.DataFrame):
        atlas = claims
        links = atlas.claim_links if links is None else links
        within = places_within(atlas) if within is None else within
        if flow is not None:
            ends = _ends(atlas, flow) if ends is None else ends
        claims = atlas.claims
    unit = _unit(claims, unit)
    asked = _Question(unit, direction, flow, window or "", ends, dict(within or {}))
    return _Reckoning(claims, links, asked).total()


def _ends(atlas: Atlas, flow: str) -> tuple[str, str]:
    flows = atlas.tables["flows"]
    if flow not in flows.index:
        raise ChoiceError(f"no flow {shown(flow)}{_near(flow, flows.index)}")
    row = flows.loc[flow]
    return str(row["origin"]), str(row["destination"])


def _near(word: str, known: Iterable[object]) -> str:
    choices = sorted({str(one) for one in known} - {""})
    near = get_close_matches(word, choices, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    few = ", ".join(choices[:12]) + (", …" if len(choices) > 12 else "")
    return f"; there is: {few}" if choices else ""


def _unit(claims: pd.DataFrame, unit: str | None) -> str:
    if unit is None:
        found = sorted(set(map(str, claims["unit"].unique())) - {""})
        if len(found) > 1:
            raise ChoiceError(
                f"different units never add; choose one of: {', '.join(found)}"
            )
        return found[0] if found else ""
    if Unit.of(unit) is None:
        raise ChoiceError(f"no unit {shown(unit)}{_near(unit, Unit)}")
    return unit


@dataclass(frozen=True, slots=True)
class _Question:
    unit: str
    direction: str | None
    flow: str | None
    window: str
    ends: tuple[str, str] | None
    within: dict[str, str]


# --- columns --------------------------------------------------------------------------


class _Cells:
    """A column of text as codes and its distinct texts, tested text by text."""

    __slots__ = ("codes", "texts")

    def __init__(self, column: pd.Series) -> None:
        codes, texts = pd.factorize(np.asarray(column, dtype=object))
        self.codes = np.asarray(codes, dtype=np.int64)
        self.texts = ["" if code != code else str(code) for code in texts] + [""]

    def map(self, give: Callable[[str], Any], dtype: Any) -> npt.NDArray[Any]:
        """Give ``give(text)`` for each row."""
        return np.array([give(text) for text in self.texts], dtype=dtype)[self.codes]

    def are(self, test: Callable[[str], bool]) -> Mask:
        """Whether each row's text passes the test."""
        return self.map(test, np.bool_)


def _items(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";")]


_FLOW = re.compile(r"(?:^|;)\s*flow:([^;\s]+)")


class _Lists:
    """Codes of the items of each row, one after the other: row and code in step."""

    __slots__ = ("codes", "names", "rows")

    def __init__(self, cells: _Cells, give: Callable[[str], list[str]]) -> None:
        known: dict[str, int] = {}
        flat: list[int] = []
        sizes: list[int] = []
        for text in cells.texts:
            found = [known.setdefault(name, len(known)) for name in give(text)]
            flat += found
            sizes.append(len(found))
        size = np.array(sizes, dtype=np.int64)
        start = np.r_[0, np.cumsum(size)][:-1]
        count = size[cells.codes]
        self.rows = np.repeat(np.arange(len(cells.codes), dtype=np.int64), count)
        first = np.repeat(np.r_[0, np.cumsum(count)][:-1], count)
        offset = np.arange(len(self.rows), dtype=np.int64) - first
        where = np.repeat(start[cells.codes], count) + offset
        self.codes = np.array(flat, dtype=np.int64)[where]
        self.names = list(known)


# --- reckoning ------------------------------------------------------------------------


class _Reckoning:
    """One total on its way, step by step. Rows are positions in the claims in scope."""

    def __init__(
        self, claims: pd.DataFrame, links: pd.DataFrame | None, asked: _Question
    ) -> None:
        self.asked = asked
        self.links = links
        self.direction = asked.direction or ""
        claims = claims[np.asarray(claims["withdrawn"] == "", dtype=np.bool_)]
        stance = _Cells(claims["stance"])
        denies = stance.are(lambda word: word == Stance.DENIES)
        units = _Cells(claims["unit"])
        inside = units.are(lambda word: word != "") | denies
        if asked.flow is not None:
            about = _Cells(claims["about"])
            inside &= about.are(lambda cell: asked.flow in _FLOW.findall(cell))
        if asked.direction is not None:
            ways = _Cells(claims["direction"])
            inside &= ways.are(lambda cell: cell in ("", *_spellings(self.direction)))
        self.frame = claims[inside]
        self.ids: Objects = np.asarray(self.frame["id"], dtype=object)
        self.count = len(self.ids)
        self.denies: Mask = denies[inside]
        self.reason = np.full(self.count, _NO_REASON, dtype=np.int8)
        self.by = np.full(self.count, -1, dtype=np.int64)
        self.cells = {
            name: _Cells(self.frame[name])
            for name in (
                "unit", "stance", "state", "counting", "flags", "direction", "origin",
                "destination", "about", "commodity",
            )
        }  # fmt: skip
        least = np.asarray(self.frame["quantity_min"], dtype=np.float64)
        most = np.asarray(self.frame["quantity_max"], dtype=np.float64)
        self.least = np.fmin(least, np.where(np.isnan(least), nan, most))
        self.most = np.fmax(most, np.where(np.isnan(most), nan, least))
        self.periods: Periods = stated_periods(self.frame["when"], self.frame["as_of"])
        self.spoken: Floats = said_by(self.frame["as_of"])
        speakers = np.asarray(self.frame["speakers"], dtype=object)
        named = np.asarray(self.frame["attributed_to"], dtype=object)
        self.speaker: Objects = np.where(speakers == "", named, speakers)
        self._flows = _Lists(self.cells["about"], _FLOW.findall)

    # Marks

    def _is(self, column: str, *words: str) -> Mask:
        return self.cells[column].are(lambda cell: cell in words)

    def _flagged(self, flag: Flag) -> Mask:
        return self.cells["flags"].are(lambda cell: str(flag) in _items(cell))

    def _leave(self, rows: Mask, reason: Reason) -> None:
        """Leave rows out for ``reason``, unless they have left for another."""
        free = rows & ~self.denies & (self.reason == _NO_REASON)
        self.reason[free] = _CODE[reason]

    @property
    def _counts(self) -> Mask:
        """Rows that neither deny nor have left for any reason."""
        return (self.reason == _NO_REASON) & ~self.denies

    # Steps

    def total(self) -> Total:
        self._choose()
        self._window()
        counts = self._counts
        widens = counts & (self._beyond | self._doubtful)
        self.low = np.where(widens, nan, self.least)
        self._rank()
        self._relate(counts)
        self._nest()
        return self._bounds(widens)

    def _choose(self) -> None:
        """Leave out what is no amount of the kind that was asked for."""
        self._leave(~self._is("unit", self.asked.unit), Reason.OTHER_UNIT)
        for word, why in _STANCES.items():
            self._leave(self._is("stance", word), why)
        self._leave(self._flagged(Flag.OUT_OF_SCOPE), Reason.OUT_OF_SCOPE)
        self._leave(self._flagged(Flag.MISREPORT), Reason.MISREPORT)
        for word, why in _COUNTINGS.items():
            self._leave(self._is("counting", word), why)
        self._leave(~self._is("counting", *_COUNTED), Reason.NOT_COUNTED)
        self._leave(~self._is("state", *HAPPENED), Reason.NOT_HAPPENED)
        mixed = self.cells["direction"].are(lambda cell: "<>" in cell)
        mixed |= self._flagged(Flag.MIXED_DIRECTIONS)
        self._leave(mixed, Reason.MIXED_DIRECTIONS)
        self._leave(np.isnan(self.least) & np.isnan(self.most), Reason.NO_NUMBER)
        self._choose_direction()
        if self.asked.flow is not None:
            self._leave(self._wider(self.asked.flow), Reason.WIDER)

    def _choose_direction(self) -> None:
        cells = self.cells["direction"]
        if self.asked.direction is None:
            counted = np.unique(cells.codes[self._counts])
            ways = sorted({cells.texts[code] for code in counted} - {""})
            if len(ways) > 1:
                raise ChoiceError(
                    "amounts of different directions never add; choose one of: "
                    + ", ".join(ways)
                )
            self.direction = ways[0] if ways else ""
        if self.direction:
            self._leave(self._is("direction", ""), Reason.NO_DIRECTION)

    def _wider(self, flow: str) -> Mask:
        """Rows about other flows too whose own ends do not lie in the ends of this."""
        several = self.cells["about"].are(lambda cell: len(_FLOW.findall(cell)) > 1)
        if self.asked.ends is None:
            return several
        fits = np.ones(self.count, dtype=np.bool_)
        for column, wide in zip(
            ("origin", "destination"), self.asked.ends, strict=True
        ):
            inside = {p for p in self.cells[column].texts if wide in self._chain(p)}
            fits &= self._is(column, *inside)
        return several & ~fits

    def _chain(self, place: str) -> list[str]:
        """Give the place, the wider ones that hold it, and last the empty one: anywhere."""
        chain = [place] if place else []
        while chain and (wider := self.asked.within.get(chain[-1], "")):
            if wider in chain:
                break
            chain.append(wider)
        return [*chain, ""]

    def _window(self) -> None:
        """Leave out what lies outside; mark what lies partly outside."""
        periods = self.periods
        undated = np.isinf(periods.first) & np.isinf(periods.last)
        self._leave(undated, Reason.UNKNOWN_PERIOD)
        self._doubtful = self._flagged(Flag.NUMBER_DOUBTFUL)
        self._beyond: Mask = np.zeros(self.count, dtype=np.bool_)
        self._elsewhere: Mask = self._beyond
        if not self.asked.window:
            return
        span = edtf.parse(self.asked.window)
        outside = (periods.early > span.last) | (periods.late < span.first)
        self._leave(outside, Reason.OUTSIDE_WINDOW)
        self._elsewhere = self.denies & outside & ~undated
        self._beyond = (periods.early < span.first) | (periods.late > span.last)

    def _rank(self) -> None:
        """Put the rows in one strict order that does not depend on the table's."""
        self.top = np.where(np.isnan(self.most), inf, self.most)
        low = np.where(np.isnan(self.low), -inf, self.low)
        keys = (self.ids.astype(str), -self.top, -low, self.periods.early)
        order = np.lexsort((*keys, -self.periods.late))
        self.rank = np.empty(self.count, dtype=np.int64)
        self.rank[order] = np.arange(self.count)

    # Relations

    def _relate(self, counts: Mask) -> None:
        """Apply the links: repeats first, then the rest between those that are left."""
        self.pairs: dict[str, tuple[Ints, Ints]] = {}
        links = self.links
        if links is None or not len(links):
            return
        ends = [np.asarray(links[name], dtype=object) for name in ("claim", "other")]
        codes, names = pd.factorize(np.concatenate(ends))
        one, other = np.split(np.asarray(codes, dtype=np.int64), 2)
        kind = np.asarray(links["kind"], dtype=object)
        row = pd.Index(self.ids).get_indexer(pd.Index(names)).astype(np.int64)
        row[row >= 0] = np.where(counts[row[row >= 0]], row[row >= 0], -1)
        stands = self._origins(one, other, kind == str(LinkKind.REPEATS), row)
        for word in LinkKind:
            chosen = kind == str(word)
            left, right = stands[one[chosen]], stands[other[chosen]]
            kept = (left >= 0) & (right >= 0) & (left != right)
            self.pairs[str(word)] = (left[kept], right[kept])
        later, earlier = self.pairs[LinkKind.SUPERSEDES]
        whole = ~self._beyond[later]
        self._absorb(earlier[whole], later[whole], Reason.SUPERSEDED)
        self._absorb(*self.pairs[LinkKind.PART_OF], Reason.PART_OF)
        self._open_circles()

    def _origins(self, one: Ints, other: Ints, repeats: Mask, row: Ints) -> Ints:
        """Give each node of the links the row that stands for it and its repeats."""
        label = components(len(row), one[repeats], other[repeats])
        counted = np.flatnonzero(row >= 0)
        relays = np.zeros(len(row), dtype=np.bool_)
        both = repeats & (row[one] >= 0) & (row[other] >= 0)
        relays[one[both]] = True
        rows = row[counted]
        order = np.lexsort(
            (
                self.ids[rows].astype(str),
                self.spoken[rows],
                relays[counted],
                self._beyond[rows],
                label[counted],
            )
        )
        groups = label[counted][order]
        first = (
            np.r_[True, groups[1:] != groups[:-1]] if len(groups) else np.zeros(0, bool)
        )
        standing = np.full(len(row), -1, dtype=np.int64)
        standing[groups[first]] = rows[order][first]
        stands = standing[label]
        self._absorb(rows, stands[counted], Reason.REPEATS)
        return stands

    def _absorb(self, rows: Ints, by: Ints, reason: Reason) -> None:
        """Let ``by`` absorb ``rows``; of several, the one of the best rank does."""
        free = (rows != by) & (self.reason[rows] == _NO_REASON)
        rows, by = rows[free], by[free]
        order = np.lexsort((-self.rank[by], rows))
        self.by[rows[order]] = by[order]
        self.reason[rows] = _CODE[reason]

    def _open_circles(self) -> None:
        """Let one claim stand where claims absorb each other in a circle."""
        own = np.arange(self.count)
        parent = np.where(self.by >= 0, self.by, own)
        end = roots(parent)
        lost = np.flatnonzero(self.by[end] >= 0)
        if not len(lost):
            return
        label = components(self.count, lost, parent[lost])
        on_circle = np.unique(end[lost])
        for _ in range(self.count):  # the rest of each circle
            wider = np.unique(np.r_[on_circle, parent[on_circle]])
            if len(wider) == len(on_circle):
                break
            on_circle = wider
        order = on_circle[np.lexsort((self.rank[on_circle], label[on_circle]))]
        groups = label[order]
        first = order[np.r_[True, groups[1:] != groups[:-1]]]
        self.by[first] = -1
        self.reason[first] = _NO_REASON

    def _linked(self, *kinds: LinkKind) -> tuple[Ints, Ints]:
        """Give the rows that links of some kinds join."""
        none = (np.zeros(0, dtype=np.int64),) * 2
        found = [self.pairs.get(str(kind), none) for kind in kinds]
        return np.concatenate([a for a, _ in found]), np.concatenate(
            [b for _, b in found]
        )

    # Nesting

    def _nest(self) -> None:
        """Absorb what lies in a later total of its series, or in a larger total."""
        self._keys()
        running = self._is("counting", Counting.RUNNING_TOTAL)
        wholes = self._is("counting", *_WHOLE)
        low = np.where(np.isnan(self.low), -inf, self.low)
        # What a row states, doubtful or not, must be no more than what absorbs it.
        stated = np.where(np.isnan(self.least), self.most, self.least)
        series = self._counts & running & ~self._beyond & ~np.isnan(self.low)
        lenient = self._lenient()
        held = self._held(series, series, self.speaker)
        value = np.zeros(self.count)
        stretch = self.start_place * self.places + self.end_place
        found = absorbed_by(
            held, self.rank, self.periods.first, lenient, self.periods.last, low,
            stated, value, np.full(self.count, inf), stretch,
        )  # fmt: skip
        rows = np.flatnonzero(found >= 0)
        self._absorb(rows, found[rows], Reason.LATER_TOTAL)
        held = self._held(self._counts & wholes, self._counts)
        found = absorbed_by(
            held, self.rank, self.periods.first, self.periods.early, self.periods.late,
            low, stated, self.top, self.top, stretch,
        )  # fmt: skip
        rows = np.flatnonzero(found >= 0)
        self._absorb(rows, found[rows], Reason.INSIDE)

    def _lenient(self) -> Floats:
        """Starts of rows as what lies inside: a total without a start fits any."""
        unknown = np.isinf(self.periods.early)
        return np.where(unknown, self.periods.last, self.periods.early)

    def _keys(self) -> None:
        """Give every row its kinds: the flows it is about, or else its commodity."""
        flows = self._flows
        bare = np.ones(self.count, dtype=np.bool_)
        bare[flows.rows] = False
        lone = np.flatnonzero(bare)
        self.key_rows: Ints = np.r_[flows.rows, lone]
        codes = self.cells["commodity"].codes[lone] + len(flows.names)
        self.key_codes: Ints = np.r_[flows.codes, codes]
        places = sorted(
            {p for name in ("origin", "destination") for p in self.cells[name].texts}
        )
        chains = [self._chain(place) for place in places]
        known = {place: code for code, place in enumerate(places)}
        for chain in chains:
            for place in chain:
                known.setdefault(place, len(known))
        self.places = len(known)
        deepest = max(map(len, chains), default=1)
        self.wider = np.full((deepest, len(known)), -1, dtype=np.int64)
        for place, chain in zip(places, chains, strict=True):
            for depth, one in enumerate(chain):
                self.wider[depth, known[place]] = known[one]
        self.start_place = self.cells["origin"].map(known.__getitem__, np.int64)
        self.end_place = self.cells["destination"].map(known.__getitem__, np.int64)

    def _held(self, holder: Mask, inner: Mask, owner: Objects | None = None) -> Held:
        """Pair holders and rows by kind, stretch and (if given) owner."""
        key = self.key_codes
        if owner is not None:
            owners = pd.factorize(owner)[0].astype(np.int64)
            key = key * (int(owners.max(initial=0)) + 1) + owners[self.key_rows]
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
        chosen = holder[self.key_rows]
        rows, keys = self.key_rows[chosen], key[chosen]
        codes = self._code(keys, self.start_place[rows], self.end_place[rows])
        groups, group = np.unique(codes, return_inverse=True)
        chosen = inner[self.key_rows]
        asked, keys = self.key_rows[chosen], key[chosen]
        inner_rows: list[Ints] = []
        inner_groups: list[Ints] = []
        for from_places in self.wider:
            for to_places in self.wider:
                start = from_places[self.start_place[asked]]
                end = to_places[self.end_place[asked]]
                real = (start >= 0) & (end >= 0)
                code = self._code(keys[real], start[real], end[real])
                at = np.searchsorted(groups, code)
                at[at == len(groups)] = 0
                hit = groups[at] == code if len(groups) else np.zeros(len(code), bool)
                inner_rows.append(asked[real][hit])
                inner_groups.append(at[hit].astype(np.int64))
        return Held(
            rows,
            group.astype(np.int64),
            np.concatenate(inner_rows),
            np.concatenate(inner_groups),
        )

    def _code(self, key: Ints, start: Ints, end: Ints) -> Ints:
        return (key * self.places + start) * self.places + end

    # Bounds

    def _bounds(self, widens: Mask) -> Total:
        stands = self._counts
        running = stands & self._is("counting", Counting.RUNNING_TOTAL)
        pieces = stands & ~running
        low = np.where(np.isnan(self.low), -inf, self.low)
        held_by = holders(
            self._held(running, pieces), self.rank, self.periods.first,
            self.periods.early, self.periods.late,
        )  # fmt: skip
        held = held_by >= 0
        # The least: one claim, or a chain of claims that add.
        supports = stands | (self.reason == _CODE[Reason.PART_OF])
        single = np.where(supports, low, -inf)
        chain_sum, chain = self._chain_of(pieces & ~held)
        printed = np.asarray(self.frame["quantity_as_printed"], dtype=object)
        at_least: float | None = None
        carried: Ints = np.zeros(0, dtype=np.int64)
        largest = float(single.max(initial=-inf))
        if chain_sum > largest and len(chain) > 1:
            at_least, carried = chain_sum, chain
        elif largest > -inf:
            at_least = largest
            ties = np.flatnonzero(single == largest)
            standing = ties[stands[ties]]
            ties = standing if len(standing) else ties
            # "More than 100" says more than "about 100".
            strict = np.array(
                [_MORE.match(str(one).lower()) is None for one in printed[ties]],
                dtype=np.bool_,
            )
            carried = ties[np.lexsort((self.rank[ties], strict))[:1]]
        at_most = self._at_most(running, pieces, held)
        if at_most is not None and at_least is not None:
            at_most = max(at_most, at_least)
        disputed = self._disputed(stands, carried, at_least)
        agreed = (
            at_least is not None
            and at_least == at_most
            and not len(disputed)
            and not (stands & widens).any()
        )
        return Total(
            unit=self.asked.unit,
            direction=self.direction,
            flow=self.asked.flow or "",
            window=self.asked.window,
            at_least=at_least,
            at_most=at_most,
            best=at_least if agreed else None,
            at_least_from=tuple(map(str, self.ids[carried])),
            disputed_by=tuple(map(str, self.ids[disputed])),
            claims=self._told(widens),
            overlaps=self._overlaps(stands),
        )

    def _chain_of(self, pieces: Mask) -> tuple[float, Ints]:
        """Find the claims that add to the largest minimum."""
        entangled = np.zeros(self.count, dtype=np.bool_)
        left, right = self._linked(
            LinkKind.OVERLAPS, LinkKind.CONTRADICTS, LinkKind.DERIVED_FROM
        )
        both = pieces[left] & pieces[right]
        entangled[left[both]] = True
        entangled[right[both]] = True
        fits = pieces & ~entangled & (self.low > 0)
        rows = np.flatnonzero(fits)
        speaker = pd.factorize(self.speaker[rows].astype(str), sort=True)[0]
        code = self._code(
            speaker.astype(np.int64), self.start_place[rows], self.end_place[rows]
        )
        group = np.unique(code, return_inverse=True)[1].astype(np.int64)
        weight, chosen = heaviest_chain(
            group, self.periods.early[rows], self.periods.late[rows], self.low[rows],
            self.rank[rows],
        )  # fmt: skip
        return weight, rows[chosen]

    def _at_most(self, running: Mask, pieces: Mask, held: Mask) -> float | None:
        """Sum what may be different goods; ``None`` if one claim is open, or none."""
        standing = running | pieces
        if not standing.any() or np.isinf(self.top[standing]).any():
            return None
        # Running totals of one kind never add: of those that hold one another, and of
        # claims that contradict or come from each other, the greatest counts.
        parent = holders(
            self._held(running, running), self.rank, self.periods.first,
            self._lenient(), self.periods.last,
        )  # fmt: skip
        rows = np.flatnonzero(parent >= 0)
        left, right = self._linked(LinkKind.CONTRADICTS, LinkKind.DERIVED_FROM)
        both = standing[left] & standing[right] & (running[left] == running[right])
        both &= held[left] == held[right]
        label = components(
            self.count, np.r_[rows, left[both]], np.r_[parent[rows], right[both]]
        )
        inside = self._greatest(label, pieces & held)
        return fsum(
            (
                max(self._greatest(label, running), inside),
                self._greatest(label, pieces & ~held),
            )
        )

    def _greatest(self, label: Ints, rows: Mask) -> float:
        """Sum the greatest amount of each group."""
        greatest = np.zeros(self.count)
        np.maximum.at(greatest, label[rows], self.top[rows])
        return fsum(greatest[greatest > 0].tolist())

    def _disputed(self, stands: Mask, carried: Ints, at_least: float | None) -> Ints:
        """Find standing claims over all of the least's days and kinds that say less."""
        if at_least is None or len(carried) != 1:
            return np.zeros(0, dtype=np.int64)
        one = int(carried[0])
        alike = np.zeros(self.count, dtype=np.bool_)
        mine = self.key_codes[self.key_rows == one]
        alike[self.key_rows[np.isin(self.key_codes, mine)]] = True
        for places in (self.start_place, self.end_place):
            wider = self.wider[:, places[one]]
            alike &= np.isin(places, wider[wider >= 0])
        less = stands & alike & (self.top < at_least)
        less &= ~self._doubtful & (self.periods.last >= self.periods.last[one])
        start = self.periods.first[one]
        if np.isfinite(start):
            less &= self.periods.first <= start
        return np.flatnonzero(less)

    def _overlaps(self, stands: Mask) -> pd.DataFrame:
        left, right = self._linked(LinkKind.OVERLAPS)
        both = stands[left] & stands[right]
        pairs = sorted(
            {
                tuple(sorted((str(a), str(b))))
                for a, b in zip(
                    self.ids[left[both]], self.ids[right[both]], strict=True
                )
            }
        )
        return pd.DataFrame(pairs, columns=["claim", "other"], dtype="str")

    def _told(self, widens: Mask) -> pd.DataFrame:
        """Make the table of every claim in scope and what became of it."""
        part = np.full(self.count, str(Part.LEFT_OUT), dtype=object)
        stands = self._counts
        part[stands] = str(Part.STANDS)
        part[stands & widens] = str(Part.WIDENS)
        part[self.by >= 0] = str(Part.ABSORBED)
        part[self.denies] = str(Part.DENIES)
        reason = self.reason.astype(np.int64)
        doubtful, beyond = stands & self._doubtful, stands & self._beyond
        reason[doubtful] = _CODE[Reason.NUMBER_DOUBTFUL]
        reason[beyond] = _CODE[Reason.BEYOND_WINDOW]
        by = np.full(self.count, "", dtype=object)
        by[self.by >= 0] = self.ids[self.by[self.by >= 0]]
        told = self._beside()
        frame = pd.DataFrame(
            {
                "speaker": pd.array(self.speaker, dtype="str"),
                "first_day": _dates(self.periods.first),
                "last_day": _dates(self.periods.last),
                "least": self.least,
                "most": self.most,
                "printed": pd.array(
                    np.asarray(self.frame["quantity_as_printed"], dtype=object),
                    dtype="str",
                ),
                "part": pd.Categorical(part, categories=list(map(str, Part))),
                "reason": pd.Categorical.from_codes(
                    reason, categories=pd.Index(_ALL_REASONS)
                ),
                "by": pd.array(by, dtype="str"),
            },
            index=pd.Index(self.ids, dtype="str", name=None),
        )
        return frame[told]

    def _beside(self) -> Mask:
        """Rows to tell of: denials only if they deny a flow that amounts are about."""
        told = ~self.denies
        denies = self.denies & ~self._elsewhere
        if self.asked.flow is not None:
            return told | denies
        spoken = told & self._is("unit", self.asked.unit)
        flows = self._flows
        known = np.unique(flows.codes[spoken[flows.rows]])
        near = np.zeros(self.count, dtype=np.bool_)
        near[flows.rows[np.isin(flows.codes, known)]] = True
        bare = np.ones(self.count, dtype=np.bool_)
        bare[flows.rows] = False
        return told | (denies & (near | bare))


def _spellings(direction: str) -> tuple[str, ...]:
    """Ways in which a cell may name the direction, or it and its opposite together."""
    start, _, end = direction.partition(">")
    return (direction, f"{start}<>{end}", f"{end}<>{start}")


def _dates(days: Floats) -> npt.NDArray[np.datetime64]:
    """Give days as dates; ``NaT`` where there is none."""
    known = np.isfinite(days)
    dates = np.full(len(days), np.datetime64("NaT"), dtype="datetime64[s]")
    dates[known] = days[known].astype(np.int64).astype("datetime64[D]")
    return dates


# --- words ----------------------------------------------------------------------------


def _explained(told: Total, lang: str) -> list[str]:
    french = lang == "fr"
    colon = " : " if french else ": "
    scope = [told.direction, told.flow, told.window]
    about = ", ".join(one for one in scope if one)
    head = told.words(lang)
    lines = [f"{about}{colon}{head}." if about else f"{head[:1].upper()}{head[1:]}."]
    if told.is_empty:
        lines.append(
            "Aucune quantité n'est connue ; cela ne veut pas dire zéro."
            if french
            else "No amount is known; that does not mean none."
        )
    elif told.is_open:
        lines.append(
            "Aucun maximum : au moins une affirmation retenue n'en indique pas."
            if french
            else "No upper bound: at least one claim that stands states none."
        )
    if told.at_least_from:
        lines.append(
            ("Le minimum vient de " if french else "The least comes from ")
            + _listed([_cited(told, one, lang) for one in told.at_least_from], lang)
            + "."
        )
    if told.disputed_by:
        lines.append(
            ("Indiquent moins : " if french else "State less: ")
            + _listed([_cited(told, one, lang) for one in told.disputed_by], lang)
            + "."
        )
    if told.stands_on:
        lines.append(
            ("Repose sur " if french else "Stands on ")
            + _listed(list(told.stands_on), lang)
            + "."
        )
    lines += _counted(told, lang)
    return lines


def _counted(told: Total, lang: str) -> list[str]:
    french = lang == "fr"
    colon = " : " if french else ": "
    lines = []
    for reason in (Reason.NUMBER_DOUBTFUL, Reason.BEYOND_WINDOW):
        rows = told.claims[told.claims["part"] == Part.WIDENS]
        ids = list(map(str, rows.index[rows["reason"] == reason]))
        if ids:
            cited = _listed([_cited(told, one, lang) for one in ids], lang)
            start = "Relève le seul maximum" if french else "Raises the most only"
            lines.append(f"{start}, {reason.label(lang)}{colon}{cited}.")
    for part, en, fr in (
        (Part.ABSORBED, "Absorbed", "Absorbées"),
        (Part.LEFT_OUT, "Left out", "Écartées"),
    ):
        counts = told.claims.loc[told.claims["part"] == part, "reason"].value_counts()
        found = {str(word): int(n) for word, n in counts.items() if n}
        if found:
            said = [f"{n} ({_LABELS[w].label(lang)})" for w, n in sorted(found.items())]
            lines.append(f"{fr if french else en}{colon}{', '.join(said)}.")
    if n := len(told.overlaps):
        many = "s" if n > 1 else ""
        lines.append(
            f"{n} recoupement{many} non résolu{many} entre affirmations retenues."
            if french
            else f"{n} unresolved overlap{many} between claims that stand."
        )
    if n := len(told.denials):
        many = "s" if n > 1 else ""
        lines.append(
            f"À côté : {n} démenti{many}, jamais soustrait{many}."
            if french
            else f"Beside: {n} denial{many}, never subtracted."
        )
    return lines


def _listed(items: list[str], lang: str, most: int = 12) -> str:
    rest = len(items) - most
    shown_items = ", ".join(items[:most])
    if rest <= 0:
        return shown_items
    return f"{shown_items} {'et' if lang == 'fr' else 'and'} {rest} {_MORE_WORD[lang]}"


_MORE_WORD = {"en": "more", "fr": "autres"}


def _cited(told: Total, claim: str, lang: str) -> str:
    """Give a claim with its speaker and amount: ``M159 (msmt: at least 20,000)``."""
    row = dict(told.claims.loc[claim])
    least, most = float(row["least"]), float(row["most"])
    say = _SAY[lang]
    printed = str(row["printed"]).lower()
    about = say["about"] if _ABOUT.match(printed) else ""
    if isnan(least):
        amount = say["most"].format(number(most, lang))
    elif isnan(most):
        more = say["more"] if _MORE.match(printed) else say["least"]
        amount = more.format(number(least, lang))
    elif least == most:
        amount = about + number(least, lang)
    else:
        amount = say["range"].format(number(least, lang), number(most, lang))
    colon = " : " if lang == "fr" else ": "
    day = str(row["last_day"])[:10]
    until = "" if day == "NaT" else f", {day}"
    return f"{claim} ({row['speaker']}{colon}{amount}{until})"
