"""An atlas in memory: its tables as frames, its layers as GeoDataFrames.

::

    atlas = open_atlas()                    # the shipped atlas
    atlas = open_atlas("my-atlas")          # a folder with data/ and layers/
    atlas.claims                            # pandas.DataFrame, index: id
    atlas.sites.loc["rajin-port"]           # one place, whatever its layer
    atlas.claims_of("flow", "munitions-rajin-dunai")

What comes out of an atlas is a copy: nothing a caller does changes the atlas or what
the next caller gets. Coordinates are longitude, latitude in degrees (EPSG:4326).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import shape

from geo import edtf
from geo.catalog import Layer, atlas_root
from geo.cells import items
from geo.checking import Contents, inspect
from geo.errors import DataError, NotFoundError
from geo.frames import SafeGeoDataFrame
from geo.geojson import RawLayer
from geo.place_rules import PATHS
from geo.reading import RawTable
from geo.tables import (
    ABOUT,
    LAYER_PROPERTIES,
    PATH_PROPERTIES,
    TABLES,
    Column,
    Kind,
    Table,
)

__all__ = ["Atlas", "Choice", "Scope", "open_atlas"]

_CRS = "EPSG:4326"
UNVERSIONED = "unversioned"

_Frame = TypeVar("_Frame", bound=pd.DataFrame)


class _Copies(Mapping[str, _Frame], Generic[_Frame]):
    """Frames by name; each look-up gives a fresh copy (lazy: pandas copies on write)."""

    __slots__ = ("_frames", "_what")

    def __init__(self, frames: dict[str, _Frame], what: str) -> None:
        self._frames = frames
        self._what = what

    def __getitem__(self, name: str) -> _Frame:
        try:
            return self._frames[name].copy(deep=False)
        except KeyError:
            raise KeyError(_missing(self._what, name, list(self._frames))) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, name: object) -> bool:
        return name in self._frames

    def __repr__(self) -> str:
        inside = ", ".join(
            f"{name}: {len(frame)}" for name, frame in self._frames.items()
        )
        return f"{{{inside}}}"


def _missing(what: str, name: str, known: list[str]) -> str:
    near = get_close_matches(str(name), known, n=1)
    hint = (
        f"did you mean {near[0]!r}?" if near else f"the atlas has: {', '.join(known)}"
    )
    return f"no {what} {str(name)!r}; {hint}"


class Choice(Protocol):
    """How rows of an atlas were chosen; :mod:`geo.choice` makes one."""

    def of(self, atlas: Atlas, /) -> Atlas:
        """Choose from ``atlas`` in the same way."""

    def words(self, lang: str = "en", /) -> str:
        """Say in ``lang`` what was chosen."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Of which atlas an atlas is a part, and how the part was made."""

    whole: Atlas
    """The whole atlas."""
    day: str = ""
    """Day by which everything was published, ``YYYY-MM-DD``; empty: no such limit."""
    left_out: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))
    """Why each other claim of the whole atlas was not known then, by id. No output may
    hold it: it grows with every later claim."""
    base: Atlas | None = None
    """What was known on the day, from which the rest was chosen; None: the whole."""
    choice: Choice | None = None
    """How rows were chosen from it."""


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Everything that one folder holds, checked. Made by :func:`open_atlas`.

    A frame's index is the id; the id is a column too. Cells of text, ids and dates are
    text, empty if unknown. Columns of one word are categories in the order of their
    vocabulary, with the empty text as the last; they compare with plain text. Numbers
    are float64 (NaN: unknown), whole numbers Int64, flags bool.
    """

    root: Path
    """Folder of the atlas."""
    version: str
    """Version of the data (CalVer), or ``unversioned``."""
    catalog: tuple[Layer, ...]
    """Entries of the catalogue of layers, in its order."""
    tables: Mapping[str, pd.DataFrame]
    """Every table by name; each look-up gives a copy."""
    layers: Mapping[str, gpd.GeoDataFrame]
    """Every layer by id, in catalogue order; each look-up gives a copy. ``attrs`` hold
    title, title_fr, licence, credit and version."""
    _sites: gpd.GeoDataFrame = field(repr=False)
    _about: dict[tuple[str, str], list[int]] = field(repr=False)
    scope: Scope | None = field(default=None, repr=False)
    """How the atlas was made, if it is a part of another; None for a whole one."""
    _made: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def whole(self) -> Atlas:
        """The atlas that this one is a part of, or itself."""
        return self.scope.whole if self.scope is not None else self

    @property
    def day(self) -> str:
        """Day by which everything here was published; empty if there is no such limit."""
        return self.scope.day if self.scope is not None else ""

    @property
    def left_out(self) -> pd.Series:
        """Why each other claim of the whole was not known on :attr:`day`, by id."""
        return (self.scope or Scope(self)).left_out.copy(deep=False)

    def table(self, name: str) -> pd.DataFrame:
        """Give a copy of the table ``name``.

        Raises
        ------
        NotFoundError
            If there is no such table.
        """
        if name not in self.tables:
            raise NotFoundError(_missing("table", name, list(self.tables)))
        return self.tables[name]

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Give a copy of the layer ``name``.

        Raises
        ------
        NotFoundError
            If there is no such layer.
        """
        if name not in self.layers:
            raise NotFoundError(_missing("layer", name, list(self.layers)))
        return self.layers[name]

    @property
    def sources(self) -> pd.DataFrame:
        """Documents; one row each."""
        return self.tables["sources"]

    @property
    def claims(self) -> pd.DataFrame:
        """Statements by one speaker in one source; one row each."""
        return self.tables["claims"]

    @property
    def claim_links(self) -> pd.DataFrame:
        """How two claims relate; one row each."""
        return self.tables["claim_links"]

    @property
    def conflicts(self) -> pd.DataFrame:
        """Readings that disagree; one row each."""
        return self.tables["conflicts"]

    @property
    def systems(self) -> pd.DataFrame:
        """Systems that the founding documents describe; one row each."""
        return self.tables["systems"]

    @property
    def flows(self) -> pd.DataFrame:
        """Goods of one kind reported to move one way; one row each."""
        return self.tables["flows"]

    @property
    def legs(self) -> pd.DataFrame:
        """Movements by one mode between two stops of a flow; one row each."""
        return self.tables["legs"]

    @property
    def vessels(self) -> pd.DataFrame:
        """Ships, aircraft and groups of them; one row each."""
        return self.tables["vessels"]

    @property
    def vessel_details(self) -> pd.DataFrame:
        """Names, flags, owners and listings of vessels; one row each."""
        return self.tables["vessel_details"]

    @property
    def observations(self) -> pd.DataFrame:
        """Somebody looked at a site on a date; one row each."""
        return self.tables["observations"]

    @property
    def events(self) -> pd.DataFrame:
        """Happenings; one row each."""
        return self.tables["events"]

    @property
    def actors(self) -> pd.DataFrame:
        """Organisations and persons; one row each."""
        return self.tables["actors"]

    @property
    def indicators(self) -> pd.DataFrame:
        """Numbers about a country that claims give values for; one row each."""
        return self.tables["indicators"]

    @property
    def rail_distances(self) -> pd.DataFrame:
        """Distances along a line, as published; one row each."""
        return self.tables["rail_distances"]

    @property
    def rail_stations(self) -> pd.DataFrame:
        """Stations along a railway line; one row each."""
        return self.tables["rail_stations"]

    @property
    def withdrawn(self) -> pd.DataFrame:
        """Ids no longer in use, and why; one row each."""
        return self.tables["withdrawn"]

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """Every place of every layer but the paths: index id, column ``layer``.

        The geometry is ``None`` where no source read gives a place.
        """
        return self._sites.copy(deep=False)

    def claims_of(
        self, kind: str, key: str, *, withdrawn: bool = False
    ) -> pd.DataFrame:
        """Claims whose ``about`` names ``kind:key``, in the order of the table.

        Parameters
        ----------
        kind
            flow, leg, site, vessel, event, indicator, actor, source or practice.
        key
            Id of the thing (a word for a practice). An id without claims gives no rows.
        withdrawn
            Whether withdrawn claims come too.

        Raises
        ------
        NotFoundError
            If there is no such kind.
        """
        if kind not in ABOUT:
            raise NotFoundError(_missing("kind", kind, list(ABOUT)))
        claims = self.claims.iloc[self._about.get((kind, key), [])]
        return claims if withdrawn else claims[claims["withdrawn"] == ""]

    def days(self, table: str, column: str = "when") -> pd.DataFrame:
        """Strict bounds of a column of dates: ``start`` and ``end``, index id.

        The columns are datetime64; ``NaT`` where there is no such day, the date is
        missing, or the year lies outside 1 to 9999. ``geo.edtf`` tells the rest.
        """
        cells = self.table(table)[column]
        pairs = [_days(cell) for cell in cells]
        return pd.DataFrame(
            {
                "start": np.array([one for one, _ in pairs], dtype="datetime64[s]"),
                "end": np.array([one for _, one in pairs], dtype="datetime64[s]"),
            },
            index=cells.index,
        )

    def __repr__(self) -> str:
        """Give the version and the counts that tell atlases apart."""
        counts = ", ".join(
            f"{len(self.tables[n])} {n}" for n in ("claims", "sources", "flows")
        )
        day = f", as of {self.day}" if self.day else ""
        return f"<Atlas {self.version}: {counts}, {len(self._sites)} sites{day}>"


def _days(cell: str) -> tuple[str, str]:
    if not cell:
        return ("NaT", "NaT")
    bounds = edtf.bounds(cell)
    start, end = (
        day if day and len(day) == 10 and day > "0001" else "NaT"
        for day in (bounds.strict_start, bounds.strict_end)
    )
    return (start, end)


def open_atlas(path: str | Path | None = None) -> Atlas:
    """Open the atlas in the folder ``path``, or the shipped one.

    Raises
    ------
    DataError
        If the atlas has problems. The error lists every one, as :func:`geo.check` does.
    NotFoundError
        If ``path`` is no folder with ``data/`` and ``layers/``.
    """
    root = atlas_root(path)
    contents, problems = inspect(root)
    if problems:
        raise DataError(problems)
    version = _version(root)
    tables = {name: _table(TABLES[name], raw) for name, raw in contents.tables.items()}
    layers = _layers(contents, version)
    return Atlas(
        root=root,
        version=version,
        catalog=contents.catalog,
        tables=_Copies(tables, "table"),
        layers=_Copies(layers, "layer"),
        _sites=_join(
            {one.id: layers[one.id] for one in contents.catalog if one.file != PATHS},
            version,
        ),
        _about=_about(contents.tables["claims"]),
    )


def _version(root: Path) -> str:
    try:
        package = json.loads((root / "data" / "datapackage.json").read_text("utf-8"))
        version = package["version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return UNVERSIONED
    return version if isinstance(version, str) and version else UNVERSIONED


# --- frames ---------------------------------------------------------------------------


def _table(table: Table, raw: RawTable) -> pd.DataFrame:
    columns = {c.name: _series(c, raw.columns[c.name]) for c in table.columns}
    index = pd.Index(list(raw.columns[table.key]), dtype="str")
    return pd.DataFrame(columns, index=index, copy=False)


def _series(column: Column, cells: Sequence[str]) -> Any:
    """Give the cells of a column, already checked, as an array of its kind."""
    if column.kind is Kind.WORD and column.words is not None:
        return pd.Categorical(list(cells), categories=[*map(str, column.words), ""])
    if column.kind is Kind.NUMBER:
        return np.array(
            [float(cell) if cell else np.nan for cell in cells], dtype="float64"
        )
    if column.kind is Kind.INTEGER:
        return pd.array([int(cell) if cell else None for cell in cells], dtype="Int64")
    if column.kind is Kind.FLAG:
        return np.array([cell == "yes" for cell in cells], dtype="bool")
    return pd.array(list(cells), dtype="str")


def _layers(contents: Contents, version: str) -> dict[str, gpd.GeoDataFrame]:
    frames = {}
    for entry in contents.catalog:
        frame = _layer(contents.layers[entry.id])
        frame.attrs = {
            "title": entry.title_en,
            "title_fr": entry.title_fr,
            "licence": entry.licence,
            "credit": entry.credit,
            "version": version,
        }
        frames[entry.id] = frame
    return frames


def _layer(raw: RawLayer) -> gpd.GeoDataFrame:
    of_paths = raw.file.endswith(f"/{PATHS}")
    described = PATH_PROPERTIES if of_paths else LAYER_PROPERTIES
    known = {column.name: column for column in described}
    extra = dict.fromkeys(
        name
        for feature in raw.features
        for name in feature.properties
        if name not in known
    )
    columns: dict[str, Any] = {}
    for name, column in known.items():
        columns[name] = _series(
            column, [_text(f.properties.get(name)) for f in raw.features]
        )
    for name in extra:
        columns[name] = [feature.properties.get(name) for feature in raw.features]
    geometry = [
        None if feature.geometry is None else shape(feature.geometry)
        for feature in raw.features
    ]
    index = pd.Index(columns["id"], dtype="str")
    frame = pd.DataFrame(columns, index=index)
    return SafeGeoDataFrame(frame, geometry=np.array(geometry, dtype=object), crs=_CRS)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _join(layers: dict[str, gpd.GeoDataFrame], version: str) -> gpd.GeoDataFrame:
    names = [column.name for column in LAYER_PROPERTIES]
    frames = [
        frame[[*names, "geometry"]].assign(layer=layer)
        for layer, frame in layers.items()
    ]
    if frames:
        joined = pd.concat(frames)
    else:
        joined = _layer(RawLayer("")).assign(layer=pd.array([], dtype="str"))
    sites = SafeGeoDataFrame(joined, geometry="geometry", crs=_CRS)
    sites.attrs = {"version": version}
    return sites


def _about(claims: RawTable) -> dict[tuple[str, str], list[int]]:
    rows: dict[tuple[str, str], list[int]] = {}
    for position, cell in enumerate(claims.columns["about"]):
        for item in items(cell) if cell else ():
            kind, _, key = item.partition(":")
            rows.setdefault((kind, key), []).append(position)
    return rows
