"""Which claims stand behind a flow, a leg and a place.

One rule for every view: a leg's own claims are those about it, those about its flow that
name both its ends, and whatever denies or cannot confirm the flow; the rest of what is
said of the flow is given apart. Withdrawn claims stand behind nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from geo.cells import items
from geo.vocabulary import LinkKind, Place, Stance

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["DOUBTS", "Behind"]

DOUBTS = frozenset({str(Stance.DENIES), str(Stance.CANNOT_CONFIRM)})
"""Stances that speak against: they are read beside every line that they are about."""


class Behind:
    """The claims of one atlas, ready to be asked for by what they are about.

    Ids come in the order of the claims table.
    """

    def __init__(self, atlas: Atlas) -> None:
        claims = atlas.claims
        claims = claims[(claims["withdrawn"] == "").to_numpy()]
        self.ids = [str(key) for key in claims.index]
        self.order = {key: at for at, key in enumerate(self.ids)}
        self.stance = dict(zip(self.ids, claims["stance"].astype(str), strict=True))
        self.about: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._named: dict[str, set[str]] = {}
        self._flows_of_claim: dict[str, set[str]] = {}
        legs = atlas.tables["legs"]
        self._leg = {
            str(key): (str(flow), str(origin), str(destination))
            for key, flow, origin, destination in zip(
                legs.index,
                legs["flow"],
                legs["origin"],
                legs["destination"],
                strict=True,
            )
        }
        self._legs_of: dict[str, list[str]] = defaultdict(list)
        for key, (flow, _, _) in self._leg.items():
            self._legs_of[flow].append(key)
        flows = atlas.tables["flows"]
        self._ends = {
            str(key): (str(origin), str(destination))
            for key, origin, destination in zip(
                flows.index, flows["origin"], flows["destination"], strict=True
            )
        }
        columns = ("about", "origin", "destination", "via")
        for key, about, origin, destination, via in zip(
            self.ids, *(claims[name].tolist() for name in columns), strict=True
        ):
            named = {str(origin), str(destination), *(items(via))}
            flows_of: set[str] = set()
            for item in items(about):
                kind, _, other = item.partition(":")
                self.about[kind, other].append(key)
                if kind == "site":
                    named.add(other)
                elif kind == "flow":
                    flows_of.add(other)
                elif kind == "leg" and other in self._leg:
                    flows_of.add(self._leg[other][0])
            named.discard("")
            self._named[key] = named
            self._flows_of_claim[key] = flows_of
        self._told: dict[str, frozenset[str]] = {}
        self._against = self._read_links(atlas)
        sites = atlas.sites
        self._site = {
            str(key): (str(kind), str(country))
            for key, kind, country in zip(
                sites.index, sites["kind"].astype(str), sites["country"], strict=True
            )
        }
        self._events: dict[str, list[str]] = defaultdict(list)
        for key, site in zip(atlas.events.index, atlas.events["site"], strict=True):
            if site:
                self._events[str(site)].append(str(key))
        self._indicators: dict[str, list[str]] = defaultdict(list)
        numbers = atlas.indicators
        for key, area in zip(numbers.index, numbers["area"], strict=True):
            self._indicators[str(area)].append(str(key))

    def _read_links(self, atlas: Atlas) -> dict[str, dict[str, set[str]]]:
        """Claims that doubt each claim: what contradicts it, and what repeats that."""
        found: dict[str, dict[str, set[str]]] = {
            str(LinkKind.CONTRADICTS): defaultdict(set),
            str(LinkKind.REPEATS): defaultdict(set),
        }
        links = atlas.claim_links
        for claim, kind, other in zip(
            links["claim"], links["kind"].astype(str), links["other"], strict=True
        ):
            if kind in found and claim in self.order and other in self.order:
                for here, there in ((claim, other), (other, claim)):
                    if self.stance[there] in DOUBTS:
                        found[kind][str(here)].add(str(there))
        return found

    def sorted(self, claims: Iterable[str]) -> list[str]:
        """``claims``, each once, in the order of the table."""
        return sorted(set(claims), key=self.order.__getitem__)

    def with_denials(self, claims: Iterable[str]) -> list[str]:
        """``claims``, and what denies or cannot confirm any of them.

        A denial of the whole ("we never exported weapons") is told of no single line,
        but it contradicts the claims behind it, as ``claim_links`` says; so it is read
        there too, with what repeats it.
        """
        found = set(claims)
        wave = found
        for against in self._against.values():
            wave = {other for key in wave for other in against.get(key, ())}
            found = found | wave
        return self.sorted(found)

    def of_flow(self, flow: str) -> list[str]:
        """Claims about a flow or any of its legs, and what speaks against them."""
        found = list(self.about.get(("flow", flow), ()))
        for leg in self._legs_of.get(flow, ()):
            found += self.about.get(("leg", leg), ())
        return self.with_denials(found)

    def of_leg(self, leg: str) -> tuple[list[str], list[str]]:
        """Claims about this leg itself, and the others about its flow."""
        return self.of_legs([leg])

    def of_legs(self, legs: Iterable[str]) -> tuple[list[str], list[str]]:
        """Claims about these legs themselves, and the others about their flows.

        Where a flow is one leg from end to end, its claims are the leg's, unless they
        name a place elsewhere.
        """
        own: set[str] = set()
        every: set[str] = set()
        for leg in legs:
            flow, *ends = self._leg[leg]
            whole = tuple(ends) == self._ends[flow] and len(self._legs_of[flow]) == 1
            found = {
                *self.about.get(("leg", leg), ()),
                *self.about.get(("flow", flow), ()),
            }
            every |= found
            own |= {one for one in found if self.is_own(one, leg, whole)}
        told = self.with_denials(every)
        own |= {claim for claim in told if self.stance[claim] in DOUBTS}
        return self.sorted(own), [claim for claim in told if claim not in own]

    def is_own(self, claim: str, leg: str, whole: bool) -> bool:
        """Whether a claim about a leg or its flow is about the leg itself.

        ``whole``: the flow is this leg from end to end.
        """
        flow, *ends = self._leg[leg]
        if claim in self.about.get(("leg", leg), ()):
            return True
        if claim not in self._told_of(flow):
            return False
        named = self._named[claim]
        if all(any(self._in(one, end) for one in named) for end in ends):
            return True
        return whole and all(
            any(self._in(one, end) or self._in(end, one) for end in ends)
            for one in named
        )

    def _told_of(self, flow: str) -> frozenset[str]:
        """Claims that name a flow itself, to be looked up in."""
        if flow not in self._told:
            self._told[flow] = frozenset(self.about.get(("flow", flow), ()))
        return self._told[flow]

    def of_site(self, site: str) -> list[str]:
        """Claims about a place, about an event there, or that give a number for it."""
        found = list(self.about.get(("site", site), ()))
        for event in self._events.get(site, ()):
            found += self.about.get(("event", event), ())
        for indicator in self._indicators.get(site, ()):
            found += self.about.get(("indicator", indicator), ())
        return self.sorted(found)

    def only_of(self, claim: str, flow: str) -> bool:
        """Whether a claim is about no other flow: else its amount is not this one's."""
        return self._flows_of_claim[claim] <= {flow}

    def _in(self, place: str, end: str) -> bool:
        """Whether ``place`` is ``end``, or lies in the country that ``end`` is."""
        if place == end:
            return True
        inner, outer = self._site.get(place), self._site.get(end)
        return (
            inner is not None
            and outer is not None
            and outer[0] == Place.COUNTRY
            and outer[1] != ""
            and outer[1] in items(inner[1])
        )
