"""One layer as GeoParquet 1.1: columns for DuckDB, pandas, BigQuery and QGIS.

The geometry is WKB in longitude and latitude, with a ``bbox`` column that readers skip
row groups by. ``GeoDataFrame.attrs`` (title, licence, credit, version) travel along.
The bytes are the same for the same versions of pyarrow and geopandas, whose names stand
in the file.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import MissingExtraError
from geo.features import Layers, nullable, one_layer
from geo.writing import new_folder, write_bytes

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.atlas import Atlas

__all__ = ["LICENCES", "geoparquet", "to_parquet"]

LICENCES = "licences.json"


def to_parquet(
    atlas: Atlas,
    path: str | Path,
    *,
    layers: Sequence[str] | None = None,
    lang: str = "en",
    split: bool = False,
    force: bool = False,
) -> Path:
    """Write one layer as GeoParquet 1.1 and give the path; the legs if none is named.

    With ``split``, ``path`` is a folder of one file for each layer. Coordinates are
    longitude, latitude in degrees; ``start`` and ``end`` are timestamps.

    Raises
    ------
    NotFoundError
        If a layer does not exist.
    ChoiceError
        If several layers are asked for in one file.
    MissingExtraError
        If pyarrow is not installed (extra ``parquet``).
    OutputError
        If the file exists and ``force`` is not set, or the disk refuses.
    """
    path = Path(path)
    held = Layers(atlas, lang=lang)
    if split:
        with new_folder(path, force=force, ours=LICENCES) as folder:
            about = {}
            for name in held.chosen(layers):
                write_bytes(folder / f"{name}.parquet", geoparquet(held[name]))
                about[f"{name}.parquet"] = held[name].attrs
            text = json.dumps(about, ensure_ascii=False, indent=1)
            write_bytes(folder / LICENCES, text.encode())
        return path
    name = one_layer(held, layers, "GeoParquet")
    write_bytes(path, geoparquet(held[name]), force=force)
    return path


def geoparquet(frame: gpd.GeoDataFrame) -> bytes:
    """A layer of :class:`~geo.features.Layers` as the bytes of a GeoParquet file."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            "GeoParquet needs pyarrow: pip install 'tumen[parquet]'"
        ) from None
    whole = nullable(frame)
    whole.attrs = dict(frame.attrs)
    held = io.BytesIO()
    whole.to_parquet(
        held, index=False, schema_version="1.1.0", write_covering_bbox=True
    )
    return held.getvalue()
