"""GeoDataFrames whose ``explore()`` shows words as words.

``GeoDataFrame.explore`` of geopandas writes cells, column names and legends into a page
as markup, and lets folium render them as templates: a name from a stranger's file can
run script in the reader's browser, and Python on the machine that makes the map. Frames
of an atlas are of the class :class:`SafeGeoDataFrame`, which escapes every text first.
It stays so through slices, filters, ``to_crs``, ``merge`` and the like. A frame that is
turned into a plain ``gpd.GeoDataFrame`` is plain again; :func:`explore` is for these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.errors import MissingExtraError

__all__ = ["SafeGeoDataFrame", "explore", "inert"]

_SIGNS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "&<>\"'`{}\\$"})
_DICTS = (
    "marker_kwds", "style_kwds", "highlight_kwds", "missing_kwds", "tooltip_kwds",
    "popup_kwds", "legend_kwds", "map_kwds", "classification_kwds",
)  # fmt: skip
_NEEDED = ("mapclassify", "matplotlib")


def inert(text: object) -> str:
    """Give ``text`` as a browser, a template or a script can only show, and not run.

    >>> inert("<b>{{ 7 * 7 }}</b>")
    '&#60;b&#62;&#123;&#123; 7 * 7 &#125;&#125;&#60;/b&#62;'
    """
    return str(text).translate(_SIGNS)


class SafeGeoDataFrame(gpd.GeoDataFrame):  # type: ignore[misc] # geopandas has no types
    """A ``geopandas.GeoDataFrame``, but for an :meth:`explore` that can do no harm."""

    def explore(
        self,
        column: Any = None,
        cmap: Any = None,
        color: Any = None,
        m: Any = None,
        tiles: Any = None,
        **options: Any,
    ) -> Any:
        """Show the rows on an interactive ``folium.Map``, their texts as mere text.

        The parameters are those of ``geopandas.GeoDataFrame.explore``, with one other
        default: no tiles, for a tile server learns where you look. The map takes
        Leaflet from a server all the same; ``m=atlas.map()`` draws the rows on a map
        that needs none.

        Raises
        ------
        MissingExtraError
            If mapclassify or matplotlib, which geopandas needs here, are not installed.
        """
        return explore(
            self, column=column, cmap=cmap, color=color, m=m, tiles=tiles, **options
        )

    # The two methods that geopandas ends with a plain GeoDataFrame.

    def explode(self, *args: Any, **options: Any) -> Any:
        """Split rows of several parts, as in geopandas; the frame stays safe."""
        return _safe(super().explode(*args, **options))

    def apply(self, *args: Any, **options: Any) -> Any:
        """Apply a function, as in geopandas; a frame that comes of it stays safe."""
        return _safe(super().apply(*args, **options))


def _safe(made: Any) -> Any:
    return SafeGeoDataFrame(made) if isinstance(made, gpd.GeoDataFrame) else made


def explore(
    frame: gpd.GeoDataFrame,
    *,
    column: Any = None,
    color: Any = None,
    tiles: Any = None,
    **options: Any,
) -> Any:
    """Show any ``GeoDataFrame`` as ``frame.explore()`` does, its texts as mere text.

    Parameters
    ----------
    frame
        Rows with a geometry; any CRS. It is not changed.
    column, color, tiles, options
        As in ``geopandas.GeoDataFrame.explore``. Words among them (labels, captions,
        categories, the name of the layer) are made inert too; what is markup by design
        (``attr``, ``map_kwds``) is yours to trust.

    Returns
    -------
    folium.Map
        A new map, or ``m``.

    Raises
    ------
    MissingExtraError
        If mapclassify or matplotlib, which geopandas needs here, are not installed.
    """
    if not all(map(find_spec, _NEEDED)):
        raise MissingExtraError(
            "explore() needs mapclassify and matplotlib:"
            " pip install 'tumen[explore]'; atlas.map() needs neither"
        )
    shown = _plain(frame)
    words = {name: _inert_words(options[name]) for name in options if name != "m"}
    for name in _DICTS:  # geopandas writes into its own defaults, and into the caller's
        words[name] = _inert_labels(options.get(name) or {})
    for name in ("attr", "scheme", "tiles", "cmap", "marker_type", "width", "height"):
        if name in options:
            words[name] = options[name]
    if "m" in options:
        words["m"] = options["m"]
    return gpd.GeoDataFrame.explore(
        shown,
        column=_inert_words(column),
        color=_inert_words(color),
        tiles=tiles,
        **words,
    )


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A plain copy of ``frame`` in which every text is inert: cells, names and index."""
    active = frame.geometry.name
    others = [
        name
        for name, dtype in zip(frame.columns, frame.dtypes, strict=True)
        if dtype == "geometry" and name != active
    ]
    cells = pd.DataFrame(frame).drop(columns=[active, *others])
    made = pd.DataFrame(
        {
            inert(name): _column(cells.iloc[:, at])
            for at, name in enumerate(cells.columns)
        }
    )
    made.index = _index(frame.index)
    name = inert(active)
    made[name] = frame.geometry.to_numpy()
    return gpd.GeoDataFrame(made, geometry=name, crs=frame.crs)


def _column(cells: pd.Series) -> Any:
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return pd.Categorical.from_codes(
            cells.cat.codes.tolist(),
            categories=pd.Index([_cell(one) for one in cells.cat.categories]),
            ordered=cells.cat.ordered,
        )
    if pd.api.types.is_object_dtype(cells.dtype) or pd.api.types.is_string_dtype(
        cells.dtype
    ):
        return pd.Series([_cell(one) for one in cells], dtype="object").to_numpy()
    return cells.to_numpy() if cells.dtype.kind in "biufmM" else cells.array


def _cell(cell: Any) -> Any:
    """A number, a truth value or nothing as it is; everything else as inert text."""
    if cell is None or isinstance(cell, (bool, int, float)) or cell is pd.NA:
        return cell
    return inert(cell)


def _index(index: pd.Index) -> pd.Index:
    names = [None if name is None else inert(name) for name in index.names]
    if isinstance(index, pd.MultiIndex):
        return pd.MultiIndex.from_tuples(
            [tuple(_cell(one) for one in row) for row in index], names=names
        )
    if index.dtype.kind in "biufmM":
        return index.rename(names[0])
    return pd.Index([_cell(one) for one in index], name=names[0])


def _inert_words(value: Any) -> Any:
    """Words among the options, inert; numbers, callables and folium's objects as given."""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, pd.Series):
        return _column(value)
    if isinstance(value, (list, tuple, pd.Index)) or hasattr(value, "__array__"):
        return [_inert_words(one) for one in value]
    return value


def _inert_labels(words: Mapping[str, Any]) -> dict[str, Any]:
    keep: Callable[[Any], Any] = _inert_words
    return {
        name: dict(value) if isinstance(value, Mapping) else keep(value)
        for name, value in words.items()
    }
