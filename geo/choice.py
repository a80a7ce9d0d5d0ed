"""Choosing a part of an atlas in words: what it is about, who says it, when.

::

    where(atlas, mode="sea", direction="DPRK>RU")
    where(atlas, theme=["munitions", "technology"], evidence="satellite")
    between(atlas, "2023-08", "2024-03")

**What is kept.** Claims are chosen; flows, legs, places, vessels, events, sources stay
if a chosen claim stands behind them, everything else is left out. A claim without a mode
of its own has that of the legs that it is about. Of the legs of a flow those stay that
chosen claims are about, and those that no claim is about; all, if the chosen claims are
about the flow only.

**Denials come along.** Whoever asks for the sea legs also gets the claims that deny or
cannot confirm them, undated or later ones too: without them a line would look
uncontested. They bring in nothing of their own. ``doubts=False`` keeps only those that
meet the conditions themselves; conditions on who says it and how (``stance``, ``source``
and the like) every claim has to meet.

**It never pretends to be the whole.** A part is an atlas like any other, and
:func:`geo.asof.stamp` says in every output what was chosen. Choosing again narrows it
further, and it makes no difference in which order one chooses, or when one asks for a
day with :func:`geo.asof.as_of`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from geo import edtf
from geo.atlas import Atlas, Scope
from geo.errors import ChoiceError, DateError, NotFoundError, shown
from geo.periods import states_in
from geo.selection import claims as search
from geo.selection import near
from geo.subset import Mask, Subset, items
from geo.vocabulary import (
    Counting,
    Credibility,
    Evidence,
    Flag,
    LegStatus,
    Likelihood,
    LinkKind,
    Mode,
    Reliability,
    Sanctions,
    Stance,
    State,
    Theme,
    Topic,
    Unit,
    Word,
)
from geo.words import date as date_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Chosen", "Condition", "Window", "Words", "between", "where"]

Words = str | int | Iterable[str | int] | None
"""One word or id, several of them, or None for any."""

_AnAtlas = TypeVar("_AnAtlas", bound=Atlas)
_DOUBTS = (str(Stance.DENIES), str(Stance.CANNOT_CONFIRM))
_UNSTATED = ("", str(Mode.UNKNOWN))

_NAMES: dict[str, tuple[str, str]] = {
    "mode": ("mode", "mode"),
    "status": ("status of leg", "statut du tronçon"),
    "direction": ("direction", "sens"),
    "theme": ("theme", "thème"),
    "flow": ("flow", "flux"),
    "leg": ("leg", "tronçon"),
    "site": ("place", "lieu"),
    "origin": ("from", "départ"),
    "destination": ("to", "arrivée"),
    "vessel": ("vessel", "navire"),
    "event": ("event", "événement"),
    "actor": ("actor", "acteur"),
    "topic": ("topic", "sujet"),
    "unit": ("unit", "unité"),
    "counting": ("counting", "comptage"),
    "state": ("state", "état"),
    "sanctions": ("sanctions", "sanctions"),
    "system": ("system", "système"),
    "conflict": ("conflict", "conflit"),
    "flag": ("flag", "réserve"),
    "text": ("text", "texte"),
    "stance": ("stance", "position"),
    "evidence": ("evidence", "preuve"),
    "credibility": ("grade of claim", "note de l'affirmation"),
    "likelihood": ("likelihood", "probabilité"),
    "source": ("source", "source"),
    "reliability": ("grade of source", "note de la source"),
    "speaker": ("speaker", "locuteur"),
}
"""Everything that can be asked for, with its name in English and French."""

_WORDS: dict[str, type[Word]] = {
    "mode": Mode,
    "status": LegStatus,
    "theme": Theme,
    "topic": Topic,
    "unit": Unit,
    "counting": Counting,
    "state": State,
    "sanctions": Sanctions,
    "flag": Flag,
    "stance": Stance,
    "evidence": Evidence,
    "credibility": Credibility,
    "likelihood": Likelihood,
    "reliability": Reliability,
}
_IDS = {
    "flow": "flows",
    "leg": "legs",
    "vessel": "vessels",
    "event": "events",
    "actor": "actors",
    "source": "sources",
    "speaker": "actors",
    "system": "systems",
    "conflict": "conflicts",
}
_SAID = ("stance", "evidence", "credibility", "likelihood", "source", "reliability",
         "speaker")  # fmt: skip
"""Conditions on the statement itself, and not on what it is about."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One of several words or ids of a column; ``shown`` in English and French."""

    name: str
    words: frozenset[str]
    shown: tuple[str, str]

    def say(self, lang: str) -> str:
        """Say the condition in ``lang``."""
        at = lang == "fr"
        return f"{_NAMES[self.name][at]}{' : ' if at else ': '}{self.shown[at]}"


@dataclass(frozen=True, slots=True)
class Window:
    """Days between which something has to be active."""

    start: str
    end: str
    possibly: bool
    undated: bool

    def say(self, lang: str) -> str:
        """Say the window in ``lang``."""
        first, last = (
            date_words(one, lang) if one else "" for one in (self.start, self.end)
        )
        french = lang == "fr"
        day_of_first, day_of_last = (
            re.fullmatch(r"\d{4}-\d{2}-\d{2}", one or "")
            for one in (self.start, self.end)
        )
        if first and last:
            if french:
                first = f"le {first}" if day_of_first else first
                last = f"le {last}" if day_of_last else last
            text = (
                f"entre {first} et {last}" if french else f"between {first} and {last}"
            )
        elif first:
            of = "du " if day_of_first else "d'" if first[0] in "aeéo" else "de "
            text = f"à partir {of}{first}" if french else f"from {first} on"
        else:
            till = "jusqu'au" if day_of_last else "jusqu'en"
            text = f"{till} {last}" if french else f"up to {last}"
        if not self.possibly:
            text += ", avec certitude" if french else ", certainly"
        if self.undated:
            text += ", ou sans date" if french else ", or undated"
        return text

    def holds(self, when: pd.Series, as_of: pd.Series) -> Mask:
        """Whether each date is active in the window, as its speaker's day allows."""
        states = states_in(when, as_of, start=self.start or None, end=self.end or None)
        good = [edtf.Activity.CERTAINLY]
        good += [edtf.Activity.POSSIBLY] * self.possibly
        good += [edtf.Activity.UNDATED] * self.undated
        held: Mask = states.isin([str(one) for one in good]).to_numpy()
        return held


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen from an atlas: every condition, and every window."""

    conditions: tuple[Condition, ...] = ()
    windows: tuple[Window, ...] = ()
    doubts: bool = True

    def of(self, atlas: Atlas, /) -> Atlas:
        """Choose from ``atlas``: a whole one, or one as of a day."""
        scope = atlas.scope or Scope(atlas)
        return _Choice(atlas, self).atlas(replace(scope, base=atlas, choice=self))

    def words(self, lang: str = "en", /) -> str:
        """Say in ``lang`` what was chosen, in an order of its own."""
        order = list(_NAMES)
        told = sorted(
            self.conditions, key=lambda one: (order.index(one.name), one.shown)
        )
        parts = list(dict.fromkeys(one.say(lang) for one in told))
        parts += sorted({one.say(lang) for one in self.windows})
        if not self.doubts:
            parts.append(
                "démentis seulement s'ils y répondent"
                if lang == "fr"
                else "denials only if they meet it themselves"
            )
        if lang == "fr":
            return f"Une partie de l'atlas : {' ; '.join(parts)}"
        return f"A part of the atlas: {'; '.join(parts)}"


def where(
    atlas: _AnAtlas,
    *,
    mode: Words = None,
    direction: Words = None,
    theme: Words = None,
    flow: Words = None,
    leg: Words = None,
    status: Words = None,
    site: Words = None,
    origin: Words = None,
    destination: Words = None,
    vessel: Words = None,
    event: Words = None,
    actor: Words = None,
    topic: Words = None,
    unit: Words = None,
    counting: Words = None,
    state: Words = None,
    sanctions: Words = None,
    system: Words = None,
    conflict: Words = None,
    flag: Words = None,
    text: str | None = None,
    stance: Words = None,
    evidence: Words = None,
    credibility: Words = None,
    likelihood: Words = None,
    source: Words = None,
    reliability: Words = None,
    speaker: Words = None,
    doubts: bool = True,
) -> _AnAtlas:
    """Give the part of ``atlas`` for which all the given conditions hold.

    Each condition is a word or an id, or several of which one has to hold.

    Parameters
    ----------
    atlas
        An atlas, or a part of one.
    mode, status
        Mode (``sea``) and status (``observed``) of legs.
    direction
        ``FROM>TO``, as in the column: ``DPRK>RU``.
    theme
        Theme of flows: ``munitions``.
    flow, leg, site, vessel, event, actor
        Ids of what claims are about. A site is also any end or stop that a claim names.
    origin, destination
        Ids of sites where the movement begins or ends.
    topic, unit, counting, state
        What kind of statement it is, the unit of its amount and what it counts, and how
        far along the movement is, as told.
    sanctions
        What sources say of the standing of flows.
    system, conflict, flag
        Systems of the founding documents, conflicts between readings, doubts of a row.
    text
        Words to find, in any case, in summaries, speakers, commodities and ids.
    stance, evidence, credibility, likelihood
        The claim's own: ``denies``, ``satellite``, ``2``, ``likely``.
    source, reliability, speaker
        Document, its letter, and the actor that speaks.
    doubts
        Whether denials and doubts of what is chosen come too, even if they do not say
        of what mode, place or day they speak.

    Raises
    ------
    NotFoundError
        If a word or id does not exist. The message names the nearest one, and lists
        every such word.
    ChoiceError
        If nothing is asked for.
    """
    asked: dict[str, Words] = {
        "mode": mode, "status": status, "direction": direction, "theme": theme,
        "flow": flow, "leg": leg, "site": site, "origin": origin,
        "destination": destination, "vessel": vessel, "event": event, "actor": actor,
        "topic": topic, "unit": unit, "counting": counting, "state": state,
        "sanctions": sanctions, "system": system, "conflict": conflict, "flag": flag,
        "text": text, "stance": stance,
        "evidence": evidence, "credibility": credibility, "likelihood": likelihood,
        "source": source, "reliability": reliability, "speaker": speaker,
    }  # fmt: skip
    problems: list[str] = []
    conditions = [
        _condition(_base(atlas), name, words, problems)
        for name, words in asked.items()
        if words is not None
    ]
    if problems:
        raise NotFoundError("\n".join(problems))
    if not conditions:
        raise ChoiceError(f"nothing is asked for; choose by {', '.join(asked)}")
    return _narrowed(atlas, conditions=tuple(conditions), doubts=doubts)


def between(
    atlas: _AnAtlas,
    start: edtf.Moment | None = None,
    end: edtf.Moment | None = None,
    *,
    possibly: bool = True,
    undated: bool = False,
    doubts: bool = True,
) -> _AnAtlas:
    """Give the part of ``atlas`` of which claims say that it was active in a window.

    Parameters
    ----------
    atlas
        An atlas, or a part of one.
    start, end
        First and last day: ``2023-08-15``, ``2023-08``, ``2023``, or a
        ``datetime.date``. A month begins with its first day and ends with its last.
        ``None`` leaves the side open.
    possibly
        Whether what may have been active then comes too, as :func:`geo.edtf.active`
        tells it, and not only what certainly was.
    undated
        Whether claims without a date come too.
    doubts
        Whether denials and doubts of what is chosen come too, whatever their date.

    Raises
    ------
    DateError
        If a side is no date, or the window ends before it begins.
    """
    start, end = (None if one is None else edtf.written(one) for one in (start, end))
    for name, text in (("start", start), ("end", end)):
        if text is not None and not (
            edtf.is_valid(text) and edtf.parse(text).kind == "date"
        ):
            raise DateError(
                f"{name}: {shown(text)} is no date: write 2023-08-15, 2023-08 or 2023"
            )
    if start is None and end is None:
        raise DateError("a window needs a start or an end")
    if start and end and edtf.parse(start).first > edtf.parse(end).last:
        raise DateError(f"the window ends before it begins: {start} to {end}")
    window = Window(start or "", end or "", possibly, undated)
    return _narrowed(atlas, windows=(window,), doubts=doubts)


def _base(atlas: Atlas) -> Atlas:
    return atlas if atlas.scope is None else atlas.scope.base or atlas


def _narrowed(
    atlas: _AnAtlas,
    *,
    conditions: tuple[Condition, ...] = (),
    windows: tuple[Window, ...] = (),
    doubts: bool,
) -> _AnAtlas:
    before = atlas.scope.choice if atlas.scope is not None else None
    known = before if isinstance(before, Chosen) else Chosen()
    chosen = Chosen(
        known.conditions + conditions,
        known.windows + windows,
        known.doubts and doubts,
    )
    return cast(_AnAtlas, chosen.of(_base(atlas)))


def _condition(atlas: Atlas, name: str, words: Words, problems: list[str]) -> Condition:
    several = [words] if isinstance(words, str | int) else words or ()
    asked = [str(one) for one in several]
    if name == "text":
        return Condition(name, frozenset(asked), (asked[0], asked[0]))
    known = _known(atlas, name)
    if not asked:
        problems.append(f"{name}: no word is given; leave {name} out to choose any")
    problems += [
        f"no {name} {shown(word)}{near(word, known)}"
        for word in asked
        if word not in known
    ]
    told = [known.get(word, (word, word)) for word in dict.fromkeys(asked)]
    either = (" or ", " ou ")
    return Condition(
        name,
        frozenset(asked),
        (
            either[0].join(one for one, _ in told),
            either[1].join(one for _, one in told),
        ),
    )


def _known(atlas: Atlas, name: str) -> dict[str, tuple[str, str]]:
    """Words or ids that can be asked for, with what to call them."""
    if name in _WORDS:
        return {
            str(word): (word.label("en"), word.label("fr")) for word in _WORDS[name]
        }
    if name == "direction":
        return {way: (way, way) for way in atlas.claims["direction"].unique() if way}
    if name in ("site", "origin", "destination"):
        frame: pd.DataFrame = atlas.sites
        stems = ("name_en", "name_fr")
    else:
        frame = atlas.tables[_IDS[name]]
        stems = next(
            (
                pair
                for pair in (
                    ("title_en", "title_fr"),
                    ("name", "name"),
                    ("title", "title"),
                )
                if pair[0] in frame
            ),
            ("id", "id"),
        )
    return {
        str(key): (str(one), str(other) or str(one))
        for key, one, other in zip(
            frame.index, frame[stems[0]], frame[stems[1]], strict=True
        )
    }


class _Choice(Subset):
    """What the chosen claims stand behind."""

    def __init__(self, atlas: Atlas, chosen: Chosen) -> None:
        self.chosen = chosen
        self.wanted = {
            name: [one.words for one in chosen.conditions if one.name == name]
            for name in _NAMES
        }
        self.subject = [one for one in chosen.conditions if one.name not in _SAID]
        claims = atlas.claims
        self.legs_of: dict[str, list[str]] = {}
        self.flow_of: dict[str, str] = {}
        for leg, flow in zip(
            atlas.tables["legs"].index, atlas.tables["legs"]["flow"], strict=True
        ):
            self.legs_of.setdefault(str(flow), []).append(str(leg))
            self.flow_of[str(leg)] = str(flow)
        self.told = [_about(cell) for cell in claims["about"]]
        self._choose_ways(atlas)
        said = self._said(atlas, claims)
        self.core: Mask = said & self._subject(atlas, claims)
        kept = self.core | (self._doubts(atlas, claims) & said)
        super().__init__(atlas, kept)

    # Which flows and legs may be there at all

    def _choose_ways(self, atlas: Atlas) -> None:
        legs, flows = atlas.tables["legs"], atlas.tables["flows"]
        good = np.ones(len(legs), dtype=np.bool_)
        for name in ("mode", "status"):
            for words in self.wanted[name]:
                good &= legs[name].isin(words).to_numpy()
        for words in self.wanted["leg"]:
            good &= legs.index.isin(words)
        self.by_leg = any(self.wanted[name] for name in ("mode", "status", "leg"))
        self.ways = set(map(str, legs.index[good]))
        fits = np.ones(len(flows), dtype=np.bool_)
        for name in ("theme", "sanctions"):
            for words in self.wanted[name]:
                fits &= flows[name].isin(words).to_numpy()
        for words in self.wanted["flow"]:
            fits &= flows.index.isin(words)
        if self.by_leg:
            fits &= flows.index.isin({self.flow_of[leg] for leg in self.ways})
        self.flows = set(map(str, flows.index[fits]))
        names = list(map(str, flows.index))
        self.themes = dict(zip(names, map(str, flows["theme"]), strict=True))
        self.standing = dict(zip(names, map(str, flows["sanctions"]), strict=True))

    def _flows_told(self, row: int) -> set[str]:
        """Flows that a claim is about, or a leg of which."""
        told = self.told[row]
        flows = set(told.get("flow", ()))
        return flows | {
            self.flow_of[leg] for leg in told.get("leg", ()) if leg in self.flow_of
        }

    # Which claims

    def _said(self, atlas: Atlas, claims: pd.DataFrame) -> Mask:
        """Whether the statements themselves are as asked for."""
        good = np.ones(len(claims), dtype=np.bool_)
        for name in ("stance", "evidence", "credibility", "likelihood", "source"):
            for words in self.wanted[name]:
                good &= claims[name].isin(words).to_numpy()
        for words in self.wanted["reliability"]:
            good &= claims["source"].isin(self._graded(atlas, words)).to_numpy()
        for words in self.wanted["speaker"]:
            good &= _holds(claims["speakers"], words)
        return good

    @staticmethod
    def _graded(atlas: Atlas, words: frozenset[str]) -> set[str]:
        sources = atlas.sources
        return set(map(str, sources.index[sources["reliability"].isin(words)]))

    def _subject(self, atlas: Atlas, claims: pd.DataFrame) -> Mask:
        """Whether each claim is about what was asked for, and in every window."""
        tests: dict[str, Callable[[frozenset[str]], Mask]] = {
            "mode": lambda words: self._by_way(atlas, claims["mode"], "mode", words),
            "status": lambda words: self._by_way(atlas, None, "status", words),
            "theme": lambda words: self._where(
                lambda row: any(
                    self.themes.get(flow) in words for flow in self._flows_told(row)
                )
            ),
            "flow": lambda words: self._where(
                lambda row: not words.isdisjoint(self._flows_told(row))
            ),
            "site": lambda words: (
                self._about_any("site", words)
                | claims["origin"].isin(words).to_numpy()
                | claims["destination"].isin(words).to_numpy()
                | _holds(claims["via"], words)
            ),
            "sanctions": lambda words: self._where(
                lambda row: any(
                    self.standing.get(flow) in words for flow in self._flows_told(row)
                )
            ),
            "system": lambda words: _holds(claims["systems"], words),
            "conflict": lambda words: _holds(claims["conflicts"], words),
            "flag": lambda words: _holds(claims["flags"], words),
            "text": lambda words: claims.index.isin(
                search(atlas, text=next(iter(words))).index
            ),
        }
        for column in (
            "direction",
            "topic",
            "unit",
            "counting",
            "state",
            "origin",
            "destination",
        ):
            tests[column] = lambda words, column=column: (  # type: ignore[misc]
                claims[column].isin(words).to_numpy()
            )
        for kind in ("leg", "vessel", "event", "actor"):
            tests[kind] = lambda words, kind=kind: self._about_any(kind, words)  # type: ignore[misc]
        good = np.ones(len(claims), dtype=np.bool_)
        for one in self.subject:
            good &= tests[one.name](one.words)
        for window in self.chosen.windows:
            good &= window.holds(claims["when"], claims["as_of"])
        return good

    def _where(self, test: Callable[[int], bool]) -> Mask:
        return np.array([test(row) for row in range(len(self.told))], dtype=np.bool_)

    def _about_any(self, kind: str, words: frozenset[str]) -> Mask:
        return self._where(
            lambda row: not words.isdisjoint(self.told[row].get(kind, ()))
        )

    def _by_way(
        self, atlas: Atlas, own: pd.Series | None, column: str, words: frozenset[str]
    ) -> Mask:
        """Whether the claim says so, or says nothing and all its legs are so."""
        ways = dict(
            zip(
                map(str, atlas.tables["legs"].index),
                map(str, atlas.tables["legs"][column]),
                strict=True,
            )
        )

        def by_legs(row: int) -> bool:
            legs = self.told[row].get("leg", ())
            if legs:
                return any(ways.get(leg) in words for leg in legs)
            every = [
                ways[leg]
                for flow in self._flows_told(row)
                for leg in self.legs_of.get(flow, ())
            ]
            return bool(every) and all(way in words for way in every)

        found = self._where(by_legs)
        if own is None:
            return found
        said: Mask = own.isin(words).to_numpy()
        unstated: Mask = own.isin(_UNSTATED).to_numpy()
        return said | (unstated & found)

    def _doubts(self, atlas: Atlas, claims: pd.DataFrame) -> Mask:
        """Denials and doubts of the claims chosen, or of the flows that they are about."""
        if not self.chosen.doubts:
            return np.zeros(len(claims), dtype=np.bool_)
        able: Mask = claims["stance"].isin(_DOUBTS).to_numpy() & ~self.core
        for words in self.wanted["mode"]:
            able &= (
                claims["mode"].isin({*words, *_UNSTATED, str(Mode.MIXED)}).to_numpy()
            )
        for words in self.wanted["direction"]:
            open_way = claims["direction"].str.contains("<>") | (
                claims["direction"] == ""
            )
            able &= (claims["direction"].isin(words) | open_way).to_numpy()
        flows = {
            flow
            for row in np.flatnonzero(self.core).tolist()
            for flow in self._flows_told(row)
        }
        flows &= self.flows
        rows = {str(key): row for row, key in enumerate(claims.index)}
        found = {
            row
            for row in np.flatnonzero(able).tolist()
            if not flows.isdisjoint(self._flows_told(row)) and self._of_chosen_legs(row)
        }
        links = atlas.claim_links
        pairs: dict[str, list[tuple[int, int]]] = {}
        for kind, one, other in zip(
            links["kind"], links["claim"], links["other"], strict=True
        ):
            if one in rows and other in rows:
                pairs.setdefault(str(kind), []).append((rows[one], rows[other]))
        core = set(np.flatnonzero(self.core).tolist())
        for one, other in pairs.get(str(LinkKind.CONTRADICTS), []):
            found |= {
                a for a, b in ((one, other), (other, one)) if able[a] and b in core
            }
        more = True
        while more:  # what repeats a denial denies too
            wave = {
                a
                for one, other in pairs.get(str(LinkKind.REPEATS), [])
                for a, b in ((one, other), (other, one))
                if able[a] and b in found and a not in found
            }
            found |= wave
            more = bool(wave)
        mask = np.zeros(len(claims), dtype=np.bool_)
        mask[sorted(found)] = True
        return mask

    def _of_chosen_legs(self, row: int) -> bool:
        legs = self.told[row].get("leg", ())
        return not self.by_leg or not legs or not self.ways.isdisjoint(legs)

    # Which rows

    def _speaking(self) -> pd.DataFrame:
        """Denials that came along bring in nothing."""
        core = set(map(str, self.whole.claims.index[self.core]))
        rows = super()._speaking()
        return rows[rows.index.isin(core)]

    def _choose_rows(self) -> None:
        self._keep_common()
        told = self.about.get("leg", set())
        flows = self.about.get("flow", set()) | {
            self.flow_of[leg] for leg in told if leg in self.flow_of
        }
        flows &= self.flows
        self._keep("flows", lambda t: t.index.isin(flows))
        spoken_of = {leg for row in self.told for leg in row.get("leg", ())}
        by_leg = {self.flow_of[leg] for leg in told if leg in self.flow_of}
        self._keep(
            "legs",
            lambda t: (
                t["flow"].isin(flows)
                & t.index.isin(self.ways)
                & (
                    t.index.isin(told)
                    | ~t.index.isin(spoken_of)
                    | ~t["flow"].isin(by_leg)
                )
            ),
        )
        self._keep("observations", self._observed)
        self._keep_vessels(lambda t: np.ones(len(t), dtype=np.bool_))

    def _observed(self, rows: pd.DataFrame) -> Mask:
        """Whether an observation belongs to what was chosen; nothing seen counts alike."""
        claims = set(map(str, self.claims.index))
        good = np.ones(len(rows), dtype=np.bool_)
        rests = _holds(rows["claims"], claims)
        if self.subject:
            ends = self.about.get("site", set()) | self._refs(
                "flows", "origin", "destination"
            )
            ends |= self._refs("legs", "origin", "destination")
            for name in ("site", "origin", "destination"):
                for words in self.wanted[name]:
                    ends = ends & words if name == "site" else ends
            good &= (
                rests
                | rows["site"].isin(ends).to_numpy()
                | rows["other_site"].isin(ends).to_numpy()
            )
        for words in self.wanted["vessel"]:
            good &= _holds(rows["vessels"], words)
        for name in ("evidence", "source"):
            for words in self.wanted[name]:
                good &= rows[name].isin(words).to_numpy()
        for words in self.wanted["reliability"]:
            good &= rows["source"].isin(self._graded(self.whole, words)).to_numpy()
        if any(
            self.wanted[n] for n in ("stance", "credibility", "likelihood", "speaker")
        ):
            good &= rests
        for window in self.chosen.windows:
            good &= window.holds(
                rows["when"], rows["when"].mask(rows["when"] != "", "")
            )
        return good

    def _choose_places(self) -> None:
        self._name_places(
            "claims", "flows", "legs", "observations", "events", "indicators"
        )
        self._add_yardsticks()
        sites = self.sites
        self._keep("rail_stations", lambda t: t["site"].isin(sites))
        self._keep(
            "rail_distances",
            lambda t: t["origin"].isin(sites) & t["destination"].isin(sites),
        )
        needed = self._needed_sources() | self._refs("vessels", "source")
        places = self.whole.sites
        places = places[places.index.isin(sites)]
        named = {one for cell in places["sources"] for one in items(cell)}
        reference = self.whole.sources["kind"] == "reference"
        needed |= named & set(map(str, self.whole.sources.index[reference]))
        self._keep("sources", lambda t: t.index.isin(needed))

    def _add_yardsticks(self) -> None:
        """Keep the places that only serve to measure distances to a kept one."""
        for layer in self.whole.layers.values():
            if "reference_for" in layer:
                for key, what in zip(layer.index, layer["reference_for"], strict=True):
                    if isinstance(what, str) and not self.sites.isdisjoint(items(what)):
                        self.sites.add(str(key))


def _about(cell: object) -> dict[str, tuple[str, ...]]:
    """Ids that a claim is about, by kind."""
    found: dict[str, tuple[str, ...]] = {}
    for item in items(str(cell)) if cell else ():
        kind, _, key = item.partition(":")
        found[kind] = (*found.get(kind, ()), key)
    return found


def _holds(cells: pd.Series, words: Iterable[str]) -> Mask:
    """Whether each cell of several ids holds one of ``words``."""
    wanted = set(words)
    return np.array(
        [bool(cell) and not wanted.isdisjoint(items(str(cell))) for cell in cells],
        dtype=np.bool_,
    )
