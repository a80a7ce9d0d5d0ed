"""The atlas on an analyst's desk: everything that one can ask it, by name.

::

    import geo

    atlas = geo.open_atlas()                       # the shipped atlas, or a folder
    part = atlas.where(mode="sea", direction="DPRK>RU").between("2023-08", "2024-03")
    part.map(view="far-east")                      # a folium.Map, offline
    part.total("container")                        # bounds, never a double count
    part.to_gpkg("sea-legs.gpkg")

:class:`Atlas` is :class:`geo.atlas.Atlas`, the frozen data, with a method for each
thing that the other modules compute from it. Every method gives something new and
changes nothing. Coordinates are longitude, latitude in degrees (EPSG:4326).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo import atlas as _atlas
from geo import card, choice
from geo.asof import as_of
from geo.choice import Words
from geo.corroboration import Corroboration, corroboration, speakers_behind
from geo.edtf import Moment
from geo.errors import ChoiceError, NotFoundError, shown
from geo.frames import SafeGeoDataFrame
from geo.plausibility import plausibility
from geo.quantities import Total, total
from geo.selection import near
from geo.tables import ABOUT, LAYER_PROPERTIES, TABLES, Column, Kind

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo.diff import Diff
    from geo.page import OfflineMap

__all__ = ["Atlas", "open_atlas"]


def open_atlas(path: str | Path | None = None) -> Atlas:
    """Open the atlas in the folder ``path``, or the shipped one.

    >>> atlas = open_atlas()
    >>> atlas.flows.loc["munitions-rajin-dunai", "origin"]
    'rajin-port'

    Raises
    ------
    DataError
        If the atlas has problems. The error lists every one, as :func:`geo.check` does.
    NotFoundError
        If ``path`` is no folder with ``data/`` and ``layers/``.
    """
    return Atlas.of(_atlas.open_atlas(path))


class Atlas(_atlas.Atlas):
    """An atlas to look at, choose from, draw and hand on. Made by :func:`open_atlas`.

    A frame's index is the id; the id is a column too. Cells of text, ids and dates are
    text, empty if unknown. Columns of one word are categories in the order of their
    vocabulary. Numbers are float64 (NaN: unknown), whole numbers Int64, flags bool.
    :meth:`describe` tells what each column means. Frames are copies: nothing that is
    done to one changes the atlas.
    """

    __slots__ = ()

    @classmethod
    def of(cls, data: _atlas.Atlas) -> Atlas:
        """Put an atlas that another function gave on the desk."""
        if isinstance(data, cls):
            return data
        return cls(
            **{one.name: getattr(data, one.name) for one in fields(data) if one.init}
        )

    @property
    def _data(self) -> _atlas.Atlas:
        """The data alone: its flows and legs are the bare tables."""
        return self._once(
            "data",
            lambda: _atlas.Atlas(
                **{
                    one.name: getattr(self, one.name)
                    for one in fields(self)
                    if one.init
                }
            ),
        )

    def _once(self, name: str, make: Any) -> Any:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def __repr__(self) -> str:
        """Give the card: counts, extent, period, licence, and what to do next."""
        return card.as_text(self._data)

    def _repr_html_(self) -> str:
        """Give the card for a notebook."""
        return card.as_html(self._data)

    # --- frames -----------------------------------------------------------------------

    @property
    def legs(self) -> SafeGeoDataFrame:
        """Movements by one mode between two stops of a flow; one row each.

        The geometry is the line as it is drawn: its paths, or the shortest way between
        the two ends; ``None`` where no source places an end, or no claim stands behind
        the leg. A line is a drawing: :meth:`describe` and ``status`` say what it rests
        on.
        """
        return self._once("legs", self._make_legs).copy(deep=False)

    def _make_legs(self) -> SafeGeoDataFrame:
        from geo.features import LEGS, Layers

        table = self.tables["legs"]
        drawn = Layers(self._data)[LEGS].geometry.reindex(table.index)
        return self._placed(table, drawn.to_numpy())

    @property
    def flows(self) -> SafeGeoDataFrame:
        """Goods of one kind reported to move one way; one row each.

        The geometry is what is drawn of its legs (MultiLineString), or ``None``.
        """
        return self._once("flows", self._make_flows).copy(deep=False)

    def _make_flows(self) -> SafeGeoDataFrame:
        import numpy as np
        from shapely import MultiLineString

        table, legs = self.tables["flows"], self.legs
        parts: dict[str, list[Any]] = {}
        order = legs.sort_values(["flow", "seq"], kind="stable")
        for flow, shape in zip(order["flow"], order.geometry, strict=True):
            if shape is not None and not shape.is_empty:
                parts.setdefault(flow, []).extend(getattr(shape, "geoms", [shape]))
        shapes = [
            MultiLineString(parts[key]) if key in parts else None for key in table.index
        ]
        made = np.empty(len(shapes), dtype=object)
        made[:] = shapes
        return self._placed(table, made)

    def _placed(self, table: pd.DataFrame, shapes: Any) -> SafeGeoDataFrame:
        frame = SafeGeoDataFrame(table, geometry=shapes, crs="EPSG:4326")
        frame.attrs = {"version": self.version}
        return frame

    def describe(self, table: str | None = None) -> pd.DataFrame:
        """Give the data dictionary: what each column of ``table`` means.

        Parameters
        ----------
        table
            A table, ``sites``, a layer; None for the list of tables.

        Returns
        -------
        DataFrame
            Index: name of the column. Columns: ``about`` (its meaning), ``kind`` (what a
            cell may hold), ``required``, ``words`` (choices, separated by ``;``),
            ``refers_to`` (the table whose ids it holds), ``dtype``. For None: index name
            of the table; columns ``row`` (what a row is), ``rows``, ``columns``.

        Raises
        ------
        NotFoundError
            If there is no such table.

        Examples
        --------
        >>> open_atlas().describe("claims").loc["stance", "words"]
        'asserts; denies; cannot-confirm; speculates; forecast'
        """
        if table is None:
            whole = {
                name: (one.row, len(self.tables[name]), len(one.columns))
                for name, one in TABLES.items()
            }
            whole["sites"] = (
                "a place of any layer",
                len(self.sites),
                len(self.sites.columns),
            )
            return pd.DataFrame.from_dict(
                whole, orient="index", columns=["row", "rows", "columns"]
            )
        if table in TABLES:
            columns, frame = TABLES[table].columns, self.tables[table]
        elif table == "sites" or table in self.layers:
            frame = self.sites if table == "sites" else self.layers[table]
            columns = self._columns_of(frame)
        else:
            raise NotFoundError(
                f"no table {shown(table)}{near(table, [*TABLES, 'sites', *self.layers])}"
            )
        rows = {
            one.name: (
                one.about,
                str(one.kind),
                one.required,
                "; ".join(map(str, one.words or ())),
                one.table or "",
                str(frame[one.name].dtype),
            )
            for one in columns
            if one.name in frame
        }
        return pd.DataFrame.from_dict(
            rows,
            orient="index",
            columns=["about", "kind", "required", "words", "refers_to", "dtype"],
        )

    @staticmethod
    def _columns_of(frame: pd.DataFrame) -> tuple[Column, ...]:
        from geo.tables import PATH_PROPERTIES

        known = PATH_PROPERTIES if "basis" in frame else LAYER_PROPERTIES
        names = {one.name for one in known}
        own = {
            "layer": Column("layer", Kind.TEXT, "Layer that the place is in", True),
            "geometry": Column(
                "geometry", Kind.TEXT, "Shape, longitude and latitude (EPSG:4326)"
            ),
        }
        return known + tuple(
            own.get(name, Column(name, Kind.TEXT, "A property of this layer alone"))
            for name in map(str, frame.columns)
            if name not in names
        )

    def with_days(self, table: str, column: str = "when") -> pd.DataFrame:
        """Give ``table`` with real dates beside an EDTF column: ``start`` and ``end``.

        The two last columns are datetime64[s], the strict bounds of the printed date;
        ``NaT`` where it is open, unknown or missing.

        Raises
        ------
        NotFoundError
            If there is no such table, or no such column of dates in it.
        """
        frame = self.table(table)
        dates = [
            one.name
            for one in TABLES[table].columns
            if one.kind in (Kind.EDTF, Kind.DATE)
        ]
        if column not in dates:
            raise NotFoundError(
                f"{table}: no column of dates {shown(column)}{near(column, dates)}"
            )
        return frame.assign(**self.days(table, column))

    # --- a part of it -----------------------------------------------------------------

    def where(
        self,
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
    ) -> Atlas:
        """Give the part for which all conditions hold; see :func:`geo.choice.where`.

        Each condition is a word or an id, or several of which one has to hold. Denials
        and doubts of what is chosen come too.

        >>> part = open_atlas().where(mode="sea", direction="DPRK>RU")
        >>> sorted(part.tables["legs"]["mode"].unique())
        ['sea']

        Raises
        ------
        NotFoundError
            If a word or id does not exist; the message names the nearest right one.
        """
        given = {name: value for name, value in locals().items() if name != "self"}
        return self.of(choice.where(self._data, **given))

    def between(
        self,
        start: Moment | None = None,
        end: Moment | None = None,
        *,
        possibly: bool = True,
        undated: bool = False,
        doubts: bool = True,
    ) -> Atlas:
        """Give the part that was, or may have been, active in a window of days.

        See :func:`geo.choice.between`; ``2023-08`` begins with the first day of August,
        or ends with its last; a ``datetime.date`` is a day. Without
        ``possibly`` only what was certainly active.

        Raises
        ------
        DateError
            If a side is no date, or the window ends before it begins.
        """
        return self.of(
            choice.between(
                self._data,
                start,
                end,
                possibly=possibly,
                undated=undated,
                doubts=doubts,
            )
        )

    def as_of(self, date: Moment) -> Atlas:
        """Give the atlas as it could have been drawn on ``date``; see :mod:`geo.asof`.

        Raises
        ------
        DateError
            If ``date`` is no day, month or year.
        """
        return self.of(as_of(self._data, date))

    @property
    def whole(self) -> Atlas:
        """The atlas that this one is a part of, or itself."""
        return self if self.scope is None else self.of(self.scope.whole)

    # --- questions --------------------------------------------------------------------

    def claims_of(
        self, kind: str, key: str | None = None, *, withdrawn: bool = False
    ) -> pd.DataFrame:
        """Claims about one thing, in the order of the table.

        Parameters
        ----------
        kind, key
            ``"flow", "munitions-rajin-dunai"``; or one text alone, ``"site:dunai"`` or a
            bare id: of a flow, else of a leg, a site, a vessel, and so on.
        withdrawn
            Whether withdrawn claims come too.

        Raises
        ------
        NotFoundError
            If there is no such thing; the message names the nearest one.

        Examples
        --------
        >>> "denies" in set(open_atlas().claims_of("munitions-rajin-dunai")["stance"])
        True
        """
        if key is None:
            kind, key = self._thing(kind)
        return super().claims_of(kind, key, withdrawn=withdrawn)

    def _thing(self, name: str) -> tuple[str, str]:
        kind, _, key = name.partition(":")
        if key and kind in ABOUT:
            known = self._ids(kind)
            if known is not None and key not in known:
                raise NotFoundError(f"no {kind} {shown(key)}{near(key, known)}")
            return kind, key
        every: list[str] = []
        for kind in ABOUT:
            known = self._ids(kind)
            if known is not None and name in known:
                return kind, name
            every += known or ()
        raise NotFoundError(f"nothing is called {shown(name)}{near(name, every)}")

    def _ids(self, kind: str) -> list[str] | None:
        """Ids of all things of a kind; None for practices, which are words."""
        if ABOUT[kind] in self.tables:
            return list(self.tables[ABOUT[kind]].index)
        return list(self._sites.index) if kind == "site" else None

    def total(
        self,
        unit: str | None = None,
        *,
        direction: str | None = None,
        flow: str | None = None,
        window: str | None = None,
    ) -> Total:
        """Say how much the claims state together, as bounds that count nothing twice.

        ``unit`` is ``container``, ``shell`` and the like; the rest as in
        :func:`geo.quantities.total`. If the part was chosen by one direction, that is
        the direction.

        >>> print(open_atlas().total("container", direction="DPRK>RU").at_least > 0)
        True

        Raises
        ------
        ChoiceError
            If several units or directions occur and none is chosen, or there is no such
            word.
        DateError
            If ``window`` is no EDTF period.
        """
        if direction is None and self.scope is not None:
            chosen = getattr(self.scope.choice, "conditions", ())
            ways = [one.words for one in chosen if one.name == "direction"]
            if len(ways) == 1 and len(ways[0]) == 1:
                (direction,) = ways[0]
        return total(
            self._data, unit=unit, direction=direction, flow=flow, window=window
        )

    def voices(self, flow: str | None = None) -> Corroboration | pd.DataFrame:
        """Independent voices behind one flow, or how many there are behind each.

        Raises
        ------
        NotFoundError
            If there is no such flow.
        """
        if flow is None:
            return corroboration(self._data)
        if flow not in self.tables["flows"].index:
            raise NotFoundError(
                f"no flow {shown(flow)}{near(flow, self.tables['flows'].index)}"
            )
        return speakers_behind(self._data, flow)

    def statements(
        self, unit: str | None = None, *, direction: str | None = None
    ) -> pd.DataFrame:
        """Totals as stated, by date and speaker; they never add.

        See :func:`geo.tallies.totals_table`.

        Raises
        ------
        ChoiceError
            If there is no such unit or direction.
        """
        from geo.tallies import totals_table

        return totals_table(self._data, unit=unit, direction=direction)

    def timeline(self, *, lang: str = "en") -> pd.DataFrame:
        """Claims by date, the undated last; see :func:`geo.timeline.timeline`.

        Raises
        ------
        ChoiceError
            If ``lang`` is neither ``en`` nor ``fr``.
        """
        from geo.timeline import timeline

        return timeline(self._data, lang=lang)

    def plausibility(self) -> pd.DataFrame:
        """What is reported beside what can be computed; see :mod:`geo.plausibility`.

        One row a check: verdict (agrees, differs, cannot be checked), formula, inputs.
        """
        return plausibility(self._data)

    def diff(self, older: _atlas.Atlas | str | Path) -> Diff:
        """Say what was added, changed and withdrawn since ``older``.

        ``older`` is an atlas, its folder, a built site, or a git ref.

        Raises
        ------
        ChoiceError
            If one of the two is a part of an atlas: what was left out by choice would
            look withdrawn.
        NotFoundError
            If there is no such folder, file or ref.
        """
        from geo.diff import diff
        from geo.snapshot import load

        for one in (self, older):
            if isinstance(one, _atlas.Atlas) and one.scope is not None:
                raise ChoiceError(
                    "a part of an atlas cannot be compared: what was left out by choice"
                    " would look withdrawn; compare the wholes (atlas.whole)"
                )
        before = older.root if isinstance(older, _atlas.Atlas) else older
        return diff(load(before, repository=self.root), load(self.root))

    def cite(
        self, what: str | None = None, *, style: str = "text", lang: str = "en"
    ) -> str:
        """Give a citation with the version of the data; see :func:`geo.cite.cite`.

        Raises
        ------
        NotFoundError
            If the atlas has no such claim, source or flow.
        ChoiceError
            If style or language is unknown.
        """
        from geo.cite import cite

        return cite(self._data, what, style=style, lang=lang)

    # --- drawing ----------------------------------------------------------------------

    def map(
        self,
        *,
        lang: str = "en",
        view: str = "default",
        insets: bool = True,
        height: int = 640,
        open: str | None = None,
        both: bool = False,
    ) -> OfflineMap:
        """Draw the page of the atlas as a ``folium.Map``: offline, safe, the same twice.

        Parameters
        ----------
        lang
            ``en`` or ``fr``.
        view
            Where it opens: ``default``, ``far-east``, ``corridor`` or ``tikhoretsk``.
            By default a part that was chosen opens on its own lines.
        insets
            Whether the fine coasts (OpenStreetMap, ODbL) are put in.
        height
            Of the frame in a notebook, in pixels.
        open
            What the page opens with: ``flow:munitions-rajin-dunai``, ``site:...``,
            ``claim:...``, ``vessel:...``, ``event:...``, ``source:...``.
        both
            Whether the other language is in it too, behind a button.

        Returns
        -------
        OfflineMap
            Shows itself in a notebook; ``.save(path)`` writes the page, ``.show()``
            opens it, ``.snapshot()`` gives a picture. Layers of folium can be added.

        Raises
        ------
        ChoiceError
            If ``lang`` or ``view`` is none of the choices, or the height makes no sense.
        NotFoundError
            If there is nothing of the name that is to be opened.
        """
        from geo.page import draw

        return draw(
            self._data,
            lang=lang,
            view=view,
            insets=insets,
            height=height,
            open=open,
            both=both,
        )

    def snapshot(
        self, path: str | Path | None = None, *, force: bool = False, **options: Any
    ) -> str:
        """Draw a picture without a browser: the text of an SVG; see :func:`geo.picture.draw`.

        With ``path`` (``.svg`` or ``.png``) it is written too.

        Raises
        ------
        ChoiceError
            If an option or the suffix is none of the choices.
        MissingExtraError
            If a PNG is wanted and resvg-py is not installed.
        OutputError
            If the file exists and ``force`` is not set, or cannot be written.
        """
        from geo import picture

        drawn = picture.draw(self._data, **options)
        if path is not None:
            picture.save(drawn, path, force=force)
        return drawn

    def plot(
        self,
        *,
        view: str = "default",
        lang: str = "en",
        ax: Axes | None = None,
        names: bool = True,
        legend: bool = True,
    ) -> Axes:
        """Draw a static map with matplotlib; see :func:`geo.plots.plot_map`.

        The axes are longitude and latitude in degrees (EPSG:4326), so that any frame in
        that CRS can be plotted on top. No setting of matplotlib is changed.

        Raises
        ------
        ChoiceError
            If ``lang`` or ``view`` is none of the choices.
        MissingExtraError
            If matplotlib (extra ``charts``) is not installed.
        """
        from geo.plots import plot_map

        return plot_map(
            self._data, view=view, lang=lang, ax=ax, names=names, legend=legend
        )

    def plot_timeline(
        self, *, lang: str = "en", ax: Axes | None = None, since: Moment | None = "2022"
    ) -> Axes:
        """Draw the dated claims by theme; see :func:`geo.plots.plot_timeline`.

        Raises
        ------
        ChoiceError
            If ``lang`` is none of the choices, or ``since`` is no year or day.
        MissingExtraError
            If matplotlib (extra ``charts``) is not installed.
        """
        from geo.plots import plot_timeline

        return plot_timeline(self._data, lang=lang, ax=ax, since=since)

    def chart(
        self,
        name: str,
        *,
        unit: str = "container",
        direction: str = "DPRK>RU",
        lang: str = "en",
    ) -> Figure:
        """Draw a chart: ``totals``, ``corroboration``, ``traffic`` or ``sightings``.

        See :mod:`geo.charts`; ``geo.charts.save(figure, path)`` writes it, the same
        bytes each time. ``unit`` and ``direction`` are of ``totals`` only.

        Raises
        ------
        ChoiceError
            If there is no such chart, unit or direction.
        MissingExtraError
            If matplotlib (extra ``charts``) is not installed.
        """
        from geo import charts

        drawn = charts.draw(name, self._data, unit=unit, direction=direction, lang=lang)
        import_module("matplotlib.pyplot")  # lets a notebook show figures
        return drawn

    def plot_totals(
        self,
        unit: str = "container",
        *,
        direction: str = "DPRK>RU",
        lang: str = "en",
    ) -> Figure:
        """Draw totals as stated, mark by mark: :meth:`chart` ``totals``.

        Raises
        ------
        ChoiceError
            If there is no such unit or direction.
        MissingExtraError
            If matplotlib (extra ``charts``) is not installed.
        """
        return self.chart("totals", unit=unit, direction=direction, lang=lang)

    # --- handing on -------------------------------------------------------------------

    def export(
        self,
        path: str | Path,
        *,
        format: str | None = None,
        lang: str = "en",
        force: bool = False,
        **options: Any,
    ) -> Path:
        """Write the atlas, or this part of it, in the format that ``path`` ends in.

        See :data:`geo.formats.FORMATS` for the formats and their options. A part says in
        the file what it is a part of.

        Raises
        ------
        ChoiceError
            If there is no such format, or it has no such option.
        MissingExtraError
            If the format needs a package that is not installed.
        OutputError
            If the file exists and ``force`` is not set, or cannot be written.
        """
        formats = import_module("geo.formats")
        written: Path = formats.export(
            self._data, path, format=format, lang=lang, force=force, **options
        )
        return written

    def to_geojson(
        self,
        path: str | Path,
        *,
        layers: Sequence[str] | None = None,
        lang: str = "en",
        simplestyle: bool = False,
        split: bool = False,
        force: bool = False,
    ) -> Path:
        """Write GeoJSON (RFC 7946); see :meth:`export` and :func:`geo.export.to_geojson`."""
        return self.export(
            path,
            format="geojson",
            layers=layers,
            lang=lang,
            simplestyle=simplestyle,
            split=split,
            force=force,
        )

    def to_gpkg(
        self,
        path: str | Path,
        *,
        layers: Sequence[str] | None = None,
        lang: str = "en",
        force: bool = False,
    ) -> Path:
        """Write a GeoPackage with styles, for QGIS; see :meth:`export`."""
        return self.export(path, format="gpkg", layers=layers, lang=lang, force=force)

    def to_qgz(
        self,
        path: str | Path,
        *,
        layers: Sequence[str] | None = None,
        lang: str = "en",
        force: bool = False,
    ) -> Path:
        """Write a QGIS project, and its GeoPackage beside it; see :meth:`export`."""
        return self.export(path, format="qgz", layers=layers, lang=lang, force=force)

    def to_kmz(
        self,
        path: str | Path,
        *,
        layers: Sequence[str] | None = None,
        lang: str = "en",
        force: bool = False,
    ) -> Path:
        """Write KMZ for Google Earth; see :meth:`export`."""
        return self.export(path, format="kmz", layers=layers, lang=lang, force=force)

    def to_flatgeobuf(
        self,
        path: str | Path,
        *,
        layers: Sequence[str] | None = None,
        lang: str = "en",
        split: bool = False,
        force: bool = False,
    ) -> Path:
        """Write FlatGeobuf; see :meth:`export`."""
        return self.export(
            path, format="fgb", layers=layers, lang=lang, split=split, force=force
        )

    def to_parquet(
        self,
        path: str | Path,
        *,
        layers: Sequence[str] | None = None,
        lang: str = "en",
        split: bool = False,
        force: bool = False,
    ) -> Path:
        """Write GeoParquet (extra ``parquet``); see :meth:`export`."""
        return self.export(
            path, format="parquet", layers=layers, lang=lang, split=split, force=force
        )

    def to_csv(
        self,
        path: str | Path,
        *,
        table: str | None = None,
        lang: str = "en",
        split: bool = False,
        bom: bool = False,
        force: bool = False,
    ) -> Path:
        """Write tables as CSV that a spreadsheet opens safely; see :meth:`export`.

        ``bom`` begins it with the mark by which Excel knows UTF-8.
        """
        return self.export(
            path,
            format="csv",
            table=table,
            lang=lang,
            split=split,
            bom=bom,
            force=force,
        )

    def to_xlsx(
        self,
        path: str | Path,
        *,
        table: str | None = None,
        lang: str = "en",
        force: bool = False,
    ) -> Path:
        """Write an Excel workbook (extra ``excel``); see :meth:`export`."""
        return self.export(path, format="xlsx", table=table, lang=lang, force=force)

    def to_ftm(
        self, path: str | Path, *, lang: str = "en", force: bool = False
    ) -> Path:
        """Write FollowTheMoney entities, one a line; see :meth:`export`."""
        return self.export(path, format="ftm", lang=lang, force=force)

    def to_datapackage(
        self, path: str | Path, *, lang: str = "en", force: bool = False
    ) -> Path:
        """Write a Data Package of every table and layer; see :meth:`export`."""
        return self.export(path, format="datapackage", lang=lang, force=force)

    def to_html(
        self,
        path: str | Path,
        *,
        lang: str = "en",
        view: str = "default",
        insets: bool = True,
        force: bool = False,
    ) -> Path:
        """Write the page of the map: one file that needs no network.

        Raises
        ------
        ChoiceError
            If ``lang`` or ``view`` is none of the choices.
        OutputError
            If the file exists and ``force`` is not set, or cannot be written.
        """
        from geo.page import html
        from geo.writing import write_text

        drawn = self.map(lang=lang, view=view, insets=insets, both=True)
        write_text(Path(path), html(drawn), force=force)
        return Path(path)
