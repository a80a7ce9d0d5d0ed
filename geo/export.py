"""Layers and flows as GeoJSON that any program reads (RFC 7946).

WGS 84 longitude and latitude, right-hand rule, ``bbox``, no ``crs``, no more decimals
than the location error supports, lines cut at the antimeridian, days as ISO 8601 with
the printed EDTF date beside. Stable order and ids: the same atlas gives the same bytes.

``simplestyle`` adds the properties that GitHub, geojson.io and others colour by
(simplestyle-spec 1.1).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import style, titles
from geo.features import LEGS, Layers
from geo.vocabulary import LegStatus, Place, Theme
from geo.writing import new_folder, write_text

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = [
    "LICENCES",
    "collection",
    "dumps",
    "flow_geojson",
    "layer_geojson",
    "simplestyle",
    "to_geojson",
]

Json = dict[str, Any]

LICENCES = "licences.json"
"""The file that a folder of layers carries: title, licence and credit of each."""

_MAKI: dict[Place, str] = {
    Place.PORT: "harbor",
    Place.PIER: "ferry",
    Place.NAVAL_FACILITY: "harbor",
    Place.DEPOT: "warehouse",
    Place.INLAND_TERMINAL: "warehouse",
    Place.STATION: "rail",
    Place.JUNCTION: "rail",
    Place.BRIDGE: "bridge",
    Place.CROSSING: "bridge",
    Place.AIRPORT: "airport",
    Place.LAUNCH_SITE: "rocket",
    Place.TEST_SITE: "triangle",
    Place.CITY: "city",
    Place.BUILDING: "building",
    Place.COUNTRY: "circle-stroked",
    Place.REGION: "circle-stroked",
    Place.BODY: "circle-stroked",
    Place.RAIL_LINK: "rail",
    Place.BORDER: "barrier",
}
"""Maki symbol of a site by what it plainly is."""


def to_geojson(
    atlas: Atlas,
    path: str | Path,
    *,
    layers: Sequence[str] | None = None,
    lang: str = "en",
    simplestyle: bool = False,
    split: bool = False,
    force: bool = False,
) -> Path:
    """Write layers as GeoJSON (RFC 7946) and give the path.

    Parameters
    ----------
    atlas
        What to write.
    path
        The file; with ``split`` a folder of one file for each layer.
    layers
        Names of layers: ``legs``, those of the catalogue, ``observations``, ``events``.
        Left out: the legs and every layer of places. One file with several layers
        names the layer in each feature (``layer``), and carries the claims and sources
        behind them as members of the collection.
    lang
        Language of titles and summaries: ``en`` or ``fr``.
    simplestyle
        Whether to add colours, widths and symbols.
    split
        Whether to write one file for each layer.
    force
        Whether to replace what is there.

    Raises
    ------
    NotFoundError
        If a layer does not exist.
    OutputError
        If the file exists and ``force`` is not set, or the disk refuses.
    """
    path = Path(path)
    held = Layers(atlas, lang=lang)
    chosen = held.chosen(layers)
    if split:
        with new_folder(path, force=force, ours=LICENCES) as folder:
            about = {}
            for name in chosen:
                one = layer_geojson(held, name, styled=simplestyle)
                write_text(folder / f"{name}.geojson", dumps(one))
                about[f"{name}.geojson"] = held[name].attrs
            write_text(
                folder / LICENCES, json.dumps(about, ensure_ascii=False, indent=1)
            )
        return path
    if len(chosen) == 1:
        whole = layer_geojson(held, chosen[0], styled=simplestyle)
    else:
        whole = collection(held, chosen, styled=simplestyle)
    write_text(path, dumps(whole), force=force)
    return path


def dumps(whole: Json) -> str:
    """``whole`` as text with one feature a line, so that changes read as lines."""
    head = {name: value for name, value in whole.items() if name != "features"}
    start = json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1]
    features = ",\n".join(
        one if isinstance(one, _Text) else _ENCODE(one) for one in whole["features"]
    )
    return f'{start}, "features": [\n{features}\n]}}\n'


def layer_geojson(layers: Layers, name: str, *, styled: bool = False) -> Json:
    """One layer with its licence, credit and version."""
    frame = layers[name]
    return _collection(frame.attrs, frame, _features(frame, styled=styled))


def kept_geojson(atlas: Atlas, name: str) -> Json:
    """One layer of ``atlas`` with the properties that it is kept with and no other."""
    frame = atlas.layers[name]
    return _collection(frame.attrs, frame, _features(frame))


def collection(layers: Layers, names: Sequence[str], *, styled: bool = False) -> Json:
    """Several layers in one collection, with the claims and sources behind them.

    A feature's id is ``layer/id``, for ids are unique in their layer only.
    """
    atlas = layers.atlas
    frames = [layers[name] for name in names]
    features = [
        feature
        for name, frame in zip(names, frames, strict=True)
        for feature in _features(frame, styled=styled, layer=name)
    ]
    about = {
        "title": f"{titles.name(atlas, layers.lang)}: "
        + "; ".join(frame.attrs["title"] for frame in frames),
        "licence": _each(frame.attrs["licence"] for frame in frames),
        "credit": _each(frame.attrs["credit"] for frame in frames),
        "version": atlas.version,
        **{key: frames[0].attrs[key] for key in ("part",) if key in frames[0].attrs},
    }
    geometries = [frame.geometry for frame in frames]
    whole = _collection(about, pd.concat(geometries), features)
    whole["layers"] = [dict(frame.attrs) for frame in frames]
    claims = atlas.claims
    claims = claims[(claims["withdrawn"] == "").to_numpy()]
    whole["claims"] = _records(claims)
    whole["sources"] = _records(atlas.sources)
    return whole


def flow_geojson(layers: Layers, flow: str) -> Json:
    """The legs of one flow, each with what it rests on and the claims behind it.

    A leg with an end that no source places has a ``null`` geometry, never a guess.
    """
    atlas = layers.atlas
    legs = layers[LEGS]
    frame = legs[(legs["flow"] == flow).to_numpy()]
    row = atlas.tables["flows"].loc[[flow]]
    about = legs.attrs | {"title": str(row[f"title_{layers.lang}"].iloc[0])}
    about.pop("name")
    about.pop("group")
    return _collection(about, frame, _features(frame)) | {
        "flow": _records(row)[0],
        "claims": _records(atlas.claims.loc[layers.behind.of_flow(flow)]),
    }


# --- parts ----------------------------------------------------------------------------

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class _Text(str):
    """A feature that is JSON text already."""

    __slots__ = ()


def _each(cells: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(one for cell in cells for one in cell.split("; ")))


def _features(
    frame: gpd.GeoDataFrame, *, styled: bool = False, layer: str = ""
) -> list[_Text]:
    """Each row as the JSON text of a feature."""
    columns = {
        str(name): _cells(frame[name]) for name in frame.columns if name != "geometry"
    }
    if layer:
        columns = {"layer": [layer] * len(frame), **columns}
    if styled:
        columns |= simplestyle(frame)
    heads = [f"{_ENCODE(name)}: " for name in columns]
    shapes = shapely.to_geojson(frame.geometry.to_numpy())
    texts = [[*map(_ENCODE, cells)] for cells in columns.values()]
    return [
        _Text(
            f'{{"type": "Feature", "id": {_ENCODE(f"{layer}/{key}" if layer else str(key))}, '
            f'"geometry": {shape or "null"}, "properties": {{'
            + ", ".join([head + cell for head, cell in zip(heads, row, strict=True)])
            + "}}"
        )
        for key, shape, row in zip(
            frame.index, shapes, zip(*texts, strict=True), strict=True
        )
    ]


def _cells(cells: pd.Series) -> list[Any]:
    """Cells as JSON values: unknown is ``null``, days are ISO 8601."""
    if cells.dtype.kind == "M":
        return [str(one)[:10] if one == one else None for one in cells.to_numpy()]
    if cells.dtype.kind == "f":
        return [
            None if math.isnan(one) else int(one) if one.is_integer() else one
            for one in cells.tolist()
        ]
    if cells.dtype.kind in "iub":
        return [None if one is pd.NA else one for one in cells.tolist()]
    return [None if pd.isna(one) or one == "" else str(one) for one in cells]


def _records(frame: pd.DataFrame) -> list[Json]:
    columns = {str(name): _cells(frame[name]) for name in frame.columns}
    return [
        dict(zip(columns, row, strict=True))
        for row in zip(*columns.values(), strict=True)
    ]


def _collection(
    about: dict[str, Any],
    shapes: gpd.GeoDataFrame | gpd.GeoSeries,
    features: Sequence[_Text],
) -> Json:
    whole: Json = {"type": "FeatureCollection"}
    whole |= {
        key: value for key, value in about.items() if key not in ("name", "group")
    }
    box = [float(one) for one in np.asarray(shapes.total_bounds, dtype=float)]
    if not any(map(math.isnan, box)):
        whole["bbox"] = box
    whole["features"] = list(features)
    return whole


# --- simplestyle ----------------------------------------------------------------------

_THEMES = {str(theme): theme for theme in Theme}
_STATUSES = {str(status): status for status in LegStatus}
_PLACES = {str(kind): kind for kind in Place}
_WIDTHS = {width.id: width for width in style.WIDTHS}


def simplestyle(frame: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Properties of simplestyle-spec 1.1 for the rows of a layer, from the style table."""
    if "theme" in frame:
        rows = [
            style.simplestyle(_THEMES[theme], _STATUSES[status], _WIDTHS[width])
            for theme, status, width in zip(
                frame["theme"], frame["status"], frame["amount_class"], strict=True
            )
        ]
        names = rows[0] if rows else {}
        return {name: [row[name] or None for row in rows] for name in names}
    if "basis" in frame:  # paths
        path = style.simplestyle(Theme.CONTEXT, LegStatus.SCHEMATIC, style.WIDTHS[0])
        return {name: [value] * len(frame) for name, value in path.items()}
    styled: dict[str, list[Any]] = {
        "marker-color": [style.INK] * len(frame),
        "marker-size": ["small"] * len(frame),
    }
    if "name_en" in frame:  # places
        kinds = [_PLACES.get(str(kind), Place.CITY) for kind in frame["kind"]]
        styled["marker-symbol"] = [_MAKI[kind] for kind in kinds]
        styled["title"] = _cells(frame["name_en"])
        styled["description"] = _cells(frame["role_en"])
    return styled
