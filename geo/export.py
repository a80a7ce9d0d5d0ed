"""Layers and flows as GeoJSON that any program reads (RFC 7946).

WGS 84 longitude and latitude, right-hand rule, ``bbox``, no ``crs``, no more decimals
than the location error supports, lines cut at the antimeridian. Stable order and ids:
the same atlas gives the same bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from shapely import (
    LineString,
    MultiLineString,
    Polygon,
    get_coordinates,
    set_coordinates,
)
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from geo import geometry
from geo.asof import stamp
from geo.selection import listed

if TYPE_CHECKING:
    import pandas as pd

    from geo.atlas import Atlas

__all__ = ["dumps", "flow_geojson", "layer_geojson"]

Json = dict[str, Any]
_PATH_DIGITS = 4  # about 10 m; a path is a drawing and claims no more


def dumps(collection: Json) -> str:
    """``collection`` as text with one feature a line, so that changes read as lines."""
    head = {name: value for name, value in collection.items() if name != "features"}
    start = json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1]
    features = ",\n".join(
        json.dumps(feature, ensure_ascii=False, allow_nan=False)
        for feature in collection["features"]
    )
    return f'{start}, "features": [\n{features}\n]}}\n'


def layer_geojson(atlas: Atlas, layer: str) -> Json:
    """One layer of places with its licence, credit and version."""
    frame = atlas.layers[layer]
    names = [name for name in frame.columns if name not in ("geometry", "layer")]
    if "uncertainty_m" in frame:
        digits = [geometry.digits(_number(cell)) for cell in frame["uncertainty_m"]]
    else:  # a path is a drawing and has no location error
        digits = [_PATH_DIGITS] * len(frame)
    features = [
        {
            "type": "Feature",
            "id": str(key),
            "geometry": _geojson(shape, places),
            "properties": {
                name: _value(cell) for name, cell in zip(names, cells, strict=True)
            },
        }
        for key, shape, places, cells in zip(
            frame.index,
            frame.geometry,
            digits,
            frame[names].itertuples(index=False, name=None),
            strict=True,
        )
    ]
    return _collection(
        atlas,
        features,
        title=str(frame.attrs.get("title", layer)),
        licence=str(frame.attrs.get("licence", "")),
        credit=str(frame.attrs.get("credit", "")),
    )


def flow_geojson(atlas: Atlas, flow: str) -> Json:
    """The legs of one flow, each with what it rests on and the claims behind it.

    A leg with an end that no source places has a ``null`` geometry, never a guess.
    """
    row = atlas.flows.loc[flow]
    about_flow = atlas.claims_of("flow", flow)
    legs = atlas.legs[atlas.legs["flow"] == flow].sort_values("seq", kind="stable")
    features = [_leg_feature(atlas, leg, about_flow) for _, leg in legs.iterrows()]
    return _collection(
        atlas,
        features,
        title=str(row["title_en"]),
        licence="CC-BY-4.0",
        credit="Tumen; sources named claim by claim",
    ) | {
        "flow": {name: _value(cell) for name, cell in row.items()},
        "claims": [
            {name: _value(cell) for name, cell in claim.items()}
            for _, claim in about_flow.iterrows()
        ],
    }


def _leg_feature(atlas: Atlas, leg: pd.Series[Any], about_flow: pd.DataFrame) -> Json:
    own = atlas.claims_of("leg", str(leg["id"]))
    claims = own if len(own) else about_flow
    shape, line = _way(atlas, leg) if leg["path"] else _straight(atlas, leg)
    return {
        "type": "Feature",
        "id": str(leg["id"]),
        "geometry": shape,
        "properties": {
            **{name: _value(cell) for name, cell in leg.items()},
            "line": line,
            "claims": "; ".join(str(key) for key in claims.index),
            "claims_asserting": int((claims["stance"] == "asserts").sum()),
            "claims_denying": int((claims["stance"] == "denies").sum()),
            "claims_cannot_confirm": int((claims["stance"] == "cannot-confirm").sum()),
        },
    }


def _way(atlas: Atlas, leg: pd.Series[Any]) -> tuple[Json | None, str]:
    """The paths of a leg in order of travel, one part each, and what they are."""
    paths = atlas.layers["paths"]
    parts, labels = [], []
    for item in listed(leg["path"]):
        path = paths.loc[item.removeprefix("-")]
        line = path.geometry
        parts.append(line.reverse() if item.startswith("-") else line)
        labels.append(str(path["label_en"]))
    return (
        _geojson(MultiLineString(parts) if len(parts) > 1 else parts[0], _PATH_DIGITS),
        "; ".join(dict.fromkeys(labels)),
    )


def _straight(atlas: Atlas, leg: pd.Series[Any]) -> tuple[Json | None, str]:
    """The geodesic of a leg without paths; nothing if an end has no known place."""
    ends = [_site(atlas, str(leg[end])) for end in ("origin", "destination")]
    start, end = (geometry.anchor(place) for place, _ in ends)
    if start is None or end is None or start == end:
        return None, "not drawn: an end has no known place"
    places = geometry.digits(max(uncertainty for _, uncertainty in ends))
    line = geometry.split_at_antimeridian(geometry.geodesic(start, end))
    return _geojson(line, places), "geodesic, schematic: not an observed track"


def _site(atlas: Atlas, key: str) -> tuple[BaseGeometry | None, float]:
    if key not in atlas.sites.index:
        return None, math.nan
    row = atlas.sites.loc[key]
    return row.geometry, _number(row["uncertainty_m"])


def _number(cell: object) -> float:
    try:
        return float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):  # pandas' NA refuses to be a float
        return math.nan


def _value(cell: object) -> object:
    if cell is None or str(cell) in ("", "nan", "<NA>", "NaT", "None"):
        return None
    if isinstance(cell, bool):
        return cell
    if hasattr(cell, "item"):  # a NumPy scalar
        cell = cell.item()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell if isinstance(cell, (bool, int, float)) else str(cell)


def _geojson(shape: BaseGeometry | None, places: int) -> Json | None:
    if shape is None or shape.is_empty:
        return None
    if isinstance(shape, Polygon):
        shape = orient(shape)
    if isinstance(shape, LineString):
        return {
            "type": "LineString",
            "coordinates": geometry.rounded(shape.coords, places),
        }
    if isinstance(shape, MultiLineString):
        return {
            "type": "MultiLineString",
            "coordinates": [
                geometry.rounded(part.coords, places) for part in shape.geoms
            ],
        }
    coordinates = get_coordinates(shape).round(places) + 0.0
    drawn: Json = mapping(set_coordinates(shape, coordinates))
    return json.loads(json.dumps(drawn))  # tuples to lists


def _positions(coordinates: Any) -> Iterator[list[float]]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
        return
    for part in coordinates:
        yield from _positions(part)


def _collection(atlas: Atlas, features: list[Json], **about: str) -> Json:
    about["version"] = atlas.version
    if stamp(atlas):
        about["as_of"] = stamp(atlas)
    collection: Json = {"type": "FeatureCollection", **about}
    box = _bbox(features)
    if box:
        collection["bbox"] = box
    collection["features"] = features
    return collection


def _bbox(features: Iterable[Json]) -> list[float]:
    positions = [
        position
        for feature in features
        if feature["geometry"]
        for position in _positions(feature["geometry"]["coordinates"])
    ]
    if not positions:
        return []
    lons = [position[0] for position in positions]
    lats = [position[1] for position in positions]
    return [min(lons), min(lats), max(lons), max(lats)]
