"""The whole site as a folder: maps, the register of claims, downloads, a manifest.

Everything is plain files with relative links; nothing asks a server for anything.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from geo import __version__, export, listing, page, picture, register
from geo.asof import stamp
from geo.features import Layers
from geo.writing import new_folder, write_text

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["MANIFEST", "build"]

MANIFEST = "manifest.json"
_PAGES = {"en": "index.html", "fr": "fr.html"}
_PICTURES = {"en": "map.svg", "fr": "map.fr.svg"}


def build(
    atlas: Atlas,
    out: Path,
    *,
    force: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write the site of ``atlas`` into the folder ``out`` and give its path.

    ``progress`` is told the name of each part before it is made. The folder appears
    whole: a run that is stopped leaves an earlier site as it was.

    Raises
    ------
    OutputError
        If ``out`` may not be replaced, or the disk refuses.
    """
    with new_folder(out, force=force, ours=MANIFEST) as folder:
        for lang, name in _PAGES.items():
            progress(f"map ({lang})")
            other = next(code for code in _PAGES if code != lang)
            drawn = page.draw(
                atlas,
                lang=lang,
                links=_beside(lang, other),
                other_links=_beside(other, lang),
            )
            write_text(folder / name, page.html(drawn))
            write_text(folder / _PICTURES[lang], picture.draw(atlas, lang=lang))
            progress(f"register ({lang})")
            write_text(folder / register.NAMES[lang], register.page(atlas, lang=lang))
        progress("downloads")
        _downloads(atlas, folder / "downloads")
        progress("manifest")
        write_text(
            folder / MANIFEST, json.dumps(_manifest(atlas, folder), indent=1) + "\n"
        )
    return out


def _beside(lang: str, other: str) -> dict[str, str]:
    """Files that a map in ``lang`` links to."""
    return {
        "register": register.NAMES[lang],
        "downloads": f"downloads/{register.DOWNLOADS[lang]}",
        "picture": _PICTURES[lang],
        "other_language": _PAGES[other],
    }


def _downloads(atlas: Atlas, folder: Path) -> None:
    layers = Layers(atlas)
    for layer in atlas.layers:
        collection = export.layer_geojson(layers, layer)
        write_text(
            folder / "layers" / f"{layer}.geojson",
            export.dumps(collection),
            parents=True,
        )
    for flow in atlas.flows.index:
        collection = export.flow_geojson(layers, str(flow))
        write_text(
            folder / "flows" / f"{flow}.geojson", export.dumps(collection), parents=True
        )
    tables = folder / "data"
    tables.mkdir(parents=True)
    for path in sorted((atlas.root / "data").iterdir()):
        if (
            stamp(atlas) and path.stem in atlas.tables
        ):  # only what was published by then
            write_text(tables / path.name, listing.as_csv(atlas.table(path.stem)))
        elif path.suffix in (".csv", ".json") or path.name == "LICENSE":
            shutil.copyfile(path, tables / path.name)
    for lang in _PAGES:
        write_text(
            folder / register.DOWNLOADS[lang],
            register.downloads(atlas, _listing(folder), lang=lang),
        )


def _listing(folder: Path) -> list[tuple[str, int, str]]:
    return [
        (
            path.relative_to(folder).as_posix(),
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def _manifest(atlas: Atlas, folder: Path) -> dict[str, object]:
    return {
        "tumen": __version__,
        "data": atlas.version,
        **({"as_of": stamp(atlas)} if stamp(atlas) else {}),
        "ids": {
            name: [str(key) for key in table.index]
            for name, table in atlas.tables.items()
        },
        "files": {
            name: {"bytes": size, "sha256": digest}
            for name, size, digest in _listing(folder)
        },
    }
