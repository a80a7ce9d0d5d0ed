"""A part of an atlas that is an atlas again: some claims and flows, and what they need.

::

    part = extract(atlas, theme="munitions", since="2023-08")
    part.atlas.claims        # these claims, and what denies them
    part.words               # "theme=munitions, since=2023-08: 210 of 689 claims"

Every reference of a row that is kept leads to a row that is kept: tables written from a
part hold together as foreign keys. What speaks against a kept claim comes with it,
unless a stance was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo import edtf, selection
from geo.atlas import _Copies
from geo.behind import Behind
from geo.place_rules import PATHS
from geo.selection import listed
from geo.tables import LAYER_PROPERTIES, TABLES, Kind

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["CLAIM_FILTERS", "FLOW_FILTERS", "Part", "extract"]

CLAIM_FILTERS = (
    "site", "vessel", "event", "since", "until", "text", "source", "speakers", "stance",
    "topic", "direction", "unit", "counting", "evidence", "credibility", "systems",
    "conflicts", "flags",
)  # fmt: skip
"""Filters that are asked of claims, as in :func:`geo.selection.claims`."""
FLOW_FILTERS = (
    "flow", "theme", "mode", "status", "state", "sanctions", "origin", "destination",
)  # fmt: skip
"""Filters that are asked of flows, as in :func:`geo.selection.flows`."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of an atlas, and the words for what they are."""

    atlas: Atlas
    words: str
    """What was asked for and how many claims came of it; empty for a whole atlas."""


def extract(atlas: Atlas, **filters: str | None) -> Part:
    """Give the part of ``atlas`` that the filters select; all of it without any.

    Parameters
    ----------
    atlas
        What to select from; an as-of view stays one.
    filters
        Words for :data:`CLAIM_FILTERS` and :data:`FLOW_FILTERS`. Flow filters keep the
        claims about the flows; claim filters keep the flows that the claims are about.

    Raises
    ------
    NotFoundError
        If an id, word or date does not exist; the message names the nearest one.
    """
    asked = {name: word for name, word in filters.items() if word is not None}
    if not asked:
        return Part(atlas, "")
    of_claims = {name: asked[name] for name in CLAIM_FILTERS if name in asked}
    of_flows = {name: asked[name] for name in FLOW_FILTERS if name in asked}
    behind = Behind(atlas)
    kept = {str(key) for key in selection.claims(atlas, **of_claims).index}
    flows: set[str] | None = None
    if of_flows:
        flows = _flows(atlas, of_flows)
        kept &= {claim for flow in flows for claim in behind.of_flow(flow)}
    if "stance" not in asked:
        told = [claim for claim in kept if claim in behind.order]
        kept |= set(behind.with_denials(told))
    part = _Part(atlas, kept, flows, asked).made()
    words = ", ".join(f"{name}={word}" for name, word in asked.items())
    return Part(part, f"{words}: {len(part.claims):,} of {len(atlas.claims):,} claims")


def _flows(atlas: Atlas, filters: dict[str, str]) -> set[str]:
    rest = {name: word for name, word in filters.items() if name != "flow"}
    found = {str(key) for key in selection.flows(atlas, **rest).index}
    if "flow" in filters:
        selection.claims(atlas, flow=filters["flow"])  # an unknown id is an error
        found &= {filters["flow"]}
    return found


class _Part:
    def __init__(
        self,
        whole: Atlas,
        claims: set[str],
        flows: set[str] | None,
        asked: dict[str, str],
    ) -> None:
        self.whole = whole
        self.asked = asked
        self.tables = {name: whole.tables[name] for name in whole.tables}
        self._keep("claims", claims)
        self.about: dict[str, set[str]] = {}
        for cell in self.tables["claims"]["about"]:
            for item in listed(cell):
                kind, _, key = item.partition(":")
                self.about.setdefault(kind, set()).add(key)
        legs = whole.legs
        told = self.about.get("flow", set()) | set(
            legs.loc[legs.index.isin(self.about.get("leg", set())), "flow"]
        )
        self.flows = told if flows is None else told & flows

    def made(self) -> Atlas:
        """The part as an atlas of the same kind as the whole."""
        self._choose()
        sites = self.whole.sites
        self._trim({str(one) for one in self.sites})
        layers = {name: self._layer(name) for name in self.whole.layers}
        about: dict[tuple[str, str], list[int]] = {}
        for at, cell in enumerate(self.tables["claims"]["about"]):
            for item in listed(cell):
                kind, _, key = item.partition(":")
                about.setdefault((kind, key), []).append(at)
        return replace(
            self.whole,
            tables=_Copies(self.tables, "table"),
            layers=_Copies(layers, "layer"),
            _sites=sites[sites.index.isin(self.sites)],
            _about=about,
        )

    def _keep(self, table: str, ids: Iterable[str]) -> None:
        frame = self.tables[table]
        self.tables[table] = frame[frame.index.isin(list(ids))]

    def _refs(self, table: str, *columns: str) -> set[str]:
        frame = self.tables[table]
        return {one for name in columns for cell in frame[name] for one in listed(cell)}

    def _choose(self) -> None:
        tables = self.tables
        claims = {str(key) for key in tables["claims"].index}
        links = tables["claim_links"]
        tables["claim_links"] = links[
            links["claim"].isin(claims) & links["other"].isin(claims)
        ]
        conflicts = tables["conflicts"]
        tables["conflicts"] = conflicts[
            [
                bool({*listed(one), *listed(other)} & claims)
                for one, other in zip(
                    conflicts["claims_1"], conflicts["claims_2"], strict=True
                )
            ]
        ]
        self._keep("systems", self._refs("claims", "systems"))
        self._keep("flows", self.flows)
        legs = tables["legs"]
        tables["legs"] = legs[legs["flow"].isin(self.flows)]
        for kind, table in (("event", "events"), ("indicator", "indicators")):
            self._keep(table, self.about.get(kind, set()))
        self.sites = self.about.get("site", set()).union(
            self._refs("claims", "origin", "destination", "via"),
            self._refs("flows", "origin", "destination"),
            self._refs("legs", "origin", "destination"),
        )
        self._choose_observations(claims)
        vessels = self.about.get("vessel", set()) | self._refs(
            "observations", "vessels"
        )
        self._keep("vessels", vessels)
        details = tables["vessel_details"]
        tables["vessel_details"] = details[details["vessel"].isin(vessels)]
        self._keep(
            "actors",
            self._refs("claims", "speakers")
            | self._refs("events", "actors")
            | self.about.get("actor", set()),
        )
        self.sites = self.sites.union(
            self._refs("observations", "site", "other_site"),
            self._refs("events", "site", "places"),
            self._refs("indicators", "area"),
        )
        self.paths = {one.removeprefix("-") for one in self._refs("legs", "path")}
        distances = tables["rail_distances"]
        tables["rail_distances"] = distances[
            distances["origin"].isin(self.sites)
            & distances["destination"].isin(self.sites)
        ]
        stations = tables["rail_stations"]
        tables["rail_stations"] = stations[stations["site"].isin(self.sites)]
        sites = self.whole.sites
        places = sites[sites.index.isin(self.sites)]
        self._keep(
            "sources",
            self.about.get("source", set()).union(
                self._refs("claims", "source"),
                self._refs("observations", "source"),
                self._refs("vessels", "source"),
                self._refs("vessel_details", "source"),
                self._refs("rail_distances", "source"),
                (one for cell in places["sources"] for one in listed(cell)),
            ),
        )

    def _choose_observations(self, claims: set[str]) -> None:
        """Keep who looked at the places of kept flows, seen or not, in the window."""
        places = self._refs("legs", "origin", "destination") | {
            one for one in (self.asked.get("site"),) if one
        }
        rows = self.tables["observations"]
        since, until = self.asked.get("since"), self.asked.get("until")
        self.tables["observations"] = rows[
            [
                bool(set(listed(told)) & claims)
                or (
                    site in places
                    and (
                        (since is None and until is None)
                        or edtf.active(when, since, until) in ("certainly", "possibly")
                    )
                )
                for told, site, when in zip(
                    rows["claims"], rows["site"], rows["when"], strict=True
                )
            ]
        ]

    def _trim(self, sites: set[str]) -> None:
        """Take out of every cell the references to what is not kept."""
        kept = {name: set(map(str, frame.index)) for name, frame in self.tables.items()}
        kept["site"] = sites
        for name, frame in self.tables.items():
            changed: dict[str, Any] = {
                column.name: _trimmed(frame[column.name], kept[column.table])
                for column in TABLES[name].columns
                if column.kind in (Kind.REF, Kind.REFS) and column.table in kept
            }
            self.tables[name] = frame.assign(**changed)

    def _layer(self, name: str) -> gpd.GeoDataFrame:
        frame = self.whole.layers[name]
        entry = next((one for one in self.whole.catalog if one.id == name), None)
        of_paths = entry is not None and entry.file == PATHS
        part = frame[frame.index.isin(self.paths if of_paths else self.sites)]
        if not of_paths:
            known = {str(key) for key in self.tables["sources"].index}
            names = {column.name for column in LAYER_PROPERTIES}
            if "sources" in names & set(part.columns):
                part = part.assign(sources=_trimmed(part["sources"], known))
        part.attrs = dict(frame.attrs)
        return part


def _trimmed(cells: pd.Series, known: set[str]) -> Any:
    return pd.array(
        ["; ".join(one for one in listed(cell) if one in known) for cell in cells],
        dtype="str",
    )
