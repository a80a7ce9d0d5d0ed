r"""Tables of an atlas as CSV for spreadsheets, and as a Data Package for programs.

**CSV is safe to open.** A cell that a spreadsheet could take for a formula gets an
apostrophe before the sign that would start it, and so does an apostrophe in that place:
:func:`safe` says where, :func:`unsafe` takes it away again, and the two give back every
text unchanged. Cells of number columns stay numbers. UTF-8, ``\r\n`` line ends (RFC 4180).

**A Data Package is for programs** and holds every cell as it is, described by the types
that check it (``datapackage.json``), with the layers beside the tables.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import zipfile
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import datapackage, rights
from geo.asof import stamp
from geo.errors import ChoiceError, NotFoundError
from geo.export import dumps, layer_geojson
from geo.features import LEGS, Layers
from geo.geometry import anchor, digits
from geo.listing import as_csv
from geo.tables import LAYER_PROPERTIES, TABLES, Column, Kind
from geo.writing import new_folder, write_bytes

if TYPE_CHECKING:
    import pandas as pd

    from geo.atlas import Atlas

__all__ = [
    "SITES",
    "columns_of",
    "csv_text",
    "safe",
    "table_names",
    "table_of",
    "to_csv",
    "to_datapackage",
    "unsafe",
    "zipped",
]

SITES = "sites"
_MARK = "datapackage.json"
_LIST = "tables.json"

# Where a program may take text for a formula: at the start of a cell, and after what
# another country's spreadsheet separates cells by; quotes and spaces may come between.
_STARTS = r'(^|[;\t\r\n])([ "]*)'
_SIGNS = "'=+\\-@\t\r＝＋－＠"
_UNSAFE = re.compile(f"{_STARTS}(?=[{_SIGNS}])")
_SAFE = re.compile(f"{_STARTS}'(?=[{_SIGNS}])")


def safe(text: str) -> str:
    """``text`` with an apostrophe before each sign that could start a formula.

    >>> safe("=1+1"), safe("'=1+1"), safe("a; -b"), safe("a - b")
    ("'=1+1", "''=1+1", "a; '-b", 'a - b')
    """
    return _UNSAFE.sub(r"\1\2'", text)


def unsafe(text: str) -> str:
    """What :func:`safe` was given.

    >>> unsafe("'=1+1"), unsafe("a; '-b")
    ('=1+1', 'a; -b')
    """
    return _SAFE.sub(r"\1\2", text)


def table_names(atlas: Atlas) -> list[str]:
    """Names of the tables that can be written: those of the atlas, and the sites."""
    return [*atlas.tables, SITES]


def columns_of(name: str) -> dict[str, Column]:
    """What is known of the columns of a table, by name."""
    columns = LAYER_PROPERTIES if name == SITES else TABLES[name].columns
    return {column.name: column for column in columns}


def table_of(atlas: Atlas, name: str) -> pd.DataFrame:
    """Rows of a table as they are; the sites with ``lon`` and ``lat`` in degrees.

    Raises
    ------
    NotFoundError
        If there is no such table; the message names the nearest one.
    """
    if name == SITES:
        return _sites(atlas)
    if name not in atlas.tables:
        known = table_names(atlas)
        near = get_close_matches(name, known, n=1)
        hint = (
            f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
        )
        raise NotFoundError(f"no table {name!r}; {hint}")
    return atlas.tables[name]


def _sites(atlas: Atlas) -> pd.DataFrame:
    sites = atlas.sites
    places = []
    for shape, error in zip(sites.geometry, sites["uncertainty_m"], strict=True):
        point = anchor(shape)
        decimals = digits(_float(error))
        places.append(
            (math.nan, math.nan)
            if point is None
            else tuple(round(one, decimals) + 0.0 for one in point)
        )
    frame = sites.drop(columns="geometry")
    layer = frame.pop("layer")
    at = frame.columns.get_loc("uncertainty_m")
    frame.insert(at, "lat", [lat for _, lat in places])
    frame.insert(at, "lon", [lon for lon, _ in places])
    frame.insert(1, "layer", layer)
    return frame


def _float(cell: Any) -> float | None:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return None


def csv_text(frame: pd.DataFrame) -> str:
    """``frame`` as CSV that no spreadsheet takes for formulas; see :func:`safe`."""
    columns = [_csv_cells(frame[name]) for name in frame.columns]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(str(name)) for name in frame.columns])
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def _csv_cells(cells: pd.Series) -> list[Any]:
    kind = cells.dtype.kind
    if kind == "f":
        return [
            "" if one != one else int(one) if one.is_integer() else repr(one)
            for one in cells.tolist()
        ]
    if kind in "iu":
        return [
            "" if one != one or one is None else one
            for one in cells.astype(object).where(cells.notna(), None)
        ]
    if kind == "b":
        return ["yes" if one else "no" for one in cells]
    texts: list[Any] = cells.astype("str").tolist()
    # Most columns say few things often, and most hold nothing that has to be made safe:
    # to look once at all of a column costs less than to look at each cell.
    said = set(texts)
    if _UNSAFE.search("\n" + "\n".join(said)) is None:
        return texts
    made = {one: safe(one) for one in said}
    return [made[one] for one in texts]


def to_csv(
    atlas: Atlas,
    path: str | Path,
    *,
    table: str | None = None,
    lang: str = "en",
    split: bool = False,
    bom: bool = False,
    force: bool = False,
) -> Path:
    """Write one table as CSV, or with ``split`` every table into a folder.

    Parameters
    ----------
    atlas
        What to write.
    path
        The file, or the folder.
    table
        Name of a table, or ``sites``; ``claims`` if left out.
    lang
        Has no meaning here: the tables hold both languages.
    split
        Whether to write every table, one file each.
    bom
        Whether to begin with a byte order mark, by which Excel knows UTF-8.
    force
        Whether to replace what is there.

    Raises
    ------
    NotFoundError
        If there is no such table.
    OutputError
        If the file exists and ``force`` is not set, or the disk refuses.
    """
    path = Path(path)
    encoding = "utf-8-sig" if bom else "utf-8"
    if not split:
        text = csv_text(table_of(atlas, table or "claims"))
        write_bytes(path, text.encode(encoding), force=force)
        return path
    if table is not None:
        raise ChoiceError("--table names one table; --split writes them all")
    with new_folder(path, force=force, ours=_LIST) as folder:
        counts = {}
        for name in table_names(atlas):
            frame = table_of(atlas, name)
            write_bytes(folder / f"{name}.csv", csv_text(frame).encode(encoding))
            counts[f"{name}.csv"] = {"rows": len(frame), "row": row_words(name)}
        about = {"version": atlas.version, **_told(atlas, lang), "tables": counts}
        text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
        write_bytes(folder / _LIST, text.encode())
    return path


def row_words(name: str) -> str:
    """What one row of a table is."""
    return "a place, whatever its layer" if name == SITES else TABLES[name].row


def _told(atlas: Atlas, lang: str) -> dict[str, str]:
    part = stamp(atlas, lang)
    return {"part": part} if part else {}


# --- Data Package ---------------------------------------------------------------------


def to_datapackage(
    atlas: Atlas,
    path: str | Path,
    *,
    lang: str = "en",
    force: bool = False,
) -> Path:
    """Write a Data Package (v2) of every table and layer; give the path.

    A path that ends in ``.zip`` becomes a ZIP file, any other a folder. The tables hold
    every cell as it is: open ``tumen export -o claims.csv`` in a spreadsheet instead.

    Raises
    ------
    OutputError
        If the path exists and ``force`` is not set, or the disk refuses.
    """
    path = Path(path)
    files = dict(_package(atlas, lang))
    if path.suffix.lower() == ".zip":
        write_bytes(path, zipped(files), force=force)
        return path
    with new_folder(path, force=force, ours=_MARK) as folder:
        for name, content in files.items():
            write_bytes(folder / name, content, parents=True)
    return path


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP file of ``files`` in their order, with a fixed time, the same bytes twice."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return held.getvalue()


def _package(atlas: Atlas, lang: str) -> Iterator[tuple[str, bytes]]:
    whole = datapackage.generate()
    own = rights.package(atlas)
    for name in (
        "name",
        "title",
        "title_fr",
        "description",
        "version",
        "licenses",
        "contributors",
        "keywords",
    ):
        whole.pop(name, None)
        if name in own:
            whole[name] = own[name]
    whole.setdefault("name", "atlas")
    whole |= {f"tumen:{name}": words for name, words in _told(atlas, lang).items()}
    contents: dict[str, bytes] = {}
    resources = []
    for resource in whole.pop("resources"):
        name = resource["name"]
        if name not in atlas.tables:
            continue
        contents[f"data/{name}.csv"] = as_csv(atlas.tables[name]).encode()
        resources.append(resource | {"path": f"data/{name}.csv"})
    layers = Layers(atlas, lang=lang)
    for layer in [LEGS, *atlas.layers]:
        about = layers[layer].attrs
        contents[f"layers/{layer}.geojson"] = dumps(
            layer_geojson(layers, layer)
        ).encode()
        resources.append(
            {
                "name": f"layer-{layer.replace('_', '-')}",
                "path": f"layers/{layer}.geojson",
                "title": about["title"],
                "format": "geojson",
                "mediatype": "application/geo+json",
                "encoding": "utf-8",
                "tumen:licence": about["licence"],
                "tumen:credit": about["credit"],
            }
        )
    for resource in resources:
        content = contents[resource["path"]]
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource.get("format") == "csv":
            for field in resource["schema"]["fields"]:
                text = field.get("description", "")
                field["description"] = text.replace("../layers/", "layers/")
                if not field["description"]:
                    del field["description"]
    whole["resources"] = resources
    yield _MARK, (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
    yield from contents.items()


def is_number(column: Column | None) -> bool:
    """Whether a column holds numbers."""
    return column is not None and column.kind in (Kind.NUMBER, Kind.INTEGER)
