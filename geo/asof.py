"""The atlas as it could have been drawn from what was published by a day.

::

    early = as_of(atlas, "2023-10-13")

**What is kept.** A claim is kept if its source was certainly published by then (the
last day that the printed date allows, margin included), and its speaker speaks to no
later day. A source that prints no date was certainly out when it was captured, or when
the first claim from it was recorded; before that its claims are left out, and
:attr:`Atlas.left_out` says so. Everything else follows from the claims that are kept: an
event, vessel, actor, indicator, system or place without any is gone, and a flow of which
nobody speaks or all deny it. Of the legs of a flow, those that claims are about are
kept, and the schematic ones; all, if claims are about the flow only. A link needs both
of its claims, a conflict all of them.

**What is said of it.** Words that the editors wrote may know more than the day did.
Summaries of flows, reasons of legs and roles are therefore replaced or emptied, a grade
whose reason names a later claim becomes 6 (cannot be judged), a state, direction or
status is at most what the kept claims tell. Titles, names, shapes and tables of railway
stations stay: they say nothing that is dated.

So a claim that is added later changes no earlier view.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import inf
from typing import Any, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import edtf
from geo.atlas import Atlas, Scope
from geo.errors import DateError, shown
from geo.periods import days_of, said_by
from geo.subset import Mask, Subset, items
from geo.tables import LAYER_PROPERTIES
from geo.vocabulary import (
    Credibility,
    Direction,
    EventStatus,
    Evidence,
    Flag,
    LegStatus,
    LinkKind,
    Stance,
    State,
)
from geo.words import date as date_words

__all__ = ["SEEN", "as_of", "known_on", "published_by", "stamp"]

_AnAtlas = TypeVar("_AnAtlas", bound=Atlas)

_UNSTATED: dict[str, str] = {
    str(Stance.ASSERTS): str(State.OCCURRED),
    str(Stance.CANNOT_CONFIRM): str(State.SUSPECTED),
    str(Stance.SPECULATES): str(State.SUSPECTED),
    str(Stance.FORECAST): str(State.EXPECTED),
}
"""How far along a movement is for a claim that gives no state."""

LATER = "published later"
UNDATED = "source prints no date; certain only later"
SPEAKS_LATER = "speaks of a later day"

_REMARKS = ("note", "note_fr")
_REASON_EN = "Not judged here: the grade rests on what was published later."
_REASON_FR = "Non évaluée ici : la note repose sur des publications ultérieures."
_STATUS_EN = "As told by claims published by then."
_STATUS_FR = "D'après les affirmations publiées à cette date."
_SUMMARY_EN = "Claims published by then: {n}."
_SUMMARY_FR = "Affirmations publiées à cette date : {n}."
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SEEN = frozenset(map(str, (Evidence.SATELLITE, Evidence.AIS, Evidence.DEBRIS)))
"""Evidence that lets a leg count as observed."""


def stamp(atlas: Atlas, lang: str = "en") -> str:
    """Line for every output of a part of an atlas; empty for a whole one.

    It names the day, and what was chosen; it counts nothing, because a count would
    change with claims that come later.
    """
    scope, parts = atlas.scope, []
    if scope is not None and scope.day:
        day = date_words(scope.day, lang)
        parts.append(
            f"État des publications au {day}"
            if lang == "fr"
            else f"As known on {day}: only what was published by then"
        )
    if scope is not None and scope.choice is not None:
        parts.append(scope.choice.words(lang))
    return ". ".join(parts)


def as_of(atlas: _AnAtlas, date: edtf.Moment) -> _AnAtlas:
    """Give the atlas as it could have been drawn on ``date``.

    A month or a year means its last day. The result is an atlas like any other; the
    view of a view is the earlier of the two, and what was chosen from it stays chosen.

    Raises
    ------
    DateError
        If ``date`` is no day, month or year.
    """
    day = _day(edtf.written(date))
    scope = atlas.scope
    whole: Atlas = atlas.whole
    if scope is not None and scope.day:
        day = min(day, _day(scope.day))
    reasons = _why_not(whole, day)
    kept = (reasons == "").to_numpy(dtype=bool)
    iso = edtf.iso(day)
    part = _View(whole, kept, iso).atlas(Scope(whole, iso, reasons[~kept]))
    if scope is not None and scope.choice is not None:
        part = scope.choice.of(part)
    return cast(_AnAtlas, part)


def _day(date: str) -> float:
    span = edtf.parse(date) if date else None
    if span is None or span.kind != "date" or span.unspecified:
        raise DateError(f"{shown(date)} is no day: write 2023-10-13, 2023-10 or 2023")
    if span.approximate or span.uncertain:
        raise DateError(f"{shown(date)} is no day: it is marked as doubtful")
    return span.last


def known_on(atlas: Atlas) -> pd.Series:
    """Give the first day on which each claim is in a view, by id.

    Days are whole numbers since 1970-01-01 in float64 (:func:`geo.edtf.iso` writes
    them); ``inf`` where no day is late enough. :func:`as_of` keeps what is known on or
    before its day.
    """
    claims = atlas.claims
    names = np.asarray(claims["source"], dtype=object)
    out = published_by(atlas).reindex(names).to_numpy(dtype=np.float64)
    spoken = said_by(claims["as_of"])
    known = np.maximum(out, np.where(np.isfinite(spoken), spoken, -inf))
    return pd.Series(known, index=claims.index, dtype="float64")


def _why_not(atlas: Atlas, day: float) -> pd.Series:
    """Say why each claim is not in the view; empty where it is."""
    published = published_by(atlas)
    claims = atlas.claims
    out = published.reindex(np.asarray(claims["source"], dtype=object)).to_numpy()
    reasons = np.full(len(claims), "", dtype=object)
    reasons[known_on(atlas).to_numpy() > day] = SPEAKS_LATER
    reasons[out > day] = LATER
    bare = atlas.sources["published"] == ""
    undated = bare.reindex(np.asarray(claims["source"], dtype=object)).to_numpy()
    reasons[(out > day) & undated] = UNDATED
    return pd.Series(reasons, index=claims.index, dtype="str")


def published_by(atlas: Atlas) -> pd.Series:
    """Give the first day by which each source was certainly out, by id.

    Days as in :func:`known_on`; ``inf`` if it is not known at all.
    """
    sources = atlas.sources
    out = days_of(sources["published"]).late
    captured = days_of(sources["captured_at"]).late
    claims = atlas.claims
    recorded = pd.Series(days_of(claims["recorded"]).late, index=claims["source"])
    first = recorded.groupby(level=0).min().reindex(sources.index).fillna(inf)
    known = np.minimum(captured, first.to_numpy(dtype=np.float64))
    return pd.Series(np.where(np.isinf(out), known, out), index=sources.index)


class _View(Subset):
    """What is kept and said as of a day."""

    def __init__(self, atlas: Atlas, kept: Mask, day: str) -> None:
        self.day = day
        super().__init__(atlas, kept)

    def _brings(self, kind: str, stance: str) -> bool:
        """A flow that all its claims deny is none: nobody had told of it."""
        return kind != "flow" or stance != Stance.DENIES

    def _choose_rows(self) -> None:
        self._keep_common()
        out = published_by(self.whole)
        dated = set(map(str, out.index[out <= edtf.parse(self.day).last]))
        flows = self.about.get("flow", set())
        self._keep("flows", lambda t: t.index.isin(flows))
        told = self.about.get("leg", set())
        legs = self.whole.legs
        known_by_leg = set(legs.loc[legs.index.isin(told), "flow"])
        self._keep(
            "legs",
            lambda t: (
                t["flow"].isin(flows)
                & (
                    t.index.isin(told)
                    | (t["status"] == LegStatus.SCHEMATIC)
                    | ~t["flow"].isin(known_by_leg)
                )
            ),
        )
        self._keep("observations", lambda t: t["source"].isin(dated))
        self._keep_vessels(lambda t: t["source"].isin(dated))
        self._keep(
            "rail_distances", lambda t: t["source"].isin(dated) | (t["source"] == "")
        )
        self._keep("rail_stations", lambda t: np.ones(len(t), dtype=bool))
        self._dated = dated

    def _choose_places(self) -> None:
        """Keep the places that kept rows name, then the sources that they need."""
        self._name_places()
        needed = self._needed_sources()
        sites = self.whole.sites
        places = sites[sites.index.isin(self.sites)]
        named = {one for cell in places["sources"] for one in items(cell)}
        reference = self.whole.sources["kind"] == "reference"
        named &= set(map(str, self.whole.sources.index[reference])) | self._dated
        needed |= named | (self._refs("vessels", "source") & self._dated)
        needed &= self._dated | named
        self._keep("sources", lambda t: t.index.isin(needed))

    def _unsay(self) -> None:
        """Take back what the editors could not have written by then."""
        self._grade()
        self._lower_flows()
        self._lower_legs()
        self._lower_events(edtf.parse(self.day).last)
        self._strip_vessels()
        told = ("role_en", "role_fr", "cited_at")
        self.tables["actors"] = self.tables["actors"].assign(**dict.fromkeys(told, ""))
        for table in (
            "sources", "vessels", "actors", "indicators", "observations",
            "vessel_details", "rail_distances",
        ):  # fmt: skip
            bare = self.tables[table].assign(**dict.fromkeys(_REMARKS, ""))
            self.tables[table] = bare

    def _knows(self, cells: Iterable[object]) -> Mask:
        """Whether each text names a claim that is not in the view."""
        return np.array(
            [
                any(one.rstrip(".") in self.gone for one in _ID.findall(str(cell)))
                for cell in cells
            ],
            dtype=np.bool_,
        )

    def _grade(self) -> None:
        claims = self.tables["claims"]
        later = self._knows(claims["credibility_reason_en"])
        later |= self._knows(claims["credibility_reason_fr"])
        links = self.tables["claim_links"]
        replaced = set(links.loc[links["kind"] == LinkKind.SUPERSEDES, "other"])
        flags = [
            "; ".join(
                one for one in items(cell) if one != Flag.SUPERSEDED or key in replaced
            )
            for key, cell in zip(claims.index, claims["flags"], strict=True)
        ]
        grade = (
            claims["credibility"]
            .astype("str")
            .mask(later, str(Credibility.CANNOT_BE_JUDGED))
        )
        known = self._knows(claims["note"]) | self._knows(claims["note_fr"])
        self.tables["claims"] = claims.assign(
            credibility=_words(grade, claims["credibility"]),
            credibility_reason_en=claims["credibility_reason_en"].mask(
                later, _REASON_EN
            ),
            credibility_reason_fr=claims["credibility_reason_fr"].mask(
                later, _REASON_FR
            ),
            flags=pd.array(flags, dtype="str"),
            **{name: claims[name].mask(known, "") for name in _REMARKS},
        )

    def _of(self, kind: str) -> dict[str, list[int]]:
        """Positions of the kept claims about each thing of a kind."""
        found: dict[str, list[int]] = {}
        for position, cell in enumerate(self.tables["claims"]["about"]):
            for item in items(cell):
                one, _, key = item.partition(":")
                if one == kind:
                    found.setdefault(key, []).append(position)
        return found

    def _lower_flows(self) -> None:
        """Let no flow be further along, or firmer in its way, than its claims tell."""
        flows, claims = self.tables["flows"], self.tables["claims"]
        about = self._of("flow")
        stance = claims["stance"].astype(str).to_numpy()
        states, ways = claims["state"].astype(str).to_numpy(), claims["direction"]
        order = list(map(str, State))
        state, direction, counts = [], [], []
        for key, now, way in zip(
            flows.index, flows["state"].astype(str), flows["direction"], strict=True
        ):
            rows = about.get(str(key), [])
            spoken = [one for one in rows if stance[one] != Stance.DENIES]
            told = [
                order.index(states[one] or _UNSTATED[stance[one]]) for one in spoken
            ]
            state.append(order[max([order.index(now), min(told, default=0)])])
            stated = any(
                ">" in ways.iloc[one] and "<" not in ways.iloc[one] for one in spoken
            )
            direction.append(str(way) if stated else str(Direction.UNKNOWN))
            counts.append(len(rows))
        self.tables["flows"] = flows.assign(
            state=_words(state, flows["state"]),
            direction=_words(direction, flows["direction"]),
            summary_en=[_SUMMARY_EN.format(n=n) for n in counts],
            summary_fr=[_SUMMARY_FR.format(n=n) for n in counts],
            **dict.fromkeys(_REMARKS, ""),
        )

    def _lower_legs(self) -> None:
        """Let no leg rest on more than its claims: seen, stated, or neither."""
        legs, claims = self.tables["legs"], self.tables["claims"]
        about, of_flow = self._of("leg"), self._of("flow")
        count = legs["flow"].value_counts()
        evidence = claims["evidence"].astype(str).to_numpy()
        stance = claims["stance"].astype(str).to_numpy()
        order = list(map(str, LegStatus))
        status = []
        for key, flow, now in zip(
            legs.index, legs["flow"], legs["status"].astype(str), strict=True
        ):
            spoken = about.get(str(key), [])
            if count[flow] == 1:  # a claim about a flow is about its only leg
                spoken = [*spoken, *of_flow.get(str(flow), [])]
            rows = [one for one in spoken if stance[one] != Stance.DENIES]
            most = LegStatus.SCHEMATIC
            if rows:
                seen = any(evidence[one] in SEEN for one in rows)
                most = LegStatus.OBSERVED if seen else LegStatus.REPORTED
            status.append(order[max(order.index(now), order.index(str(most)))])
        self.tables["legs"] = legs.assign(
            status=_words(status, legs["status"]),
            status_reason_en=_STATUS_EN,
            status_reason_fr=_STATUS_FR,
            **dict.fromkeys(_REMARKS, ""),
        )

    def _lower_events(self, day: float) -> None:
        """Let no event have happened that lies ahead."""
        events = self.tables["events"]
        ahead = days_of(events["when"]).first > day
        status = events["status"].astype("str").mask(ahead, str(EventStatus.FORECAST))
        self.tables["events"] = events.assign(
            status=_words(status, events["status"]),
            when=events["when"].mask(ahead, ""),
            date_precision=events["date_precision"].mask(ahead, "undated"),
            **dict.fromkeys(("attributes", "attributes_fr", *_REMARKS), ""),
        )

    def _strip_vessels(self) -> None:
        """Let a vessel whose record came out later rest on the first claim about it."""
        vessels, claims = self.tables["vessels"], self.tables["claims"]
        seen = self.tables["observations"]
        about = self._of("vessel")
        later = np.asarray(vessels["source"] == "", dtype=np.bool_)
        sources = list(vessels["source"])
        places = {one: list(vessels[one]) for one in ("locator", "locator_fr")}
        for place in np.flatnonzero(later).tolist():
            key = str(vessels.index[place])
            rows = claims.iloc[about.get(key, [])]
            if not len(rows):
                rows = seen[[key in items(cell) for cell in seen["vessels"]]]
            sources[place] = str(rows["source"].iloc[0])
            for name, cells in places.items():
                cells[place] = str(rows[name].iloc[0])
        self.tables["vessels"] = vessels.assign(
            source=pd.array(sources, dtype="str"),
            **{name: pd.array(cells, dtype="str") for name, cells in places.items()},
            imo=vessels["imo"].mask(later, ""),
            mmsi=vessels["mmsi"].mask(later, ""),
            aliases=vessels["aliases"].mask(later, ""),
            role_en=_STATUS_EN,
            role_fr=_STATUS_FR,
        )

    def _places_as_told(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        names = {column.name for column in LAYER_PROPERTIES} & set(frame.columns)
        changed: dict[str, Any] = dict.fromkeys(
            names & {"role_en", "role_fr", *_REMARKS}, ""
        )
        return self._with_known_sources(frame, **changed)


def _words(cells: Iterable[object], like: pd.Series) -> Any:
    """Give words as the kind of column that ``like`` is."""
    texts = [str(cell) for cell in cells]
    if isinstance(like.dtype, pd.CategoricalDtype):
        return pd.Categorical(texts, categories=like.cat.categories)
    return pd.array(texts, dtype="str")
