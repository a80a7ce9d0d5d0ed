"""An atlas written again as an atlas: ``data/`` and ``layers/``, whole.

What a site carries beside its exports, so that ``tumen check``, ``tumen diff`` and
``open_atlas`` read a published site as they read the folder that it was built from. An
atlas that includes others becomes one that includes none; an atlas as of a day holds
only what was published by then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from geo import rights
from geo.catalog import CATALOG, Layer, included
from geo.cite import atlas_hash
from geo.errors import NotFoundError, OutputError
from geo.export import dumps, kept_geojson
from geo.listing import as_csv
from geo.snapshot import load
from geo.tables import TABLES
from geo.writing import write_bytes, write_text

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["seal", "write"]

_PACKAGE = "data/datapackage.json"
_AS_THEY_ARE = (_PACKAGE, "data/LICENSE")


def write(atlas: Atlas, folder: Path) -> None:
    """Write ``atlas`` as ``data/`` and ``layers/`` of ``folder``.

    An atlas that includes none and is whole is copied byte for byte, so that its hash is
    the one that citations give. The base map is not written: a page without one takes
    that of the program.

    Raises
    ------
    OutputError
        If the disk refuses.
    """
    if atlas.scope is None and not included(atlas.root, []):
        _copy(atlas.root, folder)
        return
    for name, text in _tables(atlas):
        write_text(folder / "data" / f"{name}.csv", text, parents=True)
    for name in _AS_THEY_ARE:
        source = atlas.root / name
        if source.is_file():
            write_bytes(folder / name, source.read_bytes(), parents=True)
    if included(atlas.root, []):  # its rows are here, so are their makers and terms
        held = json.dumps(rights.package(atlas), ensure_ascii=False, indent=1) + "\n"
        write_text(folder / _PACKAGE, held, force=True)
    entries = []
    for layer, file in _files(atlas.catalog):
        path = folder / "layers" / file
        write_text(path, dumps(kept_geojson(atlas, layer.id)), parents=True)
        entries.append(_entry(layer, file))
    whole = {"version": 1, "layers": entries}
    text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=1000)
    write_text(folder / CATALOG, text, parents=True)


def seal(atlas: Atlas) -> str:
    """The hash by which a page or picture of ``atlas`` names its data.

    Of a whole or chosen one it is what citations give. As of a day it is that of what
    :func:`write` writes, on which claims that are published later have no say; citations
    name the hash of the whole and the day. Empty where the folder is gone by now.
    """
    try:
        if not atlas.day:
            return atlas_hash(atlas.root)
        with TemporaryDirectory() as folder:
            write(atlas, Path(folder))
            return atlas_hash(folder)
    except (NotFoundError, OutputError):
        return ""


def _tables(atlas: Atlas) -> Iterator[tuple[str, str]]:
    if atlas.scope is not None:
        yield from ((name, as_csv(atlas.tables[name])) for name in atlas.tables)
        return
    held = load(atlas.root)  # cells as they stand: 237.0 stays 237.0
    for name in TABLES:
        rows = held.rows(name)
        if len(rows):
            yield name, as_csv(pd.DataFrame(dict(rows.columns), dtype="str"))


def _copy(root: Path, folder: Path) -> None:
    files = [*root.glob("data/*.csv"), *root.glob("layers/*.geojson")]
    files += [root / name for name in (*_AS_THEY_ARE, CATALOG)]
    for path in files:
        if path.is_file():
            content = path.read_bytes()
            write_bytes(folder / path.relative_to(root), content, parents=True)


def _files(catalog: Iterable[Layer]) -> Iterator[tuple[Layer, str]]:
    """Each layer with a name for its file; two atlases may have used the same."""
    used: set[str] = set()
    for layer in catalog:
        file = layer.file
        while file in used:
            file = f"other-{file}"
        used.add(file)
        yield layer, file


def _entry(layer: Layer, file: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": layer.id, "file": file, "kind": layer.kind}
    for name in ("title", "description", "group"):
        entry[name] = {lang: getattr(layer, name)(lang) for lang in ("en", "fr")}
    return entry | {
        "licence": layer.licence,
        "credit": layer.credit,
        "default_visible": layer.default_visible,
        "sources": list(layer.sources),
    }
