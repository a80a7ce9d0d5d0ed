"""The part of an atlas that some of its claims stand behind.

:class:`Subset` takes an atlas and the claims that are kept, and makes an atlas of the
same kind of them and of what they are about: flows, legs, places, vessels, events,
actors, sources. Everything else is left out, table by table, and no cell of what is left
names a row that is gone. :mod:`geo.asof` and :mod:`geo.choice` choose the claims, and
say where the rules for a table differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.atlas import Atlas, Scope, _Copies
from geo.place_rules import PATHS
from geo.tables import TABLES, Kind

__all__ = ["Mask", "Subset", "items", "kept_items"]

Mask = npt.NDArray[np.bool_]


def items(cell: object) -> list[str]:
    """Give the items of a cell that holds several, separated by ``;``."""
    return [one.strip() for one in str(cell).split(";") if one.strip()]


class Subset:
    """The tables and layers of a part, made table by table from the claims kept."""

    def __init__(self, atlas: Atlas, kept: Mask) -> None:
        self.whole = atlas
        self.gone = set(map(str, atlas.claims.index[~kept]))
        self.claims = atlas.claims[kept]
        self.tables: dict[str, pd.DataFrame] = {}
        self.about: dict[str, set[str]] = {}
        """Ids, by kind, of the things that kept claims are about."""
        for stance, cell in zip(
            *(self._speaking()[name] for name in ("stance", "about")), strict=True
        ):
            for item in items(cell):
                kind, _, key = item.partition(":")
                if self._brings(kind, stance):
                    self.about.setdefault(kind, set()).add(key)

    # What the two kinds of part decide in their own way

    def _speaking(self) -> pd.DataFrame:
        """Rows of the kept claims that bring in what they are about."""
        return self.claims[self.claims["withdrawn"] == ""]

    def _brings(self, kind: str, stance: str) -> bool:
        """Whether a claim of this stance brings in a thing of this kind."""
        return True

    def _choose_rows(self) -> None:
        raise NotImplementedError

    def _choose_places(self) -> None:
        raise NotImplementedError

    def _unsay(self) -> None:
        """Take back words that the part cannot hold; nothing, unless a part says so."""

    def _places_as_told(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Give places with the words that the part can hold."""
        return self._with_known_sources(frame)

    # The part

    def atlas(self, scope: Scope) -> Atlas:
        """Make the atlas of the part; it is of the class of the one it was made from."""
        self._choose_rows()
        self._choose_places()
        self._trim()
        self._unsay()
        layers = self._layers()
        about: dict[tuple[str, str], list[int]] = {}
        for position, cell in enumerate(self.tables["claims"]["about"]):
            for item in items(cell):
                kind, _, key = item.partition(":")
                about.setdefault((kind, key), []).append(position)
        sites = self.whole.sites
        sites = self._places_as_told(sites[sites.index.isin(self.sites)])
        return replace(
            self.whole,
            tables=_Copies(self.tables, "table"),
            layers=_Copies(layers, "layer"),
            _sites=sites,
            _about=about,
            scope=scope,
        )

    # Rows

    def _refs(self, table: str, *columns: str) -> set[str]:
        """Ids that cells of the kept rows of a table name."""
        frame = self.tables[table]
        return {one for name in columns for cell in frame[name] for one in items(cell)}

    def _keep(self, table: str, test: Callable[[pd.DataFrame], Any]) -> None:
        frame = self.whole.table(table)
        self.tables[table] = frame[np.asarray(test(frame), dtype=bool)]

    def _keep_ids(self, table: str, ids: set[str]) -> None:
        self._keep(table, lambda t: t.index.isin(ids))

    def _keep_common(self) -> None:
        """Choose the rows of the tables that every part treats alike."""
        self.tables["claims"] = self.claims
        ids = set(map(str, self.claims.index))
        known = set(map(str, self.whole.claims.index))
        self._keep("claim_links", lambda t: t["claim"].isin(ids) & t["other"].isin(ids))
        self._keep(
            "conflicts",
            lambda t: [
                bool(one) and one <= ids
                for one in (
                    {*items(a), *items(b)}
                    for a, b in zip(t["claims_1"], t["claims_2"], strict=True)
                )
            ],
        )
        links = self.tables["claim_links"]
        conflicts = self.tables["conflicts"].index
        lost = ~links["conflict"].isin(conflicts)
        self.tables["claim_links"] = links.assign(
            conflict=links["conflict"].mask(lost, "")
        )
        systems = self._refs("claims", "systems")
        self._keep("systems", lambda t: t.index.isin(systems))
        for table, kind in (("events", "event"), ("indicators", "indicator")):
            self._keep_ids(table, self.about.get(kind, set()))
        # The tombstone of a claim of which nothing is known may be one of a later claim.
        self._keep("withdrawn", lambda t: t.index.isin(known - self.gone))

    def _keep_vessels(self, sources: Callable[[pd.DataFrame], Any]) -> None:
        """Choose vessels by the claims and observations kept, and then the actors."""
        vessels = self.about.get("vessel", set()) | self._refs(
            "observations", "vessels"
        )
        self._keep("vessels", lambda t: t.index.isin(vessels))
        self._keep("vessel_details", lambda t: t["vessel"].isin(vessels) & sources(t))
        actors = self._refs("claims", "speakers") | self._refs("events", "actors")
        actors |= self.about.get("actor", set())
        self._keep("actors", lambda t: t.index.isin(actors))

    def _name_places(self, *tables: str) -> None:
        """Keep the places that rows of the kept tables name, and the ends of paths."""
        columns = {
            "claims": ("origin", "destination", "via"),
            "flows": ("origin", "destination"),
            "legs": ("origin", "destination"),
            "observations": ("site", "other_site"),
            "events": ("site", "places"),
            "indicators": ("area",),
            "rail_distances": ("origin", "destination"),
            "rail_stations": ("site",),
        }
        self.sites = self.about.get("site", set()).union(
            *(self._refs(table, *columns[table]) for table in tables or columns)
        )
        self.paths = {way.removeprefix("-") for way in self._refs("legs", "path")}
        self.drawings = {one.id for one in self.whole.catalog if one.file == PATHS}
        for layer in self.drawings:
            frame = self.whole.layer(layer)
            frame = frame[frame.index.isin(self.paths)]
            self.sites |= {*frame["from"], *frame["to"]} - {""}

    def _needed_sources(self) -> set[str]:
        """Sources that rows of the kept tables were read in, or speak of."""
        needed = self._refs("claims", "source") | self.about.get("source", set())
        for table in ("observations", "vessel_details", "rail_distances"):
            needed |= self._refs(table, "source")
        return needed

    # Cells

    def _trim(self) -> None:
        """Take out of every cell the references to what is gone."""
        kept = {name: set(map(str, frame.index)) for name, frame in self.tables.items()}
        kept["site"] = self.sites
        for name, frame in self.tables.items():
            changed: dict[str, Any] = {}
            for column in TABLES[name].columns:
                if column.kind not in (Kind.REF, Kind.REFS) or column.table is None:
                    continue
                changed[column.name] = kept_items(
                    frame[column.name], kept[column.table]
                )
            self.tables[name] = frame.assign(**changed)
        homes = {
            "flow": "flows", "leg": "legs", "site": "site", "vessel": "vessels",
            "event": "events", "indicator": "indicators", "actor": "actors",
            "source": "sources",
        }  # fmt: skip
        claims = self.tables["claims"]
        about = [
            "; ".join(
                item
                for item in items(cell)
                if (kind := item.partition(":")[0]) not in homes
                or item.partition(":")[2] in kept[homes[kind]]
            )
            for cell in claims["about"]
        ]
        self.tables["claims"] = claims.assign(about=pd.array(about, dtype="str"))

    # Layers

    def _layers(self) -> dict[str, gpd.GeoDataFrame]:
        layers = {}
        for name, frame in self.whole.layers.items():
            kept = self.paths if name in self.drawings else self.sites
            layers[name] = self._places_as_told(frame[frame.index.isin(kept)])
            layers[name].attrs = dict(frame.attrs)
        return layers

    def _with_known_sources(
        self, frame: gpd.GeoDataFrame, **changed: Any
    ) -> gpd.GeoDataFrame:
        """Give places that name no source that is gone, with other cells ``changed``."""
        if "sources" in frame:
            known = set(map(str, self.tables["sources"].index))
            changed["sources"] = kept_items(frame["sources"], known)
        attrs = dict(frame.attrs)
        frame = frame.assign(**changed)
        frame.attrs = attrs
        return frame


def kept_items(cells: Iterable[object], known: set[str]) -> Any:
    """Give the cells without the ids that are not known."""
    return pd.array(
        ["; ".join(one for one in items(cell) if one in known) for cell in cells],
        dtype="str",
    )
