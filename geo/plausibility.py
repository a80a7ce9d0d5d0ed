"""What is reported, set beside what can be computed.

::

    checks = plausibility(atlas)                     # one row a check
    checks[checks["verdict"] == "differs"]
    one_ship(atlas, "O039", "O040")                  # two sightings of your choice

Four kinds of check follow from the tables alone, so that every atlas gets the same:

* **distance**: a stated distance beside the geodesic between the two places;
* **speed**: the speed that a ship needs between two dated sightings;
* **ais-gap**: how many round trips fit into a time without AIS, beside the voyages
  stated for it;
* **ratio**: containers per voyage, rounds per container and rounds per voyage that two
  totals of one speaker imply.

A check ends in *agrees*, *differs* or *cannot be checked*. It never says that a claim
is wrong: dates, places, names and numbers can each be read otherwise, and the inputs
are printed with every row. What is assumed stands in :class:`Assumptions`.

A place that no source locates (a border, as a rule) may have *reference places*:
features of any layer whose property ``reference_for`` names it. The distance is then
computed to each of them and every one gets its own row, unless it is more than twice as
far as the nearest.

Distances are kilometres along the WGS 84 ellipsoid, speeds knots, times hours or days.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
from pyproj import Geod
from shapely import get_coordinates, segmentize
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo import edtf, words
from geo.atlas import Atlas
from geo.cells import items
from geo.errors import NotFoundError, shown
from geo.geometry import digits
from geo.plausibility_words import WORDS
from geo.vocabulary import (
    Counting,
    Flag,
    Mode,
    Outcome,
    Practice,
    Stance,
    Topic,
    Unit,
    Word,
)

__all__ = ["COLUMNS", "Assumptions", "Check", "Verdict", "one_ship", "plausibility"]


class Verdict(Word):
    """How a check ends. None of the three says that a claim is wrong."""

    AGREES = (
        "agrees",
        "agrees",
        "concorde",
        "What is reported lies within what can be computed.",
        "Ce qui est rapporté se situe dans ce qui peut être calculé.",
    )
    DIFFERS = (
        "differs",
        "differs",
        "diffère",
        "What is reported lies outside what can be computed; either may rest on a"
        " reading that another would change.",
        "Ce qui est rapporté se situe hors de ce qui peut être calculé ; l'un comme"
        " l'autre peut tenir à une lecture parmi d'autres.",
    )
    CANNOT_BE_CHECKED = (
        "cannot-be-checked",
        "cannot be checked",
        "non vérifiable",
        "Something that the computation needs is not known well enough.",
        "Un élément nécessaire au calcul n'est pas assez connu.",
    )


class Check(Word):
    """What is set beside a computation."""

    DISTANCE = (
        "distance",
        "distance",
        "distance",
        "A stated distance beside the shortest line between the two places.",
        "Une distance annoncée, en regard de la ligne la plus courte.",
    )
    SPEED = (
        "speed",
        "speed between two sightings",
        "vitesse entre deux observations",
        "The speed that a ship needs between two dated sightings.",
        "La vitesse qu'il faut à un navire entre deux observations datées.",
    )
    AIS_GAP = (
        "ais-gap",
        "round trips within an AIS gap",
        "allers-retours pendant une interruption AIS",
        "The round trips that fit into a time without AIS.",
        "Les allers-retours possibles pendant une période sans AIS.",
    )
    RATIO = (
        "ratio",
        "ratio of two totals",
        "rapport de deux totaux",
        "What two totals of one speaker imply per voyage or container.",
        "Ce que deux totaux d'un même locuteur impliquent par voyage ou conteneur.",
    )


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the checks assume; every value is printed in the inputs of its rows."""

    max_speed_kn: float = 16.0
    """Greatest speed of a cargo ship, in knots: generous for general cargo and ro-ro."""
    slow_kn: float = 10.0
    """Slow service speed on a round trip, in knots."""
    fast_kn: float = 14.0
    """Fast service speed on a round trip, in knots."""
    short_stay_days: float = 1.0
    """Shortest stay in each of the two ports of a round trip, in days."""
    long_stay_days: float = 2.0
    """Longest stay in each of the two ports of a round trip, in days."""
    tolerance: float = 0.05
    """Part of a stated distance that its "about" may hide, if rounding hides less."""
    payload_kg: float = 28_200.0
    """Most that a 20-foot container may hold: 30,480 kg gross (ISO 668), some 2,280 kg
    tare."""
    round_kg: float = 20.0
    """Least mass of an artillery round, packing left out, in kilograms."""
    days_apart: int = 7
    """Days between the as-of dates of two totals that still count as one statement."""
    common_period: float = 0.8
    """Part of their joint period that two totals must share."""

    def __post_init__(self) -> None:
        """Refuse what would divide by zero or turn a range round."""
        positive = (self.max_speed_kn, self.slow_kn, self.payload_kg, self.round_kg)
        stays = 0 <= self.short_stay_days <= self.long_stay_days
        if min(positive) <= 0 or self.fast_kn < self.slow_kn or not stays:
            raise ValueError(f"assumptions out of order: {self}")


COLUMNS: tuple[str, ...] = (
    "id",
    "kind",
    "claims",
    "observations",
    "sites",
    "vessels",
    "reported_en",
    "reported_fr",
    "reported_min",
    "reported_max",
    "reported_unit",
    "computed_min",
    "computed_max",
    "computed_unit",
    "formula_en",
    "formula_fr",
    "inputs_en",
    "inputs_fr",
    "verdict",
    "explanation_en",
    "explanation_fr",
)
"""Columns of :func:`plausibility`. An open end of a range is ``NaN``."""

_WGS84 = Geod(ellps="WGS84")
_KM_PER_NM = 1.852
_HOURS_PER_DAY = 24
_LANGS = ("en", "fr")
_NAN = math.nan
_NO_CLAIM = frozenset({str(Stance.DENIES)})  # a denied number is not a stated one

Record = dict[str, Any]


class _Both(NamedTuple):
    """A text in English and French."""

    en: str
    fr: str


_NOTHING = _Both("", "")


def _say(word: str, /, **values: object) -> _Both:
    """Words for ``word``; a :class:`_Both` or a number goes in as its own language."""
    filled = []
    for lang, text in zip(_LANGS, WORDS[word], strict=True):
        own = {name: _in(value, lang) for name, value in values.items()}
        filled.append(text.format(**own))
    return _Both(*filled)


def _in(value: object, lang: str) -> str:
    if isinstance(value, _Both):
        return value[_LANGS.index(lang)]
    if isinstance(value, int | float):
        return words.number(float(value), lang)
    return str(value)


def _join(parts: Iterable[_Both], separator: str = " ") -> _Both:
    texts = [part for part in parts if part.en]
    french = " ; " if separator == "; " else separator
    return _Both(
        separator.join(text.en for text in texts),
        french.join(text.fr for text in texts),
    )


def _range(least: float, most: float) -> _Both:
    """Words for a computed range; ``nan`` or infinity is an open end."""
    low = not math.isnan(least)
    high = not math.isnan(most) and math.isfinite(most)
    if low and high and least != most:
        return _say("range-both", a=least, b=most)
    if low and high:
        return _say("range-one", a=least)
    if low:
        return _say("range-low", a=least)
    if high:
        return _say("range-high", b=most)
    return _say("range-open")


def _date(cell: str) -> _Both:
    if not cell:
        return _say("undated")
    return _Both(words.date(cell, "en"), words.date(cell, "fr"))


def _label(word: Word | None) -> _Both:
    return _Both(word.label("en"), word.label("fr")) if word else _NOTHING


def _overlap(low: float, high: float, least: float, most: float) -> bool:
    return low <= most and least <= high


# --- places ---------------------------------------------------------------------------

# One vertex at least every 0.01 degree: at 5 km off, the nearest vertex is no more
# than 30 m farther than the nearest point of the line.
_STEP_DEGREES = 0.01


class _Apart(NamedTuple):
    """How far apart two places are, and which points were measured."""

    km: float
    error_km: float
    """Sum of the two location errors."""
    start: tuple[float, float]
    end: tuple[float, float]

    @property
    def least(self) -> float:
        return max(0.0, self.km - self.error_km)

    @property
    def most(self) -> float:
        return self.km + self.error_km

    @property
    def step(self) -> float:
        """Power of ten, in km, that the error supports as the last digit."""
        if self.error_km <= 0.1:
            return 0.1
        return float(10 ** math.floor(math.log10(self.error_km)))

    def rounded(self) -> tuple[float, float]:
        """Least and most kilometres with the digits that the error supports."""
        return _nearest(self.least, self.step), _nearest(self.most, self.step)


def _nearest(value: float, step: float) -> float:
    return round(round(value / step) * step, 6)


class _Places:
    """Sites of an atlas with what is needed to measure between them."""

    def __init__(self, atlas: Atlas) -> None:
        sites = atlas.sites
        self.rows: dict[str, Record] = _records(
            pd.DataFrame(sites.drop(columns="geometry"))
        )
        self.shapes: dict[str, BaseGeometry | None] = dict(
            zip(self.rows, sites.geometry.tolist(), strict=True)
        )
        self.references = self._references(atlas)
        self.lengths = self._lengths(atlas)

    def _references(self, atlas: Atlas) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for layer in atlas.layers.values():
            if "reference_for" not in layer.columns:
                continue
            for key, cell in zip(layer["id"], layer["reference_for"], strict=True):
                if isinstance(cell, str) and cell and key in self.rows:
                    for site in items(cell):
                        found.setdefault(site, []).append(str(key))
        return found

    @staticmethod
    def _lengths(atlas: Atlas) -> dict[tuple[str, frozenset[str]], list[float]]:
        """Kilometres along a railway or sea lane, by mode and pair of ends.

        They come from the table of published distances and from the paths.
        """
        rows = list(_records(atlas.rail_distances).values())
        names = ["published_km", "computed_km", "computed_graph_km"]
        if "paths" in atlas.layers:
            paths = pd.DataFrame(atlas.layers["paths"].drop(columns="geometry"))
            for row in _records(paths).values():
                ends = {"origin": row.get("from"), "destination": row.get("to")}
                rows.append({**row, **ends, **dict.fromkeys(names, _NAN)})
            names.append("length_km")
        found: dict[tuple[str, frozenset[str]], list[float]] = {}
        for row in rows:
            key = (str(row["mode"]), frozenset((row["origin"], row["destination"])))
            kms = [float(row.get(name) or _NAN) for name in names]
            found.setdefault(key, []).extend(km for km in kms if km > 0)
        return found

    def track(self, mode: str, ends: Iterable[str]) -> list[float]:
        """Lengths in km of the way by ``mode`` between two sites; empty if unknown."""
        return self.lengths.get((mode, frozenset(ends)), [])

    def located(self, key: str) -> bool:
        shape = self.shapes.get(key)
        return shape is not None and not shape.is_empty

    def stand_ins(self, key: str) -> list[str]:
        """Give the site itself if it is located, or else its reference places."""
        if self.located(key):
            return [key]
        return [one for one in self.references.get(key, []) if self.located(one)]

    def name(self, key: str) -> _Both:
        row = self.rows.get(key)
        if row is None:
            return _Both(key, key)
        return _Both(row["name_en"] or key, row["name_fr"] or key)

    def error_km(self, key: str) -> float:
        metres = float(self.rows[key]["uncertainty_m"])
        return 0.0 if math.isnan(metres) else metres / 1000

    def apart(self, first: str, second: str) -> _Apart | None:
        """Geodesic between the nearest points; ``None`` if one end has no place."""
        start, end = self.shapes.get(first), self.shapes.get(second)
        if start is None or end is None or start.is_empty or end.is_empty:
            return None
        error = self.error_km(first) + self.error_km(second)
        swapped = not isinstance(start, Point) and isinstance(end, Point)
        point, shape = (end, start) if swapped else (start, end)
        if not isinstance(point, Point):  # two lines or areas: one is its middle
            middle = point.representative_point()
            here = (middle.x, middle.y)
            error += _farthest_km(here, point)
            point = middle
        here = (point.x, point.y)
        if shape.covers(point):
            return _Apart(0.0, error, here, here)
        fine = shape if isinstance(shape, Point) else segmentize(shape, _STEP_DEGREES)
        metres, vertices = _metres(here, fine)
        nearest = int(metres.argmin())
        there = (float(vertices[nearest][0]), float(vertices[nearest][1]))
        ends = (there, here) if swapped else (here, there)
        return _Apart(float(metres[nearest]) / 1000, error, *ends)

    def where(self, key: str, at: tuple[float, float]) -> _Both:
        """Words for a place that was measured: name, position, error, origin."""
        row = self.rows[key]
        places = digits(float(row["uncertainty_m"]))
        error = self.error_km(key)
        source = row["coordinate_source"]
        return _say(
            "where",
            name=self.name(key),
            key=key,
            lat=_degrees(at[1], places, "NS"),
            lon=_degrees(at[0], places, "EW"),
            error=_say("within", km=error) if error else _say("no-error"),
            source=_Both(f" ({source})", f" ({source})") if source else _NOTHING,
        )


def _degrees(value: float, places: int, halves: str) -> _Both:
    """Give a latitude or longitude with the letter of its half of the earth."""
    value = (value + 180) % 360 - 180 if halves == "EW" else value
    text = f"{abs(value):.{places}f} °"
    letter = halves[value < 0]
    return _Both(text + letter, text.replace(".", ",") + letter.replace("W", "O"))


def _metres(here: tuple[float, float], shape: BaseGeometry) -> tuple[Any, Any]:
    """Geodesic metres from ``here`` to every vertex of ``shape``, and the vertices."""
    vertices = get_coordinates(shape)
    lons, lats = vertices[:, 0], vertices[:, 1]
    start = [[one] * len(vertices) for one in here]
    return _WGS84.inv(start[0], start[1], lons, lats)[2], vertices


def _farthest_km(here: tuple[float, float], shape: BaseGeometry) -> float:
    return float(_metres(here, shape)[0].max()) / 1000


def _records(frame: pd.DataFrame) -> dict[str, Record]:
    """Rows of a table as dictionaries, by id; missing whole numbers are ``nan``."""
    plain = frame.astype(object).where(frame.notna(), _NAN)
    names = [str(name) for name in plain.columns]
    return {
        str(key): dict(zip(names, values, strict=True))
        for key, *values in plain.itertuples(name=None)
    }


# --- rows -----------------------------------------------------------------------------


class _Facts:
    """The tables of an atlas as the checks read them."""

    def __init__(self, atlas: Atlas, assume: Assumptions) -> None:
        self.assume = assume
        self.places = _Places(atlas)
        claims = atlas.claims
        self.claims = _records(claims[claims["withdrawn"] == ""])
        self.observations = _records(atlas.observations)
        self.vessels = _records(atlas.vessels)
        self.flows = _records(atlas.tables["flows"])

    def about(self, claim: Record, kind: str) -> list[str]:
        """Ids of one kind that a claim is about, in its order."""
        found = []
        for item in items(claim["about"]) if claim["about"] else ():
            name, _, key = item.partition(":")
            if name == kind:
                found.append(key)
        return found

    def is_ship(self, vessel: str) -> bool:
        return vessel in self.vessels and self.vessels[vessel]["kind"] == "ship"

    def ships(self, vessels: Iterable[str]) -> list[str]:
        return [vessel for vessel in vessels if self.is_ship(vessel)]

    def vessel_names(self, vessels: Iterable[str]) -> str:
        return ", ".join(
            str(self.vessels[key]["name"]) if key in self.vessels else key
            for key in vessels
        )

    def numbers(self) -> Iterator[tuple[str, Record]]:
        """Claims that state something; a denied number is left out."""
        for key, claim in self.claims.items():
            if claim["stance"] not in _NO_CLAIM:
                yield key, claim


def _row(
    key: str,
    kind: Check,
    verdict: Verdict,
    *,
    reported: _Both,
    formula: _Both,
    explanation: _Both,
    inputs: _Both = _NOTHING,
    claims: Iterable[str] = (),
    observations: Iterable[str] = (),
    sites: Iterable[str] = (),
    vessels: Iterable[str] = (),
    stated: tuple[float, float, str] = (_NAN, _NAN, ""),
    computed: tuple[float, float, str] = (_NAN, _NAN, ""),
) -> Record:
    def cell(ids: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(one for one in ids if one))

    def closed(value: float) -> float:
        return value if math.isfinite(value) else _NAN

    return {
        "id": key,
        "kind": str(kind),
        "claims": cell(claims),
        "observations": cell(observations),
        "sites": cell(sites),
        "vessels": cell(vessels),
        "reported_en": reported.en,
        "reported_fr": reported.fr,
        "reported_min": closed(stated[0]),
        "reported_max": closed(stated[1]),
        "reported_unit": stated[2],
        "computed_min": closed(computed[0]),
        "computed_max": closed(computed[1]),
        "computed_unit": computed[2],
        "formula_en": formula.en,
        "formula_fr": formula.fr,
        "inputs_en": inputs.en,
        "inputs_fr": inputs.fr,
        "verdict": str(verdict),
        "explanation_en": explanation.en,
        "explanation_fr": explanation.fr,
    }


def _amount(claim: Record) -> _Both:
    printed = claim["quantity_as_printed"]
    printed = "" if printed == "as printed" else printed
    least, most = claim["quantity_min"], claim["quantity_max"]
    return _Both(
        *(words.amount(least, most, claim["unit"], printed, one) for one in _LANGS)
    )


def plausibility(atlas: Atlas, assume: Assumptions | None = None) -> pd.DataFrame:
    """Set what the claims and observations of ``atlas`` state beside computations.

    Returns one row a check, with the columns :data:`COLUMNS` and the id as index:
    first distances, then speeds, AIS gaps and ratios, each in the order of its table.
    ``kind`` and ``verdict`` are categories with the words of :class:`Check` and
    :class:`Verdict`; ids in one cell are separated by ``;``. Withdrawn and denying
    claims are left out.
    """
    facts = _Facts(atlas, assume or Assumptions())
    rows = [*_distances(facts), *_speeds(facts), *_gaps(facts), *_ratios(facts)]
    return _frame(rows)


def _frame(rows: list[Record]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = [name for name in COLUMNS if name.endswith(("_min", "_max"))]
    types = {n: "float64" if n in numbers else "str" for n in COLUMNS}
    frame = frame.astype(types)
    frame["kind"] = pd.Categorical(frame["kind"], categories=[*map(str, Check)])
    frame["verdict"] = pd.Categorical(frame["verdict"], categories=[*map(str, Verdict)])
    frame.index = pd.Index(frame["id"].tolist(), dtype="str")
    return frame


# --- distances ------------------------------------------------------------------------

_DISTANCE_UNITS = {str(Unit.KM): 1.0, str(Unit.METRE): 0.001}
_PLACED = {str(one) for one in (Topic.ROUTE, Topic.SITE, Topic.LINK, Topic.VISIT)}
# "The border" is a border near by: a reference that is more than this many times as far
# as the nearest one is no reading of it.
_FAR_READING = 2.0
_ON_A_TRACK = {str(one) for one in (Mode.RAIL, Mode.ROAD, Mode.SEA)}


def _distances(facts: _Facts) -> Iterator[Record]:
    for key, claim in facts.numbers():
        ends = _ends(facts, claim)
        measured = (
            claim["topic"] in _PLACED
            and claim["unit"] in _DISTANCE_UNITS
            and claim["counting"] == Counting.MEASURE
            and len(ends) == 2
        )
        if measured or claim["topic"] == Topic.DISTANCE:
            yield from _distance(facts, key, claim, ends)


def _ends(facts: _Facts, claim: Record) -> list[str]:
    """Two places of a stated distance: its ends, or the two sites it is about."""
    stated = [claim["origin"], claim["destination"]]
    if all(stated):
        return stated
    named = (*stated, *facts.about(claim, "site"))
    return list(dict.fromkeys(one for one in named if one))


def _distance_formula(assume: Assumptions) -> _Both:
    return _say("f-distance", percent=round(assume.tolerance * 100, 2))


def _slack(value: float, tolerance: float) -> float:
    """What rounding and "about" may hide in a printed number.

    >>> _slack(200, 0.05), _slack(193, 0.1), _slack(2.6, 0.0)
    (50.0, 19.3, 0.05)
    """
    if value == 0:
        return 0.0
    exponent = -6  # tables hold no more than six decimals worth reading
    scaled = round(abs(value) * 10**6)
    while scaled and scaled % 10 == 0:
        scaled //= 10
        exponent += 1
    return max(float(10**exponent) / 2, abs(value) * tolerance)


def _stated_km(claim: Record, tolerance: float) -> tuple[float, float]:
    """Kilometres that a claim may mean; infinite where it leaves an end open."""
    scale = _DISTANCE_UNITS[claim["unit"]]
    least, most = claim["quantity_min"], claim["quantity_max"]
    low = -math.inf if math.isnan(least) else least - _slack(least, tolerance)
    high = math.inf if math.isnan(most) else most + _slack(most, tolerance)
    return low * scale, high * scale


def _distance(
    facts: _Facts, key: str, claim: Record, ends: list[str]
) -> Iterator[Record]:
    places = facts.places
    names = [places.name(end) for end in ends]
    title = _join(names, " – ")
    reported = _say("ends-amount", ends=title, amount=_amount(claim))
    stated = (claim["quantity_min"], claim["quantity_max"], claim["unit"])
    formula = _distance_formula(facts.assume)

    def cannot(why: _Both) -> Record:
        return _row(
            f"distance.{key}", Check.DISTANCE, Verdict.CANNOT_BE_CHECKED,
            reported=reported, formula=formula, explanation=why, claims=[key],
            sites=ends, stated=stated,
        )  # fmt: skip

    if claim["unit"] not in _DISTANCE_UNITS or (
        math.isnan(stated[0]) and math.isnan(stated[1])
    ):
        yield cannot(_say("no-number"))
        return
    if len(ends) != 2 or ends[0] == ends[1]:
        yield cannot(_say("no-two-places"))
        return
    nowhere = [end for end in ends if not places.stand_ins(end)]
    if nowhere:
        yield cannot(
            _say("no-place", names=_join([places.name(end) for end in nowhere], ", "))
        )
        return
    pairs = [
        (first, second)
        for first in places.stand_ins(ends[0])
        for second in places.stand_ins(ends[1])
    ]
    judged = [_judge_distance(facts, claim, pair) for pair in pairs]
    reach = _FAR_READING * min(one.apart.km for one in judged)
    judged = [one for one in judged if one.apart.km <= reach]
    for one in judged:
        notes = [_reading(facts, one, ends), one.why]
        notes += [
            _other_reading(facts, other, ends) for other in judged if other != one
        ]
        stand_ins = _stand_ins(one, ends)
        if one.verdict is Verdict.DIFFERS and not stand_ins:
            notes += _fitting_ends(facts, claim, one.pair)
        yield _row(
            ".".join(["distance", key, *stand_ins]), Check.DISTANCE, one.verdict,
            reported=reported, formula=formula, explanation=_join(notes),
            inputs=_distance_inputs(facts, key, claim, one), claims=[key],
            sites=[*ends, *one.pair], stated=stated,
            computed=(*one.apart.rounded(), str(Unit.KM)),
        )  # fmt: skip


class _Judged(NamedTuple):
    """A stated distance beside one pair of places."""

    pair: tuple[str, str]
    verdict: Verdict
    why: _Both
    apart: _Apart


def _stand_ins(one: _Judged, ends: list[str]) -> list[str]:
    return [place for place in one.pair if place not in ends]


def _reading(facts: _Facts, one: _Judged, ends: list[str]) -> _Both:
    """Say which reference place was measured to, if one stands in for an end."""
    name = facts.places.name
    stand_ins = [name(place) for place in _stand_ins(one, ends)]
    replaced = [name(end) for end in ends if end not in one.pair]
    if not stand_ins:
        return _NOTHING
    return _say("measured-to", name=_join(stand_ins, ", "), end=_join(replaced, ", "))


def _other_reading(facts: _Facts, other: _Judged, ends: list[str]) -> _Both:
    names = [facts.places.name(place) for place in _stand_ins(other, ends)]
    return _say(
        "other-reference",
        name=_join(names, ", "),
        range=_range(*other.apart.rounded()),
        verdict=_label(other.verdict),
    )


def _distance_inputs(facts: _Facts, key: str, claim: Record, one: _Judged) -> _Both:
    low, high = _stated_km(claim, facts.assume.tolerance)
    read = _range(_NAN if math.isinf(low) else round(low, 1), round(high, 1))
    return _join(
        [
            facts.places.where(one.pair[0], one.apart.start),
            facts.places.where(one.pair[1], one.apart.end),
            _say("in-stated", amount=_amount(claim), key=key, range=read),
        ],
        "; ",
    )


def _judge_distance(facts: _Facts, claim: Record, pair: tuple[str, str]) -> _Judged:
    apart = facts.places.apart(*pair)
    assert apart is not None  # noqa: S101 - stand_ins are located
    low, high = _stated_km(claim, facts.assume.tolerance)
    line = _say("line", range=_range(*apart.rounded()))
    if apart.error_km >= apart.km:
        km, error = (_nearest(one, apart.step) for one in (apart.km, apart.error_km))
        verdict, why = Verdict.CANNOT_BE_CHECKED, _say("too-coarse", km=km, error=error)
    elif high < apart.least:
        verdict, why = Verdict.DIFFERS, _say("shorter", line=line)
    elif _overlap(low, high, apart.least, apart.most):
        verdict, why = Verdict.AGREES, _say("fits-line", line=line)
    elif claim["mode"] in _ON_A_TRACK:
        verdict, why = _judge_track(facts, claim, pair, line)
    else:
        verdict, why = Verdict.DIFFERS, _say("longer", line=line)
    return _Judged(pair, verdict, why, apart)


def _judge_track(
    facts: _Facts, claim: Record, pair: tuple[str, str], line: _Both
) -> tuple[Verdict, _Both]:
    """Judge a distance longer than the line against the length of a known track."""
    low, high = _stated_km(claim, facts.assume.tolerance)
    lengths = facts.places.track(claim["mode"], pair)
    if not lengths:
        return Verdict.CANNOT_BE_CHECKED, _say("no-track", line=line)
    track = _range(round(min(lengths)), round(max(lengths)))
    if _overlap(low, high, min(lengths), max(lengths)):
        return Verdict.AGREES, _say("fits-track", line=line, track=track)
    return Verdict.DIFFERS, _say("fits-neither", line=line, track=track)


def _fitting_ends(facts: _Facts, claim: Record, pair: tuple[str, str]) -> list[_Both]:
    """Other ends of like flows that the stated number would fit, as a remark."""
    places = facts.places
    low, high = _stated_km(claim, facts.assume.tolerance)
    own = [facts.flows[key] for key in facts.about(claim, "flow") if key in facts.flows]
    like = [
        flow
        for flow in facts.flows.values()
        for one in own
        if (flow["theme"], flow["commodity_en"]) == (one["theme"], one["commodity_en"])
    ]
    candidates = dict.fromkeys(
        end for flow in like for end in (flow["origin"], flow["destination"])
    )
    notes = []
    for end in candidates:
        apart = places.apart(pair[0], end)
        if end in pair or apart is None or apart.error_km >= apart.km:
            continue
        if _overlap(low, high, apart.least, apart.most):
            notes.append(
                _say(
                    "fitting-end",
                    start=places.name(pair[0]),
                    end=places.name(end),
                    range=_range(*apart.rounded()),
                )
            )
    return notes


# --- speeds ---------------------------------------------------------------------------

_SEEN = {str(Outcome.SEEN), str(Outcome.INFERRED)}


class _Sighting(NamedTuple):
    """One vessel at one place on one of some days (days since 1970-01-01)."""

    key: str
    row: Record
    first: float
    last: float

    @property
    def site(self) -> str:
        return str(self.row["site"])


def _sighting(key: str, row: Record) -> _Sighting:
    if not row["when"]:
        return _Sighting(key, row, -math.inf, math.inf)
    span = edtf.parse(row["when"])
    return _Sighting(key, row, span.earliest_start, span.latest_end)


def _flaw(facts: _Facts, one: _Sighting) -> _Both:
    """Why a sighting cannot be compared; empty if it can."""
    if one.row["other_site"]:
        return _say("passage")
    if not facts.places.located(one.site):
        return _say("unlocated")
    if math.isinf(one.first) or math.isinf(one.last):
        return _say("no-date")
    return _NOTHING


def _speeds(facts: _Facts) -> Iterator[Record]:
    for vessel in facts.vessels:
        if not facts.is_ship(vessel):
            continue  # a group or a train is not one thing that must keep up
        seen = [
            _sighting(key, row)
            for key, row in facts.observations.items()
            if row["vessels"]
            and vessel in items(row["vessels"])
            and row["outcome"] in _SEEN
        ]
        usable = sorted(
            (one for one in seen if not _flaw(facts, one).en),
            key=lambda one: (one.first, one.last, one.key),
        )
        for i, first in enumerate(usable):
            for j in range(i + 1, len(usable)):
                row = _speed(facts, first, usable[j], [vessel])
                # Neighbours always; others only where neighbours hide a difference.
                if j == i + 1 or row["verdict"] == Verdict.DIFFERS:
                    yield row
        for one in seen:
            why = _flaw(facts, one)
            if why.en:
                yield _row(
                    f"speed.{vessel}.{one.key}", Check.SPEED, Verdict.CANNOT_BE_CHECKED,
                    reported=_told(facts, [one], [vessel]),
                    formula=_speed_formula(facts.assume), explanation=why,
                    claims=items(one.row["claims"]), observations=[one.key],
                    sites=[one.row["site"], one.row["other_site"]], vessels=[vessel],
                )  # fmt: skip


def _knots(value: float) -> _Both:
    if value < 0.05:
        return _say("under", n=0.1)
    return _say("range-one", a=round(value, 1))


def _speed_formula(assume: Assumptions) -> _Both:
    return _say("f-speed", kn=assume.max_speed_kn)


def _told(
    facts: _Facts, sightings: Iterable[_Sighting], vessels: Iterable[str]
) -> _Both:
    who = facts.vessel_names(vessels) or _say("no-names")
    parts = []
    for one in sightings:
        sites = [one.row["site"], one.row["other_site"]]
        place = _join([facts.places.name(site) for site in sites if site], " – ")
        if not place.en:
            place = _Both(*[one.row["place_as_printed"]] * 2)
        parts.append(
            _say("place-date", place=place, date=_date(one.row["when"]), key=one.key)
        )
    return _say("who-seen", who=who, seen=_join(parts, "; "))


def _speed(
    facts: _Facts, first: _Sighting, second: _Sighting, vessels: list[str]
) -> Record:
    """Compare two sightings with places and bounds of time, the earlier one first."""
    assume, places = facts.assume, facts.places
    apart = places.apart(first.site, second.site)
    assert apart is not None  # noqa: S101 - the caller left unlocated ones out
    # A day runs to its last hour, so two sightings on one day may be 24 hours apart.
    longest = _HOURS_PER_DAY * (
        max(second.last - first.first, first.last - second.first) + 1
    )
    shortest = _HOURS_PER_DAY * max(second.first - first.last - 1, 0)
    least = apart.least / _KM_PER_NM / longest
    most = apart.most / _KM_PER_NM / shortest if shortest else math.inf
    reach = assume.max_speed_kn * _KM_PER_NM * longest
    values = {
        "km": _nearest(apart.least, apart.step),
        "hours": longest,
        "needed": _knots(least),
        "kn": assume.max_speed_kn,
    }
    if apart.error_km >= apart.km and apart.most <= reach:
        verdict = Verdict.AGREES
        why = _say("one-place")
    elif apart.error_km >= apart.km:
        verdict = Verdict.CANNOT_BE_CHECKED
        why = _say("coarse-for-time")
    elif least <= assume.max_speed_kn:
        verdict = Verdict.AGREES
        why = _say("can-be-one", **values)
    else:
        verdict = Verdict.DIFFERS
        why = _say("cannot-be-one", **values)
    doubts = [one for one in (first, second) if one.row["flags"]]
    notes = [why] + [
        _say("doubt", key=one.key, flags=_flags(one.row["flags"])) for one in doubts
    ]
    inputs = [
        places.where(first.site, apart.start),
        places.where(second.site, apart.end),
        _say(
            "in-dates",
            when_1=_date(first.row["when"]),
            key_1=first.key,
            when_2=_date(second.row["when"]),
            key_2=second.key,
            hours=_range(shortest, longest),
        ),
        _say("in-speed", kn=assume.max_speed_kn),
    ]
    sea = min(places.track(str(Mode.SEA), (first.site, second.site)), default=None)
    if sea is not None:
        inputs.append(
            _say("in-sea", km=round(sea), needed=_knots(sea / _KM_PER_NM / longest))
        )
    return _row(
        f"speed.{'.'.join(vessels[:1] or ['any'])}.{first.key}.{second.key}",
        Check.SPEED, verdict,
        reported=_told(facts, (first, second), vessels),
        formula=_speed_formula(assume), explanation=_join(notes),
        inputs=_join(inputs, "; "),
        claims=[*items(first.row["claims"]), *items(second.row["claims"])],
        observations=[first.key, second.key], sites=[first.site, second.site],
        vessels=vessels,
        computed=(round(least, 2), round(most, 2), "kn"),
    )  # fmt: skip


def _flags(cell: str) -> _Both:
    return _join([_label(Flag.of(one)) for one in items(cell)], ", ")


def one_ship(
    atlas: Atlas, first: str, second: str, assume: Assumptions | None = None
) -> pd.Series[Any]:
    """Say whether the observations ``first`` and ``second`` can be of one ship.

    Gives one row as :func:`plausibility` does, also for ships that no source names.

    Raises
    ------
    NotFoundError
        If an id is no observation.
    """
    facts = _Facts(atlas, assume or Assumptions())
    for key in (first, second):
        if key not in facts.observations:
            raise NotFoundError(f"no observation {shown(key)}")
    pair = sorted(
        (_sighting(key, facts.observations[key]) for key in (first, second)),
        key=lambda one: (one.first, one.last, one.key),
    )
    sets = [items(one.row["vessels"]) if one.row["vessels"] else [] for one in pair]
    vessels = [one for one in sets[0] if one in sets[1]]
    why = next((flaw for flaw in (_flaw(facts, one) for one in pair) if flaw.en), None)
    if why is None:
        row = _speed(facts, pair[0], pair[1], vessels)
    else:
        row = _row(
            f"speed.{'.'.join(vessels[:1] or ['any'])}.{pair[0].key}.{pair[1].key}",
            Check.SPEED, Verdict.CANNOT_BE_CHECKED,
            reported=_told(facts, pair, vessels),
            formula=_speed_formula(facts.assume), explanation=why,
            observations=[first, second], vessels=vessels,
            sites=[one.site for one in pair],
        )  # fmt: skip
    return _frame([row]).iloc[0]


# --- AIS gaps -------------------------------------------------------------------------


class _Gap(NamedTuple):
    """A time without AIS between two places, as one row tells it."""

    key: str
    is_claim: bool
    row: Record
    ends: tuple[str, str]
    vessels: list[str]


def _gaps(facts: _Facts) -> Iterator[Record]:
    for gap in _stated_gaps(facts):
        rows = [_gap(facts, gap, None)]
        if gap.is_claim and rows[0]["verdict"] != Verdict.CANNOT_BE_CHECKED:
            rows += [_gap(facts, gap, key) for key in _voyages_within(facts, gap)]
        yield from rows


def _stated_gaps(facts: _Facts) -> Iterator[_Gap]:
    for key, claim in facts.numbers():
        if Practice.AIS_OFF in facts.about(claim, "practice"):
            ends = (claim["origin"], claim["destination"])
            yield _Gap(key, True, claim, ends, facts.about(claim, "vessel"))
    for key, row in facts.observations.items():
        off = row["ais"].casefold().startswith("off")
        if off and row["other_site"] and row["outcome"] in _SEEN:
            vessels = items(row["vessels"]) if row["vessels"] else []
            yield _Gap(key, False, row, (row["site"], row["other_site"]), vessels)


def _voyages_within(facts: _Facts, gap: _Gap) -> Iterator[str]:
    """Claims of a number of voyages by ships of the gap, inside its time."""
    span = edtf.parse(gap.row["when"])
    for key, claim in facts.numbers():
        vessels = facts.about(claim, "vessel")
        if (
            claim["unit"] != Unit.VOYAGE
            or not claim["when"]
            or key == gap.key
            or not vessels
            or not set(vessels) <= set(facts.ships(gap.vessels))
            or {claim["origin"], claim["destination"]} != set(gap.ends)
        ):
            continue
        period = edtf.parse(claim["when"])
        starts, ends = period.latest_start, period.earliest_end
        if span.earliest_start <= starts and ends <= span.latest_end:
            yield key


def _gap_formula(assume: Assumptions) -> _Both:
    return _say(
        "f-gap",
        slow=assume.slow_kn,
        fast=assume.fast_kn,
        short=assume.short_stay_days,
        long=assume.long_stay_days,
    )


def _gap(facts: _Facts, gap: _Gap, voyages: str | None) -> Record:
    assume, places = facts.assume, facts.places
    claim = facts.claims[voyages] if voyages else None
    counted = claim if claim is not None else gap.row
    vessels = facts.about(claim, "vessel") if claim is not None else gap.vessels
    stated = _trips_stated(gap, claim)
    key = f"ais-gap.{gap.key}" + (f".{voyages}" if voyages else "")
    reported = _say(
        "ais-off",
        who=facts.vessel_names(vessels) or _say("no-names"),
        when=_date(gap.row["when"]),
        key=gap.key,
        count=_say(
            "count",
            range=_range(stated[0], stated[1]),
            unit=_label(Unit.of(stated[2])),
            key=voyages or gap.key,
        )
        if stated[2]
        else _NOTHING,
    )
    claims = [gap.key] if gap.is_claim else items(gap.row["claims"])
    common: dict[str, Any] = {
        "reported": reported,
        "formula": _gap_formula(assume),
        "claims": [*claims, *([voyages] if voyages else [])],
        "observations": [] if gap.is_claim else [gap.key],
        "sites": gap.ends,
        "vessels": vessels,
        "stated": stated,
    }

    def cannot(why: _Both) -> Record:
        return _row(
            key, Check.AIS_GAP, Verdict.CANNOT_BE_CHECKED, explanation=why, **common
        )

    if not all(map(places.located, gap.ends)):
        return cannot(_say("gap-no-places"))
    days = _gap_days(gap.row, counted)
    if days is None:
        return cannot(_say("gap-no-length"))
    apart = places.apart(*gap.ends)
    assert apart is not None  # noqa: S101 - both ends are located
    if apart.error_km >= apart.km:
        return cannot(_say("gap-coarse"))
    sea = places.track(str(Mode.SEA), gap.ends)
    near, far = (min(sea), max(sea)) if sea else (apart.least, apart.most)
    quick = _trip_days(near, assume.fast_kn, assume.short_stay_days)
    slow = _trip_days(far, assume.slow_kn, assume.long_stay_days)
    ships = max(1, len(facts.ships(vessels)))
    named = len(facts.ships(vessels)) == len(vessels) > 0
    fewest, most = (
        math.floor(days[0] / slow) * ships,
        math.floor(days[1] / quick) * ships,
    )
    wanted = 1.0 if math.isnan(stated[0]) else stated[0]
    values = {
        "days": _range(*days),
        "trip": _range(round(quick, 1), round(slow, 1)),
        "trips": _range(fewest, most),
        "ships": _say("ships" if ships > 1 else "one-ship", n=ships),
    }
    fits = _say("trips", **values)
    if wanted <= most:
        verdict = Verdict.AGREES
        end = _say("enough")
        if wanted > fewest:
            end = _say("enough-quick")
    elif named:
        verdict = Verdict.DIFFERS
        end = _say("too-many" if stated[2] else "too-short")
    else:
        verdict = Verdict.CANNOT_BE_CHECKED
        end = _say("too-many-unnamed")
    note = _say("only-possible")
    basis = (
        _say("in-sea-path", km=_range(round(near), round(far)))
        if sea
        else _say("in-line", km=_range(*apart.rounded()))
    )
    inputs = [
        places.where(gap.ends[0], apart.start),
        places.where(gap.ends[1], apart.end),
        basis,
        _say("in-gap", days=_range(*days), key=gap.key),
        _say("in-assumed"),
    ]  # fmt: skip
    return _row(
        key, Check.AIS_GAP, verdict, explanation=_join([fits, end, note]),
        inputs=_join(inputs, "; "), computed=(fewest, most, str(Unit.VOYAGE)), **common,
    )  # fmt: skip


def _trips_stated(gap: _Gap, claim: Record | None) -> tuple[float, float, str]:
    """Voyages or calls that the row itself, or the claim beside it, states."""
    row = gap.row if claim is None else claim
    names = ("count_min", "count_max")
    if gap.is_claim or claim is not None:
        names = ("quantity_min", "quantity_max")
    least, most = row[names[0]], row[names[1]]
    counted = row["unit"] in (Unit.VOYAGE, Unit.VESSEL_CALL)
    if not counted or (math.isnan(least) and math.isnan(most)):
        return (_NAN, _NAN, "")
    return (least, most, row["unit"])


def _gap_days(gap: Record, counted: Record) -> tuple[float, float] | None:
    """Shortest and longest length in days; ``None`` if an end is not stated.

    A date means some time in it and has no length; only an interval has one. Voyages
    that are stated for a shorter time than the gap have only that time.
    """
    lengths = []
    for row in (gap, counted):
        span = edtf.parse(row["when"]) if row["when"] else None
        if span is None or span.kind != "interval":
            continue
        if math.isinf(span.earliest_start) or math.isinf(span.latest_end):
            continue
        sure = max(0.0, span.earliest_end - span.latest_start)
        lengths.append((sure, span.latest_end - span.earliest_start + 1))
    own = edtf.parse(gap["when"]) if gap["when"] else None
    if own is None or own.kind != "interval" or not lengths:
        return None
    if math.isinf(own.earliest_start) or math.isinf(own.latest_end):
        return None
    return min(one for one, _ in lengths), min(other for _, other in lengths)


def _trip_days(km: float, knots: float, stay_days: float) -> float:
    return 2 * (km / _KM_PER_NM / knots / _HOURS_PER_DAY + stay_days)


# --- ratios ---------------------------------------------------------------------------

_PER = (
    (Unit.CONTAINER, Unit.VOYAGE),
    (Unit.SHELL, Unit.CONTAINER),
    (Unit.SHELL, Unit.VOYAGE),
)
_RATIO_UNIT = {
    (Unit.CONTAINER, Unit.VOYAGE): "container/voyage",
    (Unit.SHELL, Unit.CONTAINER): "shell/container",
    (Unit.SHELL, Unit.VOYAGE): "shell/voyage",
}
# What one speaker counts over the same time; capacity and what-if figures are stated
# for a running total of containers.
_COUNTED_ALIKE = (
    {Counting.RUNNING_TOTAL, Counting.CAPACITY, Counting.EITHER_OR, Counting.COMPUTED},
    {Counting.PER_PERIOD},
    {Counting.SHIPMENT},
)


class _Pair(NamedTuple):
    over: str
    under: str
    unit: str
    least: float
    most: float
    """Infinite if the totals leave the ratio open."""


def _ratios(facts: _Facts) -> Iterator[Record]:
    pairs = list(_pairs(facts))
    for pair in pairs:
        yield _ratio(facts, pair, pairs)


def _pairs(facts: _Facts) -> Iterator[_Pair]:
    units = {str(unit) for pair in _PER for unit in pair}
    totals = [
        (key, claim)
        for key, claim in facts.numbers()
        if claim["unit"] in units
        and claim["speakers"]
        and claim["as_of"]
        and not (
            math.isnan(claim["quantity_min"]) and math.isnan(claim["quantity_max"])
        )
    ]
    by_speaker: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, (_, claim) in enumerate(totals):
        for speaker in items(claim["speakers"]):
            by_speaker[claim["unit"], speaker].append(at)
    for over, under in _PER:
        for one, upper in totals:
            if upper["unit"] != over:
                continue
            near = {
                at
                for speaker in items(upper["speakers"])
                for at in by_speaker.get((str(under), speaker), ())
            }
            for other, lower in (totals[at] for at in sorted(near)):
                if not _one_statement(facts, upper, lower):
                    continue
                least, most = _quotient(upper, lower)
                unit = _RATIO_UNIT[over, under]
                yield _Pair(one, other, unit, least, most)


def _quotient(upper: Record, lower: Record) -> tuple[float, float]:
    """Least and most of a quotient of two stated ranges, neither below 0."""
    top = [upper["quantity_min"], upper["quantity_max"]]
    bottom = [lower["quantity_min"], lower["quantity_max"]]
    if bottom[1] == 0:
        return 0.0, math.inf
    smallest = 0.0
    if not math.isnan(top[0]) and not math.isnan(bottom[1]):
        smallest = top[0] / bottom[1]
    greatest = math.inf
    if not math.isnan(top[1]) and not math.isnan(bottom[0]) and bottom[0] > 0:
        greatest = top[1] / bottom[0]
    return smallest, greatest


def _one_statement(facts: _Facts, upper: Record, lower: Record) -> bool:
    """Whether two totals are of one speaker, time, movement and set of ships."""
    if not set(items(upper["speakers"])) & set(items(lower["speakers"])):
        return False
    if not any(
        {upper["counting"], lower["counting"]} <= {str(one) for one in alike}
        for alike in _COUNTED_ALIKE
    ):
        return False
    if upper["direction"] and lower["direction"] not in ("", upper["direction"]):
        return False
    shared = set(facts.about(upper, "flow")) & set(facts.about(lower, "flow"))
    if not shared and upper["source"] != lower["source"]:
        return False
    ships = [set(facts.ships(facts.about(one, "vessel"))) for one in (upper, lower)]
    if all(ships) and ships[0] != ships[1]:
        return False
    said = [edtf.parse(one["as_of"]) for one in (upper, lower)]
    starts = [one.first for one in said]
    if upper["as_of"] != lower["as_of"] and (
        any(one.precision != "day" for one in said)
        or not abs(starts[0] - starts[1]) <= facts.assume.days_apart
    ):
        return False
    return _common_period(upper["when"], lower["when"]) >= facts.assume.common_period


def _common_period(first: str, second: str) -> float:
    """Part of their joint time that two dates share: 0 to 1.

    >>> _common_period("2024-01/2024-12", "2024"), _common_period("", "2024")
    (1.0, 0.0)
    """
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    spans = [edtf.parse(first), edtf.parse(second)]
    edges = [value for span in spans for value in (span.first, span.last)]
    if any(map(math.isinf, edges)):
        return 0.0
    shared = min(one.last for one in spans) - max(one.first for one in spans) + 1
    joint = max(one.last for one in spans) - min(one.first for one in spans) + 1
    return max(0.0, shared / joint)


def _ratio_formula(unit: str, assume: Assumptions) -> _Both:
    bound = _say("f-payload", payload=assume.payload_kg, round=assume.round_kg)
    text = _say("f-ratio", name=_say(unit))
    return _join([text, bound]) if unit == "shell/container" else text


def _ratio(facts: _Facts, pair: _Pair, pairs: list[_Pair]) -> Record:
    upper, lower = facts.claims[pair.over], facts.claims[pair.under]
    assume = facts.assume
    step = (
        10.0
        if max(pair.least, 0 if math.isinf(pair.most) else pair.most) >= 1000
        else 1.0
    )
    least, most = _shown_ratio(pair, step)
    name = _say(pair.unit)
    is_open = math.isnan(least) and math.isnan(most)
    implied = _say("implied", range=_range(least, most), name=name)
    others = _join(
        [
            _say(
                "quotient",
                range=_range(*_shown_ratio(one, step)),
                over=one.over,
                under=one.under,
            )
            for one in pairs
            if one.unit == pair.unit
            and not {one.over, one.under} & {pair.over, pair.under}
            and not (one.least == 0 and math.isinf(one.most))
        ],
        ", ",
    )
    notes = []
    if is_open:
        verdict = Verdict.CANNOT_BE_CHECKED
        notes.append(_say("both-open"))
    elif pair.unit == "shell/container":
        bound = assume.payload_kg / assume.round_kg
        verdict = Verdict.AGREES if pair.least <= bound else Verdict.DIFFERS
        notes += [implied, _say("payload", bound=round(bound))]
    else:
        verdict = Verdict.CANNOT_BE_CHECKED
        notes += [implied, _say("no-capacity")]
    if others.en:
        notes.append(_say("others", others=others))
    inputs = _join(
        [
            _say(
                "in-total",
                amount=_amount(claim),
                when=_date(claim["when"]),
                as_of=_date(claim["as_of"]),
                key=key,
            )
            for key, claim in ((pair.over, upper), (pair.under, lower))
        ],
        "; ",
    )
    vessels = [*facts.about(upper, "vessel"), *facts.about(lower, "vessel")]
    return _row(
        f"ratio.{pair.over}.{pair.under}", Check.RATIO, verdict,
        reported=_join([_amount(upper), _amount(lower)], "; "),
        formula=_ratio_formula(pair.unit, assume), explanation=_join(notes),
        inputs=inputs, claims=[pair.over, pair.under], vessels=vessels,
        sites=[upper["origin"], upper["destination"], lower["origin"], lower["destination"]],
        computed=(least, most, pair.unit),
    )  # fmt: skip


def _shown_ratio(pair: _Pair, step: float) -> tuple[float, float]:
    """Give the ratio with the digits worth showing; ``nan`` for an open end."""
    least = _NAN if pair.least <= 0 else _nearest(pair.least, step)
    most = _NAN if math.isinf(pair.most) else _nearest(pair.most, step)
    return least, most
