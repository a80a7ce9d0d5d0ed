"""One layer as FlatGeobuf: one file that maps on the web read in ranges.

The file carries title, licence, credit and version. It has a spatial index, and so the
order of the index, unless a row has no place: FlatGeobuf cannot have both.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio

from geo.features import Layers, nullable, one_layer
from geo.writing import new_folder, write_bytes

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.atlas import Atlas

__all__ = ["LICENCES", "flatgeobuf", "to_flatgeobuf"]

LICENCES = "licences.json"


def to_flatgeobuf(
    atlas: Atlas,
    path: str | Path,
    *,
    layers: Sequence[str] | None = None,
    lang: str = "en",
    split: bool = False,
    force: bool = False,
) -> Path:
    """Write one layer as FlatGeobuf and give the path; the legs if none is named.

    With ``split``, ``path`` is a folder of one file for each layer. Coordinates are
    longitude, latitude in degrees (EPSG:4326); ``start`` and ``end`` are dates.

    Raises
    ------
    NotFoundError
        If a layer does not exist.
    ChoiceError
        If several layers are asked for in one file.
    OutputError
        If the file exists and ``force`` is not set, or the disk refuses.
    """
    path = Path(path)
    held = Layers(atlas, lang=lang)
    if split:
        with new_folder(path, force=force, ours=LICENCES) as folder:
            about = {}
            for name in held.chosen(layers):
                write_bytes(folder / f"{name}.fgb", flatgeobuf(held[name]))
                about[f"{name}.fgb"] = held[name].attrs
            text = json.dumps(about, ensure_ascii=False, indent=1)
            write_bytes(folder / LICENCES, text.encode())
        return path
    name = one_layer(held, layers, "FlatGeobuf")
    write_bytes(path, flatgeobuf(held[name]), force=force)
    return path


def flatgeobuf(frame: gpd.GeoDataFrame) -> bytes:
    """A layer of :class:`~geo.features.Layers` as the bytes of a FlatGeobuf file."""
    about = frame.attrs
    placed = bool(frame.geometry.notna().all()) and len(frame) > 0
    held = io.BytesIO()
    pyogrio.write_dataframe(
        nullable(frame),
        held,
        driver="FlatGeobuf",
        layer=str(about.get("name", "layer")),
        layer_options={
            "SPATIAL_INDEX": "YES" if placed else "NO",
            "TITLE": str(about.get("title", "")),
            "DESCRIPTION": f"{about.get('licence', '')}. {about.get('credit', '')}",
        },
        layer_metadata={key: str(value) for key, value in about.items()},
        use_arrow=False,
    )
    return held.getvalue()
