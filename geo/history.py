"""How the lines of the map looked from what had been published by earlier days.

The page shows what was known by any day without being made anew. Claims carry the day
from which each was known (:func:`geo.asof.known_on`); what a line's dash, arrow and width
rest on then follows from them by the rules of :mod:`geo.asof`. They change on few days,
so a line carries a row for each of those: the day, and how it looks from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo import style
from geo.asof import SEEN
from geo.vocabulary import Direction, LegStatus, Stance

__all__ = ["History", "Look"]

Row = Mapping[str, Any]
Amount = tuple[str, str, str, float]

_FIRMEST_FIRST = [str(status) for status in style.STATUS_RANK]


@dataclass(frozen=True, slots=True)
class Look:
    """How a line looks from ``day`` on."""

    day: str
    statuses: tuple[str, ...]
    """Of its legs, in their order; empty for a leg that is not told of yet."""
    direction: str
    width: str
    largest: str


class History:
    """The claims of an atlas by the day from which they were known."""

    def __init__(
        self,
        *,
        claims: Mapping[str, Row],
        known: Mapping[str, str],
        flows: Mapping[str, Row],
        legs: Mapping[str, Row],
        legs_of: Mapping[str, Sequence[str]],
        about: Mapping[tuple[str, str], Sequence[str]],
    ) -> None:
        self.claims, self.known = claims, known
        self.flows, self.legs, self.legs_of = flows, legs, legs_of
        self.about = about
        self._said: dict[tuple[str, str, str], str] = {}

    def _first(self, claims: Iterable[str]) -> str:
        """First day on which one of the claims was known; after all days if none was."""
        return min((self.known.get(key) or "~" for key in claims), default="~")

    def _day(self, kind: str, key: str, what: str) -> str:
        """First day of a claim about a flow or leg that is ``told`` of it in some way."""
        at = (kind, key, what)
        if at not in self._said:
            self._said[at] = self._first(
                claim for claim in self.about[kind, key] if self._is(claim, what)
            )
        return self._said[at]

    def _is(self, claim: str, what: str) -> bool:
        row = self.claims[claim]
        if what == "named":
            return True
        if row["stance"] == Stance.DENIES:
            return False
        if what == "seen":
            return str(row["evidence"]) in SEEN
        if what == "directed":
            return ">" in row["direction"] and "<" not in row["direction"]
        return True

    def _drawn(self, leg: str, day: str) -> bool:
        """Whether a view of ``day`` has the leg."""
        row = self.legs[leg]
        if self._day("flow", row["flow"], "told") > day:
            return False
        return (
            self._day("leg", leg, "named") <= day
            or row["status"] == LegStatus.SCHEMATIC
            or all(
                self._day("leg", one, "named") > day
                for one in self.legs_of[row["flow"]]
            )
        )

    def _status(self, leg: str, day: str) -> str:
        """Firmest status that claims known by ``day`` allow."""
        if not self._drawn(leg, day):
            return ""
        row = self.legs[leg]
        homes = [("leg", leg)]
        if sum(self._drawn(one, day) for one in self.legs_of[row["flow"]]) == 1:
            homes.append(
                ("flow", row["flow"])
            )  # a claim about it is about its only leg
        most = LegStatus.SCHEMATIC
        if any(self._day(*home, "seen") <= day for home in homes):
            most = LegStatus.OBSERVED
        elif any(self._day(*home, "told") <= day for home in homes):
            most = LegStatus.REPORTED
        return max(str(row["status"]), str(most), key=_FIRMEST_FIRST.index)

    def looks(
        self,
        line: Row,
        *,
        amounts: Mapping[str, Amount],
        own: Callable[[str, str, bool], bool],
        flows_of: Callable[[str], set[str]],
        largest: Callable[[Mapping[str, Amount], Any], str],
    ) -> list[Look]:
        """Give the looks of a line, from the first day on which it is drawn.

        Parameters
        ----------
        line
            Its ``legs``, ``flows`` and ``direction``.
        amounts
            What claims about its flows state, by claim.
        own
            Whether a claim is about a leg itself, the third argument being whether the
            flow is then this leg from end to end.
        flows_of
            Flows that a claim is about.
        largest
            Words for the largest of some amounts, in a unit.
        """
        days: set[str] = set()
        for flow in line["flows"]:
            days.add(self._day("flow", flow, "told"))
            days.add(self._day("flow", flow, "seen"))
            days.add(self._day("flow", flow, "directed"))
            for leg in self.legs_of[flow]:
                days |= {
                    self._day("leg", leg, what) for what in ("named", "told", "seen")
                }
        wide = {
            claim: amount
            for claim, amount in amounts.items()
            if style.width_of([amount]).id != style.WIDTHS[0].id
        }
        most: dict[Any, float] = {}
        for claim in sorted(wide, key=lambda key: (self.known.get(key) or "~", key)):
            # Of claims that count on the same days, a lesser one cannot change the look.
            alike = (
                style.width_of([wide[claim]]).unit,
                frozenset(flows_of(claim)),
                *(
                    own(claim, leg, alone)
                    for leg in line["legs"]
                    for alone in (False, True)
                ),
            )
            if wide[claim][3] >= most.get(alike, 0):
                most[alike] = wide[claim][3]
                days.add(self.known.get(claim) or "~")
        for claim in wide:  # told of a flow that another claim brings in
            days |= {self._day("flow", flow, "told") for flow in flows_of(claim)}
        found: list[Look] = []
        for day in sorted(days - {"~"}):
            statuses = tuple(self._status(leg, day) for leg in line["legs"])
            shown = [
                leg for leg, is_ in zip(line["legs"], statuses, strict=True) if is_
            ]
            if not shown:
                continue
            look = self._look(day, line, shown, statuses, wide, own, flows_of, largest)
            last = found[-1] if found else None
            if last is None or _same(last) != _same(look):
                found.append(look)
        return found

    def _look(
        self,
        day: str,
        line: Row,
        shown: Sequence[str],
        statuses: tuple[str, ...],
        wide: Mapping[str, Amount],
        own: Callable[[str, str, bool], bool],
        flows_of: Callable[[str], set[str]],
        largest: Callable[[Mapping[str, Amount], Any], str],
    ) -> Look:
        flows = {str(self.legs[leg]["flow"]) for leg in shown}
        directed = any(self._day("flow", flow, "directed") <= day for flow in flows)
        counted = {}
        for claim, amount in wide.items():
            if (self.known.get(claim) or "~") > day:
                continue
            of = {
                one for one in flows_of(claim) if self._day("flow", one, "told") <= day
            }
            if of <= flows and any(
                own(claim, leg, self._alone(leg, day)) for leg in shown
            ):
                counted[claim] = amount
        width = style.width_of(list(counted.values()))
        return Look(
            day,
            statuses,
            str(line["direction"]) if directed else str(Direction.UNKNOWN),
            width.id,
            largest(counted, width.unit),
        )

    def _alone(self, leg: str, day: str) -> bool:
        """Whether the flow has this leg only, as of ``day``, and the same two ends."""
        row = self.legs[leg]
        flow = self.flows[row["flow"]]
        if (row["origin"], row["destination"]) != (flow["origin"], flow["destination"]):
            return False
        legs = self.legs_of[row["flow"]]
        return [one for one in legs if self._drawn(one, day)] == [leg]


def _same(look: Look) -> tuple[Any, ...]:
    return (look.statuses, look.direction, look.width, look.largest)
